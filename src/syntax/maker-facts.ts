import type { MakerFact } from '../facts/answer.js';
import { unwrap } from './chains.js';
import { propertyKey } from './property-key.js';
import type { SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { valuesOf } from './values.js';

const makers = /^((bulk|batch)_?([Cc]reate|[Ii]nsert|[Aa]dd)|create|add|insert|register|signup|upload|store|save|issue)(?=[A-Z_]|$)/;

/** Calls by a name such as `createOrder`, on code of packages too. */
export function makersOf(file: SourceFile): MakerFact[] {
  const values = valuesOf(file);
  const facts: MakerFact[] = [];
  for (const node of file.nodes('CallExpression')) {
    const callee = unwrap(node.callee);
    const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? propertyKey({ key: callee.property, computed: callee.computed }) : null;
    if (name !== null && makers.test(name)) facts.push({ name, fn: values.enclosing(node), at: spanOf(node) });
  }
  return facts;
}
