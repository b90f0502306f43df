import type { LibraryNames } from './library-names.js';

/**
 * What of which library turns a caller away who is not known, or tells who the caller is: middlewares, guards, hooks,
 * readers of the session and checks of a token. From each library's documentation. What only prepares
 * (`passport.initialize`, `clerkMiddleware`, `@fastify/jwt` by itself) is left out.
 */
export const authLibraries: LibraryNames = {
  // passportjs.org/concepts/authentication/middleware
  passport: ['authenticate', 'authorize'],
  'koa-passport': ['authenticate', 'authorize'],
  '@fastify/passport': ['authenticate', 'authorize'],
  'fastify-passport': ['authenticate', 'authorize'],
  // docs.nestjs.com/recipes/passport
  '@nestjs/passport': ['AuthGuard'],
  '@nestjs/jwt': ['verify', 'verifyAsync'],
  'nest-keycloak-connect': ['AuthGuard', 'RoleGuard', 'ResourceGuard'],
  '@thallesp/nestjs-better-auth': ['AuthGuard'],
  // github.com/auth0/express-jwt, github.com/auth0/node-oauth2-jwt-bearer, github.com/auth0/express-openid-connect
  'express-jwt': [],
  'express-oauth2-jwt-bearer': ['auth', 'requiredScopes', 'claimCheck', 'claimEquals', 'claimIncludes'],
  'express-openid-connect': ['requiresAuth'],
  'express-basic-auth': [],
  'express-bearer-token': [],
  'basic-auth': [],
  'http-auth': ['connect', 'check'],
  'connect-ensure-login': ['ensureLoggedIn'],
  'keycloak-connect': ['protect', 'enforcer'],
  // hono.dev/docs/middleware/builtin
  'hono/jwt': ['jwt', 'verify'],
  'hono/jwk': ['jwk'],
  'hono/bearer-auth': ['bearerAuth'],
  'hono/basic-auth': ['basicAuth'],
  '@hono/clerk-auth': ['getAuth'],
  '@hono/auth-js': ['verifyAuth'],
  '@hono/oidc-auth': ['oidcAuthMiddleware', 'getAuth'],
  '@hono/firebase-auth': ['verifyFirebaseAuth', 'verifySessionCookieFirebaseAuth', 'getFirebaseToken'],
  // github.com/fastify/fastify-auth, fastify-basic-auth, fastify-bearer-auth
  '@fastify/basic-auth': [],
  '@fastify/bearer-auth': [],
  'fastify-basic-auth': [],
  'fastify-bearer-auth': [],
  // github.com/koajs
  'koa-jwt': [],
  'koa-basic-auth': [],
  // elysiajs.com/plugins/jwt: the plugin's `verify`
  '@elysiajs/jwt': ['verify'],
  // next-auth.js.org/configuration/nextjs, authjs.dev/getting-started/session-management/protecting
  'next-auth': ['auth', 'getServerSession', 'unstable_getServerSession', 'getSession'],
  'next-auth/jwt': ['getToken', 'decode'],
  'next-auth/middleware': [],
  '@auth/express': ['getSession'],
  '@auth/core/jwt': ['getToken', 'decode'],
  // better-auth.com/docs/basic-usage
  'better-auth': ['getSession'],
  // clerk.com/docs/references
  '@clerk/express': ['requireAuth', 'getAuth'],
  '@clerk/nextjs': ['auth', 'getAuth', 'currentUser', 'protect'],
  '@clerk/fastify': ['getAuth'],
  '@clerk/hono': ['getAuth'],
  '@clerk/backend': ['authenticateRequest', 'verifyToken'],
  '@clerk/clerk-sdk-node': ['ClerkExpressRequireAuth', 'verifyToken', 'authenticateRequest'],
  // v3.lucia-auth.com
  lucia: ['validateSession', 'validateRequest', 'validate'],
  '@auth0/nextjs-auth0': ['getSession', 'withApiAuthRequired'],
  'supertokens-node': ['verifySession', 'getSession'],
  'iron-session': ['getIronSession'],
  // hapi.dev/module/iron/api: what is not sealed with the password does not open
  '@hapi/iron': ['unseal'],
  'routing-controllers': ['Authorized'],
  'type-graphql': ['Authorized'],
  // tokens that are checked by hand
  jsonwebtoken: ['verify'],
  jose: ['jwtVerify', 'compactVerify', 'flattenedVerify', 'generalVerify', 'jwtDecrypt'],
  'fast-jwt': ['createVerifier'],
  paseto: ['verify', 'decrypt'],
  'jwt-simple': ['decode'],
  '@tsndr/cloudflare-worker-jwt': ['verify'],
  'firebase-admin': ['verifyIdToken', 'verifySessionCookie'],
  'aws-jwt-verify': ['verify'],
  '@okta/jwt-verifier': ['verifyAccessToken', 'verifyIdToken'],
  '@supabase/supabase-js': ['getUser', 'getClaims'],
  '@supabase/ssr': ['getUser', 'getClaims'],
  '@workos-inc/node': ['authenticateWithSessionCookie', 'loadSealedSession'],
};

/** Members of the request or context that authenticate, as libraries decorate them: `req.isAuthenticated()` (passport), `request.jwtVerify()` (`@fastify/jwt`), `jwt.verify()` (`@elysiajs/jwt`). */
export const authenticatingMembers: readonly string[] = ['isAuthenticated()', 'jwtVerify()', 'jwt.verify()'];

/** Decorators of libraries that let everybody in behind a global guard. */
export const publicMarkers: LibraryNames = {
  'nest-keycloak-connect': ['Public', 'Unprotected'],
  '@thallesp/nestjs-better-auth': ['Public', 'AllowAnonymous', 'OptionalAuth', 'Optional'],
};

/** Names under which projects write such a decorator or middleware themselves (docs.nestjs.com/security/authentication, "Enable authentication globally"). */
export const publicMarkerName = /^(is|set)?(public|unprotected|allowAnonymous|anonymous|(skip|no|disable|bypass|without|allowUn)(auth\w*|jwt\w*|login)|publicRoute|publicEndpoint)$/i;

/** Words in the name or the package of something out of sight that may be about authentication, so that "no" would be a guess. */
export const soundsLikeAuth = /auth|jwt|session|token|guard|protect|login|signed|signature|permission|credential|secure|user|acl|rbac/i;

/**
 * Whether a module takes callbacks that run while a client signs in or its session is read: next-auth.js.org/configuration/options,
 * authjs.dev/reference/core, better-auth.com/docs/concepts/hooks.
 */
export const takesCallbacks = (source: string): boolean => /^(?:next-auth(?:\/next|\/providers\/[\w-]+)?|@auth\/(?:core(?:\/providers\/[\w-]+)?|express|fastify|sveltekit|qwik|solid-start)|better-auth(?:\/plugins(?:\/[\w-]+)?)?)$/.test(source);
