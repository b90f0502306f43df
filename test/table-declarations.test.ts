import { expect, test } from 'vitest';
import { inspect } from '../src/hosts/inspect.js';
import { writeTree } from './support/tree.js';

const tablesOf = async (files: Parameters<typeof writeTree>[0]): Promise<string[]> =>
  (await inspect(writeTree(files))).tables.map(
    ({ table, key, versionColumn, indexes, readers, writers }) =>
      `${table} key=${key.map(({ column }) => column).join('+')} version=${versionColumn ?? '-'} indexes=${(indexes ?? []).map(({ columns }) => columns.join('+')).join(',')} read=${readers.reduce((n, { queries }) => n + queries, 0)} written=${writers.reduce((n, { queries }) => n + queries, 0)}`,
  );

test('interfaces of Kysely are tables, whose keys and indexes its migrations say', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { kysely: '0.27' } },
    'src/types.ts': `import type { Generated } from 'kysely';\ninterface Person { id: Generated<string>; name: string }\nexport interface DB { person: Person }\n`,
    'src/people.ts': `import type { Kysely } from 'kysely';\nimport type { DB } from './types.js';\nexport const all = (db: Kysely<DB>) => db.selectFrom('person').selectAll().execute();\nexport const add = (db: Kysely<DB>) => db.insertInto('person').values({ name: 'x' }).execute();\n`,
    'src/migrations/1.ts': `import type { Kysely } from 'kysely';
export async function up(db: Kysely<unknown>) {
  await db.schema.createTable('person').addColumn('id', 'uuid', (col) => col.primaryKey()).addColumn('name', 'text').execute();
  await db.schema.createIndex('person_name').on('person').column('name').execute();
}
`,
  };
  expect(await tablesOf(files)).toEqual(['person key=id version=- indexes=name read=1 written=1']);
});

test('models of typegoose and Objection are linked to the queries of other files', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { '@typegoose/typegoose': '12', mongoose: '8', objection: '3', knex: '3' } },
    'src/cat.ts': `import { getModelForClass, modelOptions, prop } from '@typegoose/typegoose';\n@modelOptions({ schemaOptions: { collection: 'cats', optimisticConcurrency: true } })\nexport class Cat { @prop() name!: string; }\nexport const CatModel = getModelForClass(Cat);\n`,
    'src/dog.ts': `import { Model } from 'objection';\nexport class Dog extends Model { static tableName = 'dogs'; }\n`,
    'src/use.ts': `import { CatModel } from './cat.js';\nimport { Dog } from './dog.js';\nexport const a = () => CatModel.find({ name: 'x' });\nexport const b = () => CatModel.create({ name: 'x' });\nexport const c = () => Dog.query().where('name', 'x');\nexport const d = () => Dog.query().insert({ name: 'x' });\n`,
  };
  expect(await tablesOf(files)).toEqual(['cats key=_id version=__v indexes= read=1 written=1', 'dogs key=id version=- indexes= read=1 written=1']);
});

test('a version column is what the declaration makes one, whatever its name', async () => {
  const files = {
    'package.json': { name: 'api', dependencies: { typeorm: '0.3', '@mikro-orm/core': '6', sequelize: '6' } },
    'src/typeorm.ts': `import { Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';\n@Entity('a') export class A { @PrimaryGeneratedColumn() id!: number; @VersionColumn() changes!: number; }\n`,
    'src/mikro.ts': `import { defineEntity, p } from '@mikro-orm/core';\nexport const B = defineEntity({ name: 'B', tableName: 'b', properties: { id: p.integer().primary(), edits: p.integer().version() } });\n`,
    'src/sequelize.ts': `import { DataTypes, Sequelize } from 'sequelize';\nconst db = new Sequelize('x');\nexport const C = db.define('c', { id: { type: DataTypes.INTEGER, primaryKey: true } }, { version: 'lock' });\nexport const count = () => db.models.c.count();\n`,
  };
  expect(await tablesOf(files)).toEqual(['a key=id version=changes indexes= read=0 written=0', 'b key=id version=edits indexes= read=0 written=0', 'c key=id version=lock indexes= read=1 written=0']);
});

test.each([
  ['Knex', { knex: '3' }, `export async function up(knex) {\n  await knex.schema.createTable('orders', (t) => { t.uuid('id').primary(); t.string('email'); });\n  await knex.schema.alterTable('orders', (t) => { t.index(['email', 'id']); });\n}\n`],
  ['TypeORM', { typeorm: '0.3' }, `import { Table, TableIndex } from 'typeorm';\nexport class Init {\n  async up(runner) {\n    await runner.createTable(new Table({ name: 'orders', columns: [{ name: 'id', type: 'uuid', isPrimary: true }] }));\n    await runner.createIndex('orders', new TableIndex({ columnNames: ['email', 'id'] }));\n  }\n}\n`],
  ['Sequelize', { sequelize: '6' }, `export default {\n  async up(queryInterface, Sequelize) {\n    await queryInterface.createTable('orders', { id: { type: Sequelize.UUID, primaryKey: true }, email: Sequelize.STRING });\n    await queryInterface.addIndex('orders', ['email', 'id']);\n  },\n};\n`],
])('an index that a later change of %s adds counts', async (_name, dependencies, migration) => {
  expect(await tablesOf({ 'package.json': { name: 'api', dependencies }, 'src/app.ts': 'export const started = true;\n', 'migrations/1.ts': migration })).toEqual(['orders key=id version=- indexes=email+id read=0 written=0']);
});
