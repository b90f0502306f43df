import { Linter } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import fc from 'fast-check';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../src/facts/finding.js';
import { applySuppressions, parseSuppressions, parseTextSuppressions, type Suppression } from '../src/policy/suppressions.js';

function finding(line: number, column = 1, law = 'no-console'): Finding {
  return {
    law,
    severity: 'error',
    message: '',
    path: 'a.ts',
    line,
    column,
    endLine: line,
    endColumn: column + 1,
    related: [],
    fingerprint: '',
    source: { document: '', section: '' },
  };
}

function suppressionsOf(text: string): Suppression[] {
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  return parseSuppressions(parseSync('a.ts', text).comments, lineOf, lineOf(text.length));
}

const rule = builtinRules.get('no-console')!;
const config: Linter.Config = {
  plugins: {
    fortress: { rules: { 'no-console': rule, 'no-alert': builtinRules.get('no-alert')! } },
    other: { rules: { 'no-console': rule } },
  },
  rules: { 'fortress/no-console': 'error', 'fortress/no-alert': 'error' },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
};

/** What stays, what is suppressed and why, and which named directives are unused, as ESLint says. */
function byEslint(text: string) {
  // The types of ESLint 10 leave this method out of the base class.
  const linter = new Linter() as Linter & { getSuppressedMessages(): Linter.SuppressedLintMessage[] };
  const messages = linter.verify(text, config);
  const place = ({ ruleId, line, column }: Linter.LintMessage) => `${ruleId?.replace('fortress/', '')} ${line}:${column}`;
  return {
    kept: messages.filter(({ ruleId, message }) => /^fortress\/no-(?:console|alert)$/u.test(ruleId ?? '') && !message.includes('configur')).map(place).sort(),
    reasons: linter
      .getSuppressedMessages()
      .map((message) => `${place(message)} ${message.suppressions.map(({ justification }) => justification).join('|')}`),
    unused: messages
      .filter(({ message }) => message.startsWith('Unused eslint'))
      .flatMap(({ message, line, column }) => [...message.matchAll(/'fortress\/([^']+)'/gu)].map(([, law]) => `${law} ${line}:${column}`))
      .sort(),
  };
}

function byFortress(text: string) {
  const bare = new Linter().verify(text, { ...config, linterOptions: { noInlineConfig: true } });
  const findings = bare
    .filter(({ ruleId }) => ruleId !== null)
    .map(({ ruleId, line, column }) => finding(line, column, ruleId?.replace('fortress/', '')));
  const result = applySuppressions(findings, suppressionsOf(text));
  return {
    kept: result.findings.filter(({ suppressed }) => !suppressed).map(({ law, line, column }) => `${law} ${line}:${column}`).sort(),
    suppressed: result.findings.filter(({ suppressed }) => suppressed),
    unused: result.unused.map(({ law, line, column }) => `${law} ${line}:${column}`).sort(),
  };
}

function compare(text: string): void {
  const eslint = byEslint(text);
  const fortress = byFortress(text);
  expect({ text, kept: fortress.kept, unused: fortress.unused }).toEqual({ text, kept: eslint.kept, unused: eslint.unused });
  for (const { law, line, column, suppressed } of fortress.suppressed) {
    // A law that inline configuration switched off is no suppressed message in ESLint.
    if (eslint.reasons.length === 0) continue;
    const reasons = eslint.reasons.find((reason) => reason.startsWith(`${law} ${line}:${column} `));
    if (reasons) expect(reasons.slice(`${law} ${line}:${column} `.length).split('|')).toContain(suppressed?.reason ?? '');
  }
}

const lists = ['', ' fortress/no-console', ' fortress/no-alert', ' fortress/no-console, fortress/no-alert', ' other/no-console',
  ' "fortress/no-console" , other/no-console', ' fortress/no-console,fortress/no-console,', ' no-console'];
const reasons = ['', ' -- because', ' --- long dash', ' --no reason', ' -- a -- b'];
const labels = ['eslint-disable-next-line', 'eslint-disable-line', 'eslint-disable', 'eslint-enable', 'eslint-disabled', 'eslint-disable-next-lines'];
const frames: [string, string][] = [['// ', ''], ['//', ''], ['/* ', ' */'], ['/*', '*/'], ['/*\n', '\n*/'], ['/** ', ' */'], ['/* ', '\n\n*/']];
const statements = ['console.log(1);', 'alert(1);', 'console.log(1); alert(2);', '', 'call(\n  console.log(1),\n  alert(1)\n);'];

const comment = fc
  .tuple(fc.constantFrom(...frames), fc.constantFrom(...labels.slice(0, 4), ...labels), fc.constantFrom(...lists), fc.constantFrom(...reasons))
  .map(([[open, close], label, list, reason]) => ({ text: `${open}${label}${list}${reason}${close}`, ends: close === '' }));

const line = fc.tuple(fc.option(comment), fc.constantFrom(...statements), fc.option(comment)).map(([before, statement, after]) => {
  const lead = before === null ? '' : `${before.text}${before.ends ? '\n' : ' '}`;
  return `${lead}${statement}${after === null ? '' : ` ${after.text}`}`;
});

describe('JavaScript and TypeScript: the same as ESLint', () => {
  test('every form of directive round one statement', () => {
    for (const [open, close] of frames) {
      for (const label of labels) {
        for (const list of lists) {
          for (const reason of reasons) {
            const directive = `${open}${label}${list}${reason}${close}`;
            compare(`console.log(0);\n${directive}\nconsole.log(1); alert(1);\nconsole.log(2);`);
            compare(`console.log(0); ${directive}\nconsole.log(1);`);
          }
        }
      }
    }
  }, 60_000);

  test('generated files', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => compare(lines.join('\n'))),
      { numRuns: 600 },
    );
  }, 60_000);

  test.each([
    '/* eslint fortress/no-console: off */',
    '/* eslint fortress/no-console: 0 -- reason */',
    '/* eslint fortress/no-console: "off", fortress/no-alert: 0 */',
    '/* eslint "fortress/no-console": ["off"] */',
    '/* eslint fortress/no-console: [0] */',
    '/* eslint fortress/no-console: warn */',
    '/* eslint fortress/no-console: error */ /* eslint fortress/no-console: off */',
    '/* eslint other/no-console: off */',
    '/* eslint no-console: off */',
    '// eslint fortress/no-console: off',
    '/* eslint fortress/no-console: off */ // eslint-disable-line fortress/no-console',
  ])('inline configuration: %s', (directive) => {
    compare(`console.log(0);\n${directive}\nconsole.log(1); alert(1);\n// eslint-disable-next-line fortress/no-alert\nalert(2);`);
  });

  test('the parts of a suppression', () => {
    expect(suppressionsOf('a();\n  /* eslint-disable-next-line\n fortress/no-console, x/y, fortress/no-such -- two\n lines */\nb();')).toEqual(
      ['no-console', 'no-such'].map((law) => ({
        kind: 'disable-next-line',
        law,
        reason: 'two\n lines',
        line: 2,
        column: 3,
        firstLine: 5,
        lastLine: 5,
      })),
    );
  });

  test('a plugin of a scope or under its package name is ours, another plugin with a law of that name is not', () => {
    const laws = (rules: string) => suppressionsOf(`// eslint-disable-next-line ${rules}`).map(({ law }) => law);
    expect(laws('@acme/fortress/no-console, eslint-plugin-fortress/no-console')).toEqual(['no-console', 'no-console']);
    expect(laws('security/no-console, unfortress/no-console, no-console')).toEqual([]);
  });

  test('a finding on the whole file counts as one at its first character', () => {
    const { findings } = applySuppressions([finding(0, 0)], suppressionsOf('/* eslint-disable fortress/no-console -- old */\na();'));
    expect(findings[0]?.suppressed).toEqual({ kind: 'comment', reason: 'old' });
    expect(applySuppressions([finding(0, 0)], suppressionsOf('a();\n/* eslint-disable */')).findings[0]?.suppressed).toBeUndefined();
  });

  test('laws that did not run leave no unused directive', () => {
    const suppressions = suppressionsOf('// eslint-disable-next-line fortress/no-console, fortress/no-alert');
    expect(applySuppressions([], suppressions, new Set(['no-alert'])).unused.map(({ law }) => law)).toEqual(['no-console']);
  });
});

describe('other languages', () => {
  const name = 'eslint-disable-next-line fortress/x -- why';
  test.each([
    ['yaml', `a: 1 # ${name}\n`, 1, 6, 'next'],
    ['yaml', `- run: |\n    # ${name}\n    echo`, 2, 5, 'next'],
    ['yaml', `a: it's\tfine # ${name}`, 1, 14, 'next'],
    ['yaml', `a: 'x # y' # ${name}`, 1, 12, 'next'],
    ['yaml', `a: "# ${name}"`, 0, 0, ''],
    ['yaml', `a: 'it''s # ${name}'`, 0, 0, ''],
    ['yaml', `a: b# ${name}`, 0, 0, ''],
    ['yaml', `# say "${name}"`, 0, 0, ''],
    ['dockerfile', `FROM node\r\n  # ${name}\r\nUSER root\r\n`, 2, 3, 'next'],
    ['dockerfile', `RUN echo # ${name}`, 0, 0, ''],
    ['env', `#${name}\nA=1`, 1, 1, 'next'],
    ['env', `A="x" # ${name}`, 1, 7, 'next'],
    ['env', `A='x # ${name}'`, 0, 0, ''],
    ['sql', `SELECT 1; -- ${name}`, 1, 11, 'next'],
    ['sql', `SELECT '-- ${name}';`, 0, 0, ''],
    ['sql', `SELECT 'it''s', "a--b"; -- ${name}`, 1, 25, 'next'],
    ['sql', `/* a */ /* ${name} */ SELECT`, 1, 9, 'next'],
    ['sql', `/*\n${name}\n*/\nSELECT 1 - 2 / 3;`, 1, 1, 'block'],
    ['prisma', `  id String // ${name}`, 1, 13, 'next'],
    ['prisma', `  url = "https://x" // ${name}`, 1, 21, 'next'],
    ['prisma', `  /// ${name}`, 0, 0, ''],
  ] as const)('%s: %j', (language, text, line, column, where) => {
    const next = where === 'block' ? line + 3 : line + 1;
    const expected = { kind: 'disable-next-line', law: 'x', reason: 'why', line, column, firstLine: next, lastLine: next };
    expect(parseTextSuppressions(text, language)).toEqual(line === 0 ? [] : [expected]);
  });

  test('ranges and lines work in line comments', () => {
    const text = 'a: 1\n# eslint-disable fortress/x\nb: 1\n# eslint-enable fortress/x\nc: 1\nd: 1 # eslint-disable-line fortress/x\ne: 1 # eslint-disable-line fortress/x';
    const { findings, unused } = applySuppressions([1, 3, 5, 6].map((at) => finding(at, 1, 'x')), parseTextSuppressions(text, 'yaml'));
    expect(findings.map(({ suppressed }) => suppressed !== undefined)).toEqual([false, true, false, true]);
    expect(unused.map(({ line: at }) => at)).toEqual([7]);
  });

  test('any text: never throws, always ends, never slow', () => {
    const languages = ['yaml', 'dockerfile', 'env', 'sql', 'prisma'] as const;
    const part = fc.constantFrom('"', "'", '#', '--', '/*', '*/', '//', ' ', '\n', '\\', 'a', 'eslint-disable-line fortress/x', '$$', '-');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.constantFrom(...languages), (parts, language) => {
        const text = parts.join('');
        for (const { line: at } of parseTextSuppressions(text, language)) expect(at).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
    const start = performance.now();
    for (const unit of ["a'b'", "''", '"a" ', "'a' ", '- / ', '\\', ' --', '/* */', '# ']) {
      for (const language of languages) {
        parseTextSuppressions(`eslint ${unit.repeat(2_000)}`, language);
        parseTextSuppressions(`eslint ${unit.repeat(50_000)}`, language);
      }
      suppressionsOf(`/* eslint-disable ${unit.replaceAll('*/', '').repeat(5_000)} */`);
    }
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});
