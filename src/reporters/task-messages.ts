import type { Finding } from '../facts/finding.js';
import { groupBy } from '../facts/group-by.js';
import { codeSpan, prose } from './markdown-text.js';
import { count } from './text.js';

const mostLines = 15;
const mostPlaces = 12;

// what a message fills into its sentence: names between backticks, quoted text, routes, numbers
const named = /(`[^`]*`|“[^”]*”|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ALL) [/*…]\S*|\d+)/u;

interface Told {
  readonly findings: readonly Finding[];
  /** Sentence and names in turn, a sentence first. */
  readonly parts: readonly string[];
}

/**
 * What is wrong in a task, as list items below its box: a sentence in full where it is said first, then what is
 * different in it at the other places, so that forty findings do not repeat one advice forty times.
 */
export function taskMessages(findings: readonly Finding[], pathPrefix: string): string[] {
  const told = [...groupBy(findings, ({ message }) => message)].map(([message, group]): Told => ({ findings: group, parts: message.split(named) }));
  const alike = [...groupBy(told, ({ parts }) => parts.filter((_, at) => at % 2 === 0).join('\0'))];
  const lines = alike.flatMap(([, [first, ...others]]) =>
    first ? [`${placesOf(first, pathPrefix)}: ${prose(first.parts.join(''))}`, ...others.map((other) => `${placesOf(other, pathPrefix)}: likewise ${differences(other, first)}`)] : [],
  );
  const shown = lines.slice(0, mostLines).map((line) => `  - ${line}`);
  return lines.length > mostLines ? [...shown, `  - and ${count(lines.length - mostLines, 'more finding')} of its kind`] : shown;
}

function placesOf({ findings }: Told, pathPrefix: string): string {
  const places = findings.slice(0, mostPlaces).map(({ path, line }) => codeSpan(`${pathPrefix}${path}`.replace(/^$/u, '.') + (line > 0 ? `:${line}` : '')));
  const more = findings.length - places.length;
  return `${places.join(', ')}${more > 0 ? ` and ${count(more, 'more place')}` : ''}`;
}

/** The names of a message that stand for others than in the message that is shown in full, each once. */
function differences({ parts }: Told, first: Told): string {
  const names = parts.filter((part, at) => at % 2 === 1 && part !== first.parts[at]);
  return [...new Set(names)].map((name) => prose(name)).join(', ');
}
