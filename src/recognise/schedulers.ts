/**
 * Functions and classes that keep a callback for a time or a message to come: github.com/node-schedule/node-schedule,
 * nodecron.com, github.com/kelektiv/node-cron, croner.56k.guru, docs.bullmq.io/guide/workers.
 */
const schedulers: Readonly<Record<string, readonly string[]>> = {
  'node-schedule': ['scheduleJob'],
  'node-cron': ['schedule', 'createTask'],
  cron: ['CronJob'],
  croner: ['Cron', 'default'],
  bullmq: ['Worker'],
};

/** Methods that keep a listener for an event (nodejs.org/api/events.html, EventTarget). */
const listening: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener']);

/** Whether an export of a package, or a member of it, runs what it is handed at another time. */
export function isScheduler(symbol: string, path: readonly string[]): boolean {
  const hash = symbol.lastIndexOf('#');
  const source = symbol.slice(0, hash);
  const name = path.at(-1) ?? symbol.slice(hash + 1);
  return Object.hasOwn(schedulers, source) && path.length <= 1 && schedulers[source]!.includes(name);
}

/** Whether a method of this name runs its second argument at an event. */
export const isListening = (name: string, index: number): boolean => index === 1 && listening.has(name);
