import { expect, test } from 'vitest';
import type { FileFacts } from '../src/facts/file.js';
import type { Resolved, Scope } from '../src/facts/project.js';
import { createFollowed } from '../src/project/values/followed.js';

// stand for a file and for results: only their identity counts here
const file = { path: 'a.ts' } as FileFacts;
const leaf = (): Resolved => ({ r: 'namespace', file });

interface Node {
  readonly own: readonly Resolved[];
  readonly to: Node[];
}

/** Follows a graph of values whose result is what they hold and what those they lead to hold. */
function follower(): { resolve(node: Node): readonly Resolved[]; computed(): number } {
  const followed = createFollowed();
  let count = 0;
  const resolve = (node: Node): readonly Resolved[] => followed.follow(file, node, null, compute, node);
  const compute = (node: Node): readonly Resolved[] => {
    count += 1;
    return [...new Set([...node.own, ...node.to.flatMap(resolve)])];
  };
  return { resolve, computed: () => count };
}

test('what many ways lead to is computed once', () => {
  const layers = Array.from({ length: 40 }, (): Node[] => Array.from({ length: 3 }, (): Node => ({ own: [leaf()], to: [] })));
  layers.forEach((layer, i) => layer.forEach((node) => node.to.push(...(layers[i + 1] ?? []))));
  const { resolve, computed } = follower();
  expect(resolve(layers[0]![0]!)).toHaveLength(1 + 39 * 3);
  expect(computed()).toBe(1 + 39 * 3);
});

test('a value inside a circle is whole when it is asked for itself', () => {
  const [x, y, z] = [leaf(), leaf(), leaf()];
  const a: Node = { own: [x], to: [] };
  const b: Node = { own: [y], to: [] };
  const c: Node = { own: [z], to: [] };
  a.to.push(b);
  b.to.push(c, a);
  c.to.push(b);
  const { resolve } = follower();
  for (const node of [a, b, c]) expect(new Set(resolve(node))).toEqual(new Set([x, y, z]));
  // and what stands outside of the circle was not cut short by it
  expect(new Set(resolve({ own: [], to: [c] }))).toEqual(new Set([x, y, z]));
});

test('values that all lead to each other end', () => {
  const nodes = Array.from({ length: 60 }, (): Node => ({ own: [leaf()], to: [] }));
  for (const node of nodes) node.to.push(...nodes);
  const { resolve, computed } = follower();
  expect(resolve(nodes[0]!).length).toBeGreaterThan(0);
  expect(computed()).toBeLessThanOrEqual(10_000);
});

test('a result that hangs on its call is computed for each call, another once', () => {
  const followed = createFollowed();
  const given: Scope = { fn: {} as Scope['fn'], args: [], outer: null };
  const other: Scope = { ...given };
  const one = leaf();
  let count = 0;
  const follow = (key: object, scope: Scope, uses: boolean): readonly Resolved[] =>
    followed.follow(
      file,
      key,
      scope,
      () => {
        count += 1;
        if (uses) followed.uses(scope);
        return [one];
      },
      null,
    );
  const bound = {};
  follow(bound, given, true);
  follow(bound, other, true);
  expect(count).toBe(2);
  const free = {};
  expect([follow(free, given, false), follow(free, other, false)]).toEqual([[one], [one]]);
  expect(count).toBe(3);
});

test('a result that goes through a parameter without a call is another where a call says what it is given', () => {
  const followed = createFollowed();
  const fn = {} as Scope['fn'];
  const calling = (called: Scope['fn']): Scope => ({ fn: called, args: [], outer: null });
  const [anything, given] = [leaf(), leaf()];
  const parameter = {};
  const holder = {};
  const follow = (key: object, scope: Scope | null): readonly Resolved[] =>
    followed.follow(
      file,
      key,
      scope,
      () => {
        if (key === holder) return follow(parameter, scope);
        if (scope?.fn !== fn) {
          followed.leavesOpen(fn);
          return [anything];
        }
        followed.uses(scope);
        return [given];
      },
      null,
    );
  // whatever is asked first
  expect(follow(parameter, null)).toEqual([anything]);
  expect(follow(holder, null)).toEqual([anything]);
  expect(follow(holder, calling(fn))).toEqual([given]);
  expect(follow(parameter, calling(fn))).toEqual([given]);
  expect(follow(holder, calling({} as Scope['fn']))).toEqual([anything]);
});
