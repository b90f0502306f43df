import { describe, expect, it } from 'vitest';
import { github } from '../../src/reporters/github.js';
import { cleanReport, hostileReport, hostileText, manyFindings, sampleOptions, sampleReport } from './sample-report.js';
import { printable } from '../../src/reporters/text.js';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Reads a log as the runner does: actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2. */
function commandsOf(log: string): { readonly commands: readonly Command[]; readonly text: readonly string[] } {
  const commands: Command[] = [];
  const text: string[] = [];
  let stop: string | null = null;
  for (const line of log.split('\n')) {
    const [, head, data = ''] = /^::([^:]+(?::(?!:)[^:]*)*)::(.*)$/u.exec(line.trimStart()) ?? [];
    if (stop !== null) {
      if (head === stop) stop = null;
      else text.push(line);
      continue;
    }
    if (head === undefined) {
      text.push(line);
      continue;
    }
    const [name = '', rest = ''] = [head.split(' ')[0], head.slice(head.indexOf(' ') + 1)];
    if (name === 'stop-commands') stop = data;
    const pairs = rest.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), decode(pair.slice(pair.indexOf('=') + 1))]);
    commands.push({ name, properties: head.includes(' ') ? Object.fromEntries(pairs) : {}, data: decode(data) });
  }
  return { commands, text };
}

const decode = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');

describe('github', () => {
  it('looks as recorded', async () => {
    await expect(github(sampleReport, sampleOptions)).toMatchFileSnapshot('snapshots/github.txt');
  });

  it('annotates what is not suppressed, errors first', () => {
    const { commands, text } = commandsOf(github(sampleReport, sampleOptions));
    expect(commands.map(({ name, properties }) => [name, properties['title']])).toEqual([
      ['error', 'no-horizontal-layers'],
      ['error', 'no-console'],
      ['error', 'no-raw-entity-return'],
      ['error', 'require-input-validation'],
      ['warning', 'no-uuid-v4-keys'],
      ['stop-commands', undefined],
    ]);
    expect(commands[2]?.properties).toMatchObject({ file: 'src/modules/orders/orders.controller.ts', line: '42', endLine: '42', col: '12', endColumn: '35' });
    expect(text.join('\n')).toContain('shop-api · NestJS, Prisma, zod');
  });

  it('puts paths below the root of the repository', () => {
    const { commands } = commandsOf(github(sampleReport, { ...sampleOptions, pathPrefix: 'apps/api/' }));
    expect(commands[0]?.properties['file']).toBe('apps/api/src/controllers');
  });

  it('keeps foreign text from being a command', () => {
    const { commands } = commandsOf(github(hostileReport, sampleOptions));
    expect(commands.map(({ name }) => name)).toEqual(['error', 'stop-commands']);
    expect(commands[0]).toMatchObject({ data: printable(hostileText), properties: { file: printable(`src/${hostileText}/a,b:c.ts`), line: '1', title: 'no-cross-module-imports' } });
  });

  it('ends the stop with a token that the text does not hold', () => {
    const lines = github(hostileReport, sampleOptions).trimEnd().split('\n');
    const token = /^::stop-commands::(.+)$/mu.exec(lines.join('\n'))?.[1] ?? '';
    expect(lines.filter((line) => line.includes(token))).toEqual([`::stop-commands::${token}`, `::${token}::`]);
    expect(lines.at(-1)).toBe(`::${token}::`);
  });

  it('annotates the weightiest of what GitHub shows, and says what was left off', () => {
    const { commands } = commandsOf(github(manyFindings(50), sampleOptions));
    const names = commands.map(({ name }) => name);
    expect(names.filter((name) => name === 'error')).toHaveLength(1);
    expect(names.filter((name) => name === 'warning')).toHaveLength(10);
    expect(commands.find(({ name }) => name === 'notice')?.data).toContain('39 more findings without an annotation');
  });

  it('leaves warnings out where they are not to be shown', () => {
    const { commands } = commandsOf(github(sampleReport, { ...sampleOptions, quiet: true }));
    expect(commands.map(({ name }) => name)).not.toContain('warning');
  });

  it('has no annotation for a clean run', () => {
    const { commands, text } = commandsOf(github(cleanReport, sampleOptions));
    expect(commands.map(({ name }) => name)).toEqual(['stop-commands']);
    expect(text.join('\n')).toContain('No findings');
  });
});
