import type { Value } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { importsOf } from './module-facts.js';
import { localValue } from './local-values.js';
import { settle } from './settle.js';
import type { SourceFile } from './source-file.js';
import { perFile } from './source-file.js';
import { symbolOf } from './symbols.js';

/** Packages that a file imports, entry points folded, `node:` left off: the cheap question before any other. */
export const importedPackages = perFile(
  (file): ReadonlySet<string> =>
    new Set(importsOf(file).map(({ source }) => packageName(source.startsWith('node:') ? source.slice(5) : source))),
);

/** Whether a file imports one of several packages. */
export function importsAny(file: SourceFile, packages: ReadonlySet<string>): boolean {
  for (const name of importedPackages(file)) if (packages.has(name)) return true;
  return false;
}

/**
 * The external symbol that a value is (`jsonwebtoken#sign`), as {@link symbolOf}, and besides it through variables of the
 * file, `promisify`, and members of instances whose construction or written type the file shows
 * (`this.jwtService.sign` gives `@nestjs/jwt#JwtService.sign`). `null` for everything else.
 */
export function librarySymbol(file: SourceFile, value: Value, depth = 0): string | null {
  if (depth > 4) return null;
  switch (value.k) {
    case 'import':
      return symbolOf(value)?.replace(/^node:/, '') ?? null;
    case 'global':
      return symbolOf(value);
    case 'ref': {
      const local = localValue(file, value);
      return local === value ? null : librarySymbol(file, local, depth + 1);
    }
    case 'union':
      for (const one of value.of) {
        const found = librarySymbol(file, one, depth + 1);
        if (found !== null) return found;
      }
      return null;
    case 'call':
      return isPromisify(librarySymbol(file, value.callee, depth + 1)) && value.args[0] ? librarySymbol(file, value.args[0], depth + 1) : null;
    case 'member': {
      const of = ofMember(file, value.of, depth);
      if (of === null) return null;
      return /#(\*|default)$/.test(of) ? of.replace(/#(\*|default)$/, `#${value.name}`) : `${of}.${value.name}`;
    }
    default:
      return null;
  }
}

const isPromisify = (symbol: string | null): boolean => symbol === 'util#promisify' || symbol === 'es6-promisify#promisify';

/** What a member stands on: a module, or an instance as its class. */
function ofMember(file: SourceFile, value: Value, depth: number): string | null {
  const direct = librarySymbol(file, value, depth + 1);
  if (direct !== null) return direct;
  const settled = settle(file, value);
  if (settled.k === 'new') return librarySymbol(file, settled.callee, depth + 1);
  if (settled.k === 'typed') {
    if (settled.type.t === 'name') return librarySymbol(file, settled.type.symbol, depth + 1);
    if (settled.type.t === 'typeof') return librarySymbol(file, settled.type.value, depth + 1);
  }
  return settled === value ? null : librarySymbol(file, settled, depth + 1);
}
