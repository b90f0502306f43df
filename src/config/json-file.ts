import type { z } from 'zod';
import { explainIssues, formatPath } from './explain.js';
import { ConfigError, describe, failure, lineAt } from './load.js';
import { locateInJson, scanJson } from './locate.js';

/** A JSON file beside the configuration: where it lies, and what it holds. */
export interface JsonFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a JSON file by its schema.
 * @param root absolute; faults name the file relative to it
 * @throws {ConfigError} with a line for each fault
 */
export function parseJsonFile<T>(root: string, { path, text: raw }: JsonFile, schema: z.ZodType<T>): T {
  const text = raw.replace(/^\uFEFF/u, '');
  const { error } = scanJson(text);
  if (error !== null) {
    const found = text.slice(error, error + 1);
    throw failure(root, path, lineAt(text, error), found === '' ? 'JSON ends too early' : `not JSON at ${JSON.stringify(found)}`);
  }
  const given: unknown = JSON.parse(text);
  const { success, data, error: issues } = schema.safeParse(given);
  if (success) return data;
  const faults = explainIssues(issues.issues, given)
    .map((fault) => ({ ...fault, line: lineAt(text, locateInJson(text, fault.path)) }))
    .sort((a, b) => a.line - b.line);
  throw new ConfigError(
    path,
    faults[0]?.line ?? 1,
    faults.map(({ line, path: at, message }) => describe(root, path, line, `${formatPath(at) || 'the file'}: ${message}`)).join('\n'),
  );
}
