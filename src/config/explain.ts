import type { z } from 'zod';
import { lawIds } from '../catalogue.js';
import type { KeyPath } from './locate.js';

/** One fault of a configuration: where it stands, and what to say about it. */
export interface Fault {
  readonly path: KeyPath;
  readonly message: string;
}

/** What zod found wrong, in the words of somebody who writes a configuration; one fault an unknown key. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], config: unknown): Fault[] {
  return issues.flatMap((issue) => explainIssue(issue, config, []));
}

function explainIssue(issue: z.core.$ZodIssue, config: unknown, prefix: KeyPath): Fault[] {
  const path = [...prefix, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(path, key) }));
    case 'invalid_union': {
      const branch = closestBranch(issue.errors, path, config);
      if (branch) return branch.flatMap((inner) => explainIssue(inner, config, path));
      return [{ path, message: path.at(-2) === 'laws' ? 'must be "off", "warn", "error" or [severity, options]' : 'must be text or an object' }];
    }
    case 'invalid_value':
      if (issue.values.length === lawIds.length) return [{ path, message: `unknown law${hint(valueAt(config, path), lawIds, Infinity)}` }];
      return [{ path, message: `must be ${alternatives(issue.values)}${hint(valueAt(config, path), issue.values)}` }];
    case 'invalid_type':
      if (valueAt(config, path) === undefined) return [{ path, message: 'is missing' }];
      return [{ path, message: `must be ${nouns[issue.expected] ?? issue.expected}, not ${kindOf(valueAt(config, path))}` }];
    default:
      return [{ path, message: issue.message }];
  }
}

/**
 * The alternative of a union that the writer meant, `null` where none fits: the one whose faults lie
 * inside the value, or do not concern its type.
 */
function closestBranch(branches: z.core.$ZodIssue[][], path: KeyPath, config: unknown): z.core.$ZodIssue[] | null {
  const value = valueAt(config, path);
  if (typeof value === 'string' && path.at(-2) === 'laws') return branches[0] ?? null;
  return (
    branches.find((issues) => issues.every((issue) => issue.path.length > 0 || !['invalid_type', 'invalid_value'].includes(issue.code ?? ''))) ??
    null
  );
}

const nouns: Record<string, string> = {
  array: 'a list',
  object: 'an object',
  string: 'text',
  boolean: 'true or false',
  tuple: '[severity, options]',
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return { object: 'an object', string: 'text' }[typeof value as string] ?? `a ${typeof value}`;
}

function unknownKey(path: KeyPath, key: string): string {
  if (path.at(-1) === 'laws') return `unknown law${hint(key.replace(/^.*\//u, ''), lawIds, Infinity)}`;
  return path.at(-2) === 'laws' || path.at(-3) === 'laws' ? 'unknown option of this law' : 'unknown setting';
}

function alternatives(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** `, did you mean "…"?` with the nearest of `known`, empty where all are further than `limit` edits. */
function hint(given: unknown, known: readonly unknown[], limit = 3): string {
  if (typeof given !== 'string') return '';
  let nearest = '';
  let least = limit;
  for (const candidate of known) {
    const distance = editDistance(given, String(candidate));
    if (distance < least || (distance === least && nearest === '')) {
      nearest = String(candidate);
      least = distance;
    }
  }
  return nearest === '' ? '' : `, did you mean "${nearest}"?`;
}

/** Levenshtein distance: how many characters to add, drop or replace. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return current;
}

/** `laws.no-console[1].allow` */
export function formatPath(path: KeyPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
