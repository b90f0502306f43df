/** How values are read in the arguments of NestJS' decorators and calls. */
import type { Value } from '../facts/value.js';
import { constantString, localValue } from '../syntax/local-values.js';
import type { SourceFile } from '../syntax/source-file.js';
import { symbolOf } from '../syntax/symbols.js';

export const nowhere = { start: 0, end: 0 };
export const empty: Value = { k: 'literal', value: '', at: nowhere };

/** `'1'`, `['1', '2']`; `VERSION_NEUTRAL` is the empty one, versions that are not constant are left out, none at all is `null`. */
export function versionsOf(file: SourceFile, value: Value | undefined): readonly string[] | null {
  if (!value) return null;
  const local = localValue(file, value);
  const found = (local.k === 'array' ? local.items : [local]).flatMap((item) => {
    const one = localValue(file, item);
    const version = symbolOf(one) === '@nestjs/common#VERSION_NEUTRAL' ? '' : constantString(file, one);
    return version === null ? [] : [version];
  });
  return found.length > 0 ? found : null;
}

/** A value, or the items of an array of this file that is spread. */
export function spreadOut(file: SourceFile, value: Value): readonly Value[] {
  if (value.k !== 'spread') return [value];
  const local = localValue(file, value.of);
  return local.k === 'array' ? local.items.flatMap((item) => spreadOut(file, item)) : [value.of];
}
