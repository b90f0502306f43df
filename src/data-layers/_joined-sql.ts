import { isWithin } from '../facts/source.js';
import { hole } from '../documents/sql-tokens.js';
import type { JoinedSqlFact, SqlHole } from '../facts/sql.js';
import type { TypeRef } from '../facts/value.js';
import { comparing, plainTags, sqlApis, sqlCommands, telling } from '../recognise/sql-apis.js';
import { isSqlStatement, positionIn } from '../recognise/sql-positions.js';
import { type Binding, bindingsOf, isFunction } from '../syntax/bindings.js';
import { calledName, propertyOf, unwrap } from '../syntax/chains.js';
import { isHarmless } from '../syntax/harmless-text.js';
import type { Node, NodeOf, SourceFile } from '../syntax/source-file.js';
import { perFile, spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { valuesOf } from '../syntax/values.js';
import { mayHoldRawMark, rawMarksIn } from './_raw-marks.js';
import { offsetsOf, statementsOf } from './_sql-text.js';
import { renderSql, sqlOptions } from './_sql-render.js';

/** What could be SQL: files without any of these words have none to join anything into. */
const speaksSql = /\b(?:select|insert|update|delete|where|from|order|limit|create|alter|drop|truncate|raw|unsafe|literal|createQueryBuilder|query|execute)\b|Raw\(|Unsafe\(/i;

/** Calls that take SQL text with something joined into it, or an OFFSET in it. The linker decides whether their receiver runs SQL. */
export function joinedSqlOf(file: SourceFile): JoinedSqlFact[] {
  if (!speaksSql.test(file.text)) return [];
  const facts: JoinedSqlFact[] = [];
  for (const call of file.nodes('CallExpression')) {
    const method = calledName(unwrap(call.callee));
    if (method === null || call.arguments.length === 0) continue;
    const api = sqlApis.get(method);
    // `select` may be a step of a builder, or a method of the project that runs a whole statement
    if (api && !(api.form === 'condition' && startsStatement(file, call.arguments[0]))) {
      const fact = joinedIn(file, call, method, api.argument, api.form);
      if (fact) facts.push(fact);
    } else {
      // a method of the project may run what it is given
      const argument = call.arguments.findIndex((a, i) => i < 3 && startsStatement(file, a));
      const fact = argument < 0 ? null : joinedIn(file, call, method, argument, 'statement');
      if (fact?.evident) facts.push(fact);
    }
  }
  for (const made of file.nodes('NewExpression')) {
    const name = calledName(unwrap(made.callee));
    const fact = name !== null && sqlCommands.has(name) && made.arguments.length > 0 ? joinedIn(file, made, name, 0, 'statement') : null;
    if (fact) facts.push(fact);
  }
  return facts;
}

function joinedIn(file: SourceFile, call: NodeOf<'CallExpression' | 'NewExpression'>, method: string, argument: number, form: JoinedSqlFact['form']): JoinedSqlFact | null {
  const given = call.arguments[argument];
  if (!given || given.type === 'SpreadElement' || !couldHoldText(given)) return null;
  if (bindsItself(file, given)) return null;
  // `rows.map((row) => row.name)` of an array
  if (form === 'statement' && (given.type === 'ArrowFunctionExpression' || given.type === 'FunctionExpression')) return null;
  const node = propertyOf(given, 'sqlText')?.value ?? given;
  if (form === 'condition' && !isJoined(file, node)) return null;
  const rendered = renderSql(file, node);
  const marks = rawMarksIn(rendered.text, call, argument);
  const offsets = form === 'statement' && hasOffset.test(rendered.text) ? offsetsOf(statementsOf(file, rendered.text), rendered) : [];
  if ((rendered.holes.size === 0 && marks.length === 0 && offsets.length === 0) || rendered.tagged.some((t) => t.type === 'TaggedTemplateExpression' && isBindingTag(t))) return null;
  const around = form === 'fragment' ? contextOf(call) : { before: '', after: '' };
  const filled = rendered.text.replaceAll(hole, 'x');
  const binders = bindersOf(file, call, argument);
  // one expression may stand in many places: alternatives repeat what is around them
  const joined = new Map<Node, Omit<SqlHole, 'position'> | null>();
  const places = [...rendered.holes].map(([offset, node]) => ({ offset, length: hole.length, node }));
  const holes = [...places, ...marks].flatMap(({ offset, length, node: expression }): SqlHole[] => {
    let what = joined.get(expression);
    if (what === undefined) joined.set(expression, (what = isHarmless(file, expression) || isBoundBy(file, expression, binders) ? null : holeOf(file, expression)));
    if (what === null) return [];
    const before = around.before + filled.slice(0, offset);
    const after = rendered.text.slice(offset + length, offset + 200).replaceAll(hole, ' x') + around.after;
    const position = positionIn(before, after);
    return position === 'placeholder' ? [] : [{ ...what, position }];
  });
  if (holes.length === 0 && offsets.length === 0) return null;
  const evident = telling.has(method) || isSqlStatement(filled);
  const { start, end } = spanOf(call.callee);
  const property = call.callee.type === 'MemberExpression' ? spanOf(call.callee.property).start : start;
  // a step of a chain over several lines is reported where it stands
  const isStep = file.text.slice(start, property).includes('\n');
  return {
    callee: valuesOf(file).of(call.callee),
    method,
    form,
    argument,
    evident,
    holes,
    ...(offsets.length > 0 && { offsets }),
    written: withoutArguments(file.text.slice(start, end)).slice(-50),
    fn: valuesOf(file).enclosing(call),
    at: { start: isStep ? property : spanOf(call).start, end: spanOf(call).end },
  };
}

/** `qb.where().select` of `qb.where('id in (' + ids() + ')').select`, as far as its parentheses tell. */
function withoutArguments(written: string): string {
  let depth = 0;
  let text = '';
  for (const char of written) {
    if (char === ')' && depth > 0) depth -= 1;
    if (depth === 0 && !/\s/.test(char)) text += char;
    if (char === '(') depth += 1;
  }
  return text;
}

const boundOptions = ['query_params', 'params', 'parameters', 'values', 'bindings', 'bind', 'replacements', 'args'];

/** Objects that give the values to bind: `{ query, query_params: bound.values() }`. */
function bindersOf(file: SourceFile, call: NodeOf<'CallExpression' | 'NewExpression'>, argument: number): ReadonlySet<Binding> {
  const given = [...call.arguments.slice(argument + 1), ...boundOptions.flatMap((name) => propertyOf(call.arguments[argument], name)?.value ?? [])];
  return new Set(given.flatMap((node) => receiverBinding(file, node) ?? []));
}

/** What a method of such an object gives for a value is the mark that stands for it in the text. */
function isBoundBy(file: SourceFile, expression: Node, binders: ReadonlySet<Binding>): boolean {
  if (binders.size === 0) return false;
  const plain = unwrap(expression);
  const held = plain.type === 'Identifier' ? bindingsOf(file).resolve(plain) : null;
  const call = held?.kind === 'variable' && held.constant && held.declarator.init ? unwrap(held.declarator.init) : plain;
  const binder = call.type === 'CallExpression' ? receiverBinding(file, call) : null;
  return binder?.kind === 'variable' && binder.declarator.init?.type === 'NewExpression' && binders.has(binder);
}

/** The variable that a member is read or called on: `bound` of `bound.values()`. */
function receiverBinding(file: SourceFile, node: Node): Binding | null {
  let plain = unwrap(node);
  if (plain.type === 'CallExpression') plain = unwrap(plain.callee);
  const object = plain.type === 'MemberExpression' ? unwrap(plain.object) : null;
  return object?.type === 'Identifier' ? bindingsOf(file).resolve(object) : null;
}

function couldHoldText(node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === 'ObjectExpression') return [...sqlOptions, 'sqlText'].some((name) => propertyOf(plain, name) !== null);
  if (plain.type === 'Literal') return typeof plain.value === 'string' && (mayHoldRawMark(plain.value) || hasOffset.test(plain.value));
  return !(plain.type === 'ArrayExpression' || plain.type === 'FunctionExpression' || (plain.type === 'ArrowFunctionExpression' && plain.body.type === 'BlockStatement'));
}

/** Conditions of builders may be names, objects and functions of any kind; text that is put together is what counts. */
function isJoined(file: SourceFile, node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === 'TemplateLiteral') return plain.expressions.length > 0;
  if (plain.type === 'BinaryExpression') return plain.operator === '+';
  if (plain.type === 'ConditionalExpression') return isJoined(file, plain.consequent) || isJoined(file, plain.alternate);
  if (plain.type === 'ArrowFunctionExpression') return isJoined(file, plain.body);
  if (plain.type !== 'Identifier') return plain.type === 'CallExpression' && plain.callee.type === 'MemberExpression' && propertyKey({ key: plain.callee.property }) === 'join';
  const binding = bindingsOf(file).resolve(plain);
  return binding?.kind === 'variable' && binding.declarator.init != null && binding.declarator.init !== node && unwrap(binding.declarator.init).type !== 'Identifier' && isJoined(file, binding.declarator.init);
}

/** Whether an argument is, or is made from, a tagged template: its values are bound. */
function bindsItself(file: SourceFile, node: Node, depth = 0): boolean {
  const plain = unwrap(node);
  if (plain.type === 'TaggedTemplateExpression') return isBindingTag(plain);
  if (plain.type === 'CallExpression' && plain.callee.type === 'MemberExpression') return bindsItself(file, plain.callee.object, depth + 1);
  if (plain.type === 'ConditionalExpression') return bindsItself(file, plain.consequent, depth + 1) && bindsItself(file, plain.alternate, depth + 1);
  if (plain.type !== 'Identifier' || depth > 4) return false;
  const binding = bindingsOf(file).resolve(plain);
  return binding?.kind === 'variable' && binding.declarator.init != null && binding.declarator.id.type === 'Identifier' && bindsItself(file, binding.declarator.init, depth + 1);
}

function isBindingTag(node: NodeOf<'TaggedTemplateExpression'>): boolean {
  const tag = unwrap(node.tag);
  const name = calledName(tag);
  return name === null || !plainTags.has(name);
}

/** The SQL around a raw piece that stands in a tagged template: `sql`… order by ${sql.raw(column)}``. */
function contextOf(call: Node): { before: string; after: string } {
  const template = call.parent;
  if (template?.type !== 'TemplateLiteral') return { before: '', after: '' };
  const index = template.expressions.findIndex((e) => e === call);
  const raw = (from: number, to: number): string =>
    template.quasis
      .slice(from, to)
      .map((q) => q.value.raw)
      .join('x');
  return { before: raw(0, index + 1), after: raw(index + 1, template.quasis.length) };
}

const statementStart = /^\s*(?:select|insert|update|delete|with|merge|call|exec)\s/i;
const hasOffset = /\boffset\b/i;

function startsStatement(file: SourceFile, node: Node | undefined): boolean {
  const plain = node && unwrap(node);
  if (!plain) return false;
  if (plain.type === 'TemplateLiteral') return statementStart.test(plain.quasis[0]!.value.raw) && (plain.expressions.length > 0 || hasOffset.test(plain.quasis[0]!.value.raw));
  if (plain.type === 'Literal') return typeof plain.value === 'string' && hasOffset.test(plain.value) && statementStart.test(plain.value);
  if (plain.type === 'BinaryExpression' && plain.operator === '+') return startsStatement(file, plain.left) || (plain.left.type === 'Literal' && statementStart.test(String(plain.left.value)));
  if (plain.type !== 'Identifier') return false;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind !== 'variable') return false;
  const { init } = binding.declarator;
  return init !== null && init.type !== 'Identifier' && (startsStatement(file, init) || (!binding.constant && init.type === 'Literal' && typeof init.value === 'string' && isSqlStatement(init.value)));
}

// ── holes ──

function holeOf(file: SourceFile, expression: Node): Omit<SqlHole, 'position'> {
  const { start, end } = spanOf(expression);
  const text = file.text.slice(start, end).replace(/\s+/g, ' ');
  const written = text.length > 30 ? (holderOf(expression) ?? text) : text;
  return {
    value: valuesOf(file).of(expression),
    type: typeOf(file, expression),
    written: written.length > 50 ? `${written.slice(0, 47)}…` : written,
    checked: isChecked(file, expression),
    at: { start, end },
  };
}

/** The variable that an expression is kept in, through conditions and defaults. */
function holderOf(expression: Node): string | null {
  let up = expression.parent;
  while (up && /^(?:AwaitExpression|ConditionalExpression|LogicalExpression|TS\w+Expression|ChainExpression)$/.test(up.type)) up = up.parent;
  return up?.type === 'VariableDeclarator' && up.id.type === 'Identifier' ? up.id.name : null;
}

function typeOf(file: SourceFile, expression: Node): TypeRef | null {
  const plain = unwrap(expression);
  if (plain.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(plain);
  const bound = binding?.kind === 'param' || binding?.kind === 'variable' ? binding.node : null;
  return bound?.typeAnnotation ? valuesOf(file).type(bound.typeAnnotation.typeAnnotation) : null;
}

/** Whether code of the same function compares an expression, or the variable it is kept in, with what is allowed. */
function isChecked(file: SourceFile, expression: Node): boolean {
  const names = new Set([textOf(file, expression)]);
  const holder = holderOf(expression);
  if (holder !== null) names.add(holder);
  let around: Node = file.program;
  for (let up = expression.parent; up; up = up.parent)
    if (isFunction(up) && up.parent?.type !== 'CallExpression' && up.parent?.type !== 'ReturnStatement') {
      around = up;
      break;
    }
  const isIt = (node: Node): boolean => names.has(textOf(file, node));
  return comparisonsOf(file).some(({ node, compared }) => isWithin(spanOf(node), spanOf(around)) && compared.some(isIt));
}

/** Where a file compares something with what is allowed, and what it compares. */
const comparisonsOf = perFile((file): readonly { readonly node: Node; readonly compared: readonly Node[] }[] => [
  ...file.nodes('CallExpression').flatMap((node) => {
    const callee = unwrap(node.callee);
    const name = calledName(callee);
    if (name === null || !comparing.test(name)) return [];
    return [{ node, compared: name === 'match' && callee.type === 'MemberExpression' ? [...node.arguments, callee.object] : node.arguments }];
  }),
  ...file.nodes('BinaryExpression').flatMap((node) => (node.operator === 'in' ? [{ node, compared: [node.left] }] : [])),
  ...file.nodes('SwitchStatement').map((node) => ({ node, compared: [node.discriminant] })),
]);

/** Text of an expression as a name: white space, `!`, `as …` and case conversions left out. */
function textOf(file: SourceFile, node: Node): string {
  let plain = unwrap(node);
  while (plain.type === 'CallExpression' && plain.callee.type === 'MemberExpression' && /^(?:toLowerCase|toUpperCase|trim|toString)$/.test(propertyKey({ key: plain.callee.property }) ?? '')) plain = unwrap(plain.callee.object);
  const { start, end } = spanOf(plain);
  return file.text.slice(start, end).replace(/[\s!?]+/g, '');
}
