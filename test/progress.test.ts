import { describe, expect, it } from 'vitest';
import type { Io } from '../src/cli/io.js';
import { progressLine } from '../src/cli/progress.js';
import { audit } from '../src/hosts/audit.js';
import type { Phase } from '../src/hosts/progress.js';
import { writeTree } from './support/tree.js';

function lineOf(more: Partial<Io> = {}): { say: (phase: Phase, done: number, total: number, time: number) => void; clear: () => void; written: () => string } {
  let written = '';
  let time = 0;
  const io: Io = { stdout: () => {}, stderr: (text) => void (written += text), cwd: '/', env: {}, isTTY: false, isErrorTTY: true, columns: 80, ...more };
  const { progress, clear } = progressLine(io, () => time);
  return {
    say: (phase, done, total, at) => {
      time = at;
      progress?.(phase, done, total);
    },
    clear,
    written: () => written,
  };
}

describe('the progress line', () => {
  it('says nothing in the first second, then writes over itself, ten times a second at most', () => {
    const { say, written, clear } = lineOf();
    say('read', 10, 4000, 900);
    expect(written()).toBe('');
    say('read', 1000, 4000, 1100);
    say('read', 1001, 4000, 1110);
    say('link', 0, 0, 1120);
    expect(written()).toBe('\r\u001b[2Kreading files 1,000/4,000\r\u001b[2Klinking');
    clear();
    expect(written().endsWith('\r\u001b[2K')).toBe(true);
  });

  it('clears nothing where nothing was shown', () => {
    const { clear, written } = lineOf();
    clear();
    expect(written()).toBe('');
  });

  it.each([
    ['standard error is no terminal', { isErrorTTY: false }],
    ['a coding agent runs it', { env: { CLAUDECODE: '1' } }],
    ['CI runs it', { env: { CI: 'true' } }],
  ])('says nothing where %s', (_, io) => {
    const { say, written } = lineOf(io);
    say('read', 1000, 4000, 5000);
    expect(written()).toBe('');
  });
});

it('an audit tells its phases in order, and each file once', async () => {
  const root = writeTree({ 'package.json': {}, 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n' });
  const told: string[] = [];
  await audit(root, { progress: (phase, done, total) => void told.push(`${phase} ${done}/${total}`) });
  expect(told).toEqual(['discover 0/0', 'read 0/2', 'read 1/2', 'link 0/0', 'laws 0/0']);
});
