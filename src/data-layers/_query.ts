import type { QueryFact } from '../facts/backend.js';
import { loopAround } from '../syntax/loops.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';
import { takenOf } from './_taken.js';

type Query = Omit<QueryFact, 'kind'>;
type Placed = Pick<Query, 'layer' | 'receiver' | 'operation' | 'action'>;

/** A query fact at a call, its unknowns filled in. */
export function queryAt(file: SourceFile, call: Node, fact: Placed & Partial<Query>): Query {
  const isOpen = fact.action === 'read-many' && fact.limited !== true && fact.filtered !== true && !fact.fragment;
  const taken = isOpen ? takenOf(file, call, fact.shape ?? null) : undefined;
  return {
    table: null,
    columns: null,
    limited: null,
    filtered: null,
    offsets: [],
    data: null,
    text: null,
    fn: valuesOf(file).enclosing(call),
    loop: loopAround(file, call),
    at: spanOf(call),
    ...(taken && { taken }),
    ...fact,
  };
}
