/** Overview, endpoints, tables, modules. */
export const views = `
.figures { display: flex; flex-wrap: wrap; gap: .9rem 0; margin-bottom: 1.75rem; }
.figure { display: flex; flex-direction: column-reverse; padding: 0 1.6rem; border-left: 1px solid var(--line); }
.figure:first-child { padding-left: 0; border: 0; }
.figure dd { font-size: 1.75rem; font-weight: 600; line-height: 1.2; letter-spacing: -.01em; }
.figure dt { color: var(--dim); font-size: .86rem; }
.figure:not(.is-error, .is-warn) dd { color: var(--text); }
.scope { margin-bottom: 1.25rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2.25rem 2.5rem; }
@media (min-width: 1280px) { .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.columns section + section { margin-top: 2.25rem; }
.bar { display: block; width: 100%; height: .55rem; border-radius: 3px; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .5rem 0 .9rem; color: var(--dim); font-size: .86rem; }
.bar .status-violated, .dot.status-violated { fill: var(--error); background: var(--error); }
.bar .status-undetermined, .dot.status-undetermined { fill: var(--warn); background: var(--warn); }
.bar .status-upheld, .dot.status-upheld { fill: var(--good-fill); background: var(--good-fill); }
.bar .status-not-applicable, .dot.status-not-applicable { fill: var(--line-strong); background: var(--line-strong); }
.bar .status-off, .dot.status-off { fill: var(--line); background: var(--line); }
.sign { width: 1.4rem; text-align: center; }
.sign.status-violated { color: var(--error); }
.sign.status-undetermined { color: var(--warn); }
.sign.status-upheld { color: var(--good); }
.sign.status-not-applicable, .sign.status-off { color: var(--dim); }
.laws td, .laws th { border: 0; }
.laws tr { border-bottom: 1px solid var(--line); }
.laws thead tr { border-color: var(--line-strong); }
.laws td, .laws th[scope=row] { padding-block: .22rem; }
.laws th[scope=row] { width: 100%; }
.laws .dim { min-width: 8.4rem; white-space: normal; }
.laws .group th { padding-top: .85rem; color: var(--dim); font-size: .8rem; font-weight: 600; }
.law-id { display: inline-block; color: var(--dim); }
.law-title { margin-right: .4em; }
.laws .num a { font-weight: 600; }
.meter svg { display: block; width: 3.5rem; height: .42rem; }
.meter rect { fill: var(--error); opacity: .55; }
.spark { width: 5.2rem; vertical-align: top; }
thead .spark { vertical-align: bottom; }
.sparkline { display: block; width: 76px; height: 20px; overflow: visible; }
.sparkline path { fill: none; stroke: var(--dim); stroke-width: 1.2; }
.sparkline circle { fill: var(--text); }
.trend { display: block; width: 100%; max-width: 44rem; height: auto; }
.trend .axis { fill: none; stroke: var(--line); vector-effect: non-scaling-stroke; }
.trend .line { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.trend circle { fill: currentColor; }
.trend .tick { fill: var(--dim); font-size: 10px; }
.heat th[scope=row] { width: 100%; min-width: 7.5rem; overflow-wrap: anywhere; }
.heat th a { color: inherit; text-decoration-color: var(--line-strong); }
.heat thead th { white-space: normal; hyphens: manual; line-height: 1.2; }
.heat td, .heat thead .num { padding-inline: .35rem; }
.heat thead .num { font-size: .76rem; }
.heat .total { font-weight: 600; }
.heat-0, .heat-1 { background: color-mix(in oklab, var(--heat) 5%, transparent); }
.heat-2 { background: color-mix(in oklab, var(--heat) 9%, transparent); }
.heat-3 { background: color-mix(in oklab, var(--heat) 14%, transparent); }
.heat-4 { background: color-mix(in oklab, var(--heat) 20%, transparent); }
.heat-5 { background: color-mix(in oklab, var(--heat) 28%, transparent); }
.heat + .note, .scroll + .note { margin-top: .5rem; }
.problems { display: grid; gap: .3rem; margin-top: .4rem; font-size: .9rem; overflow-wrap: anywhere; }

.grid tbody tr:hover { background: var(--hover); }
.grid .route { min-width: 11rem; font-size: .88em; }
.grid .names { max-width: 20rem; font-size: .93em; }
.grid .route { overflow-wrap: break-word; }
.grid .names:not(:empty) { min-width: 7rem; }
.grid .where { min-width: 12rem; max-width: 26rem; }
.grid .handler.names { min-width: 16.5rem; }
.grid .handler .path { display: block; font-size: .8em; color: var(--dim); }
.grid details { display: inline; }
.grid details[open] { display: block; }
.grid summary { display: inline; color: var(--accent); white-space: nowrap; cursor: pointer; list-style: none; }
.grid summary::-webkit-details-marker { display: none; }
.grid summary:hover { text-decoration: underline; }
.grid .where a { color: inherit; text-decoration-color: var(--line-strong); }
.method { font-family: var(--mono); font-size: .8em; font-weight: 600; color: var(--dim); }
.verdict { text-align: center; }
thead .verdict { padding-inline: .4rem; }
.verdict.good { color: var(--good); }
.verdict.bad { color: var(--error); font-weight: 700; }
td.verdict.bad { background: var(--error-soft); }
.verdict.weak { color: var(--dim); }
.verdict.open { color: var(--warn); }
.verdict.none { color: var(--line-strong); }
.legend-line { margin-bottom: .6rem; }
.legend-line .verdict { margin-left: .9em; }
.legend-line .verdict:first-child { margin-left: 0; }
.foreign { color: var(--error); }

.graph-and-list { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; margin: .75rem 0 1.5rem; }
@media (min-width: 1000px) and (scripting: enabled) {
  .graph-and-list { grid-template-columns: minmax(0, 1fr) 22rem; }
  .module-detail { contain: size; }
}
.graph { position: relative; min-width: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
#module-graph { display: block; width: 100%; max-height: 72vh; cursor: grab; touch-action: pan-y; }
#module-graph:active { cursor: grabbing; }
.graph-tools { position: absolute; right: .6rem; top: .6rem; display: flex; gap: .3rem; }
.graph-tools button { min-width: 2rem; height: 1.9rem; padding: 0 .5rem; background: var(--surface); border: 1px solid var(--line-strong); border-radius: 6px; cursor: pointer; }
.graph-tools button:hover { background: var(--hover); }
.node { cursor: pointer; }
.node rect { fill: var(--sunken); stroke: var(--line-strong); }
.node.folder rect { stroke-dasharray: 3 2; }
.node text { fill: var(--text); font: 12px var(--sans); }
.node:hover rect { stroke: var(--accent); }
.node.on rect { stroke: var(--accent); stroke-width: 2; }
.node .badge, .node:hover .badge, .node.on .badge { fill: var(--error-soft); stroke: none; }
.node .badge-text { fill: var(--error); font-size: 11px; text-anchor: middle; }
.edge { fill: none; stroke: var(--line-strong); opacity: .75; }
.edge.is-warn { stroke: var(--warn); }
.edge.is-error { stroke: var(--error); }
.head path { fill: var(--dim); fill: context-stroke; }
.has-selection .edge { opacity: .08; }
.has-selection .edge.on { opacity: 1; stroke-width: 2; }
.has-selection .edge.on:not(.is-error, .is-warn) { stroke: var(--accent); }
.has-selection .node:not(.on, .near) { opacity: .3; }
.edge-key { display: inline-block; width: 1.1rem; height: 2px; margin: 0 .2rem; vertical-align: middle; background: currentColor; }
.module-detail { max-height: 72vh; overflow-y: auto; padding: .75rem 1rem; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.edge-list { display: grid; gap: .15rem; font-size: .9rem; }
.edge-list li { display: flex; gap: .5rem; align-items: baseline; }
.edge-list .edge-name { overflow-wrap: anywhere; }
.edge-list .num { margin-left: auto; }
.loops { display: grid; gap: .3rem; margin: .4rem 0; font-size: .9rem; }
.loops span { white-space: nowrap; }
.loops-title { margin-top: 1.5rem; }
.module-detail h3 { overflow-wrap: anywhere; }
[aria-pressed=true] { font-weight: 600; }
@media (max-width: 700px) {
  .figures { gap: .8rem 1.6rem; }
  .figure { padding: 0; border: 0; }
  .meter, .laws .spark, .laws :is(td, th):nth-child(3):not([colspan]) { display: none; }
}
`;
