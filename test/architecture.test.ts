import { expect, it } from 'vitest';
import { ownImports } from './support/imports.js';

/**
 * Who may import whom (DESIGN.md): part of `src` → part of `src` → why. A part is a folder, or a file directly below
 * `src`. What DESIGN.md grants is marked `granted`, the rest holds only as long as something uses it. `types` means
 * that nothing is loaded.
 */
const edges: Readonly<Record<string, Readonly<Record<string, { readonly why: string; readonly granted?: true; readonly types?: true }>>>> = {
  facts: {},
  'version.ts': {},
  'own-files.ts': {},
  'catalogue.ts': { facts: { why: 'the severities are part of the vocabulary', types: true } },
  'measured.ts': { 'catalogue.ts': { why: 'a measure belongs to a law', types: true } },
  'proof.ts': { 'measured.ts': { why: 'judges what was measured', types: true } },
  recognise: { facts: { why: 'knowledge is written in the words of the vocabulary', granted: true } },
  syntax: {
    facts: { why: 'reads ESTree into the vocabulary', granted: true },
    recognise: { why: 'calls of validators are kept although they lead out of the project: which packages those are is data' },
  },
  documents: {
    facts: { why: 'an adapter gives facts', granted: true },
    syntax: { why: 'positions are counted in one way', granted: true },
    recognise: { why: 'id generators of column defaults', granted: true },
  },
  frameworks: {
    facts: { why: 'an adapter gives facts', granted: true },
    syntax: { why: 'an adapter reads ESTree', granted: true },
    recognise: { why: 'decorators and validators are data', granted: true },
  },
  'data-layers': {
    facts: { why: 'an adapter gives facts', granted: true },
    syntax: { why: 'an adapter reads ESTree', granted: true },
    recognise: { why: 'id generators are data', granted: true },
    documents: { why: 'SQL inside code is the same language as SQL in a file, and is read by the same reader' },
  },
  project: {
    facts: { why: 'links facts', granted: true },
    syntax: { why: 'parses and collects', granted: true },
    recognise: { why: 'validators and parameters are recognised across files', granted: true },
    frameworks: { why: 'runs the adapters', granted: true },
    'data-layers': { why: 'runs the adapters', granted: true },
    documents: { why: 'runs the readers of documents', granted: true },
    'version.ts': { why: 'what another version has cached is read anew' },
    'own-files.ts': { why: 'what another build has cached, too' },
  },
  'define.ts': {
    'catalogue.ts': { why: 'a misspelt id does not compile', types: true },
    facts: { why: 'a law speaks of facts', types: true },
    syntax: { why: 'a rule listens to nodes', types: true },
  },
  rules: {
    'define.ts': { why: 'a law is declared', granted: true },
    facts: { why: 'a law speaks of facts', granted: true },
    syntax: { why: 'a rule reads the one file', granted: true },
    recognise: { why: 'knowledge is data: which packages the platform replaces' },
  },
  checks: {
    'define.ts': { why: 'a law is declared', granted: true },
    facts: { why: 'a law speaks of facts', granted: true },
    recognise: { why: 'knowledge is data: which generator makes which id' },
  },
  config: {
    facts: { why: 'a baseline has the order of the vocabulary' },
    'catalogue.ts': { why: 'every law can be configured' },
    'own-files.ts': { why: 'a configuration imports this package, wherever it is audited from' },
  },
  policy: {
    facts: { why: 'findings are part of the vocabulary' },
    'define.ts': { why: 'takes findings as laws make them', types: true },
    'catalogue.ts': { why: 'severity and source of a law' },
    config: { why: 'applies the configuration', types: true },
    syntax: { why: 'turns offsets into lines and columns' },
  },
  hosts: {
    project: { why: 'reads and links the project', granted: true },
    rules: { why: 'runs the rules', granted: true },
    checks: { why: 'runs the checks', granted: true },
    policy: { why: 'applied once, after the laws', granted: true },
    facts: { why: 'a report is part of the vocabulary' },
    config: { why: 'loads the configuration' },
    'catalogue.ts': { why: 'which laws there are' },
    'measured.ts': { why: 'explains a law with what was measured of it' },
    'define.ts': { why: 'fills the messages' },
    syntax: { why: 'gives rules the file that they read' },
    'version.ts': { why: 'a report names its tool' },
    'own-files.ts': { why: 'the stack of a crash names this package and not where it lies' },
  },
  reporters: {
    facts: { why: 'a report is part of the vocabulary', granted: true },
    'catalogue.ts': { why: 'titles of laws', granted: true },
    syntax: { why: 'a listing of facts turns offsets into lines' },
    'own-files.ts': { why: 'the script of the page is compiled apart' },
  },
  init: {
    hosts: { why: 'what a project is like, and its baseline, the hosts tell', types: true },
  },
  mcp: {
    hosts: { why: 'answers with what the hosts find' },
    reporters: { why: 'says it as the command line does' },
    facts: { why: 'a finding is part of the vocabulary', types: true },
    'catalogue.ts': { why: 'which laws there are' },
    'version.ts': { why: 'a server names its version' },
  },
  cli: {
    init: { why: 'asks, and writes what the plan says' },
    mcp: { why: 'starts the server' },
    hosts: { why: 'runs the audit', granted: true },
    reporters: { why: 'prints the report', granted: true },
    config: { why: 'explains the configuration', granted: true },
    'catalogue.ts': { why: 'checks the ids of --law and lists the laws' },
  },
  'index.ts': { hosts: { why: 'the ESLint plugin is the face of a host' } },
};

/** The parts of `src/project`, each of which may import those before it; what lies beside them puts them together. */
const projectParts = ['cache', 'disk', 'packages', 'kinds', 'values', 'calls', 'routes', 'handlers', 'data', 'modules'];
const rankOf = (path: string): number => {
  const [, , part, file] = path.split('/');
  return file === undefined ? projectParts.length : projectParts.indexOf(part!);
};

const partOf = (path: string): string => path.split('/')[1] ?? path;
const all = ownImports('src');
const imports = all.flatMap(({ from, line, fact, target }) =>
  target !== null && partOf(target) !== partOf(from) ? [{ from, line, fact, target, edge: edges[partOf(from)]?.[partOf(target)] }] : [],
);

it('every part of src has its place in the table', () => {
  expect([...new Set(all.map(({ from }) => partOf(from)))].filter((part) => !edges[part])).toEqual([]);
});

it('no import goes against the table', () => {
  const wrong = imports.filter(({ edge, fact }) => !edge || (edge.types && !fact.typeOnly));
  expect(wrong.map(({ from, line, target, edge }) => `${from}:${line} → ${target}${edge ? ' (types only)' : ''}`)).toEqual([]);
});

it('the parts of src/project stand one on the other', () => {
  const within = all.flatMap(({ from, line, target }) => (target !== null && [from, target].every((path) => partOf(path) === 'project') ? [{ from, line, target }] : []));
  expect(within.filter(({ from }) => rankOf(from) < 0)).toEqual([]);
  expect(within.filter(({ from, target }) => rankOf(target) > rankOf(from)).map(({ from, line, target }) => `${from}:${line} → ${target}`)).toEqual([]);
});

it('what DESIGN.md does not grant is in use', () => {
  const used = new Set(imports.map(({ from, target }) => `${partOf(from)} → ${partOf(target)}`));
  const extra = Object.entries(edges).flatMap(([from, to]) => Object.entries(to).flatMap(([part, { granted }]) => (granted ? [] : [`${from} → ${part}`])));
  expect(extra.filter((edge) => !used.has(edge))).toEqual([]);
});

it('the table has no loop', () => {
  const depth = (part: string, path: readonly string[]): number => {
    if (path.includes(part)) throw new Error([...path, part].join(' → '));
    return 1 + Math.max(0, ...Object.keys(edges[part] ?? {}).map((next) => depth(next, [...path, part])));
  };
  expect(() => Object.keys(edges).map((part) => depth(part, []))).not.toThrow();
});

it('a run that finds what an earlier one has found loads neither adapters nor laws nor a parser', () => {
  const loads = new Map<string, string[]>();
  for (const { from, target, fact } of all) if (target !== null && !fact.typeOnly && fact.form !== 'dynamic') loads.set(from, [...(loads.get(from) ?? []), target]);
  const loaded = new Set<string>();
  const queue = ['src/cli/main.ts', 'src/cli/audit-command.ts', 'src/hosts/audit.ts', 'src/cli/reports.ts', 'src/cli/repository.ts', 'src/cli/read-source.ts', 'src/cli/write-report.ts', 'src/reporters/index.ts', 'src/reporters/pretty.ts', 'src/reporters/agent.ts'];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    queue.push(...(loads.get(path) ?? []));
  }
  expect(loaded.has('src/project/kinds/discover.ts')).toBe(true);
  const heavy = ['frameworks', 'data-layers', 'documents', 'recognise', 'rules', 'checks', 'mcp', 'init'];
  expect([...loaded].filter((path) => heavy.includes(partOf(path)) || path === 'src/syntax/parse.ts')).toEqual([]);
});
