import type { DocumentFact } from '../facts/documents.js';
import type { DiscoveredFile } from '../facts/source.js';
import { lineStarts, stripMark } from '../syntax/source-file.js';
import { isComposeFile, readComposeServices } from './compose.js';
import { readEnvFile } from './env-file.js';
import { readImageStages } from './image-stages.js';
import { readOpenApi } from './openapi.js';
import { isGithubWorkflow, isGitlabWorkflow, readGithubWorkflow, readGitlabWorkflow } from './workflows.js';

/** Env files that say which variables there are: `.env.example`, `.env.production.sample`. */
export const isEnvSample = (name: string): boolean => /^\.env\b.*[.-](?:examples?|samples?|templates?|tmpl|tpl|dist|defaults?|schema)$/i.test(name);

export const isDockerfile = (name: string): boolean => /dockerfile|^containerfile/i.test(name) && !/\.dockerignore$|\.[cm]?[jt]sx?$|\.(?:md|ya?ml|json)$/i.test(name);
export const isEnvFile = (name: string): boolean => /^\.env([.-]|$)/.test(name);

/**
 * What a document says beyond tables and variables, `null` for a document that none of the readers knows. Never throws.
 * @param path decides what it is
 * @param shown the path in the facts
 */
export function readDocumentFact(path: string, given: string, shown: string = path): DocumentFact | null {
  const text = stripMark(given);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const placed = { path: shown, lines: lineStarts(text) };
  if (isGithubWorkflow(path)) return { form: 'workflow', system: 'github', ...placed, ...readGithubWorkflow(text) };
  if (isGitlabWorkflow(path)) return { form: 'workflow', system: 'gitlab', ...placed, ...readGitlabWorkflow(text) };
  if (isComposeFile(name)) return { form: 'compose', ...placed, services: readComposeServices(text) };
  if (isEnvFile(name)) return { form: 'env-file', ...placed, sample: isEnvSample(name), names: readEnvFile(text).map(({ name: variable, at }) => ({ name: variable, at })) };
  if (isDockerfile(name)) return { form: 'image', ...placed, stages: readImageStages(text) };
  if (!/\.(?:ya?ml|json)$/i.test(name)) return null;
  const description = readOpenApi(text);
  return description && { form: 'openapi', ...placed, ...description };
}

/** The same for the documents of a tree; one that cannot be read says nothing. */
export function readDocumentFacts(documents: readonly DiscoveredFile[], contents: (path: string) => Buffer): DocumentFact[] {
  return documents.flatMap(({ path, kind }) => {
    if (kind === 'test' || /(^|\/)(?:package|[tj]sconfig[\w.-]*)\.json$/.test(path)) return [];
    try {
      return readDocumentFact(path, contents(path).toString('utf8')) ?? [];
    } catch {
      // no YAML or JSON, or gone by now: a document that nobody can read states nothing
      return [];
    }
  });
}
