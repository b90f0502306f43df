import type { Frame, PageFinding, PageLaw } from '../model.js';
import { breakable, make, placeOf, prose } from './dom.js';

const stateWords: Readonly<Record<PageFinding['state'], string>> = { open: '', new: 'new', baseline: 'baseline', silenced: 'silenced' };

/** A finding as a row that opens. What it opens to is made when it is opened for the first time. */
export function rowOf(finding: PageFinding, law: PageLaw | undefined): HTMLDetailsElement {
  const isError = finding.severity === 'error';
  const state = stateWords[finding.state];
  const row = make(
    'details',
    { class: `finding ${finding.state}` },
    make(
      'summary',
      {},
      make('span', { class: `sign ${isError ? 'is-error' : 'is-warn'}`, title: isError ? 'error' : 'warning' }, make('span', { 'aria-hidden': 'true' }, isError ? '✕' : '▲'), make('span', { class: 'vh' }, isError ? 'error' : 'warning')),
      make('span', { class: 'place' }, make('span', { class: 'file' }, ...breakable(finding.path || '.')), make('span', { class: 'position' }, finding.line === 0 ? '' : `${finding.line}:${finding.column}`)),
      make('span', { class: 'message' }, ...prose(finding.message)),
      make('span', { class: 'end' }, state !== '' && make('span', { class: `tag state-${finding.state}` }, state), make('span', { class: 'law-id' }, finding.law)),
    ),
  );
  row.addEventListener('toggle', () => {
    if (row.open && row.childElementCount === 1) row.append(detailOf(finding, law));
  });
  return row;
}

function detailOf(finding: PageFinding, law: PageLaw | undefined): HTMLElement {
  const { related } = finding;
  return make(
    'div',
    { class: 'detail' },
    finding.because !== null && make('p', { class: 'because' }, finding.because),
    make('p', { class: 'full-place' }, placeOf(finding.path, finding.line, finding.href), make('span', { class: 'dim' }, ` in ${finding.module}`)),
    finding.frame && frameOf(finding.frame, finding.line),
    related.length > 0 &&
      make(
        'ul',
        { class: 'related', 'aria-label': 'Related places' },
        ...related.map(({ path, line, message, href, code }) => make('li', {}, placeOf(path, line, href), make('span', {}, ' ', ...prose(message)), code !== null && make('code', { class: 'one-line' }, code))),
      ),
    law !== undefined && make('p', { class: 'why' }, make('strong', {}, law.title), '. ', law.rationale !== null && make('span', {}, ...prose(law.rationale))),
    make(
      'p',
      { class: 'meta' },
      law !== undefined && law.source !== '' && make('span', {}, `Source: ${law.source}`),
      law !== undefined && make('a', { href: law.url, rel: 'noreferrer' }, 'The law with examples'),
      make('a', { href: `#finding=${finding.fingerprint}` }, 'Link to this finding'),
      make('code', { class: 'dim', title: 'fingerprint' }, finding.fingerprint),
    ),
  );
}

function frameOf({ first, lines }: Frame, line: number): HTMLElement {
  return make(
    'pre',
    { class: 'frame', 'aria-label': `Code around line ${line}` },
    ...lines.map((text, i) =>
      make(
        'span',
        { class: typeof text === 'string' ? 'code-line' : 'code-line current' },
        make('span', { class: 'number', 'aria-hidden': 'true' }, String(first + i)),
        typeof text === 'string' ? make('code', {}, text) : make('code', {}, text[0], make('mark', {}, text[1]), text[2]),
      ),
    ),
  );
}
