import { defineCheck } from '../define.js';
import type { RelationFact } from '../facts/backend.js';
import type { FileFacts } from '../facts/file.js';
import { constantsOf, optionOf } from '../facts/options.js';
import { own } from '../facts/own.js';
import type { Project, Table } from '../facts/project.js';
import type { Span } from '../facts/source.js';
import { syncMethods } from '../recognise/orm-magic.js';

export default defineCheck({
  id: 'no-orm-magic',
  needs: ['ormMagic'],
  rationale:
    'A relation that loads or saves itself runs queries that no line of code shows: they cannot be reviewed, counted or indexed for. Tables that follow the entities at start change in production without a migration that anybody read.',
  messages: {
    eager:
      '`{{relation}}` is eager, so every read of `{{entity}}` joins or queries it, also where nobody needs it. Take the option out and ask for the relation where it is used.',
    lazy: '`{{relation}}` is lazy, so touching the property of `{{entity}}` runs a query that no line of code shows, once for each row in a loop. Ask for the relation where the row is read.',
    cascade:
      '`{{relation}}` cascades, so saving `{{entity}}` inserts and updates other rows that no line of code names. Take the option out and save what changed, in one transaction.',
    synchronize:
      '`synchronize: true` changes the tables at every start to match the entities and can drop columns with their data. Switch it off and change the schema by reviewed migrations.',
    sync: '`{{call}}` makes or changes tables from the models when the program runs, and nobody reviews what it does to the data. Change the schema by migrations that run before the deployment.',
    autopopulate: '`autopopulate` runs one more query for this path at every find, also where nobody reads it. Take it out and call `populate` where the document is needed.',
    plugin: '`mongoose-autopopulate` adds queries to every find, so no caller shows what it loads. Take the plugin out and call `populate` where documents are needed.',
  },
  examples: {
    bad: [
      `import { Entity, OneToMany, PrimaryGeneratedColumn } from 'typeorm';\nimport { Line } from './line';\n@Entity()\nexport class Order {\n  @PrimaryGeneratedColumn('increment') id: number;\n  // ruleid: no-orm-magic\n  @OneToMany(() => Line, (line) => line.order, { eager: true })\n  lines: Line[];\n}`,
      `import { DataSource } from 'typeorm';\nexport const source = new DataSource({\n  type: 'postgres',\n  // ruleid: no-orm-magic\n  synchronize: true,\n});`,
    ],
    good: [
      `import { Entity, OneToMany, PrimaryGeneratedColumn } from 'typeorm';\nimport { Line } from './line';\n@Entity()\nexport class Order {\n  @PrimaryGeneratedColumn('increment') id: number;\n  // ok: no-orm-magic\n  @OneToMany(() => Line, (line) => line.order)\n  lines: Line[];\n}`,
    ],
  },
  limits: [
    'Options behind a question about the environment or the configuration are left alone.',
    'Default scopes of Sequelize, hooks that populate, and MikroORM’s `cascade` are left alone.',
  ],
  check(project, report) {
    let examined = 0;
    for (const file of project.files) {
      if (file.kind !== 'runtime') continue;
      for (const fact of file.ormMagic ?? []) {
        examined += 1;
        if (fact.form === 'sync') {
          if (makesTables(project, file, fact)) report.at(file, fact.at, 'sync', { call: fact.written });
        } else if (fact.option === 'eager') report.at(file, fact.at, 'eager', { relation: 'This relation', entity: 'the entity' });
        else report.at(file, fact.at, fact.option, {});
      }
    }
    for (const table of project.tables) {
      const file = project.file(table.file);
      if (!file || file.kind !== 'runtime' || (table.fact.layer !== 'typeorm' && table.fact.layer !== 'mikro-orm')) continue;
      for (const relation of table.fact.relations ?? []) {
        examined += 1;
        for (const { message, at } of magicOf(project, file, table, relation)) {
          const entity = table.fact.symbol ?? table.fact.name ?? 'the entity';
          report.at(file, at, message, { relation: `${entity}.${relation.name}`, entity });
        }
      }
    }
    report.examined(examined, 'relations and ORM settings');
  },
});

type Magic = { readonly message: 'eager' | 'lazy' | 'cascade'; readonly at: Span };

function magicOf(project: Project, file: FileFacts, table: Table, relation: RelationFact): Magic[] {
  const isTypeorm = table.fact.layer === 'typeorm';
  const names = isTypeorm ? (['eager', 'lazy', 'cascade'] as const) : (['eager'] as const);
  const found = names.flatMap((message): Magic[] => {
    if (!relation.options) return [];
    const option = optionOf(project, { file, value: relation.options, scope: null }, [message]);
    if (option.state !== 'given') return [];
    return option.values.slice(0, 1).flatMap((value): Magic[] => {
      const { constants, open } = constantsOf(project, value);
      const isOn = !open && constants.some((c) => c.constant === true || (message === 'cascade' && typeof c.constant === 'string'));
      return isOn ? [{ message, at: value.file === file && 'at' in value.value ? value.value.at : relation.at }] : [];
    });
  });
  // a relation whose type is a promise is lazy, whatever its options say (typeorm.io/eager-and-lazy-relations)
  if (isTypeorm && !found.some((f) => f.message === 'lazy') && table.fact.cls !== null) {
    const field = own(project.cls(file, table.fact.cls).fact.fields, relation.name);
    if (field?.type?.t === 'name' && field.type.symbol.k === 'global' && field.type.symbol.name === 'Promise') found.push({ message: 'lazy', at: relation.at });
  }
  return found;
}

function makesTables(project: Project, file: FileFacts, { receiver, method }: { readonly receiver: import('../facts/value.js').Value; readonly method: string }): boolean {
  const resolved = project.resolve({ file, value: receiver, scope: null });
  const owner = syncMethods[method]!;
  if (resolved.some((r) => project.origins(r).some((symbol) => owner.test(symbol)))) return true;
  // `db.sequelize.sync()` on an index of models that is filled at run time
  return method === 'sync' && resolved.length === 0 && receiver.k === 'member' && receiver.name === 'sequelize' && project.isDeclared(file.path, 'sequelize');
}
