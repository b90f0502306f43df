import { PassThrough, Transform } from 'node:stream';
import type { Readable, Writable } from 'node:stream';

/** What a line of JSON-RPC is; one that takes a request back counts as its response, for none will come. */
function kindOf(line: string): 'request' | 'response' | 'other' {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null) return 'other';
    if ('method' in message && message.method === 'notifications/cancelled') return 'response';
    if (!('id' in message)) return 'other';
    return 'method' in message ? 'request' : 'response';
  } catch {
    return 'other';
  }
}

/** Passes text on and tells of every whole line in it. */
function watched(onLine: (line: string) => void): Transform {
  let rest = '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      done(null, chunk);
    },
    flush(done) {
      if (rest !== '') onLine(rest);
      done();
    },
  });
}

/**
 * Streams for a server that stops where its input ends: the end is held back until every request has its response, so that
 * `fortress-audit mcp < questions` answers all of them.
 */
export function patientStreams(stdin: Readable, stdout: Writable): { readonly input: Readable; readonly output: Writable } {
  let open = 0;
  let hasEnded = false;
  const input = new PassThrough();
  const endWhenAnswered = (): void => {
    if (hasEnded && open <= 0) input.end();
  };
  const requests = watched((line) => {
    const kind = kindOf(line);
    if (kind === 'request') open += 1;
    else if (kind === 'response') open -= 1;
  });
  stdin.pipe(requests).pipe(input, { end: false });
  requests.on('end', () => {
    hasEnded = true;
    endWhenAnswered();
  });
  const output = watched((line) => {
    if (kindOf(line) === 'response') open -= 1;
    setImmediate(endWhenAnswered);
  });
  output.pipe(stdout, { end: false });
  return { input, output };
}
