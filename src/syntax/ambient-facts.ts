import type { TSESTree } from '@typescript-eslint/types';
import type { TypeFact } from '../facts/code.js';
import type { Node, SourceFile } from './source-file.js';
import { interfaceBody } from './types.js';
import { valuesOf } from './values.js';

/**
 * What a file adds to types of other places: `declare global { namespace Express { interface Request { … } } }` gives
 * `global#Express.Request`, `declare module 'fastify' { interface FastifyInstance { … } }` gives
 * `fastify#FastifyInstance`, and a file without imports and exports the names at its top. `null` where there are none.
 *
 * https://www.typescriptlang.org/docs/handbook/declaration-merging.html#module-augmentation
 */
export function ambientTypesOf(file: SourceFile): Record<string, TypeFact> | null {
  const found: Record<string, TypeFact> = {};
  const isModule = file.program.body.some((node) => /^(Import|Export|TSExport|TSImport)/.test(node.type));
  if (isModule && !file.text.includes('declare')) return null;
  for (const statement of file.program.body) {
    const node = declared(statement);
    if (node.type === 'TSModuleDeclaration') {
      if (node.kind === 'global') readBody(file, node.body, 'global#', found);
      else if (node.id.type === 'Literal') readBody(file, node.body, `${String(node.id.value)}#`, found);
      else if (!isModule) readStatement(file, node, 'global#', found);
    } else if (!isModule) readStatement(file, node, 'global#', found);
  }
  return Object.keys(found).length > 0 ? found : null;
}

const declared = (node: Node): Node => (node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node);

function readBody(file: SourceFile, body: Node | null | undefined, prefix: string, found: Record<string, TypeFact>): void {
  if (body?.type !== 'TSModuleBlock') return;
  for (const statement of body.body) readStatement(file, declared(statement), prefix, found);
}

function readStatement(file: SourceFile, node: Node, prefix: string, found: Record<string, TypeFact>): void {
  const values = valuesOf(file);
  if (node.type === 'TSInterfaceDeclaration') {
    const extended = node.extends.flatMap((e) => values.type(asReference(e)) ?? []);
    found[`${prefix}${node.id.name}`] = { form: 'interface', type: interfaceBody(node, (t) => values.type(t)), extends: extended };
  } else if (node.type === 'TSTypeAliasDeclaration') {
    const type = values.type(node.typeAnnotation);
    if (type) found[`${prefix}${node.id.name}`] = { form: 'alias', type, extends: [] };
  } else if (node.type === 'TSModuleDeclaration' && node.id.type === 'Identifier') readBody(file, node.body, `${prefix}${node.id.name}.`, found);
}

/** `extends Base<T>` of an interface, read like a type that names it. */
const asReference = (node: TSESTree.TSInterfaceHeritage): TSESTree.TypeNode =>
  ({ ...node, type: 'TSTypeReference', typeName: node.expression }) as unknown as TSESTree.TypeNode;
