import type { FileFacts } from '../../facts/file.js';
import type { LogFact } from '../../facts/logs.js';
import { own } from '../../facts/own.js';
import type { LocatedValue, LogCall, Project, Resolved } from '../../facts/project.js';
import type { TypeRef } from '../../facts/value.js';
import { effectLogMethods, isExternalLogger, levelMethods } from '../../recognise/loggers.js';
import { splitSymbol } from '../values/resolved.js';

type World = Pick<Project, 'resolve' | 'resolveType' | 'origins' | 'isRecognised'>;

/** Names that count where the receiver cannot be followed: `logger`, `this.log`, `requestLogger`. */
const loggerName = /^[_$#]*(?:log|(?:[a-z\d][a-z\d_]*)?logger)$/i;
/** Levels that an object has to know before it is a logger. */
const enoughLevels = 3;

/** The log calls of a file that are proven, console calls included. */
export function logCallsOf(world: World, file: FileFacts): LogCall[] {
  return (file.logs ?? []).filter((fact) => fact.receiver === null || isLogger(world, { file, value: fact.receiver, scope: null }, fact)).map((fact) => ({ file, fact }));
}

function isLogger(world: World, receiver: LocatedValue, fact: LogFact): boolean {
  if (world.isRecognised('logger', receiver)) return true;
  const resolved = world.resolve(receiver);
  if (fact.name === 'Effect') return effectLogMethods.has(fact.method) && resolved.some((r) => r.r === 'external' && /^effect(\/Effect)?#(Effect|\*)$/.test(r.symbol));
  const verdicts = resolved.map((r) => verdictOf(world, r));
  if (verdicts.includes(true)) return true;
  return (resolved.length === 0 || verdicts.includes(null)) && loggerName.test(fact.name.replace(/\(\)$/, ''));
}

/** True for a logger, false for something else, `null` for what cannot be followed. */
function verdictOf(world: World, r: Resolved): boolean | null {
  switch (r.r) {
    case 'external': {
      const [source, name] = splitSymbol(r.symbol);
      return isExternalLogger(source, name, r.path);
    }
    case 'class':
    case 'instance': {
      if (levelsOf(world, r, 0) >= enoughLevels) return true;
      const above = world.origins(r);
      if (above.some((symbol) => isExternalLogger(...splitSymbol(symbol), []) === true)) return true;
      // methods of a class out of sight may be levels
      return above.length > 0 || (r.ref.fact.isAbstract && Object.keys(r.ref.fact.methods).length === 0) ? null : false;
    }
    case 'value': {
      const { value } = r.located;
      if (value.k !== 'object') return false;
      const levels = Object.keys(value.props).filter((name) => levelMethods.has(name)).length;
      return levels >= enoughLevels ? true : value.spreads.length > 0 ? null : false;
    }
    case 'namespace':
      return Object.keys(r.file.exports).filter((name) => levelMethods.has(name)).length >= enoughLevels ? true : r.file.exportStars.length > 0 ? null : false;
    case 'type':
      if (membersOf(world, r.located.file, r.located.type, 0).filter((name) => levelMethods.has(name)).length >= enoughLevels) return true;
      return world.origins(r).some((symbol) => isExternalLogger(...splitSymbol(symbol), []) === true) ? true : null;
    case 'param':
      return null;
    case 'function':
      return null;
    case 'query':
      return false;
  }
}

function levelsOf(world: World, r: Extract<Resolved, { r: 'class' | 'instance' }>, level: number): number {
  const names = [...Object.keys(r.ref.fact.methods), ...Object.keys(r.ref.fact.fields)].map((name) => name.replace(/^static /, ''));
  let count = new Set(names.filter((name) => levelMethods.has(name))).size;
  if (count < enoughLevels && level < 4 && r.ref.fact.extends)
    for (const above of world.resolve({ file: r.ref.file, value: r.ref.fact.extends, scope: null })) if (above.r === 'class') count += levelsOf(world, above, level + 1);
  if (count < enoughLevels && level < 4)
    for (const type of r.ref.fact.implements)
      for (const above of world.resolveType({ file: r.ref.file, type }))
        if (above.r === 'external' && isExternalLogger(...splitSymbol(above.symbol), above.path) === true) return enoughLevels;
  return count;
}

function membersOf(world: World, file: FileFacts, type: TypeRef, level: number): string[] {
  if (level > 4) return [];
  if (type.t === 'object') return Object.keys(type.members);
  if (type.t === 'intersection' || type.t === 'union') return type.of.flatMap((part) => membersOf(world, file, part, level + 1));
  if (type.t !== 'name' || type.symbol.k !== 'ref') return [];
  const declared = own(file.types, type.symbol.name);
  if (!declared) return [];
  return [
    ...membersOf(world, file, declared.type, level + 1),
    ...declared.extends.flatMap((above) => world.resolveType({ file, type: above }).flatMap((r) => (r.r === 'type' ? membersOf(world, r.located.file, r.located.type, level + 1) : []))),
  ];
}
