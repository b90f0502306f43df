import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';
import type { Deps, Io } from '../src/cli/main.js';
import { UserError } from '../src/hosts/user-error.js';
import type { AuditOptions, AuditResult } from '../src/hosts/audit.js';
import { cleanReport, manyFindings, sampleBackend, sampleReport } from './reporters/sample-report.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fortress-cli-'));
  writeFileSync(join(folder, 'package.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the engine was asked, in order. */
  readonly asked: readonly { root: string; options: AuditOptions }[];
}

interface World {
  readonly io?: Partial<Io>;
  readonly result?: Partial<AuditResult>;
  readonly throws?: Error;
}

async function fortress(argv: readonly string[], { io, result, throws }: World = {}): Promise<Outcome> {
  const written = { out: '', err: '' };
  const asked: { root: string; options: AuditOptions }[] = [];
  const audit: Deps['audit'] = async (root, options) => {
    asked.push({ root, options });
    if (throws) throw throws;
    return { report: sampleReport, crashes: [], failOn: 'error', root, backend: () => Promise.resolve(sampleBackend), ...result };
  };
  const code = await main(
    argv,
    {
      stdout: (text) => void (written.out += text),
      stderr: (text) => void (written.err += text),
      cwd: folder,
      env: {},
      isTTY: false,
      columns: 80,
      ...io,
    },
    { audit },
  );
  return { code, ...written, asked };
}

const warningsOnly = manyFindings(3).findings.filter(({ severity }) => severity === 'warn');

describe('help and version', () => {
  it('starts the help with three examples', async () => {
    const { code, out, err } = await fortress(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    await expect(out).toMatchFileSnapshot('reporters/snapshots/help.txt');
    expect(out.split('\n').slice(0, 4).join('\n')).toMatch(/^Examples:(\n {2}fortress-audit\b.*){3}$/u);
  });

  it('prints the version of the package', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await fortress(['--version'])).toMatchObject({ code: 0, out: `${manifest.version}\n`, err: '' });
  });
});

describe('wrong use exits with 2 and one clear line', () => {
  it.each([
    [['--formt', 'json'], /unknown option '--formt'\n\(Did you mean --format\?\)/u],
    [['--format', 'yaml'], /'yaml' is invalid\. Allowed choices are pretty, agent, json, sarif/u],
    [['--json', '--format', 'sarif'], /'--json' cannot be used with option '--format/u],
    [['--output', 'sarif'], /Write <format>=<path>/u],
    [['--output', 'pdf=a.pdf'], /Formats are pretty, agent, json, sarif/u],
    [['--max-findings', '-3'], /Give a whole number/u],
    [['--fail-on', 'info'], /Allowed choices are error, warn, new/u],
    [['.', 'b'], /^fortress-audit: no such file: b\n$/u],
    [['--law', 'no-consol'], /^fortress-audit: unknown law: no-consol \(did you mean no-console\?\)\n$/u],
    [['--law', 'xyz'], /^fortress-audit: unknown law: xyz \(fortress-audit laws lists them\)\n$/u],
    [['nowhere'], /^fortress-audit: no such folder: nowhere\n$/u],
    [['lawz'], /^fortress-audit: no such folder: lawz \(did you mean the command laws\?\)\n$/u],
    [['endpoints', 'package.json'], /^fortress-audit: package\.json is a file: give the folder/u],
  ])('%j', async (argv, message) => {
    const { code, out, err, asked } = await fortress(argv);
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: [] });
    expect(err).toMatch(message);
    expect(err).toMatch(/^fortress-audit: /u);
    expect(err).not.toMatch(/^ {4}at /mu);
  });

  it('prints the message of a user error alone', async () => {
    const { code, out, err } = await fortress([], { throws: new UserError('nothing to audit here') });
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: 'fortress-audit: nothing to audit here\n' });
  });

  it('prints one line for a bug, and its stack where FORTRESS_DEBUG asks for it', async () => {
    const throws = new TypeError('x is not a function\nsecond line');
    const { code, err } = await fortress([], { throws });
    expect(code).toBe(2);
    expect(err).toBe('fortress-audit: internal error: x is not a function (FORTRESS_DEBUG=1 shows where)\n');
    const debug = await fortress([], { throws, io: { env: { FORTRESS_DEBUG: '1' } } });
    expect(debug.err).toMatch(/^ {4}at /mu);
  });
});

describe('exit codes of an audit', () => {
  const warned = { report: { ...cleanReport, findings: warningsOnly } };
  const suppressedOnly = sampleReport.findings.filter(({ suppressed }) => suppressed);
  it.each<[string, string[], Partial<AuditResult>, number]>([
    ['clean', [], { report: cleanReport }, 0],
    ['errors', [], {}, 1],
    ['warnings', [], warned, 0],
    ['warnings that the flag makes fail', ['--fail-on', 'warn'], warned, 1],
    ['warnings that the config makes fail', [], { ...warned, failOn: 'warn' }, 1],
    ['warnings, flag over config', ['--fail-on', 'error'], { ...warned, failOn: 'warn' }, 0],
    ['warnings, where only new findings fail', ['--fail-on', 'new'], warned, 1],
    ['suppressed errors', [], { report: { ...cleanReport, findings: suppressedOnly } }, 0],
  ])('%s', async (_, argv, result, code) => {
    expect((await fortress(argv, { result })).code).toBe(code);
  });

  it('is 2 when a law crashed, with the report all the same', async () => {
    const crashes = [{ law: 'no-console' as const, path: 'src/a.ts', message: 'boom', stack: 'Error: boom\n    at check' }];
    const { code, out, err } = await fortress([], { result: { crashes } });
    expect(code).toBe(2);
    expect(out).toContain('no-raw-entity-return');
    expect(err).toBe('fortress-audit: law no-console crashed on src/a.ts: boom\n');
  });
});

describe('what the engine is asked', () => {
  it('audits the folder it runs in unless told', async () => {
    expect((await fortress([])).asked).toEqual([{ root: folder, options: {} }]);
  });

  it('reports on files where some are given', async () => {
    const file = join(folder, 'package.json');
    // asked for while the engine is loaded
    const found: unknown = expect.any(Promise);
    for (const argv of [['package.json'], ['.', 'package.json'], [file]])
      expect((await fortress(argv)).asked).toEqual([{ root: folder, options: { change: { kind: 'files', files: [file] }, found } }]);
    expect((await fortress(['--staged'])).asked[0]?.options).toEqual({ change: { kind: 'staged' }, found });
    expect((await fortress(['--since', 'main'])).asked[0]?.options).toEqual({ change: { kind: 'since', ref: 'main' }, found });
  });

  it('passes the flags on', async () => {
    const { asked } = await fortress([
      ...['--law', 'no-console', '--law', 'no-uuid-v4-keys', '--preset', 'strict'],
      ...['--config', 'my.config.ts', '--no-baseline', '.'],
    ]);
    expect(asked[0]?.options).toEqual({
      laws: ['no-console', 'no-uuid-v4-keys'],
      preset: 'strict',
      configFile: join(folder, 'my.config.ts'),
      noBaseline: true,
    });
    expect((await fortress(['--no-config'])).asked[0]?.options).toEqual({ noConfig: true });
  });
});

describe('output', () => {
  it('is pretty for people and terse for coding agents, whatever the flag says over both', async () => {
    expect((await fortress([])).out).toContain('Looked at');
    const agent = { io: { env: { CLAUDECODE: '1' } } };
    expect((await fortress([], agent)).out).toMatch(/^prisma\/schema\.prisma:2:3: warn no-uuid-v4-keys: /u);
    expect((await fortress(['--format', 'pretty'], agent)).out).toContain('Looked at');
    expect(JSON.parse((await fortress(['--json'], agent)).out)).toMatchObject({ version: 1 });
  });

  it.each<[boolean, string[], Partial<Io>]>([
    [true, [], { isTTY: true }],
    [false, [], {}],
    [false, ['--no-color'], { isTTY: true, env: { FORCE_COLOR: '1' } }],
    [false, [], { isTTY: true, env: { NO_COLOR: '1' } }],
    [false, [], { isTTY: true, env: { TERM: 'dumb' } }],
    [false, [], { isTTY: true, env: { FORCE_COLOR: '0' } }],
    [true, [], { env: { FORCE_COLOR: '1' } }],
  ])('is coloured (%s) with %j and %j', async (colored, argv, io) => {
    expect((await fortress(argv, { io })).out.includes('\u001b[')).toBe(colored);
  });

  it('tells the time on standard error, to a terminal only', async () => {
    expect((await fortress([])).err).toBe('');
    const { err } = await fortress([], { io: { isTTY: true } });
    expect(err).toMatch(/ audited in \d+\.\d s\n$/u);
  });

  it('goes to files too, uncoloured, and leaves no temporary file', async () => {
    const { out } = await fortress(
      ['-o', 'sarif=reports/a.sarif', '-o', 'json=reports/a.json', '-o', 'pretty=reports/a.txt'],
      { io: { isTTY: true, columns: 120 } },
    );
    expect(out).toContain('Looked at');
    expect(readdirSync(join(folder, 'reports')).sort()).toEqual(['a.json', 'a.sarif', 'a.txt']);
    expect(readFileSync(join(folder, 'reports/a.txt'), 'utf8')).not.toContain('\u001b');
    expect(JSON.parse(readFileSync(join(folder, 'reports/a.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  it('says what it cannot write', async () => {
    const { code, err } = await fortress(['-o', 'json=package.json/report.json']);
    expect(code).toBe(2);
    expect(err).toMatch(/^fortress-audit: cannot write .*report\.json: \w+\n$/u);
  });

  it('takes --quiet and --max-findings', async () => {
    const { out } = await fortress(['--format', 'agent', '--quiet', '--max-findings', '1']);
    expect(out).toMatch(/^src\/controllers: error /u);
    expect(out).toContain('3 more findings');
  });

  it('shows no code from outside the audited folder', async () => {
    const [template] = sampleReport.findings;
    if (!template) throw new Error('the sample has findings');
    const outside = join(folder, '..', 'fortress-outside.ts');
    writeFileSync(outside, 'a\nsecret();\n');
    const findings = [{ ...template, path: '../fortress-outside.ts' }];
    const { out } = await fortress([], { result: { report: { ...sampleReport, findings } } });
    rmSync(outside);
    expect(out).toContain('fortress-outside.ts');
    expect(out).not.toContain('secret()');
  });
});

describe('laws', () => {
  it('lists the laws for people', async () => {
    const { code, out, asked } = await fortress(['laws']);
    expect({ code, asked }).toEqual({ code: 0, asked: [] });
    expect(out).toMatch(/^law +tier +severity +title\n/u);
    expect(out).toMatch(/^no-console +1 +error +Runtime code logs through/mu);
  });

  it('lists the laws for programs', async () => {
    const { out } = await fortress(['laws', '--format', 'json']);
    const laws = JSON.parse(out) as { id: string }[];
    expect(laws).toContainEqual({
      id: 'no-console',
      title: 'Runtime code logs through the structured logger',
      group: 'Observability',
      tier: 1,
      kind: 'rule',
      severity: 'error',
      source: { document: 'backend-design', section: '7. Structured Logging Only' },
    });
    expect((await fortress(['laws', '--json'])).out).toBe(out);
  });
});
