/** What a library of sessions gives that must not be logged whole. */
export type SessionValue = 'a token' | 'credentials' | 'user';

/**
 * Values of session libraries, by package, exported name and the members and calls behind it:
 * - Lucia 3 (v3.lucia-auth.com): the id of a session is what its cookie holds; a user has what `getUserAttributes` adds.
 * - Better Auth (better-auth.com/docs/concepts/database#core-schema): a session has its `token`, a user an `email`.
 * - Auth.js (authjs.dev/getting-started/typescript): the user of a session has an `email`.
 * - Supabase (supabase.com/docs/reference/javascript/auth-getuser): a session has its `access_token`, a user an `email`.
 */
const values: readonly (readonly [RegExp, SessionValue])[] = [
  [/^lucia#Lucia\.(validateSession\(\)\.session|createSession\(\))$/, 'a token'],
  [/^lucia#Lucia\.validateSession\(\)\.user$/, 'user'],
  [/^lucia#Lucia\.createSessionCookie\(\)(\.value|\.serialize\(\))?$/, 'credentials'],
  [/^better-auth#betterAuth\.(\(\)\.)?api\.getSession\(\)(\.session)?$/, 'a token'],
  [/^better-auth#betterAuth\.(\(\)\.)?api\.getSession\(\)\.user$/, 'user'],
  [/^next-auth(\/next)?#(getServerSession|unstable_getServerSession)(\.\(\))?(\.user)?$/, 'user'],
  [/^@supabase\/(supabase-js#createClient|ssr#createServerClient)(\.\(\))?\.auth\.(getSession|refreshSession|signInWithPassword)\(\)\.data(\.session)?$/, 'a token'],
  [/^@supabase\/(supabase-js#createClient|ssr#createServerClient)(\.\(\))?\.auth\.\w+\(\)\.data\.user$/, 'user'],
];

/** @param path members and calls behind the symbol: `['validateSession()', 'user']` */
export function sessionValue(symbol: string, path: readonly string[]): SessionValue | null {
  if (!/^(lucia|better-auth|next-auth(\/next)?|@supabase\/(supabase-js|ssr))#/.test(symbol)) return null;
  const whole = [symbol, ...path].join('.');
  return values.find(([pattern]) => pattern.test(whole))?.[1] ?? null;
}
