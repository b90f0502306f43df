import type { ProviderFact } from '../../facts/backend.js';
import type { FileFacts } from '../../facts/file.js';
import { own } from '../../facts/own.js';
import type { FunctionRef, LocatedValue } from '../../facts/project.js';
import type { PackageInfo } from '../../facts/source.js';
import type { Value } from '../../facts/value.js';
import { membersOf } from '../../facts/value.js';
import type { World } from '../values/evaluation.js';
import { classKey } from '../values/resolved.js';
import type { Symbols } from '../values/symbols.js';
import { functionNamed } from './call-sites.js';
import { loadedModules } from './loaded-modules.js';

/** Tokens that stand for tokens, one behind the other. */
const maxAliases = 4;

interface Provided {
  readonly file: FileFacts;
  readonly fact: ProviderFact;
}

interface Index {
  readonly byToken: ReadonlyMap<string, readonly Provided[]>;
  /** Functions and constructors that awilix calls, by path and index. */
  readonly called: ReadonlySet<string>;
}

/**
 * What dependency injection containers give, by token. awilix calls what is registered with one object that holds
 * everything (`PROXY`) or by the names of the parameters (`CLASSIC`): a parameter that is named like something
 * registered is taken to be that, any other first parameter to be the whole (github.com/jeffijoe/awilix, "Injection
 * modes"). Does not see which module or scope a provider belongs to: two of one token are both given.
 */
export function createInjection(files: readonly FileFacts[], packages: readonly PackageInfo[], symbols: Symbols): Pick<World, 'provided' | 'providedFor' | 'isInjected' | 'held'> {
  let built: Index | undefined;
  const index = (): Index => (built ??= indexProviders(files, packages, symbols));

  const given = (key: string | null, level = 0): LocatedValue[] => {
    const providers = key === null || level > maxAliases ? [] : (index().byToken.get(key) ?? []);
    return providers.flatMap(({ file, fact }): LocatedValue[] => {
      if (fact.form === 'alias') return given(tokenKey(file, fact.use, symbols), level + 1);
      return [{ file, value: usedBy(fact), scope: null }];
    });
  };

  return {
    provided: (key) => given(key),
    providedFor: ({ file, value }) => given(literalToken(file, value)),
    isInjected: (fn: FunctionRef) => index().called.size > 0 && index().called.has(`${fn.file.path}:${fn.index}`),
    held: (name) => (index().called.size === 0 ? [] : given(`token:${name}`)),
  };
}

const calls = new WeakMap<ProviderFact, Value>();

/** What a provider gives: a factory what it returns. One object each, for what is found of a value is kept by it. */
function usedBy(fact: ProviderFact): Value {
  if (fact.form !== 'factory') return fact.use;
  let call = calls.get(fact);
  if (!call) calls.set(fact, (call = { k: 'call', callee: fact.use, args: [], at: fact.at }));
  return call;
}

function indexProviders(files: readonly FileFacts[], packages: readonly PackageInfo[], symbols: Symbols): Index {
  const byToken = new Map<string, Provided[]>();
  const called = new Set<string>();
  const provide = (key: string, file: FileFacts, fact: ProviderFact): void => {
    const list = byToken.get(key);
    if (list) list.push({ file, fact });
    else byToken.set(key, [{ file, fact }]);
    const fn = fact.framework === 'awilix' && (fact.form === 'class' || fact.form === 'factory') ? functionNamed(symbols, file, fact.use, 0) : null;
    if (fn !== null) called.add(fn);
  };
  for (const file of files)
    for (const fact of file.providers ?? []) {
      const key = fact.form === 'marked' || fact.form === 'files' ? null : tokenKey(file, fact.token, symbols);
      if (key !== null && fact.use) provide(key, file, fact);
    }
  for (const { file, name, form, use, at } of loadedModules(files, packages, symbols))
    provide(`token:${name}`, file, { kind: 'provider', framework: 'awilix', token: { k: 'literal', value: name, at }, form, use, at });
  return { byToken, called };
}

/** Key of a token: of a class by where it stands, of anything else by its text or name. */
function tokenKey(file: FileFacts, token: Value, symbols: Symbols): string | null {
  if (token.k === 'class') return classKey(file, file.classes[token.cls]?.name ?? '');
  if (token.k === 'import') {
    const found = symbols.imported(file, token.source, token.name);
    if (found?.kind === 'value' && found.value.k === 'class') return classKey(found.file, found.file.classes[found.value.cls]?.name ?? '');
  }
  return literalToken(file, token);
}

/** Key of a token that is a string, or a constant that one file declares: `TOKENS.orders`, `Symbol('orders')`. */
function literalToken(file: FileFacts, token: Value): string | null {
  if (token.k === 'literal') return typeof token.value === 'string' ? `token:${token.value}` : null;
  const { root, path } = membersOf(token);
  if (root.k === 'ref' && own(file.bindings, root.name)) return `token:${[root.name, ...path].join('.')}`;
  // the name that a constant is imported by is the name that it is declared by
  return root.k === 'import' && root.name !== '*' && root.name !== 'default' && !/^[A-Z][a-z]/.test(path.length === 0 ? root.name : '') ? `token:${[root.name, ...path].join('.')}` : null;
}
