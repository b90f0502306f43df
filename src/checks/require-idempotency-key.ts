import { defineCheck } from '../define.js';
import { mayReach } from '../facts/endpoint-branches.js';
import type { Effect } from '../facts/effects.js';
import type { Endpoint, FunctionRef, Project } from '../facts/project.js';
import { isPaymentSource, movesMoney } from '../recognise/money-movements.js';

/** Nouns of things that must not happen twice. */
const money: ReadonlySet<string> = new Set(['payment', 'charge', 'refund', 'invoice', 'checkout', 'booking', 'reservation', 'wallet', 'balance', 'payout', 'withdrawal', 'withdraw', 'deposit', 'purchase', 'donation', 'topup', 'order', 'settlement', 'disbursement', 'pay', 'buy', 'redeem']);
/** Nouns that move money only in such company. */
const moneyByContext: ReadonlySet<string> = new Set(['transfer', 'subscription', 'credit', 'fund', 'billing', 'plan', 'transaction']);
const paid = /stripe|paypal|braintree|paddle|lemon|polar|chargebee|recurly|adyen|razorpay|mollie|checkout|billing|payment|coupon|price|invoice|plan|fund|money|balance|wallet|account/i;
/** Paths that move nothing: what a provider tells, what is only asked, what belongs to something else. */
const harmless = /^(webhooks?|callbacks?|hooks?|ipn|notify|notifications?|search|preview|previews|calculate|calculation|estimate|estimates|quote|quotes|validate|validation|verify|check|export|import|report|reports|methods?|payment-methods?|settings|config|configuration|templates?|status|comments?|notes?|tags?|labels?|attachments?|files?|messages?|reviews?|ratings?|filters?|query|list|count|statistics|stats|sort|reorder|addresses|address|portal|customer-portal|billing-portal|newsletters?|push|providers?|sync|print|pdf|email|resend|reminders?|receipts?|schemas?|events?|archive|unarchive|mark-as-(read|delivered|shipped)|shipments?|fulfillments?|(dis)?connect(-.*)?|(un)?link(-.*)?|authorize|onboard(ing)?(-.*)?)$/;

export default defineCheck({
  id: 'require-idempotency-key',
  needs: ['idempotency', 'effects'],
  rationale:
    'Networks fail after the server has done its work, and clients send again. Where money or stock moves, the second request must give the answer of the first: the client sends an Idempotency-Key, the server keeps the answer for 24 hours.',
  messages: {
    missing:
      '{{endpoint}} changes {{what}} and reads no `Idempotency-Key`, so a client that sends again after a timeout does it twice. Require the header, store the response under it for 24 hours and answer a repeat with the stored one.',
    vendor:
      '{{endpoint}} calls `{{call}}`{{place}} with no idempotency key, so a client that sends again after a timeout does it twice. Require an `Idempotency-Key`, store the response under it for 24 hours, and hand the key on to the provider.',
  },
  examples: {
    bad: [
      `import express from 'express';\nconst app = express();\n// ruleid: require-idempotency-key\napp.post('/payments', (req, res) => {\n  res.status(201).json({ id: 1 });\n});`,
    ],
    good: [
      `import express from 'express';\nconst app = express();\nconst answers = new Map<string, { id: number }>();\n// ok: require-idempotency-key\napp.post('/payments', (req, res) => {\n  const key = req.header('Idempotency-Key') ?? '';\n  const answer = answers.get(key) ?? { id: 1 };\n  answers.set(key, answer);\n  res.status(201).json(answer);\n});`,
    ],
  },
  limits: ['What an endpoint does is told by its path, or by a call of a payment provider’s package; name others in the option `paths`.', 'Whether the stored response is kept for 24 hours is not checked.'],
  check(project, report) {
    const endpoints = project.endpoints.filter((e) => e.file.kind === 'runtime' && (e.fact.protocol === 'http' || e.fact.protocol === 'trpc') && (e.method === 'POST' || e.method === 'PATCH'));
    const hasProvider = project.files.some((file) => file.kind === 'runtime' && file.imports.some(({ source }) => isPaymentSource(source)));
    const seen = new Set<string>();
    let examined = 0;
    for (const endpoint of endpoints) {
      const more = report.options(endpoint.file.path)['paths'];
      const path = endpoint.path ?? endpoint.fact.path ?? '';
      const what = endpoint.fact.protocol === 'http' ? critical(path, Array.isArray(more) ? more.filter((m): m is string => typeof m === 'string') : []) : null;
      const movement = what === null && hasProvider && !isTold(path) && report.asksFor(endpoint.file) ? movementIn(project, endpoint) : null;
      if (what === null && movement === null) continue;
      examined += 1;
      const key = `${endpoint.file.path}:${endpoint.fact.at.start}`;
      if (seen.has(key) || !report.asksFor(endpoint.file) || !endpoint.handler || project.readsIdempotencyKey(endpoint)) continue;
      seen.add(key);
      const name = `${endpoint.method} ${endpoint.shownPath}`;
      if (movement === null) report.at(endpoint.file, endpoint.fact.at, 'missing', { endpoint: name, what: what! });
      else report.at(endpoint.file, endpoint.fact.at, 'vendor', { endpoint: name, call: movement.fact.written, place: movement.file === endpoint.file ? '' : ` in ${movement.file.path}` });
    }
    report.examined(examined, 'critical endpoints');
  },
});

/** Calls followed from a handler to the provider: its own, a service's, a client's round the package. */
const maxCalls = 2;

/** The first call of a payment provider that a handler makes, or a function that it calls. */
function movementIn(project: Project, endpoint: Endpoint): Effect | null {
  const { handler } = endpoint;
  if (handler && checksSignature(project, handler)) return null;
  const visited = new Set<FunctionRef>();
  let level = handler ? [handler] : [];
  for (let depth = 0; depth <= maxCalls && level.length > 0; depth += 1) {
    for (const fn of level) {
      const found = project.effectsIn(fn).find((effect) => movesMoney(effect) && mayReach(endpoint, { file: effect.file, at: effect.fact.at }));
      if (found) return found;
      visited.add(fn);
    }
    // an interface with many implementations says nothing about this call
    level = [...new Set(level.flatMap((fn) => project.calls(fn).flatMap((call) => (call.targets.length > 2 || !mayReach(endpoint, call) ? [] : call.targets))))].filter((fn) => !visited.has(fn));
  }
  return null;
}

/** A provider signs what it tells, and is answered by other means when it sends again. */
const checksSignature = (project: Project, handler: FunctionRef): boolean =>
  project.readsIn(handler).some(({ path, argument, fields }) => path.at(-1) === 'rawBody' || [...path, argument ?? '', ...fields].some((name) => /signature/i.test(name)));

/** Whether a path takes what a provider tells. */
const isTold = (path: string): boolean => path.toLowerCase().split(/[/.]/).some((segment) => told.test(segment));
const told = /^(\w*-?webhooks?|callbacks?|hooks?)$/;

/** The thing that a path changes, if it must not be changed twice. */
function critical(path: string, more: readonly string[]): string | null {
  const plain = path.toLowerCase();
  for (const one of more) if (plain.includes(one.toLowerCase())) return `\`${one}\``;
  const segments = plain.split('/').filter((s) => s !== '' && /^[a-z0-9._-]+$/.test(s));
  if (segments.length === 0 || segments.some((s) => told.test(s)) || harmless.test(segments.at(-1)!) || /^(exports?|imports?|reports?|sync|refresh|recalculate|recompute|rebuild)$/.test(segments.at(-2) ?? '')) return null;
  const own = segments.slice(-2).filter((s) => !isAbout(s));
  for (const segment of own.reverse())
    for (const word of segment.split(/[-_.]/)) {
      const noun = singular(word);
      if (noun === 'order' && !/^orders?(-|$)|orders$/.test(segment)) continue;
      if (money.has(noun) || (moneyByContext.has(noun) && segments.some((s) => s.split(/[-_.]/).some((w) => singular(w) !== noun && paid.test(w))))) return `\`${segment}\``;
    }
  return null;
}

/** `refund-reasons`, `order-tags`: something about money, no money. */
const isAbout = (segment: string): boolean =>
  segment.includes('-') && /-(reasons?|rules?|types?|notes?|status|statuses|methods?|settings|templates?|tags?|labels?|fields?|groups?|categor(y|ies)|previews?|config|channels?|providers?|zones?|reports?|history|options?|profiles?|addresses|emails?|views?|exports?|imports?|logs?|webhooks?|edits?|drafts?)$/.test(segment);

const singular = (word: string): string => (word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word);
