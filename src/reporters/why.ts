import pc from 'picocolors';
import type { Dependency, ImportStep } from '../facts/dependency.js';
import type { LayoutOptions } from './inspection-options.js';
import { versioned } from './table.js';
import { count, printable } from './text.js';

/** How one part of a project imports another, as JSON. */
export function whyJson({ root, from, to, path, reverse }: Dependency): string {
  return versioned({ root, from, to, path, reverse });
}

/** The same for reading: one step a line, `file:line imports file`. */
export function whyPretty(dependency: Dependency, { color }: Pick<LayoutOptions, 'color'>): string {
  const colors = pc.createColors(color);
  const { from, to, path, reverse } = dependency;
  const [a, b] = [printable(from.name), printable(to.name)];
  const steps = (way: readonly ImportStep[]): string[] => way.map((step) => stepLine(step, colors));
  const said = (way: readonly ImportStep[] | null, one: string, other: string): string[] =>
    way === null
      ? [`${one} does not import ${other}, directly or through other files.`]
      : [`${colors.bold(`${one} imports ${other}`)} ${how(way)}:`, ...steps(way)];
  return `${[...said(path, a, b), '', ...said(reverse, b, a)].join('\n')}\n`;
}

const how = (way: readonly ImportStep[]): string =>
  `${way.length === 1 ? 'directly' : `in ${count(way.length, 'step')}`}${way.some(({ typeOnly }) => typeOnly) ? ', through types only' : ''}`;

const stepLine = ({ path, line, imports, typeOnly }: ImportStep, { dim }: ReturnType<typeof pc.createColors>): string =>
  `  ${printable(path)}:${line} ${dim(typeOnly ? 'imports types of' : 'imports')} ${printable(imports)}`;
