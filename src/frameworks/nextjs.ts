/**
 * Sees: route handlers of the App Router: what an `app/…/route.*` file exports as GET, POST, PUT, PATCH, DELETE, HEAD or
 * OPTIONS, be it a function, a constant, a wrapped function, an alias (`export { handler as GET }`), a destructured
 * constant or a re-export. The handler is the value as written, wrappers included.
 *
 * Does not see: server actions, pages and their data functions, `middleware.ts`; `basePath`, rewrites and the
 * `pageExtensions` of the configuration; a root folder named `app` above the one that routes start in.
 *
 * `request.url` is a read of the query where `search` or `searchParams` is taken from it.
 *
 * https://nextjs.org/docs/app/api-reference/file-conventions/route
 */
import type { TSESTree } from '@typescript-eslint/types';
import type { HttpMethod } from '../facts/backend.js';
import type { Value } from '../facts/value.js';
import { isRequestMethod } from '../facts/request-methods.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { boundIdentifiers } from '../syntax/bindings.js';
import { localValue } from '../syntax/local-values.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { valuesOf } from '../syntax/values.js';
import { appRoutePath } from './_nextjs-paths.js';

export default {
  name: 'nextjs',
  docs: 'https://nextjs.org/docs/app/api-reference/file-conventions/route',
  enabledBy: ['next'],
  handler: {
    inputs: {
      body: ['0.json()', '0.formData()', '0.text()', '0.body', '0.arrayBuffer()', '0.blob()', '0.clone().json()', '0.clone().text()'],
      query: ['0.nextUrl.searchParams', '0.url', '0.nextUrl.search'],
      params: ['1.params'],
      headers: ['0.headers'],
    },
    sends: [],
    returnIsResponse: false,
    responders: [
      'next/server#NextResponse.json',
      'next/server#NextResponse',
      'next/server.js#NextResponse.json',
      'next/server.js#NextResponse',
      'global#NextResponse.json',
      'global#Response.json',
      'global#Response',
    ],
  },
  visit(file, emit) {
    const path = appRoutePath(file.path);
    if (path === null) return;
    for (const { method, value, node } of exportedMethods(file))
      emit.endpoint({
        framework: 'nextjs',
        protocol: 'http',
        method,
        path,
        router: null,
        handlers: [localFunction(file, value)],
        schemas: {},
        cls: null,
        at: spanOf(node),
      });
  },
} satisfies FrameworkAdapter;

interface Exported {
  readonly method: HttpMethod;
  readonly value: Value;
  /** The exported name, as written. */
  readonly node: Node;
}

function exportedMethods(file: SourceFile): Exported[] {
  const values = valuesOf(file);
  const found: Exported[] = [];
  const add = (name: string, value: Value, node: Node): void => {
    if (isRequestMethod(name)) found.push({ method: name, value, node });
  };
  for (const statement of file.nodes('ExportNamedDeclaration')) {
    if (statement.exportKind === 'type') continue;
    for (const specifier of statement.specifiers) {
      const imported = nameOf(specifier.local);
      const value: Value = statement.source
        ? { k: 'import', source: statement.source.value, name: imported }
        : values.of(specifier.local as TSESTree.Identifier);
      add(nameOf(specifier.exported), value, specifier.exported);
    }
    const { declaration } = statement;
    if (declaration?.type === 'FunctionDeclaration' && declaration.id) add(declaration.id.name, values.of(declaration), declaration.id);
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const declarator of declaration.declarations)
      for (const identifier of boundIdentifiers(declarator.id)) add(identifier.name, values.declared(identifier), identifier);
  }
  return found.sort((a, b) => spanOf(a.node).start - spanOf(b.node).start);
}

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === 'Identifier' ? node.name : node.value);

/** A constant of the file that holds a function is the function. */
const localFunction = (file: SourceFile, value: Value): Value => {
  const local = localValue(file, value);
  return local.k === 'function' || local.k === 'call' ? local : value;
};
