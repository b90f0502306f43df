import type { Effect, SlowKind } from '../facts/effects.js';
import { sendsMessage } from './mailers.js';

/** What the work is, for messages. */
export const slowWork: Readonly<Record<SlowKind, string>> = {
  mail: 'sends a message through a mail server',
  render: 'makes a document or an image',
  model: 'waits for a language model',
};

/** Renderers whose calls compute at once: nothing has to be awaited. */
const synchronous: ReadonlySet<string> = new Set(['pdfkit', 'jspdf']);

/** The slow work that an outbound call is, `null` for anything else. Streamed text reaches the client while it is made. */
export function slowKindOf({ kind, call, args, fact, library }: Effect): SlowKind | null {
  if (kind !== 'mail' && kind !== 'render' && kind !== 'model') return null;
  if (fact.unawaited === 'background' || (fact.unawaited === 'started' && !synchronous.has(library))) return null;
  if (kind === 'mail' && !sendsMessage({ library, call, args })) return null;
  if (kind !== 'model') return kind;
  const streams = /stream/i.test(call) || /^(messages\.list)$/.test(call) || args.some(({ value }) => value.k === 'object' && value.props['stream']?.k === 'literal' && value.props['stream'].value === true);
  return streams ? null : kind;
}

/** Words by which functions, classes and files say that such work is all they do. */
export const jobWords: Readonly<Record<SlowKind, RegExp>> = {
  mail: /mail|sms|notif|newsletter|twilio|sendgrid|postmark/i,
  render: /pdf|report|invoice|receipt|document|image|photo|avatar|picture|thumb|screenshot|render|export|excel|xlsx|sheet|zip|archive|resize|compress|certificate|ticket|transcri|speech|audio|video|chart|media|badge|label/i,
  model: /\bai\b|^ai|[a-z]Ai\b|AI|gpt|llm|openai|claude|anthropic|gemini|complet|summar|generat|prompt|chat|classif|extract|translat|suggest|answer|embed|infer|assist|agent|tag/i,
};

/** A function of the project that sends mail, by its name: where its transport is out of sight. `emailToText` sends none, `sendEmailTool` makes something that will. */
export const sendsMail = /^_?(?:re)?send\w*(?:e?mail|sms)(?!Sync)(?!\w*(?:Tool|Schema|Button|Factory|Props)s?$)\w*$|^_?(?:e?mail|sms)(?:To)?(?:User|Customer|Client|Admin|Member|Owner|Subscriber|Recipient|Team|All)\w*$|^_?(?:e?mail|sms)To$/i;

/** Classes that send mail, by their name. */
export const mailClass = /(?:Mail|Mailer|Email|Sms|SMS)\w*?(?:Service|Client|Provider|Sender|Gateway|Adapter)?$/;

/** Tables that something else reads and works off. */
export const handOverTable = /outbox|queue|jobs?\b|mail|message|notif/i;

/** Calls by which a function hands its work to something that runs later. */
export const handsOver = /queue|enqueue|addJob|^add$|publish|^emit|dispatch|trigger|signalWithStart|schedule|workflow|^produce|outbox|^delay$|later$|background/i;

/** Paths that a scheduler calls, not a client. */
export const scheduledPath = /(^|\/)(cron|crons|jobs?|tasks?|scheduled?|internal\/jobs)(\/|$)/i;
