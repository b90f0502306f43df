import type { BackendView } from '../facts/inspection.js';
import type { Format, Reporter } from './reporter.js';

/** Loads the reporter of a format. */
export const loadReporter: Readonly<Record<Format, () => Promise<Reporter>>> = {
  pretty: async () => (await import('./pretty.js')).pretty,
  agent: async () => (await import('./agent.js')).agent,
  json: async () => (await import('./json.js')).json,
  sarif: async () => (await import('./sarif.js')).sarif,
  github: async () => (await import('./github.js')).github,
  gitlab: async () => (await import('./gitlab.js')).gitlab,
  junit: async () => (await import('./junit.js')).junit,
  markdown: async () => (await import('./markdown.js')).markdown,
  csv: async () => (await import('./csv.js')).csv,
  dot: async () => (await import('./dot.js')).dot,
  mermaid: async () => (await import('./mermaid.js')).mermaid,
  tasks: async () => (await import('./tasks.js')).tasks,
  html: async () => (await import('./html/html.js')).html,
};

/** Formats that show endpoints, tables or modules, which takes linking the backend. */
const backendFormats: ReadonlySet<Format> = new Set(['dot', 'mermaid', 'tasks', 'html']);
/** Formats that explain laws, which takes loading them. */
const explainingFormats: ReadonlySet<Format> = new Set(['sarif', 'tasks', 'html']);

export const showsBackend = (formats: readonly Format[]): boolean => formats.some((format) => backendFormats.has(format));
export const explainsLaws = (formats: readonly Format[]): boolean => formats.some((format) => explainingFormats.has(format));

function notShown(): never {
  throw new Error('this format has said that it does not show it');
}

/** What formats get that do not show the backend. */
export const noBackend: BackendView = {
  get endpoints() {
    return notShown();
  },
  get tables() {
    return notShown();
  },
  get modules() {
    return notShown();
  },
};

/** What formats get that do not explain laws. */
export const noLawText = (): null => notShown();
