import type { TableFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { propertyIn } from './_declarations.js';

/**
 * Methods that a schema gives its documents: `new Schema({…}, { methods: { … } })`, `schema.methods.close = …`,
 * `schema.methods = { … }`, `schema.method('close', …)`, `schema.method({ … })`, `schema.loadClass(Order)`.
 * https://mongoosejs.com/docs/guide.html#methods, https://mongoosejs.com/docs/api/schema.html#Schema.prototype.loadClass()
 *
 * @param variable that holds the schema, `null` where none does
 */
export function documentMethods(file: SourceFile, variable: string | null, options: Value | null): Pick<TableFact, 'methods' | 'methodsOf'> {
  const methods: Record<string, Value> = {};
  const methodsOf: Value[] = [];
  const take = (value: Value | null | undefined): void => {
    if (value?.k === 'object') Object.assign(methods, value.props);
  };
  take(propertyIn(options, 'methods'));
  if (variable !== null && /\.(methods?|loadClass)\b/.test(file.text)) {
    for (const { left, right } of file.nodes('AssignmentExpression')) {
      if (left.type !== 'MemberExpression') continue;
      const name = propertyKey({ key: left.property, computed: left.computed });
      if (name === 'methods' && isNamed(left.object, variable)) take(valuesOf(file).of(right));
      else if (name !== null && left.object.type === 'MemberExpression' && propertyKey({ key: left.object.property }) === 'methods' && isNamed(left.object.object, variable))
        methods[name] = valuesOf(file).of(right);
    }
    for (const { callee, arguments: args } of file.nodes('CallExpression')) {
      if (callee.type !== 'MemberExpression' || !isNamed(callee.object, variable)) continue;
      const called = propertyKey({ key: callee.property, computed: callee.computed });
      const [first, second] = args.map((arg) => valuesOf(file).of(arg));
      if (called === 'loadClass' && first) methodsOf.push(first);
      if (called !== 'method') continue;
      if (first?.k === 'literal' && typeof first.value === 'string' && second) methods[first.value] = second;
      else take(first);
    }
  }
  return { ...(Object.keys(methods).length > 0 && { methods }), ...(methodsOf.length > 0 && { methodsOf }) };
}

const isNamed = (node: Node, variable: string): boolean => node.type === 'Identifier' && node.name === variable;
