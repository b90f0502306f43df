import type { PackageManager, Survey } from '../hosts/survey.js';

/** How each package manager runs a program of the project, and how it installs: in CI, and a new development dependency. */
const managers: Record<PackageManager, { readonly run: string; readonly ci: readonly string[]; readonly add: string }> = {
  npm: { run: 'npx --no-install', ci: ['npm ci'], add: 'npm install --save-dev' },
  pnpm: { run: 'pnpm exec', ci: ['corepack enable', 'pnpm install --frozen-lockfile'], add: 'pnpm add --save-dev' },
  yarn: { run: 'yarn', ci: ['corepack enable', 'yarn install --immutable'], add: 'yarn add --dev' },
  bun: { run: 'bunx --no-install', ci: ['bun install --frozen-lockfile'], add: 'bun add --dev' },
};

/** The command line of an audit, as it is written where the repository's root is the working folder. */
export const auditCommand = ({ packageManager, folder }: Survey, flags = ''): string =>
  [managers[packageManager].run, 'fortress-audit', folder, flags].filter(Boolean).join(' ');

export const installSteps = ({ packageManager }: Survey): readonly string[] => managers[packageManager].ci;

export const addCommand = ({ packageManager }: Survey, packages: readonly string[]): string => `${managers[packageManager].add} ${packages.join(' ')}`;
