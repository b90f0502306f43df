/**
 * Whether a path of members behind a handler's parameter fits one of the patterns of a `HandlerModel`.
 *
 * Patterns are `<param>.<member>.<member>…` with `name` for a member, `name()` for a called one, `*` for any one
 * member, called or not, `**` for any number of called members (none included), `name=` last for an assignment.
 * The whole path must fit: `0.body` is `req.body`, not `req.body.name`.
 * @param param index of the parameter, or the word that stands for it (`req`, `res`)
 * @param path members as in `ParamReadFact.path`: `['status()', 'json()']`; `['body=']` for `ctx.body = …`
 */
export function matchPath(patterns: readonly string[], param: number | string, path: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const [head, ...segments] = pattern.split('.');
    return head === String(param) && fits(segments, 0, path, 0);
  });
}

function fits(segments: readonly string[], i: number, path: readonly string[], j: number): boolean {
  if (i === segments.length) return j === path.length;
  const segment = segments[i]!;
  if (segment === '**') {
    for (let k = j; ; k += 1) {
      if (fits(segments, i + 1, path, k)) return true;
      if (k >= path.length || !path[k]!.endsWith('()')) return false;
    }
  }
  if (j >= path.length) return false;
  const member = path[j]!;
  const same = segment === '*' ? !member.endsWith('=') : segment === member;
  return same && fits(segments, i + 1, path, j + 1);
}
