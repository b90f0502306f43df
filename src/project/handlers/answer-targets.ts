import type { ClassRef, Endpoint, FunctionRef, LinkedCall, Project, Scope } from '../../facts/project.js';

/** The functions that a call reaches; a method that a class inherits keeps to that class. */
export const targetsOf = (project: Project, call: LinkedCall, self: ClassRef | null, scope: Scope | null): { readonly target: FunctionRef; readonly self: ClassRef | null }[] => {
  const { callee } = call;
  if (callee.k === 'member') {
    const owners = callee.of.k === 'this' ? (self ? [self] : []) : project.resolve({ file: call.file, value: callee.of, scope }).flatMap((r) => (r.r === 'instance' ? [r.ref] : []));
    const methods = owners.flatMap((owner) =>
      project
        .member({ r: 'instance', ref: owner, args: [], scope: null, typeArgs: [] }, callee.name)
        .flatMap((r) => (r.r === 'function' ? [{ target: r.ref, self: owner }] : [])),
    );
    if (methods.length > 0 && methods.length <= Math.max(1, owners.length)) return methods;
  }
  // an abstract method with many implementations says nothing about this call
  return call.targets.length > 2 ? [] : call.targets.map((target) => ({ target, self: null }));
};

/** The class whose method answers: `controller.create` inherits from a base class, and `this` is the controller. */
export const selfOf = (project: Project, endpoint: Endpoint, start: FunctionRef): ClassRef | null => {
  const last = endpoint.fact.handlers.at(-1);
  if (last?.k === 'member')
    for (const r of project.resolve({ file: endpoint.file, value: last.of, scope: null })) if (r.r === 'instance') return r.ref;
  return start.fact.cls === null ? null : project.cls(start.file, start.fact.cls);
};
