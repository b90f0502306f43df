import type { TSESTree } from '@typescript-eslint/types';
import type { QueryFact } from '../facts/backend.js';
import { bindingsOf } from '../syntax/bindings.js';
import type { Step } from '../syntax/chains.js';
import { propertyOf, unwrap } from '../syntax/chains.js';
import type { Node, SourceFile } from '../syntax/source-file.js';
import { spanOf } from '../syntax/source-file.js';
import { propertyKey } from '../syntax/property-key.js';
import { skipsRows } from './_find-options.js';
import { helpers } from './_mongoose-methods.js';

/** What a row holds after a stage, https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/ */
const pipelineActions = { $group: 'chosen', $project: 'chosen', $count: 'none', $sortByCount: 'chosen', $bucket: 'chosen', $replaceRoot: 'chosen', $replaceWith: 'chosen', $facet: 'chosen' } as const;

/** Reads the stages of an aggregation, given as an array or as steps. */
export function readPipeline(
  file: SourceFile,
  argument: Node | undefined,
  steps: readonly Step[],
): Pick<QueryFact, 'columns' | 'limited' | 'filtered' | 'offsets' | 'reduced' | 'shape'> {
  const stages: { name: string; node: Node; value: Node | undefined }[] = [];
  const literal = argument ? arrayLiteral(file, argument) : null;
  let open = argument !== undefined && literal === null;
  for (const element of literal?.elements ?? []) {
    const parts = element?.type === 'SpreadElement' ? conditionalStages(element.argument) : [element];
    if (parts === null) open = true;
    for (const part of parts ?? []) {
      const stage = part ? unwrap(part) : null;
      if (stage?.type !== 'ObjectExpression') open = true;
      else
        for (const property of stage.properties)
          if (property.type === 'Property') stages.push({ name: propertyKey(property) ?? '', node: property, value: property.value });
    }
  }
  for (const step of steps) if (step.called && helpers.has(step.name)) stages.push({ name: `$${step.name}`, node: step.node, value: step.args[0] });
  const has = (name: string): boolean => stages.some((s) => s.name === name);
  const facets = stages.flatMap((s) => (s.name === '$facet' && s.value ? facetStages(s.value) : []));
  const columns = stages.map((s) => (Object.hasOwn(pipelineActions, s.name) ? pipelineActions[s.name as keyof typeof pipelineActions] : null)).findLast((c) => c !== null) ?? (open ? null : 'all');
  return {
    columns,
    limited: has('$limit') || has('$count') || has('$facet') || has('$sample') ? true : open ? null : false,
    ...(['$group', '$sortByCount', '$bucket', '$bucketAuto', '$unionWith', '$out', '$merge'].some(has) && { reduced: true as const }),
    filtered: has('$match') || has('$geoNear') || has('$search') ? true : open ? null : false,
    offsets: [...stages, ...facets]
      .filter((s) => s.name === '$skip' && skipsRows(file, s.value))
      .map((s) => ({ clause: '$skip', at: s.node.type === 'CallExpression' && s.node.callee.type === 'MemberExpression' ? { start: spanOf(s.node.callee.property).start, end: spanOf(s.node).end } : spanOf(s.node) })),
    shape: 'rows',
  };
}

function facetStages(facet: Node): { name: string; node: Node; value: Node | undefined }[] {
  const literal = unwrap(facet);
  if (literal.type !== 'ObjectExpression') return [];
  return literal.properties.flatMap((branch) => {
    const list = branch.type === 'Property' ? unwrap(branch.value) : null;
    return (list?.type === 'ArrayExpression' ? list.elements : []).flatMap((element) => {
      const skip = element && element.type !== 'SpreadElement' ? propertyOf(element, '$skip') : null;
      return skip ? [{ name: '$skip', node: skip as Node, value: skip.value as Node }] : [];
    });
  });
}

/** Stages of `...(condition ? [{ $skip }] : [])`, `null` for any other spread. */
function conditionalStages(node: Node): (Node | null)[] | null {
  const plain = unwrap(node);
  if (plain.type === 'ArrayExpression') return plain.elements;
  if (plain.type === 'ConditionalExpression') {
    const branches = [conditionalStages(plain.consequent), conditionalStages(plain.alternate)];
    return branches.some((b) => b === null) ? null : branches.flatMap((b) => b ?? []);
  }
  if (plain.type === 'LogicalExpression' && plain.operator === '&&') return conditionalStages(plain.right);
  return null;
}

function arrayLiteral(file: SourceFile, node: Node): TSESTree.ArrayExpression | null {
  const plain = unwrap(node);
  if (plain.type === 'ArrayExpression') return plain;
  if (plain.type !== 'Identifier') return null;
  const binding = bindingsOf(file).resolve(plain);
  if (binding?.kind !== 'variable' || binding.declarator.id.type !== 'Identifier' || !binding.declarator.init) return null;
  const init = unwrap(binding.declarator.init);
  return init.type === 'ArrayExpression' ? init : null;
}
