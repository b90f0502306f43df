import type { AnswerFact } from '../../facts/answer.js';
import type { FileFacts } from '../../facts/file.js';
import type { Project } from '../../facts/project.js';
import type { Value } from '../../facts/value.js';
import { actionResultBase } from '../../syntax/action-results.js';

/** Whether it is made where it stands, by no response that a function is handed. */
export const makesItself = ({ form, on }: AnswerFact): boolean => form === 'construct' || on?.k === 'this' || on?.k === 'super';

/** Whether `this.json(…)` is a method of the package's controllers, and none of the project. */
export function isOfController(project: Project, file: FileFacts, on: Value, { path: [step = ''] }: AnswerFact): boolean {
  const found = project.resolve({ file, value: { k: 'member', of: on, name: step.replace('()', '') }, scope: null });
  return found.length > 0 && found.every((r) => r.r === 'external' && r.symbol === actionResultBase);
}

/** `this.made(order)` and `super.create(request)` of a class of a package: it may set a status of its own. */
export function isInherited(project: Project, file: FileFacts, value: Value): boolean {
  if (value.k !== 'call' || value.callee.k !== 'member' || (value.callee.of.k !== 'this' && value.callee.of.k !== 'super')) return false;
  return !project.resolve({ file, value: value.callee, scope: null }).some((r) => r.r === 'function');
}
