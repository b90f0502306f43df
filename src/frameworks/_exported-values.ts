import type { TSESTree } from '@typescript-eslint/types';
import type { EndpointFact } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { boundIdentifiers } from '../syntax/bindings.js';
import { localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';

export interface ExportedValue {
  readonly name: string;
  readonly value: Value;
  /** The exported name, as written. */
  readonly node: Node;
}

/** What a file exports by name: functions, constants, destructured ones, aliases and re-exports, in the order they stand in. */
export function exportedValues(file: SourceFile): ExportedValue[] {
  const values = valuesOf(file);
  const found: ExportedValue[] = [];
  for (const statement of file.nodes('ExportNamedDeclaration')) {
    if (statement.exportKind === 'type') continue;
    for (const specifier of statement.specifiers) {
      const imported = nameOf(specifier.local);
      const value: Value = statement.source
        ? { k: 'import', source: statement.source.value, name: imported }
        : values.of(specifier.local as TSESTree.Identifier);
      found.push({ name: nameOf(specifier.exported), value, node: specifier.exported });
    }
    const { declaration } = statement;
    if (declaration?.type === 'FunctionDeclaration' && declaration.id) found.push({ name: declaration.id.name, value: values.of(declaration), node: declaration.id });
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const declarator of declaration.declarations)
      for (const identifier of boundIdentifiers(declarator.id)) found.push({ name: identifier.name, value: values.declared(identifier), node: identifier });
  }
  return found.sort((a, b) => spanOf(a.node).start - spanOf(b.node).start);
}

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === 'Identifier' ? node.name : node.value);

/** A constant of the file that holds a function is the function. */
export const localFunction = (file: SourceFile, value: Value): Value => {
  const local = localValue(file, value);
  return local.k === 'function' || local.k === 'call' ? local : value;
};

/** What a file that is a route exports, as an endpoint. */
export const exportedEndpoint = (file: SourceFile, { value, node }: ExportedValue, route: Pick<EndpointFact, 'framework' | 'method' | 'path'>): Omit<EndpointFact, 'kind'> => ({
  ...route,
  protocol: 'http',
  router: null,
  handlers: [localFunction(file, value)],
  schemas: {},
  cls: null,
  at: spanOf(node),
});
