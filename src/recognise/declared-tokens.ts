import type { FileFacts } from '../facts/file.js';
import type { LocatedValue, Project } from '../facts/project.js';
import type { TokenFact } from '../facts/trust.js';
import { lastName, membersOf } from '../facts/value.js';
import type { TokenApi } from './token-libraries.js';
import { declaredApis } from './token-libraries.js';

type World = Pick<Project, 'isRecognised' | 'hasRecognisers'>;

/** A call of a token library that the config declares (`tokenLibrary`), and how it takes its key and its algorithm. */
export interface DeclaredToken {
  readonly fact: TokenFact;
  readonly api: TokenApi;
}

/** The calls of a file on declared token libraries that hand over a key, in source order. What they do is told by their names. */
export function declaredTokens(world: World, file: FileFacts): DeclaredToken[] {
  // most projects declare none, and asking for the calls of a file means reading them
  if (!world.hasRecognisers('tokenLibrary')) return [];
  return file.calls.flatMap(({ callee, args, at }): DeclaredToken[] => {
    const api = args.length < 2 ? null : declaredApi(world, { file, value: callee, scope: null });
    return api ? [{ api, fact: { symbol: '', written: writtenAs(callee), args, at } }] : [];
  });
}

/** Whether a callee checks tokens by a declared library. */
export const verifiesTokens = (world: Pick<Project, 'isRecognised'>, callee: LocatedValue): boolean => declaredApi(world, callee)?.use === 'verify';

function declaredApi(world: Pick<Project, 'isRecognised'>, callee: LocatedValue): TokenApi | null {
  const name = lastName(callee.value);
  const api = declaredApis.find(([names]) => names.test(name))?.[1];
  if (!api) return null;
  const isDeclared = world.isRecognised('tokenLibrary', callee) || (callee.value.k === 'member' && world.isRecognised('tokenLibrary', { ...callee, value: callee.value.of }));
  return isDeclared ? api : null;
}

/** `tokens.sign`; the last name alone where it stands on something without one. */
function writtenAs(callee: TokenFact['args'][number]): string {
  const { root, path } = membersOf(callee);
  return [lastName(root), ...path].filter((name) => name !== '' && name !== 'default' && name !== '*').join('.');
}
