import { dataLayers } from '../../data-layers/index.js';
import type { AdapterDiagnosis, SupportingLibraries } from '../../facts/inspection.js';
import { packageName } from '../../facts/package-name.js';
import type { Project } from '../../facts/project.js';
import { frameworks } from '../../frameworks/index.js';
import { healthKits } from '../../recognise/health-kits.js';
import type { LibraryNames } from '../../recognise/library-names.js';
import { isListed, isListedSource } from '../../recognise/library-names.js';
import { mapperLibraries } from '../../recognise/mappers.js';
import { tracers } from '../../recognise/tracing.js';
import { tableCountOf } from './table-access.js';

export interface Stack {
  readonly name: string;
  readonly frameworks: readonly string[];
  readonly dataLayers: readonly string[];
  readonly validators: readonly string[];
}

const validatorPackages = ['zod', 'valibot', 'arktype', '@sinclair/typebox', 'joi', 'yup', 'ajv', 'class-validator', 'celebrate', 'express-validator', 'superstruct', 'io-ts', 'effect'];

/** What the backend packages are built with, by their dependencies; adapters that found something come first. */
export function detectStack(project: Project, folder: string): Stack {
  const backends = project.packages.filter((p) => p.isBackend);
  const dependencies = new Set(backends.flatMap((p) => p.dependencies));
  const used = new Set([
    ...project.endpoints.map((e) => e.fact.framework),
    ...project.queries.map((q) => q.fact.layer),
    ...project.tables.map((t) => t.fact.layer),
  ]);
  const present = (adapters: readonly { readonly name: string; readonly enabledBy: readonly string[] }[]): string[] =>
    adapters
      .filter((a) => used.has(a.name) || a.enabledBy.some((name) => dependencies.has(name)))
      .map((a) => a.name)
      .sort((a, b) => Number(used.has(b)) - Number(used.has(a)) || (a < b ? -1 : 1));
  return {
    name: project.packages.find((p) => p.dir === '')?.name ?? folder,
    frameworks: present(frameworks),
    dataLayers: present(dataLayers),
    validators: validatorPackages.filter((name) => dependencies.has(name)),
  };
}

/** What the code imports to trace requests, to answer health probes and to map rows to responses, by what it does. */
const supporting: readonly (readonly [string, LibraryNames])[] = [
  ['tracing', tracers],
  ['health checks', healthKits],
  ['mapping', mapperLibraries],
];

export function supportingLibraries(project: Project): SupportingLibraries[] {
  const imports = project.files.filter((file) => file.kind === 'runtime').flatMap((file) => file.imports);
  return supporting.flatMap(([purpose, libraries]) => {
    // a namespace or a bare import may use anything of a package
    const used = imports.filter(({ source, names }) => (names.length === 0 || names.includes('*') ? isListedSource(libraries, source) : names.some((name) => isListed(libraries, `${source}#${name}`, []))));
    const packages = [...new Set(used.map(({ source }) => packageName(source)))].sort();
    return packages.length > 0 ? [{ purpose, packages }] : [];
  });
}

/** The adapters that have something to do here: why they are switched on, and what they found. */
export function adaptersAtWork(project: Project): AdapterDiagnosis[] {
  const listed = new Set(project.packages.filter((p) => p.isBackend).flatMap((p) => p.dependencies));
  const imported = new Set(project.files.filter((f) => f.kind === 'runtime').flatMap((f) => f.imports.map((i) => packageName(i.source))));
  const reasons = (enabledBy: readonly string[]): string[] =>
    enabledBy.filter((name) => listed.has(name) || imported.has(name)).map((name) => (listed.has(name) ? name : `${name} (imported, in no manifest of a backend)`));
  const counted = (...counts: readonly (readonly [count: number, noun: string])[]): string[] =>
    counts.filter(([count]) => count > 0).map(([count, noun]) => `${count.toLocaleString('en-US')} ${count === 1 ? noun : noun.replace(/y$/, 'ie')}${count === 1 ? '' : 's'}`);
  const found = [
    ...frameworks.map(({ name, enabledBy }): AdapterDiagnosis => ({
      name,
      role: 'framework',
      because: reasons(enabledBy),
      found: counted([project.routes.filter(({ fact }) => fact.framework === name).length, 'endpoint']),
    })),
    ...dataLayers.map(({ name, enabledBy }): AdapterDiagnosis => ({
      name,
      role: 'data layer',
      because: reasons(enabledBy),
      found: counted(
        [project.queries.filter(({ fact }) => fact.layer === name && !fact.fragment).length, 'query'],
        [tableCountOf(project.tables.filter(({ fact }) => fact.layer === name), project), 'table'],
      ),
    })),
  ];
  return found.filter(({ because, found: things }) => because.length > 0 || things.length > 0);
}
