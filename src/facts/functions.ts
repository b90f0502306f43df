import type { FileFacts } from './file.js';
import type { FunctionRef, Project } from './project.js';

/** A function and those that it stands in, from the inside out. */
export function functionsAround(project: Pick<Project, 'fn'>, file: FileFacts, index: number): FunctionRef[] {
  const chain: FunctionRef[] = [];
  for (let i: number | null = index; i !== null; i = file.functions[i]!.parent) chain.push(project.fn(file, i));
  return chain;
}

/** `OrdersService.create`, `createOrder`; what stands as the argument of a route has no name. */
export function functionName(fn: FunctionRef): string {
  const cls = fn.fact.cls === null ? null : fn.file.classes[fn.fact.cls]?.name;
  return `${cls ? `${cls}.` : ''}${fn.fact.name ?? 'handler'}`;
}
