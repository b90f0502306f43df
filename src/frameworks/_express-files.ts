import type { Value } from '../facts/value.js';
import { packageName } from '../facts/package-name.js';
import { isRequestMethod } from '../facts/request-methods.js';
import { unknown } from '../facts/value.js';
import type { FrameworkAdapter } from '../syntax/adapter.js';
import { bindingsOf } from '../syntax/bindings.js';
import { unwrap } from '../syntax/chains.js';
import { flatHandlers, httpMethod, option, paramType, routePath } from '../syntax/routes.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';

type Emit = Parameters<FrameworkAdapter['visit']>[1];

/**
 * File-routed servers on Express: `route.ts` files export one function a method, `(req, res)` typed by the server's
 * package, the folders are the path; objects `{ matcher, method, middlewares }` say what runs before.
 * Does not see: handlers without a written response type (they may belong to another file router), folders that
 * are no `api` or `routes` root (the path is `null`).
 */
export function visitRouteFile(file: SourceFile, emit: Emit): void {
  if (/(^|\/)route\.[cm]?[jt]sx?$/.test(file.path)) visitRoutes(file, emit);
  else if (file.text.includes('matcher')) visitMatchers(file, emit);
}

function visitRoutes(file: SourceFile, emit: Emit): void {
  const path = folderPath(file.path);
  for (const node of file.nodes('ExportNamedDeclaration')) {
    const declaration = node.declaration;
    const exported: [string, Value, Node][] = [];
    if (declaration?.type === 'FunctionDeclaration' && declaration.id)
      exported.push([declaration.id.name, valuesOf(file).of(declaration), declaration.id]);
    else if (declaration?.type === 'VariableDeclaration') {
      for (const one of declaration.declarations)
        if (one.id.type === 'Identifier' && one.init) exported.push([one.id.name, valuesOf(file).of(one.init), one.id]);
    } else if (!node.source)
      for (const one of node.specifiers)
        if (one.exported.type === 'Identifier' && one.local.type === 'Identifier') {
          const binding = bindingsOf(file).topLevel(one.local.name);
          if (binding?.kind === 'function' || binding?.kind === 'variable')
            exported.push([
              one.exported.name,
              binding.kind === 'function' ? valuesOf(file).of(binding.node) : valuesOf(file).declared(binding.node),
              one.exported,
            ]);
        }
    for (const [name, value, at] of exported) {
      if (!(isRequestMethod(name) || name === 'ALL') || !takesResponse(file, value)) continue;
      emit.endpoint({
        framework: 'express',
        protocol: 'http',
        method: name,
        path,
        router: null,
        handlers: [value],
        schemas: {},
        cls: null,
        at: spanOf(at),
      });
    }
  }
}

/** A function whose second parameter is typed as a response of some package that is no Next.js. */
function takesResponse(file: SourceFile, value: Value): boolean {
  const fn = value.k === 'call' ? value.args.find((arg) => arg.k === 'function') : value;
  if (fn?.k !== 'function') return false;
  const type = paramType(file, fn.fn, 1);
  if (type?.t !== 'name' || type.symbol.k !== 'import') return false;
  return /Response$/.test(type.symbol.name) && packageName(type.symbol.source) !== 'next';
}

/** `/orders/:id` for `src/api/orders/[id]/route.ts`; groups `(x)` are no part of it, `[...rest]` is `*`. */
function folderPath(path: string): string | null {
  const folders = path.split('/').slice(0, -1);
  const source = folders.lastIndexOf('src') + 1;
  const root = folders.findIndex((folder, i) => i >= source && (folder === 'api' || folder === 'routes'));
  if (root < 0) return null;
  const segments = folders
    .slice(root + 1)
    .filter((folder) => !/^\(.*\)$/.test(folder))
    .map((folder) => folder.replace(/^\[\.\.\..*\]$/, '*').replace(/^\[(.+)\]$/, ':$1'));
  return `/${segments.join('/')}`;
}

/** `{ matcher: '/orders/:id', method: ['POST'], middlewares: [a, b] }`. */
function visitMatchers(file: SourceFile, emit: Emit): void {
  for (const node of file.nodes('ObjectExpression')) {
    const keys = node.properties.map((p) => (p.type === 'Property' ? propertyKey(p) : null));
    if (!keys.includes('matcher') || !keys.includes('middlewares')) continue;
    const rule = valuesOf(file).of(unwrap(node));
    const methods = flatHandlers(file, [option(file, rule, 'methods'), option(file, rule, 'method')]).flatMap((value) => {
      const method = value.k === 'literal' && typeof value.value === 'string' ? httpMethod(value.value) : null;
      return method ? [method] : [];
    });
    const { path } = routePath(file, option(file, rule, 'matcher'));
    for (const value of flatHandlers(file, [option(file, rule, 'middlewares')])) {
      if (value === unknown || value.k === 'unknown') continue;
      emit.middleware({
        framework: 'express',
        role: 'middleware',
        scope: { of: 'app', path, ...(methods.length > 0 ? { methods } : {}) },
        value,
        at: spanOf(node),
      });
    }
  }
}
