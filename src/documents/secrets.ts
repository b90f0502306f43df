import type { DocumentSecretFact } from '../facts/documents.js';
import type { DiscoveredFile, Span } from '../facts/source.js';
import { documentConnection, isDocumentSecret, secretScopeOf } from '../recognise/document-secrets.js';
import { vendorSecretsIn } from '../recognise/vendor-secrets.js';
import { stripMark } from '../syntax/source-file.js';
import { dockerAssignments, readDockerfile } from './dockerfile.js';
import { isDockerfile, isEnvFile } from './document-facts.js';

/** What is larger holds data, not settings. */
const LARGEST_SETTINGS = 256 * 1024;

interface Entry {
  readonly name: string;
  readonly value: string;
  /** Where the value stands, its quotes left off. */
  readonly at: Span;
}

/**
 * Credentials in env files, Dockerfiles, YAML and JSON. Reads lines, not syntax trees, so that templates of YAML are read
 * as well. Never throws.
 * Does not see: values on another line than their name, except private keys; values inside anchors, where they are used.
 */
export function readDocumentSecrets(documents: readonly DiscoveredFile[], contents: (path: string) => Buffer): DocumentSecretFact[] {
  return documents.flatMap(({ path, kind }) => {
    if (kind === 'test' || kind === 'frontend' || !mayHoldSettings(path) || secretScopeOf(path) === 'none') return [];
    try {
      const bytes = contents(path);
      return bytes.length > LARGEST_SETTINGS ? [] : secretsIn(path, stripMark(bytes.toString('utf8')));
    } catch {
      // gone since it was listed
      return [];
    }
  });
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const mayHoldSettings = (path: string): boolean => /\.(?:ya?ml|json)$/i.test(path) || isEnvFile(nameOf(path)) || isDockerfile(nameOf(path));

/** Secrets of one document, in the order of the text, one for each value. */
export function secretsIn(path: string, text: string): DocumentSecretFact[] {
  const scope = secretScopeOf(path);
  if (scope === 'none' || /^\s*(?:openapi|swagger)\s*:|"(?:openapi|swagger)"\s*:/m.test(text.slice(0, 2000))) return [];
  const commented = commentsIn(path, text);
  const vendors = vendorSecretsIn(text)
    .filter(({ start }) => !commented(start))
    .map(({ vendor, start, end }): DocumentSecretFact => ({ path, form: 'vendor', name: vendor, at: { start, end } }));
  if (scope === 'vendor') return vendors;
  const isTaken = ({ start, end }: Span): boolean => vendors.some(({ at }) => at.start < end && start < at.end);
  // Bitnami's SealedSecret and the Secrets of SOPS hold what nobody can read
  const isEncrypted = /^kind:\s*SealedSecret|^\s*"?sops"?\s*:|\$ANSIBLE_VAULT|"?encryptedData"?\s*:/m.test(text);
  const others = (isEncrypted ? [] : entriesOf(path, text)).flatMap(({ name, value, at }): DocumentSecretFact[] => {
    if (isTaken(at) || commented(at.start)) return [];
    const scheme = documentConnection(value);
    if (scheme !== null) return [{ path, form: 'connection', name: scheme, at }];
    return isDocumentSecret(name, value) ? [{ path, form: 'value', name, at }] : [];
  });
  return [...vendors, ...others].sort((a, b) => a.at.start - b.at.start);
}

/** Whether an offset stands in a line that is a comment; JSON has none. */
function commentsIn(path: string, text: string): (offset: number) => boolean {
  if (path.endsWith('.json')) return () => false;
  return (offset) => /^[^\S\n]*(?:- +)?#/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + 1));
}

function entriesOf(path: string, text: string): Entry[] {
  if (isDockerfile(nameOf(path)))
    return readDockerfile(text)
      .filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
      .flatMap(dockerAssignments)
      .flatMap(({ name, value, at }) => (value === null ? [] : [{ name, value, at }]));
  const entries: Entry[] = [];
  for (const match of text.matchAll(path.endsWith('.json') ? inJson : isEnvFile(nameOf(path)) ? inEnvFile : inYaml)) {
    const { name = '', double, single, bare } = match.groups as { name?: string; double?: string; single?: string; bare?: string };
    const value = double ?? single ?? bare?.replace(/\s+#.*$/, '').trim() ?? '';
    const start = match.index + match[0].lastIndexOf(value);
    if (value !== '') entries.push({ name, value, at: { start, end: start + value.length } });
  }
  return path.endsWith('.json') || isEnvFile(nameOf(path)) ? entries : paired(entries);
}

const inJson = /"(?<name>[\w.:-]{1,80})"\s{0,20}:\s{0,20}"(?<double>[^"\n]{1,2000})"/g;
const inEnvFile = /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][\w.-]{0,80})[ \t]*=[ \t]*(?:"(?<double>[^"\n]*)"|'(?<single>[^'\n]*)'|(?<bare>[^\r\n]*))/gm;
/** `name: value`, `- name: value` and `- NAME=value`. */
const inYaml = /^[ \t]*(?:-[ \t]+)?["']?(?<name>[A-Za-z_][\w.-]{0,80})["']?(?:[ \t]*:[ \t]+|=)(?:"(?<double>[^"\n]*)"|'(?<single>[^'\n]*)'|(?<bare>[^\r\n]*))/gm;

/** Kubernetes and others write `- name: JWT_SECRET` and `value: …` below it (kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container). */
function paired(entries: readonly Entry[]): Entry[] {
  return entries.map((entry, index) => {
    const before = entries[index - 1];
    return entry.name === 'value' && (before?.name === 'name' || before?.name === 'key') ? { ...entry, name: before.value } : entry;
  });
}
