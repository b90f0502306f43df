import type { Phase, Progress } from '../hosts/progress.js';
import { grouped } from '../reporters/text.js';
import { isRunByAgent } from './environment.js';
import type { Io } from './io.js';

/** Work that is shorter says nothing. */
const silence = 1000;
const interval = 100;

const words: Record<Phase, string> = {
  discover: 'looking for files',
  read: 'reading files',
  link: 'linking',
  laws: 'holding the laws against it',
};

/**
 * One line on standard error that is written over while an audit works, from its second second on. Nothing where
 * standard error is no terminal, in CI and for coding agents, who would read every state of the line.
 * @param now milliseconds
 */
export function progressLine(io: Io, now: () => number = () => performance.now()): { readonly progress: Progress | undefined; readonly clear: () => void } {
  if (!io.isErrorTTY || isRunByAgent(io.env) || io.env['CI'] || io.env['TERM'] === 'dumb') return { progress: undefined, clear: () => {} };
  const start = now();
  let shown = false;
  let last = 0;
  return {
    progress: (phase, done, total) => {
      const time = now();
      if (time - start < silence || (total > 0 && time - last < interval)) return;
      last = time;
      shown = true;
      const counts = total > 0 ? ` ${grouped(done)}/${grouped(total)}` : '';
      io.stderr(`\r\u001b[2K${words[phase]}${counts}`.slice(0, Math.max(20, io.columns) + 5));
    },
    clear: () => {
      if (shown) io.stderr('\r\u001b[2K');
      shown = false;
    },
  };
}
