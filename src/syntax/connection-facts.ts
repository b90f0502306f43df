import type { ConnectionFact } from '../facts/orm.js';
import { headOf } from '../facts/value.js';
import { closing, databaseClient, exportsClients, mayConstruct } from '../recognise/database-clients.js';
import type { FunctionNode } from './bindings.js';
import { bindingsOf, enclosingFunction, isFunction } from './bindings.js';
import { importsOf, isOfActions } from './module-facts.js';
import { importedPackages, librarySymbol } from './library-symbol.js';
import type { Node, NodeOf, SourceFile } from './source-file.js';
import { spanOf, textOf } from './source-file.js';
import { subtreeOf } from './subtree.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

type Construction = NodeOf<'CallExpression'> | NodeOf<'NewExpression'>;

/** Database clients that are constructed inside functions. */
export function connectionsOf(file: SourceFile): ConnectionFact[] {
  if (!importsOf(file).some(({ source }) => exportsClients(source)) || !mayConstruct.test(file.text)) return [];
  const facts: ConnectionFact[] = [];
  for (const node of [...file.nodes('NewExpression'), ...file.nodes('CallExpression')]) {
    const fn = enclosingFunction(node);
    if (!fn) continue;
    const name = nameOf(node.callee);
    if (name === null || !mayConstruct.test(name) && !isImported(file, node.callee)) continue;
    const symbol = librarySymbol(file, valuesOf(file).of(node.callee));
    const client = symbol === null ? null : databaseClient(symbol);
    const index = valuesOf(file).fn(fn);
    if (client === null || index === null || isHandedClient(client, node)) continue;
    const { start, end } = spanOf(node.callee);
    facts.push({
      symbol: client,
      written: `${node.type === 'NewExpression' ? 'new ' : ''}${file.text.slice(start, end).replace(/\s+/g, '')}`,
      kept: isKept(file, node, fn),
      fromParameter: node.arguments.some((a) => dependsOnParameter(file, a)),
      usedHere: isClosedHere(file, node),
      perRequest: isPerRequest(file, fn),
      fn: index,
      at: spanOf(node),
    });
  }
  return facts.sort((a, b) => a.at.start - b.at.start);
}

const nameOf = (callee: Node): string | null =>
  callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? (callee.object.type === 'Identifier' ? `${callee.object.name}.` : '') + (propertyKey({ key: callee.property, computed: callee.computed }) ?? '') : null;

/** `import sql from 'postgres'` under any name. */
const isImported = (file: SourceFile, callee: Node): boolean => callee.type === 'Identifier' && bindingsOf(file).resolve(callee)?.kind === 'import';

/** `connect` of Mongoose without an address, and clients that only wrap another. */
const isHandedClient = (client: string, node: Construction): boolean => node.arguments.length === 0 && node.type === 'CallExpression' && client === 'mongoose#connect';

function dependsOnParameter(file: SourceFile, argument: Node): boolean {
  return subtreeOf(argument).some((node) => {
    if (node.type !== 'Identifier') return false;
    const binding = bindingsOf(file).resolve(node);
    if (binding?.kind === 'param') return true;
    return binding?.kind === 'variable' && !binding.topLevel && headOf(valuesOf(file).of(node)).k === 'param';
  });
}

/** Whether a client outlives the call: it goes to something outside the function, or is made only where there is none yet. */
function isKept(file: SourceFile, node: Construction, fn: FunctionNode): boolean {
  let inner: Node = node;
  for (let up: Node | undefined = node.parent; up && up !== fn; inner = up, up = up.parent) {
    if (up.type === 'AssignmentExpression' && up.right === inner) return isOutside(file, up.left, fn);
    if (up.type === 'LogicalExpression' && up.right === inner && up.operator !== '&&') return true;
    if (up.type === 'CallExpression' && up.callee !== inner && isStoring(up)) return true;
    if (up.type === 'PropertyDefinition') return true;
    if (up.type === 'IfStatement' && up.test !== inner && asksAbsence(file, up.test)) return true;
    if (up.type === 'VariableDeclarator' && up.id.type === 'Identifier' && isHandedOut(file, up.id, fn)) return true;
    if (isFunction(up)) break;
  }
  for (let up: Node | undefined = node; up; up = up.parent) {
    if (up.type === 'IfStatement' && asksAbsence(file, up.test)) return true;
    if (isFunction(up) && up.parent?.type === 'CallExpression' && /once|memo|lazy|cache|singleton/i.test(nameOf(up.parent.callee) ?? '')) return true;
    if (isFunction(up) && up.parent?.type === 'MethodDefinition' && up.parent.kind === 'constructor') return true;
  }
  const before = file.text.slice(spanOf(fn).start, spanOf(node).start);
  return /\bif\s*\([^{;]*?\)\s*(?:\{\s*)?(?:\/\/[^\n]*\n\s*)?return\b/.test(before) && /cache|existing|instance|client|conn|pool|prisma|redis|db|ready|global/i.test(before);
}

function isOutside(file: SourceFile, target: Node, fn: FunctionNode): boolean {
  if (target.type !== 'Identifier') return true;
  const binding = bindingsOf(file).resolve(target);
  if (binding?.kind !== 'variable') return binding === null;
  return binding.topLevel || enclosingFunction(binding.declarator) !== fn;
}

const isStoring = (call: NodeOf<'CallExpression'>): boolean => call.callee.type === 'MemberExpression' && /^(?:set|push|add|register\w*|decorate|provide|bind|toConstantValue|registerInstance|useValue)$/.test(propertyKey({ key: call.callee.property, computed: call.callee.computed }) ?? '');

const asksAbsence = (file: SourceFile, test: Node): boolean => {
  const text = textOf(file, test);
  return /^\(?!|===?\s*(?:null|undefined)|readyState|\.has\(|isConnected|typeof/.test(text);
};

/** Whether a local variable that holds the client is stored outside the function, or given to those who keep it. */
function isHandedOut(file: SourceFile, id: NodeOf<'Identifier'>, fn: FunctionNode): boolean {
  const binding = bindingsOf(file).resolve(id);
  return (
    binding !== null &&
    bindingsOf(file)
      .references(binding)
      .some((reference) => {
        const { parent } = reference;
        if (parent?.type === 'AssignmentExpression' && parent.right === reference) return isOutside(file, parent.left, fn);
        if (parent?.type === 'CallExpression' && parent.callee !== reference) return isStoring(parent);
        // listeners for messages live as long as the client: `subscriber.subscribe(…)`
        return parent?.type === 'MemberExpression' && parent.object === reference && /^p?subscribe$|^sSubscribe$|^pSubscribe$|^monitor$|^duplicate$/.test(propertyKey({ key: parent.property, computed: parent.computed }) ?? '');
      })
  );
}

function isClosedHere(file: SourceFile, node: Node): boolean {
  let up = node.parent;
  while (up && (up.type === 'AwaitExpression' || up.type === 'TSAsExpression')) up = up.parent;
  if (up?.type !== 'VariableDeclarator' || up.id.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(up.id);
  return (
    binding !== null &&
    bindingsOf(file)
      .references(binding)
      .some(({ parent }) => parent?.type === 'MemberExpression' && closing.has(propertyKey({ key: parent.property, computed: parent.computed }) ?? ''))
  );
}

/** Functions that a library calls for each request although no route names them. */
function isPerRequest(file: SourceFile, fn: FunctionNode): boolean {
  const packages = importedPackages(file);
  const { parent } = fn;
  const name = fn.type === 'FunctionDeclaration' ? (fn.id?.name ?? null) : parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id.name : parent?.type === 'Property' ? propertyKey(parent) : null;
  if (name === null) return false;
  // trpc.io/docs/server/context, apollographql.com/docs/apollo-server/data/context
  if (/^(?:create\w*Context|context)$/.test(name) && [...packages].some((p) => /^@trpc\/server|^@apollo\/server|^apollo-server|^graphql-yoga|^mercurius$/.test(p))) return true;
  // docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  const first = fn.params[0];
  const isLambda = packages.has('aws-lambda') || packages.has('@types/aws-lambda');
  if (isLambda && (name === 'handler' || (first?.type === 'Identifier' && first.typeAnnotation !== undefined && /Event\b/.test(textOf(file, first))))) return true;
  if (name === 'getServerSideProps') return true;
  return fn.async && isExported(fn) && isOfActions(file);
}

const isExported = (fn: FunctionNode): boolean => {
  const declaration = fn.type === 'FunctionDeclaration' ? fn.parent : fn.parent?.type === 'VariableDeclarator' ? fn.parent.parent?.parent : null;
  return declaration?.type === 'ExportNamedDeclaration' || declaration?.type === 'ExportDefaultDeclaration';
};
