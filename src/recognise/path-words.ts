/**
 * Words of URL paths: what makes a segment a verb, and which actions have a name of their own by custom.
 * https://cloud.google.com/apis/design/resource_names, https://github.com/microsoft/api-guidelines,
 * https://restfulapi.net/resource-naming
 */

export type Fault =
  | { readonly kind: 'verb' | 'action' | 'file'; readonly segment: string }
  | { readonly kind: 'spelling'; readonly segment: string; readonly kebab: string };

/** Verbs that the methods of HTTP stand for: a fault wherever they are. */
const methodVerbs: ReadonlySet<string> = new Set(['get', 'fetch', 'create', 'add', 'insert', 'update', 'edit', 'modify', 'delete', 'remove', 'destroy', 'save', 'find', 'retrieve']);

/** Verbs that are hardly ever nouns. */
const verbs: ReadonlySet<string> = new Set([
  ...methodVerbs,
  'accept',
  'activate',
  'apply',
  'approve',
  'assign',
  'attach',
  'ban',
  'become',
  'calculate',
  'cancel',
  'change',
  'claim',
  'clear',
  'clone',
  'compute',
  'connect',
  'convert',
  'deactivate',
  'decline',
  'decrement',
  'detach',
  'disable',
  'disconnect',
  'duplicate',
  'enable',
  'execute',
  'follow',
  'generate',
  'give',
  'hide',
  'impersonate',
  'increment',
  'invite',
  'join',
  'leave',
  'lock',
  'make',
  'mark',
  'merge',
  'move',
  'pay',
  'perform',
  'publish',
  'reassign',
  'rebuild',
  'recalculate',
  'redeem',
  'reject',
  'rename',
  'replace',
  'reply',
  'resend',
  'resolve',
  'restart',
  'restore',
  'resume',
  'retry',
  'revoke',
  'run',
  'select',
  'send',
  'separate',
  'start',
  'stop',
  'submit',
  'subscribe',
  'suspend',
  'toggle',
  'transfer',
  'trigger',
  'unarchive',
  'unassign',
  'unban',
  'unblock',
  'unfollow',
  'unlink',
  'unlock',
  'unpublish',
  'unsubscribe',
  'untag',
]);

/** Verbs only before a noun: alone they are nouns or customary actions. */
const verbsBeforeNoun: ReadonlySet<string> = new Set(['upload', 'download', 'load', 'show', 'count', 'read', 'block', 'copy', 'drop', 'process', 'write', 'import', 'export', 'sync', 'recall', 'revert', 'undo', 'regenerate', 'recreate', 'reopen', 'unschedule', 'unsync', 'resync']);

/** The same, and no part of a noun whatever follows. */
const verbsBeforeAny: ReadonlySet<string> = new Set(['set', 'do', 'handle', 'buy', 'sell', 'validate', 'resize', 'purge', 'reorder', 'pick', 'put', 'check', 'ensure', 'compare', 'lookup', 'sort', 'notify']);

/** Verbs before another word, and alone what some call a customary action. */
const verbsBeforeWord: ReadonlySet<string> = new Set(['upsert', 'invalidate', 'remap', 'reconcile', 'reactivate', 'uninstall', 'rotate', 'receive', 'complete']);
/** What says how a verb is done: `bulk-assign-orders`. Not `auto`, which begins settings: `auto-approve-members`. */
const adverbs: ReadonlySet<string> = new Set(['bulk', 'batch', 'mass']);

/** Verbs that begin compound nouns: `change-requests`, `retry-policy`. */
const nounVerbs: ReadonlySet<string> = new Set([...verbsBeforeNoun, 'change', 'invite', 'lock', 'merge', 'move', 'reply', 'retry', 'run', 'select', 'start', 'stop', 'transfer', 'trigger']);
const nounHeads = /^(actions|jobs|logs?|history|requests|rules|queues?|tokens|links?|templates?|groups|points?|reports|results|tasks|policy|policies|limits?|codes?|batches|progress|sessions|urls?|date|time|events|endpoints?|flows|status|conflicts?|pages?|screens?|buttons?|nodes?|steps?|states?|positions?|index|values?|runs|sets|stats|configs?|settings|options|times|dates|types?|kinds?|names?|modes?|ids?|redo|stack|trackers?|managers?|viewers?|schedulers?|builders?|monitors?)$/;
const changed = /^(status|states?|positions?|values?|steps?|settings|options|templates?|configs?|links?|codes?|limits?)$/;
/** Verbs that are no noun in the middle of a name either. */
const midVerbs: ReadonlySet<string> = new Set(['get', 'fetch', 'create']);
/** Nouns that methods' verbs begin: `add-ons`, `edit-history`. */
const methodNouns = /^(ons?|logs?|history|requests)$/;

/** Actions of accounts and of machines that have no better name by custom. */
const customary =
  /^(log-?(in|out)|sign-?(in|up|out|off|on)|register|registration|search|health.*|webhooks?|callback|refresh.*|verify.*|verification|confirm.*|(reset|forgot|forget|change|recover|update|set|create|new)-?(my-)?(password|email|pin|passcode)|reset.*|activate(-account)?|resend-?(verification|confirmation|activation|otp|code|email).*|(re)?send-?(otp|code|verification.*|magic-?link|reset.*|confirmation.*)|generate-?(authentication|registration)-?options|authenticate|authorize|token|introspect|revoke(-token)?|userinfo|accept-?invit(e|ation)|add-?ons?|get-?started(-.*)?|follow-?ups?|regenerate-(access-|refresh-)?tokens?|run-?time|start-?up|make-?up|check-?(in|out)s?|checkout|pay-?(load|out|roll|ment|ments)s?|apply-?ments?|find-?ings?)$/;

const fileEnding = /\.(json|xml|html?|csv|xlsx?|pdf|php|aspx?|jsp|action)$/i;
const customaryFiles = /^(openapi|swagger|api-docs|api|docs|doc|jwks|manifest|site|assetlinks|apple-app-site-association|sitemap[\w-]*|rss|feed|atom|robots|index|browserconfig|opensearch|version|health|schema|spec|[\w-]*openapi[\w-]*|[\w-]*swagger[\w-]*|\w*feed\w*|\w*sitemap\w*)\.(json|xml|html?|ya?ml)$/i;

const isStatic = (segment: string): boolean => segment !== '' && /^[A-Za-z0-9._-]+$/.test(segment);

const wordsOf = (segment: string): string[] =>
  segment
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .split(/[-_.]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());

/** The segment of a path that names a thing although it is a verb: it is read by an id (`GET /invite/:key`), or as settings. */
export function nounIn(path: string): string | null {
  const segments = path.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1);
  const before = segments.at(-2);
  if (last !== undefined && isStatic(last)) {
    const words = wordsOf(last);
    return words.length > 1 && /^(settings|preferences|config)$/.test(words.at(-1)!) && verbs.has(words[0]!) && !methodVerbs.has(words[0]!) ? last : null;
  }
  return before !== undefined && last !== undefined && nounVerbs.has(before) ? before : null;
}

/**
 * The first fault of a path, verbs before spelling; `null` if there is none.
 * @param allowed segments that the project keeps as they are
 */
export function faultOf(path: string, allowed: ReadonlySet<string>): Fault | null {
  const all = path.split('/').filter((segment) => segment !== '');
  // paths that a standard prescribes: RFC 8615, SCIM (RFC 7644)
  if (all.some((segment) => /^(\.?well-known|scim)$/i.test(segment))) return null;
  const segments = all.filter((segment) => isStatic(segment) && !allowed.has(segment));
  const last = all.at(-1);
  for (const segment of segments) {
    const kind = verbOf(segment);
    // who calls is named like a verb: `/resend/webhook`
    if (kind === 'action' && !/[-_]/.test(segment) && /^(webhooks?|callback)$/i.test(all.slice(all.indexOf(segment) + 1).find((one) => !/^v\d+$/i.test(one)) ?? '')) continue;
    if (kind) return { kind, segment };
  }
  for (const segment of segments) {
    if (segment.startsWith('_') || segment.startsWith('.') || fileEnding.test(segment)) continue;
    if (!/[a-z0-9][A-Z]/.test(segment) && !/[A-Za-z0-9]_[A-Za-z0-9]/.test(segment)) continue;
    // `orders.addItem`: in whatever spelling it says what is done
    const parts = segment.split('.');
    if (parts.length > 1 && parts.some((part) => wordsOf(part).length > 1 && verbOf(part) !== null)) return { kind: 'verb', segment };
    return { kind: 'spelling', segment, kebab: parts.map((part) => wordsOf(part).join('-')).join('.') };
  }
  if (last !== undefined && isStatic(last) && !allowed.has(last) && fileEnding.test(last) && !customaryFiles.test(last)) return { kind: 'file', segment: last };
  return null;
}

function verbOf(segment: string): 'verb' | 'action' | null {
  const words = wordsOf(segment.replace(fileEnding, ''));
  const plain = words.join('-');
  if (words.length === 0 || customary.test(plain)) return null;
  const [first, second] = words as [string, ...string[]];
  const final = words.at(-1)!;
  if (second === undefined) return methodVerbs.has(first) ? 'verb' : verbs.has(first) ? 'action' : null;
  // the domain of a company
  if (words.length === 2 && /^(com|io)$/.test(second)) return null;
  // `follow-up-reminders`
  if (words.length > 2 && /^(?:follow|check|start|set|pick|drop)$/.test(first) && /^(?:up|in|out|off)$/.test(second)) return null;
  if (methodVerbs.has(first)) return methodNouns.test(second) ? null : 'verb';
  if (methodVerbs.has(final)) return 'verb';
  // `stock-get-level`
  if (words.slice(1, -1).some((word) => midVerbs.has(word))) return 'verb';
  if (verbsBeforeAny.has(first)) {
    const isNoun = /^(runs?|suites?|points?|lists?|results?|history|ups?|sums?|orders?|keys?|rules)$/.test(second);
    return isNoun ? null : 'verb';
  }
  if (verbsBeforeWord.has(first)) return (nounHeads.test(second) || second === 'items') && words.length === 2 ? null : 'verb';
  if (adverbs.has(first) && words.length > 2) return (verbs.has(second) || verbsBeforeAny.has(second)) && !nounHeads.test(final) ? 'verb' : null;
  // `claim-items`: the claim is the noun
  if (first === 'claim' || (!verbs.has(first) && !verbsBeforeNoun.has(first))) return null;
  const isNoun = nounVerbs.has(first) && words.length === 2 && nounHeads.test(second) && !(first === 'change' && changed.test(second));
  return isNoun ? null : 'verb';
}
