import type { TSESTree } from '@typescript-eslint/types';
import type { TokenFact } from '../facts/trust.js';
import type { Value } from '../facts/value.js';
import { tokenApis, tokenDecoders, tokenPackages } from '../recognise/token-libraries.js';
import { grow } from './builders.js';
import { isTrustedUnverified } from './decoded-tokens.js';
import { importsAny, librarySymbol } from './library-symbol.js';
import type { Node, SourceFile } from './source-file.js';
import { spanOf } from './source-file.js';
import { propertyKey } from './property-key.js';
import { valuesOf } from './values.js';

/** Calls of token libraries in a file, in source order. */
export function tokenFactsOf(file: SourceFile): TokenFact[] {
  if (!importsAny(file, tokenPackages)) return [];
  const values = valuesOf(file);
  const facts: TokenFact[] = [];
  const decoded: { node: TSESTree.CallExpression; symbol: string }[] = [];
  let verifies = false;
  for (const node of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const symbol = node.callee.type === 'Super' ? superSymbol(file, node) : librarySymbol(file, values.of(node.callee));
    const plugin = symbol !== null && Object.hasOwn(tokenApis, symbol) ? null : pluginSymbol(file, node);
    const known = plugin ?? symbol;
    if (known === null) continue;
    if (tokenDecoders.has(known) && node.type === 'CallExpression') decoded.push({ node, symbol: known });
    if (!Object.hasOwn(tokenApis, known)) continue;
    const api = tokenApis[known]!;
    if (api.isPlugin === true && plugin === null) continue;
    verifies ||= api.use === 'verify';
    const header = protectedHeader(file, node);
    facts.push({ symbol: known, written: writtenAs(file, node), args: argumentsOf(file, node), ...(header && { header }), at: spanOf(node) });
  }
  // decoded to choose the key, verified afterwards
  if (!verifies)
    for (const { node, symbol } of decoded)
      if (isTrustedUnverified(file, node))
        facts.push({ symbol, written: writtenAs(file, node), args: argumentsOf(file, node), at: spanOf(node) });
  return facts.sort((a, b) => a.at.start - b.at.start);
}

const argumentsOf = (file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression): Value[] =>
  node.arguments.map((argument) => (argument.type === 'SpreadElement' ? { k: 'spread', of: valuesOf(file).of(argument.argument) } : valuesOf(file).of(argument)));

/** `new SignJWT`, `jwt.sign`, `super`: the callee up to its arguments, on one line. */
function writtenAs(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression): string {
  const { start, end } = spanOf(node.callee);
  const text = file.text.slice(start, end).replace(/\s+/g, '');
  return `${node.type === 'NewExpression' ? 'new ' : ''}${text.length > 60 ? `${text.slice(0, 59)}…` : text}`;
}

/** `super(options)` in a class that extends `Strategy` of passport-jwt, directly or through `PassportStrategy(Strategy)` of NestJS. */
function superSymbol(file: SourceFile, node: Node): string | null {
  let up: Node | undefined = node;
  while (up && up.type !== 'ClassDeclaration' && up.type !== 'ClassExpression') up = up.parent;
  if (!up?.superClass) return null;
  const above = valuesOf(file).of(up.superClass);
  if (above.k === 'call' && above.args[0] && librarySymbol(file, above.callee) === '@nestjs/passport#PassportStrategy') return librarySymbol(file, above.args[0]);
  return librarySymbol(file, above);
}

/** `app.register(jwt, options)`: the plugin that the first argument is. */
function pluginSymbol(file: SourceFile, node: TSESTree.CallExpression | TSESTree.NewExpression): string | null {
  if (node.callee.type !== 'MemberExpression' || node.arguments.length < 2) return null;
  if (propertyKey({ key: node.callee.property, computed: node.callee.computed }) !== 'register') return null;
  const symbol = librarySymbol(file, valuesOf(file).of(node.arguments[0]));
  return symbol !== null && Object.hasOwn(tokenApis, symbol) && tokenApis[symbol]!.isPlugin === true ? symbol : null;
}

/** What `setProtectedHeader` sets behind the construction of a signer, and the key that `sign` takes. */
function protectedHeader(file: SourceFile, node: Node): Value | null {
  if (node.type !== 'NewExpression') return null;
  const { steps } = grow(file, node);
  const header = steps.find((step) => step.name === 'setProtectedHeader')?.args[0];
  const key = steps.find((step) => step.name === 'sign' || step.name === 'addSignature')?.args[0];
  if (!header && !key) return null;
  const values = valuesOf(file);
  return { k: 'array', items: [header ? values.of(header) : { k: 'unknown' }, key ? values.of(key) : { k: 'unknown' }], at: spanOf(node) };
}
