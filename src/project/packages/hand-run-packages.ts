import { posix } from 'node:path';
import type { PackageEntries } from '../../facts/source.js';
import { COMMAND_LINE_LIBRARIES, CODE_GENERATORS, LISTENING_PACKAGES, matchesPackage, SERVING_PACKAGES, TERMINAL_LIBRARIES, WEAK_BACKEND_PACKAGES } from './known-packages.js';

/** What a `package.json` says, as far as it tells what the package is for. */
export interface Manifest {
  readonly dir: string;
  readonly name: string | null;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly bins: readonly string[];
  /** It installs a command (`bin`). */
  readonly isCommand: boolean;
  /** `npm start` runs it. */
  readonly starts: boolean;
  /** What it builds is loaded by pages. */
  readonly isForBrowsers: boolean;
  readonly entries: PackageEntries;
  /** As `PackageInfo.generated`. */
  readonly generated?: readonly string[];
}

/** Folders of packages that people run by hand in a workspace: migrations of data, set-up of a machine. */
const TOOL_FOLDER = /^(tools|tooling|scripts|hack|bench|benchmarks?)$/;
/** Kits that tests and developers start a service with. */
const FOR_TRIALS = /(^|[-/@])(testcontainers|test-?(utils?|helpers?|kit|support|fixtures|containers|harness)|dev-env)$/;
const RUNS_ON = /(^|[-/@.])(server|service|worker|workers|daemon|api|bot|agent|mcp)($|[-/.])/;

/** Whether it, or a command of it, is named for what goes on running. */
export const isNamedForServer = ({ dir, name, bins }: Pick<Manifest, 'dir' | 'name' | 'bins'>): boolean => [dir, name ?? '', ...bins].some((text) => RUNS_ON.test(text));

/** Whether it answers requests or takes messages, as far as its dependencies say; a data layer says nothing of it. */
export const listens = ({ dependencies }: Manifest): boolean =>
  dependencies.some((name) => matchesPackage(name, SERVING_PACKAGES) || matchesPackage(name, WEAK_BACKEND_PACKAGES) || matchesPackage(name, LISTENING_PACKAGES));

const isElectron = ({ dependencies, devDependencies }: Manifest): boolean => [...dependencies, ...devDependencies].includes('electron');

/** A command line tool, or a package of code generators. */
export const isTool = ({ dependencies, isCommand }: Manifest): boolean =>
  dependencies.some((name) => matchesPackage(name, CODE_GENERATORS) || (isCommand && matchesPackage(name, COMMAND_LINE_LIBRARIES)));

/** Who depends on a package: packages in its own folder, such as an example, are no users of it. */
export interface Users {
  readonly atRunTime: readonly Manifest[];
  readonly inDevelopment: readonly Manifest[];
}

const NOBODY: Users = { atRunTime: [], inDevelopment: [] };

/** The users of each package of a workspace. */
export function usersAmong(manifests: readonly Manifest[]): (one: Manifest) => Users {
  const users = new Map<string, { atRunTime: Manifest[]; inDevelopment: Manifest[] }>();
  for (const { name } of manifests) if (name !== null) users.set(name, { atRunTime: [], inDevelopment: [] });
  for (const user of manifests) {
    for (const name of user.dependencies) users.get(name)?.atRunTime.push(user);
    for (const name of user.devDependencies) if (!user.dependencies.includes(name)) users.get(name)?.inDevelopment.push(user);
  }
  return ({ name, dir }) => {
    const found = name === null ? undefined : users.get(name);
    if (found === undefined) return NOBODY;
    const isOutside = (user: Manifest): boolean => user.dir !== dir && !user.dir.startsWith(`${dir}/`);
    return { atRunTime: found.atRunTime.filter(isOutside), inDevelopment: found.inDevelopment.filter(isOutside) };
  };
}

/**
 * Whether no server runs a package below the root, whatever data layer it has: people run it (a command, a program for
 * a terminal or a desktop, a package among the tools), or tests do. What listens is judged, and what a package uses at run time.
 */
export function isRunByHand(one: Manifest, { atRunTime, inDevelopment }: Users): boolean {
  if (one.dir === '') return false;
  if (atRunTime.length === 0 && inDevelopment.length > 0 && (FOR_TRIALS.test(one.dir) || FOR_TRIALS.test(one.name ?? ''))) return true;
  if (listens(one)) return false;
  if (isElectron(one)) return atRunTime.every(isElectron);
  const folder = TOOL_FOLDER.test(posix.basename(one.dir));
  const isAmongTools = TOOL_FOLDER.test(posix.basename(posix.dirname(one.dir)));
  const onlyCommandsUse = atRunTime.every((user) => user.isCommand && !listens(user));
  if (!one.starts && ((isAmongTools && atRunTime.length + inDevelopment.length === 0) || (folder && inDevelopment.length > 0 && onlyCommandsUse))) return true;
  if (!one.isCommand || atRunTime.length > 0 || isNamedForServer(one)) return false;
  if (inDevelopment.length === 0 && one.dependencies.some((name) => matchesPackage(name, TERMINAL_LIBRARIES))) return true;
  return !one.starts && inDevelopment.length === 0 && isTool(one);
}
