import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { configFileNames } from '../config/load.js';
import { isRecord } from '../facts/own.js';
import { likelyRecognisers, type LikelyRecogniser } from '../project/modules/likely-recognisers.js';
import { workTreeOf } from '../project/disk/root.js';
import { detectStack } from '../project/modules/stack.js';
import type { AuditOptions } from './audit.js';
import { auditOpen } from './audit.js';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** What `fortress-audit init` needs to know of a project. Paths are POSIX. */
export interface Survey {
  /** Absolute: the folder that is set up. */
  readonly root: string;
  /** Absolute: the root of the git repository, `root` outside of one. Hooks and CI belong there. */
  readonly repository: string;
  /** `root` relative to the repository, `''` where both are the same. */
  readonly folder: string;
  readonly isGit: boolean;
  readonly stack: { readonly frameworks: readonly string[]; readonly dataLayers: readonly string[]; readonly validators: readonly string[] };
  readonly layout: { readonly kind: string; readonly summary: string };
  /** Folders of the backend packages, `''` for the root. */
  readonly backends: readonly string[];
  readonly findings: { readonly errors: number; readonly warnings: number };
  readonly recognisers: readonly LikelyRecogniser[];
  readonly packageManager: PackageManager;
  readonly hasDependency: (name: string) => boolean;
  /** What lies at the root: names of the `fortress.config.*` and `eslint.config.*` there, if any. */
  readonly configFile: string | null;
  readonly eslintConfig: string | null;
  /** A hook tool that is set up in the repository. */
  readonly hookTool: 'lefthook' | 'husky' | 'pre-commit' | null;
  readonly usesLintStaged: boolean;
  readonly ci: 'github' | 'gitlab' | null;
}

/**
 * Looks at a project to set Fortress up in: audits it and reads which tools it uses. Writes nothing.
 * @throws {UserError} as `audit` does
 */
export async function survey(root: string, options: AuditOptions): Promise<Survey> {
  const { linked, result, discovery } = await auditOpen(root, { ...options, noBaseline: true, readsAll: true });
  const { project } = await linked();
  const repository = workTreeOf(root) ?? root;
  const namesIn = (folder: string): readonly string[] => readdirSync(folder).sort();
  const [own, top] = [namesIn(root), namesIn(repository)];
  const manifests = [...new Set([root, repository])].map((folder) => manifestOf(folder));
  const hasDependency = (name: string): boolean => manifests.some((manifest) => ['dependencies', 'devDependencies'].some((field) => isRecord(manifest[field]) && name in manifest[field]));
  const hasFile = (pattern: RegExp): boolean => top.some((name) => pattern.test(name));
  const { frameworks, dataLayers, validators } = detectStack(project, '');
  return {
    root,
    repository,
    folder: relative(repository, root).split(sep).join('/'),
    isGit: workTreeOf(root) !== null,
    stack: { frameworks, dataLayers, validators },
    layout: { kind: project.layout.kind, summary: project.layout.summary },
    backends: discovery.packages.filter(({ isBackend }) => isBackend).map(({ dir }) => dir),
    findings: { errors: result.report.summary.errors, warnings: result.report.summary.warnings },
    recognisers: likelyRecognisers(project),
    packageManager: packageManagerOf(root, repository),
    hasDependency,
    configFile: own.find((name) => configFileNames.includes(name)) ?? null,
    eslintConfig: own.find((name) => /^eslint\.config\.[cm]?[jt]s$/u.test(name)) ?? null,
    hookTool: hasFile(/^\.?lefthook\.(ya?ml|json|toml)$/u) || hasDependency('lefthook')
      ? 'lefthook'
      : hasFile(/^\.husky$/u) || hasDependency('husky')
        ? 'husky'
        : hasFile(/^\.pre-commit-config\.ya?ml$/u)
          ? 'pre-commit'
          : null,
    usesLintStaged: hasDependency('lint-staged') || hasFile(/^(\.lintstagedrc(\..+)?|lint-staged\.config\.[cm]?[jt]s)$/u),
    ci: hasFile(/^\.gitlab-ci\.ya?ml$/u) ? 'gitlab' : hasFile(/^\.github$/u) ? 'github' : null,
  };
}

function manifestOf(folder: string): Record<string, unknown> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isRecord(manifest) ? manifest : {};
  } catch {
    return {}; // No manifest, or a broken one, lists nothing; the audit reports it.
  }
}

/** By the lock file, the nearest first. */
function packageManagerOf(root: string, repository: string): PackageManager {
  const locks = { 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn', 'bun.lock': 'bun', 'bun.lockb': 'bun', 'package-lock.json': 'npm' } as const;
  for (let folder = root; ; folder = dirname(folder)) {
    for (const [name, manager] of Object.entries(locks)) if (existsSync(join(folder, name))) return manager;
    if (folder === repository || dirname(folder) === folder) return 'npm';
  }
}
