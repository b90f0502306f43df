import { packageName } from '../facts/package-name.js';

/**
 * Functions and classes that keep a callback for a time or a message to come: github.com/node-schedule/node-schedule,
 * nodecron.com, github.com/kelektiv/node-cron, croner.56k.guru, docs.bullmq.io/guide/workers, github.com/OptimalBits/bull, github.com/bee-queue/bee-queue,
 * github.com/modelcontextprotocol/typescript-sdk (`docs/server.md`).
 */
const schedulers: Readonly<Record<string, readonly string[]>> = {
  'node-schedule': ['scheduleJob'],
  'node-cron': ['schedule', 'createTask'],
  cron: ['CronJob'],
  croner: ['Cron', 'default'],
  bullmq: ['Worker'],
  bull: ['process'],
  'bee-queue': ['process'],
  '@modelcontextprotocol/sdk': ['tool', 'resource', 'prompt'],
};

/** Methods that keep a listener for an event (nodejs.org/api/events.html, EventTarget). */
const listening: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener']);

/**
 * Methods that keep what serves messages of a name, tools of a language model and hooks of a server: Agenda's `define`,
 * pg-boss' `work`, amqplib's `consume`, MCP's `registerTool`, Fastify's `addHook`.
 */
const registering: ReadonlySet<string> = new Set(['define', 'work', 'consume', 'subscribe', 'registerTool', 'registerResource', 'registerPrompt', 'setRequestHandler', 'addHook']);

/** Whether an export of a package, or a member of it, runs what it is handed at another time. */
export function isScheduler(symbol: string, path: readonly string[]): boolean {
  const hash = symbol.lastIndexOf('#');
  const source = packageName(symbol.slice(0, hash));
  const name = path.at(-1) ?? symbol.slice(hash + 1);
  return Object.hasOwn(schedulers, source) && path.length <= 1 && schedulers[source]!.includes(name);
}

/** Whether a method of this name runs an argument at an event, or for a message of the name that it is handed first. */
export const isListening = (name: string, index: number): boolean => (index === 1 && listening.has(name)) || (index >= 1 && registering.has(name));
