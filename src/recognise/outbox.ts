import type { Effect } from '../facts/effects.js';
import type { Value } from '../facts/value.js';

/** Names of outbox tables, of what writes to them and of relays: https://microservices.io/patterns/data/transactional-outbox.html */
export const outboxName = /outbox|out(?:going|bound)_?(events?|messages?)|event_?store|(message|event)_?relay/i;

/** Methods that only register their callback: what stands around the call has run long before it. */
export const registersCallback = /^(get|post|put|patch|delete|head|options|all|use|route|register|addHook|openapi|query|mutation|subscription|on|once|addListener|process|define|work|subscribe|consume|handle|command|schedule|cron|task|setHandler)$/;

const mailWord = /e-?mail|\bsms\b|smsQueue|newsletter/i;

/** Whether a job or message only makes somebody send mail: by the queue's name or the job's. */
export function carriesMail({ fact, args, target }: Effect): boolean {
  const texts = [fact.written, ...args.slice(0, 2).map(({ value }) => textOf(value)), ...(target?.args ?? []).slice(0, 1).map(({ value }) => textOf(value))];
  return texts.some((text) => mailWord.test(text));
}

/** pg-boss takes the connection of a transaction: https://github.com/timgit/pg-boss/blob/master/docs/api/jobs.md */
export const joinsTransaction = ({ library, args }: Effect): boolean => library === 'pg-boss' && args.some(({ value }) => value.k === 'object' && Object.hasOwn(value.props, 'db'));

function textOf(value: Value): string {
  if (value.k === 'literal') return String(value.value);
  if (value.k === 'ref' || value.k === 'member' || value.k === 'import') return value.name;
  return '';
}
