import type { Value } from '../facts/value.js';

/**
 * How code turns a caller away: RFC 9110 section 15.5.2 (401 Unauthorized: no valid credentials) and RFC 6585
 * section 4 (429 Too Many Requests).
 */
export type Denial = 'unauthorized' | 'too many requests';

const words: Readonly<Record<Denial, { readonly status: number; readonly constant: RegExp; readonly callee: RegExp }>> = {
  unauthorized: {
    status: 401,
    constant: /^(HTTP_)?(STATUS_)?(401_)?(UNAUTHORIZED|UNAUTHENTICATED)$/i,
    callee: /unauthori[sz]ed|unauthenticated|notAuthenticated|notLoggedIn|authentication(Error|Exception|Failed|Required)|(InvalidToken|TokenExpired|MissingToken)(Error|Exception)/i,
  },
  'too many requests': {
    status: 429,
    constant: /^(HTTP_)?(STATUS_)?(429_)?TOO_?MANY_?REQUESTS$/i,
    callee: /tooManyRequests|rateLimit(ed|Exceeded|Error|Exception)/i,
  },
};

/** Which denial a status value is: `401`, `HttpStatus.UNAUTHORIZED`, `'UNAUTHORIZED'`; inside an options object too. */
export function deniesBy(value: Value, depth = 0): Denial | null {
  for (const denial of ['unauthorized', 'too many requests'] as const) if (isStatus(value, denial, depth)) return denial;
  return null;
}

function isStatus(value: Value, denial: Denial, depth: number): boolean {
  const { status, constant } = words[denial];
  switch (value.k) {
    case 'literal':
      return value.value === status || (typeof value.value === 'string' && constant.test(value.value));
    case 'member':
    case 'import':
      return constant.test(value.name);
    case 'object':
      return depth < 2 && ['status', 'statusCode', 'code', 'extensions', 'error'].some((key) => Object.hasOwn(value.props, key) && isStatus(value.props[key]!, denial, depth + 1));
    default:
      return false;
  }
}

/**
 * Which denial a call or construction makes or throws: `new UnauthorizedException()`, `createError(401)`,
 * `res.sendStatus(429)`, `new TRPCError({ code: 'UNAUTHORIZED' })`. Goes by the name of what is called and by its
 * arguments; misses errors whose name and arguments do not say it.
 */
export function denialOf(callee: Value, args: readonly Value[]): Denial | null {
  for (const arg of args) {
    const denial = deniesBy(arg);
    if (denial) return denial;
  }
  if (callee.k !== 'import' && callee.k !== 'member' && callee.k !== 'ref') return null;
  for (const denial of ['unauthorized', 'too many requests'] as const) if (words[denial].callee.test(callee.name)) return denial;
  return null;
}
