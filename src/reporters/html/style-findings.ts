/** The list of findings. */
export const findings = `
#finding-filters { position: sticky; top: var(--header); z-index: 1; margin: -1.25rem -1.5rem .75rem; padding: .75rem 1.5rem; background: var(--ground); border-bottom: 1px solid var(--line); }
.chunk { content-visibility: auto; }
.finding-group { padding-bottom: 1.1rem; }
.finding-group:has(+ .continued), .chunk:has(+ .chunk > .continued:first-child) .finding-group:last-child { padding-bottom: 0; }
.finding-group h3 { display: flex; gap: .6rem; align-items: baseline; padding: .2rem .25rem; border-bottom: 1px solid var(--line-strong); }
.group-title { font-family: var(--mono); font-size: .9em; overflow-wrap: anywhere; }
[data-group=law] .group-title, [data-group=module] .group-title { font-family: inherit; font-size: 1em; }
.group-count { margin-left: auto; color: var(--dim); font-weight: 400; }
.finding { border-bottom: 1px solid var(--line); }
.finding summary { display: grid; grid-template-columns: 1.1rem 4.5rem minmax(0, 1fr) auto; gap: 0 .6rem; align-items: baseline; padding: .32rem .25rem; cursor: pointer; list-style: none; }
.finding summary::-webkit-details-marker { display: none; }
.finding summary:hover { background: var(--hover); }
.finding summary:focus-visible { outline-offset: -2px; }
.finding .sign { font-size: .72rem; text-align: center; }
.finding .place { color: var(--dim); font-family: var(--mono); font-size: .86em; }
.finding .position { display: block; text-align: right; white-space: nowrap; }
[data-group=path] .file { display: none; }
[data-group=law] summary, [data-group=module] summary { grid-template-columns: 1.1rem minmax(0, 22rem) minmax(0, 1fr) auto; }
[data-group=law] .position, [data-group=module] .position { display: inline; }
[data-group=law] .position:not(:empty)::before, [data-group=module] .position:not(:empty)::before { content: ":"; }
[data-group=law] .place, [data-group=module] .place { overflow-wrap: anywhere; }
.finding .message { overflow-wrap: anywhere; }
.finding:not([open]) .message { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 1; }
.finding .end { display: flex; gap: .5rem; align-items: baseline; color: var(--dim); }
[data-group=law] .end .law-id { display: none; }
#finding-list:not([data-state=all]) .state-new { display: none; }
.finding.silenced .message, .finding.baseline .message { color: var(--dim); }
.finding[open] { background: var(--surface); }
.detail { display: grid; gap: .6rem; padding: .1rem 1rem .9rem 6.9rem; }
[data-group=law] .detail, [data-group=module] .detail { padding-left: 2.2rem; }
.because { color: var(--warn); }
.frame { padding: .5rem 0; overflow: hidden; background: var(--sunken); border: 1px solid var(--line); border-radius: 6px; font-size: .86em; line-height: 1.55; white-space: pre-wrap; tab-size: 2; }
.code-line { display: grid; grid-template-columns: 3.6rem minmax(0, 1fr); padding-right: .75rem; }
.code-line code { font-size: 1em; overflow-wrap: anywhere; }
.code-line .number { padding-right: .9rem; color: var(--dim); text-align: right; user-select: none; }
.code-line.current .number { color: var(--text); font-weight: 600; }
.code-line mark { border-radius: 2px; background: var(--mark); color: inherit; box-shadow: 0 0 0 2px var(--mark); }
.related { display: grid; gap: .35rem; padding-left: .8rem; border-left: 2px solid var(--line-strong); font-size: .93em; }
.one-line { display: block; color: var(--dim); overflow-wrap: anywhere; }
.why { max-width: 46rem; }
.why strong { font-weight: 600; }
.meta { display: flex; flex-wrap: wrap; gap: .15rem 1.2rem; color: var(--dim); font-size: .86em; }
@media (max-width: 700px) {
  #finding-filters { position: static; margin: 0 0 .75rem; padding: 0; border: 0; display: grid; grid-template-columns: 1fr 1fr; }
  #finding-filters .search, #finding-filters .count { grid-column: 1 / -1; }
  #finding-filters input, #finding-filters select { width: 100%; max-width: none; }
  .finding summary, [data-group=law] summary, [data-group=module] summary { grid-template-columns: 1.1rem minmax(0, 1fr) auto; }
  .finding .message { grid-column: 2 / -1; grid-row: 1; }
  .finding:not([open]) .message { -webkit-line-clamp: 3; }
  .finding .place { grid-column: 2; }
  .finding .position { display: inline; }
  .finding .end { grid-column: 3; flex-wrap: wrap; justify-content: end; }
  .detail, [data-group=law] .detail, [data-group=module] .detail { padding: .1rem .25rem .9rem; }
  .code-line { grid-template-columns: 2.6rem minmax(0, 1fr); }
}
`;
