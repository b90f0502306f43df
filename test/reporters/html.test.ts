import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/facts/finding.js';
import type { ModuleNode } from '../../src/facts/inspection.js';
import type { JudgedEdge } from '../../src/reporters/backend-view.js';
import { createFrames } from '../../src/reporters/html/frames.js';
import { foldGraph } from '../../src/reporters/html/graph-fold.js';
import { layOut, nodeHeight } from '../../src/reporters/html/graph-layout.js';
import type { PageData } from '../../src/reporters/html/model.js';
import type { Reporter } from '../../src/reporters/reporter.js';
import { builtHtmlReporter } from '../support/html.js';
import { hostileBackend, hostileReport, sampleOptions, sampleReport, tangledReport } from './sample-report.js';

let html: Reporter;
beforeAll(async () => {
  html = await builtHtmlReporter();
}, 60_000);

const dataOf = (page: string): PageData => JSON.parse(/<script type="application\/json" id="report-data">(.*?)<\/script>/su.exec(page)?.[1] ?? '') as PageData;
const template = sampleReport.findings.find(({ line }) => line > 0) as Finding;
const at = (finding: Partial<Finding>): Finding => ({ ...template, ...finding });

describe('the page', () => {
  it('is the same for the same report', () => expect(html(sampleReport, sampleOptions)).toBe(html(sampleReport, sampleOptions)));

  it('names no address that a browser would load', () => {
    const page = html(sampleReport, sampleOptions);
    expect(page.match(/<(?:script|link|img|iframe|object|embed|source|video|audio)\b[^>]*>/gu)).toEqual(['<link rel="icon" href="data:,">', '<script type="application/json" id="report-data">', '<script type="module">']);
    expect(page.match(/@import|url\((?!#)|\bfetch\(|XMLHttpRequest|\sstyle="|\son\w+="/u)).toBeNull();
  });

  it('has every finding, the silenced and known ones too', () => {
    const { findings } = dataOf(html(tangledReport, sampleOptions));
    expect(findings.map(({ fingerprint, state }) => [fingerprint.slice(0, 2), state])).toEqual(
      tangledReport.findings.map(({ fingerprint, suppressed }) => [fingerprint.slice(0, 2), suppressed ? (suppressed.kind === 'baseline' ? 'baseline' : 'silenced') : 'new']),
    );
  });

  it('puts findings on imports on the edge of their modules', () => {
    const { edges } = dataOf(html(tangledReport, sampleOptions));
    expect(edges.map(({ from, to, findings, loops }) => [from, to, findings, loops])).toEqual([
      ['billing', 'orders', ['6666666666666666'], true],
      ['orders', 'billing', [], true],
      ['orders', 'src/shared', [], false],
    ]);
  });

  it('links to the audited commit where it is known', () => {
    const page = html(sampleReport, { ...sampleOptions, blobUrl: 'https://forge.example/shop/blob/abc/', pathPrefix: 'apps/api/' });
    expect(dataOf(page).findings.map(({ href }) => href)).toContain('https://forge.example/shop/blob/abc/apps/api/src/modules/billing/invoice.ts#L2');
  });

  it('keeps foreign text inert', () => {
    const page = html(hostileReport, { ...sampleOptions, backend: hostileBackend, blobUrl: 'https://forge.example/' });
    expect(page.match(/<img|<!\[CDATA|<\/details> </u)).toBeNull();
    expect(page.match(/[\u0000-\u0008\u000b-\u001f\u202e]/u)).toBeNull();
    expect(page.split('<script').length - 1).toBe(2);
    expect(dataOf(page).findings[0]?.message).toContain('<img src=x onerror=alert(1)>');
  });

  it('shows how counts went', () => {
    const entry = (commit: string, errors: number) => ({ commit: commit.repeat(40), date: '2026-01-02T03:04:05Z', errors, warnings: 1, laws: { 'no-console': errors } });
    const page = html(sampleReport, { ...sampleOptions, history: [entry('a', 9), entry('b', 4)] });
    expect(page).toContain('2026-01-02 <span class="dim">aaaaaaaa</span>');
    expect(page).toContain('4 errors (−5)');
    expect(page).toContain('aria-label="Findings of no-console by commit: 9, 4"');
    expect(html(sampleReport, sampleOptions)).not.toContain('Trend');
  });

  it('says where nothing is there', () => {
    const empty: Report = { ...sampleReport, findings: [], laws: [], problems: [] };
    const modules = { nodes: [], edges: [], cycles: [], files: [], fileEdges: [] };
    const page = html(empty, { ...sampleOptions, backend: { endpoints: [], tables: [], modules } });
    for (const text of ['No findings', 'No endpoint was understood', 'No table is declared', 'No runtime code']) expect(page).toContain(text);
  });
});

describe('excerpts', () => {
  const source = ['', 'function pay() {', '  if (open) {', "\t\tcharge('tulip', key);", '  }', '}', ''].join('\n');
  const frames = (findings: readonly Finding[], text = source) => createFrames(findings, () => text);

  it('mark what the finding is about, without common indentation and blank ends', () => {
    const finding = at({ line: 4, column: 3, endLine: 4, endColumn: 9 });
    expect(frames([finding]).of(finding)).toEqual({ first: 2, lines: ['function pay() {', '  if (open) {', ['    ', 'charge', "('tulip', key);"], '  }', '}'] });
  });

  it('black out secrets, in the excerpts of other findings too', () => {
    const secret = at({ law: 'no-hardcoded-secrets', line: 4, column: 10, endLine: 4, endColumn: 17 });
    const other = at({ line: 3, column: 3, endLine: 3, endColumn: 5 });
    const shown = frames([other, secret]);
    expect(JSON.stringify([shown.of(secret), shown.of(other), shown.line(secret.path, 4)])).not.toContain('tulip');
    expect(shown.line(secret.path, 4)).toBe("charge('•••••', key);");
  });

  it('are there for lines that exist, and cut where lines are long', () => {
    const finding = at({ line: 1, column: 5001, endLine: 1, endColumn: 5004 });
    const frame = frames([finding], `${'a'.repeat(5000)}bad${'c'.repeat(5000)}`).of(finding);
    expect(frame?.lines).toEqual([[`…${'a'.repeat(40)}`, 'bad', `${'c'.repeat(196)}…`]]);
    expect(frames([]).of(at({ line: 99 }))).toBeNull();
    expect(frames([]).of(at({ line: 0 }))).toBeNull();
  });
});

describe('the drawing of modules', () => {
  const node = (name: string, dir = name): ModuleNode => ({ name, dir, kind: 'module', slices: [], files: 1, endpoints: 0, tables: 0 });
  const edge = (from: string, to: string, findings: readonly Finding[] = []): JudgedEdge => ({ from, to, imports: 1, typeOnly: 0, findings, loops: false });

  it('lets no two boxes touch, and is the same every time', () => {
    const names = Array.from({ length: 60 }, (_, i) => `m${i}`);
    const edges = names.flatMap((from, i) => [1, 7, 13].map((step) => ({ from, to: names[(i * step + step) % names.length] ?? '', imports: (i % 5) + 1 }))).filter(({ from, to }) => from !== to);
    const nodes = [...names, 'alone', 'apart'].map((name, i) => ({ name, width: 60 + (i % 7) * 20 }));
    const { places, width, height } = layOut(nodes, edges);
    const boxes = [...places.values()];
    expect(boxes.length).toBe(62);
    const touching = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < nodeHeight));
    expect(touching).toEqual([]);
    expect(boxes.every(({ x, y, width: own }) => x >= 0 && y >= 0 && x + own <= width && y + nodeHeight <= height)).toBe(true);
    expect([...layOut(nodes, edges).places]).toEqual([...places]);
  });

  it('has importers to the left of what they import', () => {
    const { places } = layOut(['a', 'b', 'c'].map((name) => ({ name, width: 50 })), [{ from: 'a', to: 'b', imports: 1 }, { from: 'b', to: 'c', imports: 3 }, { from: 'c', to: 'b', imports: 1 }]);
    expect(['a', 'b', 'c'].map((name) => places.get(name)?.x)).toEqual([0, 138, 276]);
  });

  it('shows folders where there are too many modules, with what their edges add up to', () => {
    const nodes = Array.from({ length: 300 }, (_, i) => node(`m${i}`, `src/${'abc'[i % 3]}/m${i}`));
    const graph = foldGraph(nodes, [edge('m0', 'm1', [template]), edge('m3', 'm4'), edge('m0', 'm3')]);
    expect(graph.nodes.map(({ name, modules }) => [name, modules.length])).toEqual([['src/a', 100], ['src/b', 100], ['src/c', 100]]);
    expect(graph.edges).toEqual([{ from: 'src/a', to: 'src/b', imports: 2, findings: 1, loops: false }]);
    expect(foldGraph(nodes.slice(0, 50), []).folded).toBe(false);
  });

  it('keeps the largest of many folders that have no parent', () => {
    const nodes = Array.from({ length: 300 }, (_, i) => ({ ...node(`m${i}`), files: i }));
    const graph = foldGraph(nodes, []);
    expect(graph.nodes.length).toBe(120);
    expect(graph.nodes.find(({ name }) => name === 'other folders')?.modules.length).toBe(181);
  });
});
