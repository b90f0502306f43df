/** Colours, type, the frame of the page, tables. Texts have at least 4.5:1 on their ground in both themes (WCAG 2.2, 1.4.3). */
export const base = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fbfbfa, #16181b);
  --surface: light-dark(#ffffff, #1d2024);
  --sunken: light-dark(#f3f3f1, #121417);
  --hover: light-dark(#f0f1ee, #24282d);
  --line: light-dark(#e3e3df, #2e3338);
  --line-strong: light-dark(#c9c9c3, #454c54);
  --text: light-dark(#1c1e21, #e4e6e8);
  --dim: light-dark(#5d636b, #9aa3ad);
  --accent: light-dark(#1d5fa8, #7db4f0);
  --error: light-dark(#b3261e, #f28b82);
  --error-soft: light-dark(#fbe9e7, #3a1f1e);
  --warn: light-dark(#8a5300, #e5b567);
  --warn-soft: light-dark(#fbf0dc, #352a17);
  --good: light-dark(#2b6f44, #7fc796);
  --good-fill: light-dark(#7fb992, #4d8a62);
  --mark: light-dark(#fde2df, #5a2a27);
  --heat: light-dark(#b3261e, #f28b82);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { --header: 6rem; scroll-padding-top: calc(var(--header) + 5rem); }
body { margin: 0; background: var(--ground); color: var(--text); font: 14px/1.5 var(--sans); font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
h1, h2, h3, h4, p, dl, dd, ul, pre { margin: 0; }
ul { padding: 0; list-style: none; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
code, pre, kbd { font-family: var(--mono); font-size: .92em; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
[hidden] { display: none !important; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.dim { color: var(--dim); }
.num { text-align: right; white-space: nowrap; }
.none { color: var(--line-strong); }
.skip { position: absolute; left: -999px; z-index: 3; padding: .5rem 1rem; background: var(--surface); }
.skip:focus { left: .5rem; top: .5rem; }
@media (scripting: none) { .needs-script { display: none !important; } }
@media (scripting: enabled) { .panel:not([data-shown]) { display: none; } .panel-title { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }

header { position: sticky; top: 0; z-index: 2; display: grid; grid-template-columns: 1fr auto; gap: .25rem 1rem; padding: .8rem 1.5rem 0; background: var(--ground); border-bottom: 1px solid var(--line); }
header h1 { font-size: 1.05rem; font-weight: 650; line-height: 1.3; overflow-wrap: anywhere; }
header p { color: var(--dim); font-size: .86rem; overflow-wrap: anywhere; }
header nav { grid-column: 1 / -1; }
#tabs { display: flex; flex-wrap: wrap; gap: 0 1.4rem; }
#tabs a { display: block; padding: .45rem 0 .5rem; color: var(--dim); text-decoration: none; border-bottom: 2px solid transparent; }
#tabs a:hover { color: var(--text); }
#tabs a[aria-selected=true] { color: var(--text); border-color: var(--accent); font-weight: 600; }
#tabs a:focus-visible { outline-offset: -3px; }
#tabs .number { font-weight: 400; font-size: .86em; color: var(--dim); }
#theme { align-self: start; min-width: 4rem; padding: .2rem .6rem; background: none; border: 1px solid var(--line-strong); border-radius: 6px; font-size: .86rem; cursor: pointer; }
#theme:hover { background: var(--hover); }
main { padding: 1.25rem 1.5rem 3rem; }
footer { padding: 1rem 1.5rem 2rem; color: var(--dim); font-size: .82rem; }
h2 { font-size: .95rem; font-weight: 650; margin-bottom: .6rem; }
h3 { font-size: .9rem; font-weight: 650; }
h4 { font-size: .84rem; font-weight: 600; margin: .9rem 0 .25rem; }
.note { color: var(--dim); font-size: .86rem; }
.empty { padding: 2.5rem 1rem; color: var(--dim); text-align: center; }
.path, .where, .route, .law-id { font-family: var(--mono); font-size: .86em; overflow-wrap: anywhere; }
.line { color: var(--dim); }
a .line { color: inherit; }
.dot { display: inline-block; width: .62em; height: .62em; margin-right: .4em; border-radius: 50%; background: var(--line-strong); }
.tag { padding: 0 .4em; border-radius: 4px; background: var(--sunken); color: var(--dim); font-size: .82em; white-space: nowrap; }
.tag.is-error, .tag.state-new { background: var(--error-soft); color: var(--error); }
.tag.is-warn { background: var(--warn-soft); color: var(--warn); }
.is-error { color: var(--error); }
.is-warn { color: var(--warn); }
.dot.is-error { background: var(--error); }
.dot.is-warn { background: var(--warn); }
.link { padding: 0; background: none; border: 0; color: var(--accent); text-align: left; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .18em; cursor: pointer; }

.toolbar { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem .75rem; margin-bottom: .75rem; }
.toolbar label { display: flex; flex-direction: column; min-width: 0; }
.toolbar label > span { color: var(--dim); font-size: .76rem; }
.toolbar input, .toolbar select { height: 2rem; max-width: 10.25rem; padding: 0 .5rem; background: var(--surface); border: 1px solid var(--line-strong); border-radius: 6px; }
.toolbar .search { position: relative; flex: 1 1 12rem; max-width: 34rem; }
.toolbar .search input { width: 100%; max-width: none; }
.toolbar kbd { position: absolute; right: .5rem; bottom: .42rem; padding: 0 .4em; border: 1px solid var(--line); border-radius: 4px; color: var(--dim); font-size: .76rem; }
.toolbar input:focus ~ kbd, .toolbar input:not(:placeholder-shown) ~ kbd { display: none; }
.toolbar .count { margin-left: auto; padding-bottom: .3rem; color: var(--dim); font-size: .86rem; white-space: nowrap; }
.chips { display: flex; gap: .6rem; align-items: center; min-height: 2rem; }
.chips:not(:has(:not([hidden]))) { display: none; }
.chip { padding: .1rem .6rem; background: var(--error-soft); border: 0; border-radius: 999px; color: var(--error); font-size: .86rem; cursor: pointer; }
::placeholder { color: var(--dim); opacity: 1; }

table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { font-weight: inherit; text-align: left; }
td, th { padding: .3rem .6rem; vertical-align: baseline; border-bottom: 1px solid var(--line); }
thead th, thead td { color: var(--dim); font-size: .8rem; white-space: nowrap; vertical-align: bottom; border-color: var(--line-strong); }
thead .num { text-align: right; }
td:first-child, th:first-child { padding-left: .25rem; }
thead button { padding: 0; background: none; border: 0; font: inherit; color: inherit; cursor: pointer; }
thead button:hover { color: var(--text); text-decoration: underline; }
[aria-sort] button { color: var(--text); font-weight: 600; }
[aria-sort=ascending] button::after { content: " ↑"; }
[aria-sort=descending] button::after { content: " ↓"; }
.scroll { position: relative; overflow-x: auto; }
@media (min-width: 1300px) {
  .scroll:has(.grid) { overflow: visible; }
  .grid thead th { position: sticky; top: var(--header); z-index: 1; padding-top: .5rem; background: var(--ground); box-shadow: inset 0 -1px var(--line-strong); }
}
@media (max-width: 700px) {
  html { scroll-padding-top: 1rem; }
  header { position: static; padding: .6rem 1rem 0; }
  main { padding: 1rem 1rem 3rem; }
  footer { padding-inline: 1rem; }
}
@media print {
  header { position: static; }
  .panel { display: block !important; break-before: page; }
  .toolbar, #theme, .skip, .graph-tools, .module-detail { display: none !important; }
}
@media (prefers-reduced-motion: no-preference) { .edge, .node { transition: opacity .12s; } }
`;
