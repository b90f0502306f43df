import { join, relative } from 'node:path';
import * as typescriptParser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { audit } from '../src/hosts/audit.js';
import { plugin } from '../src/hosts/eslint.js';
import { discover } from '../src/project/kinds/discover.js';
import { suppressionLaw } from '../src/policy/audit-suppressions.js';
import { fixtureBackends, fixtures } from './support/fixtures.js';
import { oxcParser } from './support/oxc-parser.js';

const code = /\.[cm]?[jt]sx?$/;

/** What both hosts must say alike. Findings of folders are shown at the start of a file by ESLint. */
interface Said {
  readonly law: string;
  readonly path: string;
  readonly place: string;
  readonly message: string;
  /** Fix and suggestions: `10-14 "text"`. */
  readonly edits: readonly string[];
}

const edit = (start: number, end: number, text: string, what = 'fix'): string => `${what}: ${start}-${end} ${JSON.stringify(text)}`;

const sorted = (all: readonly Said[]): string[] => all.map((one) => `${one.path}:${one.place} ${one.law}: ${one.message} [${one.edits.join('; ')}]`).sort();

async function audited(root: string): Promise<Said[]> {
  const { report, crashes } = await audit(root, {});
  expect(crashes).toEqual([]);
  return report.findings
    .filter((finding) => !finding.suppressed && finding.law !== suppressionLaw && (finding.line === 0 || code.test(finding.path)))
    .map(({ law, path, line, column, endLine, endColumn, message, fix, suggestions = [] }) => {
      const edits = [
        ...(fix ? [edit(fix.range.start, fix.range.end, fix.text)] : []),
        ...suggestions.flatMap((one) => one.edits.map(({ range, text }) => edit(range.start, range.end, text, one.message))),
      ];
      return line === 0
        ? { law, path: 'a folder', place: message.match(/`([^`]+)`/)![1]!, message, edits }
        : { law, path, place: `${line}:${column}-${endLine}:${endColumn}`, message, edits };
    });
}

type Host = typeof ESLint;

/** @returns `refused`: files that the parser does not read although oxc does: espree knows no decorators yet */
async function linted(Host: Host, root: string, parser: object): Promise<{ said: Said[]; refused: ReadonlySet<string> }> {
  const eslint = new Host({
    cwd: root,
    overrideConfigFile: true,
    // discovery leaves out what ESLint's own patterns do not
    ignore: false,
    overrideConfig: [
      { linterOptions: { reportUnusedDisableDirectives: 'off' } },
      { files: ['**/*.{js,jsx,mjs,cjs}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
      { files: ['**/*.{ts,tsx,mts,cts}'], languageOptions: { parser: parser as never } },
      ...(parser === oxcParser ? [{ files: ['**/*.{js,jsx,mjs,cjs}'], languageOptions: { parser: parser as never } }] : []),
      ...plugin.configFor(root),
    ],
  });
  const files = discover(root).files.map(({ path }) => join(root, path));
  const results = await eslint.lintFiles(files);
  const refused = new Set<string>();
  const said = results.flatMap(({ filePath, messages }) => {
    const path = relative(root, filePath).split('\\').join('/');
    return messages.flatMap(({ ruleId, fatal, line, column, endLine, endColumn, message, fix, suggestions = [] }): Said[] => {
      if (fatal) refused.add(path);
      if (!ruleId?.startsWith('fortress/')) return [];
      const law = ruleId.slice('fortress/'.length);
      const edits = [
        ...(fix ? [edit(...fix.range, fix.text)] : []),
        ...suggestions.map((one) => edit(...one.fix.range, one.fix.text, one.desc)),
      ];
      return endLine === undefined
        ? [{ law, path: 'a folder', place: message.match(/`([^`]+)`/)![1]!, message, edits }]
        : [{ law, path, place: `${line}:${column}-${endLine}:${endColumn}`, message, edits }];
    });
  });
  return { said, refused };
}

/** ESLint 9 is the alias `eslint9`, tested where it is installed. */
const nine = await import('eslint9' as string).then(
  (module: { readonly ESLint: Host }) => module.ESLint,
  () => null,
);

describe.each(fixtureBackends)('%s: the audit and ESLint say the same', { timeout: 120_000 }, (name) => {
  const root = join(fixtures, name);
  const inAudit = audited(root);
  const compare = async (Host: Host, parser: object): Promise<void> => {
    const { said, refused } = await linted(Host, root, parser);
    expect(sorted(said)).toEqual(sorted((await inAudit).filter(({ path }) => !refused.has(path))));
    // a fixture of a law that ESLint cannot read would compare nothing
    if (!name.startsWith('adapters/')) expect([...refused].filter((path) => parser === oxcParser || !/js$/.test(path))).toEqual([]);
  };

  it('with @typescript-eslint/parser', () => compare(ESLint, typescriptParser));

  it('with a parser on oxc', () => compare(ESLint, oxcParser));

  it.skipIf(nine === null)('with ESLint 9', () => compare(nine!, typescriptParser));
});

it('the fixtures hold findings and suppressed ones to compare', { timeout: 120_000 }, async () => {
  const reports = await Promise.all(fixtureBackends.map((name) => audit(join(fixtures, name), {})));
  const findings = reports.flatMap(({ report }) => report.findings);
  expect(findings.filter(({ suppressed }) => !suppressed).length).toBeGreaterThan(100);
  expect(findings.filter(({ suppressed }) => suppressed).length).toBeGreaterThan(0);
  expect(findings.filter(({ fix }) => fix).length).toBeGreaterThan(0);
  expect(findings.filter(({ suggestions }) => suggestions).length).toBeGreaterThan(20);
});
