// Written by `npm run accuracy -- --write`: edit nothing here.
import type { LawId } from './catalogue.js';

/** What was counted against hand-made labels. `tp`: found and right. `fp`: found and wrong. `fn`: missed. */
export interface Measure {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}

/** Laws without an entry have no labelled place. */
export const measured: Readonly<Partial<Record<LawId, Measure>>> = {};
