import type { QueryFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import type { ClassRef, Resolved, Table } from '../../facts/project.js';
import type { Evaluator } from '../values/evaluate.js';

export interface Tables {
  readonly all: readonly Table[];
  /** The table that a query reads or writes, from what it names or from its proven receiver; `null` if unknown. */
  ofQuery(file: FileFacts, fact: QueryFact, receivers: readonly Resolved[]): Table | null;
  /** The table that a call or construction of code declares, from what it made. */
  declaredBy(resolved: Resolved): Table | null;
}

/** What makes the model of a class that another file may declare: https://typegoose.github.io/typegoose/docs/api/functions/getModelForClass */
const classModels: ReadonlySet<string> = new Set(['@typegoose/typegoose#getModelForClass']);

/** Every table that code or schema documents declare, found by name, class or creating call. */
export function createTables(files: readonly FileFacts[], documents: readonly Table[], evaluator: Evaluator): Tables {
  const all: Table[] = [...documents];
  const byName = new Map<string, Table>();
  const inFile = new Map<FileFacts, Table[]>();
  for (const file of files)
    for (const fact of file.tables) {
      const table: Table = { file: file.path, lines: file.lines, fact };
      all.push(table);
      const list = inFile.get(file);
      if (list) list.push(table);
      else inFile.set(file, [table]);
    }
  const nameKey = (layer: string, name: string): string => `${layer}\0${name.toLowerCase()}`;
  // a table of which only later changes are known stands for none
  const declared = all.filter(({ fact }) => fact.columns.length > 0 || !fact.retypes);
  for (const table of declared) {
    for (const name of [table.fact.symbol, table.fact.name])
      if (name !== null && !byName.has(nameKey(table.fact.layer, name))) byName.set(nameKey(table.fact.layer, name), table);
  }
  const anyLayer = new Map<string, Table>();
  for (const table of declared) if (table.fact.name !== null) anyLayer.set(table.fact.name.toLowerCase(), anyLayer.get(table.fact.name.toLowerCase()) ?? table);

  const named = (layer: string, name: string): Table | null =>
    byName.get(nameKey(layer, name)) ?? (layer === 'prisma' ? null : (anyLayer.get(name.toLowerCase()) ?? null));

  const ofClass = (ref: ClassRef): Table | null =>
    inFile.get(ref.file)?.find((t) => t.fact.cls === ref.index) ??
    (ref.fact.name === null ? null : (all.find((t) => t.fact.cls !== null && t.fact.symbol === ref.fact.name) ?? null));

  const declaredBy = (resolved: Resolved): Table | null => {
    if (resolved.r !== 'external') return null;
    for (const place of [resolved.last, resolved.made]) {
      const found = place && inFile.get(place.file)?.find((t) => t.fact.at.start <= place.at.start && t.fact.at.end >= place.at.end);
      if (found) return found;
    }
    return null;
  };

  const ofResolved = (layer: string, resolved: Resolved): Table | null => {
    switch (resolved.r) {
      case 'class':
      case 'instance':
        return ofClass(resolved.ref);
      case 'external':
        return declaredBy(resolved) ?? (classModels.has(resolved.symbol) ? resolved.args.slice(0, 1).flatMap((arg) => evaluator.resolve(arg)).flatMap((r) => (r.r === 'class' ? (ofClass(r.ref) ?? []) : []))[0] ?? null : null);
      case 'value':
        return resolved.located.value.k === 'literal' && typeof resolved.located.value.value === 'string'
          ? named(layer, resolved.located.value.value)
          : null;
      default:
        return null;
    }
  };

  const ofReceiver = (layer: string, receiver: Resolved): Table | null => {
    if (receiver.r === 'external') {
      const own = ofResolved(layer, receiver);
      if (own) return own;
      for (const type of receiver.typeArgs.slice(0, 1))
        for (const r of evaluator.resolveType(type)) {
          const table = ofResolved(layer, r);
          if (table) return table;
        }
      for (const arg of receiver.args.slice(0, 1))
        for (const r of evaluator.resolve(arg)) {
          const table = ofResolved(layer, r);
          if (table) return table;
        }
      return null;
    }
    if (receiver.r === 'class') return ofClass(receiver.ref);
    if (receiver.r === 'instance') {
      for (const type of receiver.ref.fact.extendsArgs.slice(0, 1))
        for (const r of evaluator.resolveType({ file: receiver.ref.file, type })) {
          const table = ofResolved(layer, r);
          if (table) return table;
        }
      return ofClass(receiver.ref);
    }
    return null;
  };

  return {
    all,
    declaredBy,
    ofQuery: (file, fact, receivers) => {
      if (fact.table) {
        if (!('name' in fact.table)) {
          for (const r of evaluator.resolve({ file, value: fact.table.value, scope: null })) {
            const table = ofResolved(fact.layer, r);
            if (table) return table;
          }
          return null;
        }
        const table = named(fact.layer, fact.table.name);
        // a member of what looks like a registry may be a repository whose type says more
        if (table || fact.layer !== 'sequelize') return table;
      }
      for (const receiver of receivers) {
        const table = ofReceiver(fact.layer, receiver);
        if (table) return table;
      }
      return null;
    },
  };
}
