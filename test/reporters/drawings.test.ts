import { describe, expect, it } from 'vitest';
import type { BackendView } from '../../src/facts/inspection.js';
import { dot } from '../../src/reporters/dot.js';
import { mermaid } from '../../src/reporters/mermaid.js';
import { hostileBackend, sampleBackend, sampleOptions, sampleReport, tangledReport } from './sample-report.js';

const edge = /^ {2}m0 (?:-->|->) m1\b.*|^ {2}m0 -->\|.*\| m1$/mu;

describe('drawings of the module graph', () => {
  it('look as recorded', async () => {
    await expect(dot(tangledReport, sampleOptions)).toMatchFileSnapshot('snapshots/modules.dot');
    await expect(mermaid(tangledReport, sampleOptions)).toMatchFileSnapshot('snapshots/modules.mmd');
  });

  it.each([
    ['dot', dot],
    ['mermaid', mermaid],
  ])('put findings on the edge that they are about, and not those that the baseline knows: %s', (_, reporter) => {
    const text = reporter(tangledReport, sampleOptions);
    expect(edge.exec(text)?.[0]).toContain('2 · no-cross-module-imports 1 · loop');
    expect(text.match(/no-cross-module-imports/gu)).toHaveLength(1);
    expect(reporter(sampleReport, sampleOptions)).not.toContain('no-cross-module-imports');
  });

  it('mark what is broken, types alone, and folders', () => {
    const text = dot(tangledReport, sampleOptions);
    expect(text).toMatch(/m0 -> m1 .*color="#c62828"/u);
    expect(text).toMatch(/m1 -> m2 \[label="5", style=dotted\]/u);
    expect(text).toMatch(/m2 \[label="src\/shared\\n3 files", style=dashed\]/u);
    const chart = mermaid(tangledReport, sampleOptions);
    expect(chart).toContain('m1 -.->|"5"| m2');
    expect(chart).toContain('class m2 folder');
    expect(chart).toMatch(/linkStyle 0,1 stroke/u);
  });

  it('keep names in their quotes', () => {
    const options = { ...sampleOptions, backend: hostileBackend };
    const [box] = dot(sampleReport, options).split('\n').filter((line) => line.startsWith('  m0 ['));
    expect(box).toMatch(/^ {2}m0 \[label="(?:[^"\\]|\\.)*"\];$/u);
    const [node] = mermaid(sampleReport, options).split('\n').filter((line) => line.startsWith('  m0['));
    expect(node).toMatch(/^ {2}m0\["[^"`<>\\]*<br\/>1 file, 1 endpoint"\]$/u);
  });

  it('draw no more arrows than Mermaid does, those that break something first', () => {
    const names = Array.from({ length: 40 }, (_, at) => `m${at}`);
    const edges = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to, imports: 1, typeOnly: 0 })));
    const [template] = sampleBackend.modules.nodes;
    if (!template) throw new Error('the sample has modules');
    const backend: BackendView = { ...sampleBackend, modules: { ...sampleBackend.modules, edges, nodes: names.map((name) => ({ ...template, name })), cycles: [['m38', 'm39']] } };
    const text = mermaid(sampleReport, { ...sampleOptions, backend });
    expect(text.match(/ -->/gu)).toHaveLength(500);
    expect(text.match(/· loop/gu)).toHaveLength(2);
    expect(text).toContain('1,060 more arrows than Mermaid draws');
    expect(dot(sampleReport, { ...sampleOptions, backend }).match(/ -> /gu)).toHaveLength(edges.length);
  });

  it('are drawings where there is nothing', () => {
    const modules = { nodes: [], edges: [], cycles: [], files: [], fileEdges: [] };
    expect(dot(sampleReport, { ...sampleOptions, backend: { ...sampleBackend, modules } })).toMatch(/^digraph modules \{[^>]*\}\n$/u);
    expect(mermaid(sampleReport, { ...sampleOptions, backend: { ...sampleBackend, modules } })).toBe('flowchart LR\n');
  });
});
