import { pieces, proseParts } from './pieces.js';

type Child = Node | string | null | false;

/** An element with attributes and children; text is text and never markup. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Readonly<Record<string, string>>, ...children: readonly Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null && child !== false) element.append(child);
  return element;
}

/** The elements that match, as an array. */
export const all = <Type extends Element = HTMLElement>(selector: string, root: ParentNode = document): Type[] => [...root.querySelectorAll<Type>(selector)];

/** The one element that the page has under this selector. */
export function one<Type extends Element = HTMLElement>(selector: string): Type {
  const element = document.querySelector<Type>(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

/** What stands between backticks is code. */
export const prose = (text: string): Node[] => proseParts(text).map((part, i) => (i % 2 === 1 ? make('code', {}, part) : document.createTextNode(part)));

/** A name or path that may break into lines. */
export const breakable = (path: string): Node[] => pieces(path).flatMap((part, i) => [...(i > 0 ? [make('wbr', {})] : []), document.createTextNode(part)]);

/** `path:line`, as a link where the file can be looked at. */
export function placeOf(path: string, line: number, href: string | null): HTMLElement {
  const content = [...breakable(path || '.'), line > 0 && make('span', { class: 'line' }, `:${line}`)];
  return href === null ? make('span', { class: 'path' }, ...content) : make('a', { class: 'path', href, rel: 'noreferrer' }, ...content);
}

export const counted = (number: number, noun: string): string => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
