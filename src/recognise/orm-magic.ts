/** Packages whose options hold `synchronize`: typeorm.io/data-source-options, docs.nestjs.com/recipes/sql-sequelize */
export const synchronizing: ReadonlySet<string> = new Set(['typeorm', '@nestjs/typeorm', '@nestjs/sequelize', 'typeorm-naming-strategies', 'type-graphql-dataloader', 'typeorm-extension']);

/** Types of the options that hold `synchronize`. */
export const synchronizingTypes = /\b(?:TypeOrm\w*Options|DataSourceOptions|\w*ConnectionOptions|BaseDataSourceOptions|SequelizeModuleOptions|SequelizeOptions)\b/;

/** Database kinds that TypeORM's `type` names (typeorm.io/data-source-options). */
export const databaseKinds: ReadonlySet<string> = new Set([
  'mysql', 'mariadb', 'postgres', 'cockroachdb', 'sqlite', 'better-sqlite3', 'mssql', 'oracle', 'mongodb', 'sqljs', 'expo', 'spanner', 'aurora-mysql', 'aurora-postgres', 'sap', 'cordova', 'capacitor', 'react-native', 'nativescript',
]);

/** Packages that declare Mongoose schemas. */
export const mongoosePackages: ReadonlySet<string> = new Set(['mongoose', '@nestjs/mongoose', '@typegoose/typegoose']);

/**
 * Methods that make or change the tables from the models, by the package they belong to: sequelize.org/docs/v6/core-concepts/model-basics/#model-synchronization,
 * typeorm.io/data-source-api, mikro-orm.io/docs/schema-generator
 */
export const syncMethods: Readonly<Record<string, RegExp>> = {
  sync: /^(?:sequelize|sequelize-typescript|@sequelize\/\w[\w-]*|@nestjs\/sequelize)#/,
  synchronize: /^(?:typeorm|@nestjs\/typeorm)#/,
  updateSchema: /^@mikro-orm\//,
  createSchema: /^@mikro-orm\//,
  refreshDatabase: /^@mikro-orm\//,
  // `orm.schema.update()` since version 6
  update: /^@mikro-orm\//,
  create: /^@mikro-orm\//,
  refresh: /^@mikro-orm\//,
};
