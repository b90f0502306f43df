import type { LibraryNames } from './library-names.js';

/** What of which library limits how often a caller may call, from each library's documentation. */
export const rateLimiters: LibraryNames = {
  'express-rate-limit': [],
  'express-slow-down': [],
  'express-brute': [],
  'express-limiter': [],
  'rate-limiter-flexible': [],
  '@nestjs/throttler': ['ThrottlerGuard'],
  'nestjs-throttler': ['ThrottlerGuard'],
  'nestjs-rate-limiter': ['RateLimiterGuard'],
  '@fastify/rate-limit': [],
  'fastify-rate-limit': [],
  'hono-rate-limiter': [],
  '@hono-rate-limiter/cloudflare': [],
  '@hono-rate-limiter/redis': [],
  'koa-ratelimit': [],
  'koa2-ratelimit': [],
  '@upstash/ratelimit': [],
  '@unkey/ratelimit': [],
  '@arcjet/next': [],
  '@arcjet/node': [],
  '@arcjet/nest': [],
  '@arcjet/bun': [],
  'elysia-rate-limit': [],
  '@trpc-limiter/core': [],
  '@trpc-limiter/memory': [],
  '@trpc-limiter/redis': [],
  limiter: ['RateLimiter', 'TokenBucket'],
  ratelimiter: [],
};

/** Decorators that take an endpoint out of a global limiter (docs.nestjs.com/security/rate-limiting). */
export const limitSkippers: LibraryNames = { '@nestjs/throttler': ['SkipThrottle'], 'nestjs-throttler': ['SkipThrottle'] };

/** Words in the name or the package of something out of sight that may be about limits. */
export const soundsLikeLimit = /rate|limit|throttl|brute|slow|quota|arcjet|ddos/i;
