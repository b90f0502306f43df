import { printable } from '../text.js';
import { pieces, proseParts } from './client/pieces.js';

/** HTML that is safe to put into a page. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | null | false | readonly (Markup | null | false)[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text without controls that hide or reorder it, and without halves of surrogate pairs, which UTF-8 has no bytes for. */
const harmless = (text: string): string => printable(text).replace(/\p{Surrogate}/gu, '\ufffd');

/** Text as HTML, for content and for quoted attributes. */
const escaped = (text: string): string => harmless(text).replace(/[&<>"']/gu, (character) => entities[character] ?? character);

function htmlOf(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  if ('html' in part) return part.html;
  return part.map(htmlOf).join('');
}

/** A template whose values are escaped unless they are markup themselves. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: strings.map((text, i) => text + (i < parts.length ? htmlOf(parts[i] ?? null) : '')).join('') };
}

/** Text as a part of an address. */
export const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

/** HTML that somebody else has made safe. */
export const trusted = (html: string): Markup => ({ html });

/** A message: what stands between backticks is code. */
export const prose = (text: string): Markup => markup`${proseParts(text).map((part, i) => (i % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`))}`;

/** A name or path that may break into lines. */
export const breakable = (path: string): Markup => markup`${pieces(path).map((part, i) => markup`${i > 0 && trusted('<wbr>')}${part}`)}`;

/**
 * Data inside `<script type="application/json">`, its texts as they are in the rest of the page. No `<` is left, so nothing in it can end the element or open a
 * comment (HTML, "Restrictions for contents of script elements").
 */
export const jsonScript = (id: string, data: unknown): Markup =>
  trusted(`<script type="application/json" id="${id}">${JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? harmless(value) : value)).replaceAll('<', '\\u003c')}</script>`);
