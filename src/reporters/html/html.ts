import { createHash } from 'node:crypto';
import type { Report } from '../../facts/finding.js';
import { judgedEdges } from '../backend-view.js';
import type { ReporterOptions } from '../reporter.js';
import { count, grouped } from '../text.js';
import { isUnsettled, moduleFinder, pageFinding, pageLaw } from './finding-data.js';
import { findingsView } from './findings-view.js';
import { createFrames } from './frames.js';
import { foldGraph } from './graph-fold.js';
import type { Markup } from './markup.js';
import { encoded, jsonScript, markup, trusted } from './markup.js';
import type { PageData } from './model.js';
import { modulesView } from './modules-view.js';
import { overview } from './overview.js';
import { endpointsView, tablesView } from './posture-view.js';
import { clientScript } from './script.js';
import { style } from './style.js';

/**
 * One page that holds everything and asks for nothing: no request leaves it (Content Security Policy), what comes
 * from the audited tree is text in it, and without a script it can still be read. Suppressed findings are in it.
 * Secrets that were found are blacked out of the excerpts, since a report travels further than the source.
 */
export function html(report: Report, options: ReporterOptions): string {
  const { backend, blobUrl, pathPrefix, readSource, lawText, history } = options;
  const { modules: graph, endpoints, tables } = backend;
  const hrefOf = (path: string, line: number): string | null =>
    blobUrl === null || path === '' ? null : `${blobUrl}${`${pathPrefix}${path}`.split('/').map(encoded).join('/')}${line > 0 ? `#L${line}` : ''}`;
  const frames = createFrames(report.findings, readSource);
  const moduleOf = moduleFinder(graph);
  const findings = report.findings.map((finding) => pageFinding(finding, moduleOf, frames, hrefOf, report.baseline !== undefined));
  const byModule = new Map<string, number>();
  for (const { module, state } of findings) if (isUnsettled(state)) byModule.set(module, (byModule.get(module) ?? 0) + 1);
  const edges = judgedEdges(graph, report);
  const drawn = foldGraph(graph.nodes, edges);
  const nodeOf = new Map(drawn.nodes.flatMap(({ name, modules }) => modules.map((module) => [module, name])));
  const lawIds = new Set([...report.laws.map(({ id }) => id), ...findings.map(({ law }) => law)]);
  const laws = [...lawIds].map((id) => pageLaw(id, (law) => lawText(law)?.rationale ?? null));
  const data: PageData = {
    laws,
    findings,
    modules: graph.nodes.map(({ name, dir }) => ({ name, dir, node: nodeOf.get(name) ?? name, findings: byModule.get(name) ?? 0 })),
    edges: edges.map(({ from, to, imports, typeOnly, loops, findings: on }) => ({ from, to, imports, typeOnly, loops, findings: on.map(({ fingerprint }) => fingerprint) })),
  };
  const panels: readonly Panel[] = [
    { id: 'overview', title: 'Overview', number: null, content: overview({ report, findings, endpoints: endpoints.length, tables: tables.length, modules: graph.nodes.map(({ name }) => name), history: history ?? [] }) },
    { id: 'findings', title: 'Findings', number: findings.filter(({ state }) => isUnsettled(state)).length, content: findingsView(findings, laws) },
    { id: 'endpoints', title: 'Endpoints', number: endpoints.length, content: endpointsView(endpoints, hrefOf) },
    { id: 'tables', title: 'Tables', number: tables.length, content: tablesView(tables, hrefOf) },
    { id: 'modules', title: 'Modules', number: graph.nodes.length, content: modulesView({ graph, edges, drawn, findings: byModule }) },
  ];
  return page(report, panels, data);
}

interface Panel {
  readonly id: string;
  readonly title: string;
  readonly number: number | null;
  readonly content: Markup;
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function page({ root, stack, tool, summary }: Report, panels: readonly Panel[], data: PageData): string {
  const script = clientScript();
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const name = stack.name || root;
  const parts = [...stack.frameworks, ...stack.dataLayers, ...stack.validators];
  return `${
    markup`${trusted('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${name}: ${count(summary.errors, 'error')}, ${count(summary.warnings, 'warning')}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<header>
<div class="title"><h1>${name}</h1><p>${parts.length > 0 && `${parts.join(', ')} · `}${stack.layout}</p></div>
<button type="button" id="theme" class="needs-script">Theme: auto</button>
<nav aria-label="Parts of the report"><div id="tabs">${panels.map(({ id, title, number }) => markup`<a id="tab-${id}" href="#${id}">${title}${number !== null && markup` <span class="number">${grouped(number)}</span>`}</a>`)}</div></nav>
</header>
<main id="content" tabindex="-1">
${panels.map(({ id, title, content }, i) => markup`<section class="panel" id="${id}" aria-labelledby="tab-${id}"${i === 0 && trusted(' data-shown')}><h2 class="panel-title">${title}</h2>
${content}
</section>`)}
</main>
<footer>Written by ${tool.name} ${tool.version}. The same tree gives the same report.</footer>
${jsonScript('report-data', data)}
<script type="module">${trusted(script)}</script>
</body>
</html>`.html
  }\n`;
}
