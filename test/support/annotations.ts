import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a fixture says about one line.
 * - `ruleid`: the law reports here
 * - `ok`: it must not, though it looks as if it could
 * - `todoruleid`: it should report here and does not yet
 * - `todook`: it reports here and should not
 */
export type Verdict = 'ruleid' | 'ok' | 'todoruleid' | 'todook';

export interface Annotation {
  readonly verdict: Verdict;
  readonly law: string;
  /** POSIX and relative to the fixture; a folder where `line` is 0. */
  readonly path: string;
  /** 1-based line that the annotation speaks of; 0 for a folder of `expected-folders.json`. */
  readonly line: number;
  /** What follows ` -- `, `''` where nothing does. */
  readonly comment: string;
}

const annotated = /\.([cm]?[jt]sx?|prisma|sql|ya?ml)$|(^|\/)(dockerfile|\.env)[\w.-]*$/i;
/** Opens a comment in TypeScript and Prisma, YAML and Dockerfiles, SQL, or any of them as a block. */
const comment = /^\s*(?:\/\/|#|--|\{?\/\*)\s*(?<verdict>ruleid|ok|todoruleid|todook):\s*(?<rest>.*?)\s*(?:\*\/\}?)?\s*$/;
/** Looks like an annotation and is none, such as `// rule-id: …` or `// todo-ok: …`. */
const misspelt = /^\s*(?:\/\/|#|--|\{?\/\*)\s*(?:rule-?ids?|oks?|todo-?rule-?id|todo-?ok)\s*:/i;

/**
 * Reads the annotations of one text. Each speaks of the next line that is no annotation.
 * @throws {Error} with path and line for an annotation that is misspelt, names no law or has no line below it
 */
export function readAnnotations(path: string, text: string): Annotation[] {
  const found: Annotation[] = [];
  let open: Omit<Annotation, 'line'>[] = [];
  const lines = text.split(/\r?\n/);
  lines.forEach((line, index) => {
    const match = comment.exec(line);
    if (match?.groups) {
      const [laws = '', ...reason] = match.groups['rest']!.split(/\s--\s/);
      const names = laws.split(',').map((name) => name.trim());
      if (names.some((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))) throw new Error(`${path}:${index + 1}: the annotation names no law: ${line.trim()}`);
      open.push(...names.map((law) => ({ verdict: match.groups!['verdict'] as Verdict, law, path, comment: reason.join(' -- ') })));
    } else if (misspelt.test(line)) {
      throw new Error(`${path}:${index + 1}: a misspelt annotation: ${line.trim()}`);
    } else {
      found.push(...open.map((annotation) => ({ ...annotation, line: index + 1 })));
      open = [];
    }
  });
  if (open.length > 0) throw new Error(`${path}: the annotation at the end speaks of no line`);
  return found;
}

/** Reads the folders that `expected-folders.json` names, by law. */
export function readExpectedFolders(text: string): Annotation[] {
  const byLaw = JSON.parse(text) as Record<string, string[]>;
  return Object.entries(byLaw).flatMap(([law, folders]) =>
    folders.map((path): Annotation => ({ verdict: 'ruleid', law, path, line: 0, comment: '' })),
  );
}

/** Every annotation of a fixture tree, in the order of its paths. */
export function annotationsIn(root: string): Annotation[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.split('/').includes('node_modules'))
    .sort()
    .flatMap((path) => {
      if (path === 'expected-folders.json') return readExpectedFolders(readFileSync(join(root, path), 'utf8'));
      return annotated.test(path) ? readAnnotations(path, readFileSync(join(root, path), 'utf8')) : [];
    });
}

/** The text without its annotations, as documentation shows it. */
export function withoutAnnotations(text: string): string {
  return text
    .split('\n')
    .filter((line) => !comment.test(line))
    .join('\n');
}

interface Place {
  readonly law: string;
  readonly path: string;
  readonly line: number;
}

/**
 * Where findings and annotations disagree, one readable line each, sorted; empty when they agree.
 * @param findings places that the laws reported
 */
export function disagreements(annotations: readonly Annotation[], findings: readonly Place[]): string[] {
  const key = ({ law, path, line }: Place): string => `${path}:${line} ${law}`;
  const found = new Set(findings.map(key));
  const said = new Map<string, Verdict>();
  const wrong: string[] = [];
  for (const annotation of annotations) {
    const place = key(annotation);
    const before = said.get(place);
    if (before && before !== annotation.verdict) wrong.push(`${place} contradiction: ${before} and ${annotation.verdict}`);
    said.set(place, annotation.verdict);
    const isFound = found.has(place);
    if (annotation.verdict === 'ruleid' && !isFound) wrong.push(`${place} expected, not found`);
    if (annotation.verdict === 'ok' && isFound) wrong.push(`${place} unexpected: the line is annotated ok`);
    if (annotation.verdict === 'todoruleid' && isFound) wrong.push(`${place} found at last: promote todoruleid to ruleid`);
    if (annotation.verdict === 'todook' && !isFound) wrong.push(`${place} no longer found: promote todook to ok`);
  }
  for (const place of found) if (!said.has(place)) wrong.push(`${place} unexpected`);
  return [...new Set(wrong)].sort();
}
