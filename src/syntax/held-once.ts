import type { TSESTree } from '@typescript-eslint/types';
import { bindingsOf, enclosingFunction } from './bindings.js';
import { unwrap } from './chains.js';
import { librarySymbol } from './library-symbol.js';
import { propertyKey } from './property-key.js';
import type { Node, SourceFile } from './source-file.js';
import { textOf } from './source-file.js';
import { valuesOf } from './values.js';

/** Decorators of classes that their container makes one object of, unless they ask for another scope (docs.nestjs.com/fundamentals/injection-scopes). */
const makesOne = new Set(['@nestjs/common#Injectable', '@tsed/di#Injectable', '@tsed/di#Service', '@tsed/common#Injectable', '@tsed/common#Service', 'typedi#Service', 'tsyringe#singleton']);
const otherScope = /REQUEST|TRANSIENT|INSTANCE|\b(?:transient|factory)\b/;

/**
 * Where bytes are made that all calls of a function share: the initial value of a module's constant, of a static field
 * or of a field of a class that has one object. `null` where they are made elsewhere, may be other ones, or are written to.
 */
export function heldOnce(file: SourceFile, node: Node): Node | null {
  const plain = unwrap(node);
  if (enclosingFunction(plain) === null) return null;
  if (plain.type === 'Identifier') {
    const binding = bindingsOf(file).resolve(plain);
    if (binding?.kind !== 'variable' || !binding.topLevel || binding.declarator.id.type !== 'Identifier' || bindingsOf(file).assignments(binding).length > 0) return null;
    return binding.declarator.init && !isWritten(file, plain) ? binding.declarator.init : null;
  }
  if (plain.type !== 'MemberExpression') return null;
  const name = propertyKey({ key: plain.property, computed: plain.computed });
  const held = classOf(file, plain.object);
  if (name === null || !held || isWritten(file, plain)) return null;
  const field = held.body.body.find((member): member is TSESTree.PropertyDefinition => member.type === 'PropertyDefinition' && propertyKey(member) === name);
  if (!field || !(field.static || hasOneObject(file, held))) return null;
  const assigned = file.nodes('AssignmentExpression').filter(({ left }) => textOf(file, left) === textOf(file, plain));
  if (assigned.some((one) => !isInConstructor(one)) || assigned.length > 1) return null;
  return assigned[0]?.right ?? field.value;
}

/** The class whose member is read: of `this` in a method, or by its name. */
function classOf(file: SourceFile, object: Node): TSESTree.ClassDeclaration | TSESTree.ClassExpression | null {
  const plain = unwrap(object);
  if (plain.type === 'ThisExpression')
    for (let up: Node | undefined = plain.parent; up; up = up.parent) if (up.type === 'ClassDeclaration' || up.type === 'ClassExpression') return up;
  const binding = plain.type === 'Identifier' ? bindingsOf(file).resolve(plain) : null;
  return binding?.kind === 'class' ? binding.node : null;
}

const hasOneObject = (file: SourceFile, held: TSESTree.ClassDeclaration | TSESTree.ClassExpression): boolean =>
  held.decorators.some(({ expression }) => {
    const callee = expression.type === 'CallExpression' ? expression.callee : expression;
    return makesOne.has(librarySymbol(file, valuesOf(file).of(callee)) ?? '') && !otherScope.test(textOf(file, expression));
  });

function isInConstructor(node: Node): boolean {
  const fn = enclosingFunction(node);
  return fn?.parent?.type === 'MethodDefinition' && fn.parent.kind === 'constructor';
}

/** Whether bytes are written into what an expression names: `randomFillSync(vector)`, `vector.writeUInt32BE(count)`, `vector[0] += 1`. */
function isWritten(file: SourceFile, node: Node): boolean {
  const text = textOf(file, node);
  const isIt = (other: Node): boolean => textOf(file, other) === text;
  const isPart = (other: Node): boolean => other.type === 'MemberExpression' && isIt(other.object);
  return (
    file.nodes('CallExpression').some(({ callee, arguments: given }) => {
      if (isPart(callee)) return /^(?:fill|set|write\w*|copy)$/.test(propertyKey({ key: (callee as TSESTree.MemberExpression).property }) ?? '');
      return /random|fill|copy|write|increment/i.test(textOf(file, callee)) && given.some(isIt);
    }) ||
    file.nodes('AssignmentExpression').some(({ left }) => isPart(left)) ||
    file.nodes('UpdateExpression').some(({ argument }) => isPart(argument))
  );
}
