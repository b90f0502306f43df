import type { AssignFact, CallFact, NamedCallsFact } from '../facts/code.js';
import { packageName } from '../facts/package-name.js';
import type { Value } from '../facts/value.js';
import { headOf } from '../facts/value.js';
import { authLibraries } from '../recognise/auth.js';
import { denialOf } from '../recognise/denials.js';
import { isListedSource } from '../recognise/library-names.js';
import { rateLimiters } from '../recognise/rate-limiters.js';
import { validatorPackages } from '../recognise/validators.js';
import { loopAround } from './loops.js';
import { isExternal } from './module-facts.js';
import type { SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { iterationMethods } from './iteration-methods.js';
import { valuesOf } from './values.js';
import { unawaitedOf } from './waiting.js';

/**
 * Calls that can reach code of the project: on imports, parameters, fields, local functions and classes.
 * Calls on globals, literals and on packages that the package depends on are left out, but for validators, what
 * authenticates or limits callers, and what turns them away: those decide about the endpoints that reach them.
 * @param tellsWaiting whether to say which calls are not awaited
 */
export function callsOf(file: SourceFile, tellsWaiting: boolean): CallFact[] {
  const values = valuesOf(file);
  const facts: CallFact[] = [];
  for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const callee = values.of(node.callee);
    const heads = callee.k === 'union' ? callee.of.map(headOf) : [headOf(callee)];
    const reaches = heads.some((head) => reachesProject(file, head));
    if (!reaches && !heads.some((head) => head.k === 'import')) continue;
    const value = values.of(node);
    const args = value.k === 'call' || value.k === 'new' ? value.args : node.arguments.map((a) => values.of(a));
    if (!reaches && denialOf(callee, args) === null) continue;
    facts.push({
      callee,
      args,
      isNew: node.type === 'NewExpression' || undefined,
      fn: values.enclosing(node),
      loop: loopAround(file, node),
      unawaited: tellsWaiting ? unawaitedOf(file, node) : undefined,
      at: spanOf(node),
    });
  }
  return facts;
}

/** Groups calls by the name of what they call, so that whoever looks for the calls of one function need not read all. */
export function namedCallsOf(calls: readonly CallFact[]): NamedCallsFact[] {
  const byName = new Map<string, { callee: Value; calls: number[] }>();
  calls.forEach(({ callee }, index) => {
    const name = nameOf(callee);
    if (name === null) return;
    const group = byName.get(name);
    if (group) group.calls.push(index);
    else byName.set(name, { callee, calls: [index] });
  });
  return [...byName.values()];
}

function nameOf(callee: Value): string | null {
  switch (callee.k) {
    case 'function':
      return `function ${callee.fn}`;
    case 'class':
      return `class ${callee.cls}`;
    case 'ref':
      return `ref ${callee.name}`;
    case 'import':
      return `import ${callee.source}#${callee.name}`;
    case 'member':
      if (callee.of.k === 'this') return `this ${callee.of.cls}.${callee.name}`;
      return callee.of.k === 'import' && callee.of.name === '*' ? `import ${callee.of.source}#*.${callee.name}` : null;
    default:
      return null;
  }
}

/** Functions that make a call in a loop, or hand something to a method that calls it once per element. */
export function loopersOf(calls: readonly CallFact[]): number[] {
  const found = new Set<number>();
  for (const { fn, loop, callee } of calls)
    if (fn !== null && (loop || (callee.k === 'member' && iterationMethods.has(callee.name)))) found.add(fn);
  return [...found];
}

function reachesProject(file: SourceFile, head: Value): boolean {
  switch (head.k) {
    case 'import':
      return !isExternal(file, head.source) || isValidatorPackage(head.source) || isListedSource(authLibraries, head.source) || isListedSource(rateLimiters, head.source) || containerPackages.has(head.source);
    case 'param':
    case 'this':
    case 'super':
    case 'ref':
    case 'function':
    case 'class':
    case 'typed':
      return true;
    default:
      return false;
  }
}

/** Packages that export a container: `container.resolve(Orders).list()` calls what the project registered. */
const containerPackages: ReadonlySet<string> = new Set(['tsyringe', 'typedi', '@fastify/awilix']);

/** Whether input reaches a validator decides a law. */
const isValidatorPackage = (source: string): boolean => validatorPackages.has(packageName(source));

/** Assignments to members of parameters: `ctx.body = rows`. */
export function assignsOf(file: SourceFile): AssignFact[] {
  const values = valuesOf(file);
  const facts: AssignFact[] = [];
  for (const node of file.nodes('AssignmentExpression')) {
    if (node.left.type !== 'MemberExpression' || node.operator !== '=') continue;
    const target = values.of(node.left);
    if (headOf(target).k !== 'param') continue;
    facts.push({ target, value: values.of(node.right), fn: values.enclosing(node), at: spanOf(node) });
  }
  return facts;
}
