import { dataLayers } from '../data-layers/index.js';
import type { Project } from '../facts/project.js';
import { frameworks } from '../frameworks/index.js';

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
