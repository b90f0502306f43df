import { describe, expect, test } from 'vitest';
import { lawEntry, lawIds } from '../src/catalogue.js';
import type { FortressConfig, ResolvedConfig } from '../src/config/index.js';
import { configSchema } from '../src/config/schema.js';
import { optionsOf, severityOf } from '../src/policy/severity.js';

const resolve = (config: FortressConfig): ResolvedConfig => configSchema().parse(config);

describe('presets', () => {
  test.each(lawIds)('%s', (law) => {
    const { recommended, layered } = lawEntry(law);
    expect(severityOf(law, 'src/a.ts', resolve({}))).toBe(recommended);
    expect(severityOf(law, 'src/a.ts', resolve({ preset: 'layered' }))).toBe(layered ?? recommended);
    expect(severityOf(law, 'src/a.ts', resolve({ preset: 'strict' }))).toBe('error');
  });
});

describe('laws and overrides', () => {
  const config = resolve({
    preset: 'strict',
    laws: { 'no-console': ['warn', { allow: ['error'] }], 'no-offset-pagination': 'off' },
    overrides: [
      { files: ['src/legacy/**', '!src/legacy/new/**'], laws: { 'no-console': 'off', 'no-offset-pagination': 'warn' } },
      { files: ['*.job.ts'], laws: { 'no-console': ['error', { allow: ['info'] }] } },
      { files: ['./scripts'], laws: { 'no-console': 'off' } },
    ],
  });

  test.each([
    ['src/a.ts', 'warn', 'off'],
    ['src/legacy/a.ts', 'off', 'warn'],
    ['src/legacy/new/a.ts', 'warn', 'off'],
    ['src/legacy/a.job.ts', 'error', 'warn'],
    ['deep/er/a.job.ts', 'error', 'off'],
    ['scripts/x/seed.ts', 'off', 'off'],
    ['src/scripts/seed.ts', 'warn', 'off'],
    ['SRC/LEGACY/a.ts', 'warn', 'off'],
    ['src/legacy/', 'off', 'warn'],
    ['src/legacy', 'warn', 'off'],
    ['src/', 'warn', 'off'],
    ['', 'warn', 'off'],
    ['../outside.ts', 'warn', 'off'],
  ])('%s', (path, console, offset) => {
    for (let turn = 0; turn < 2; turn += 1) {
      expect([severityOf('no-console', path, config), severityOf('no-offset-pagination', path, config)]).toEqual([console, offset]);
    }
  });

  test('options: the last entry that gives some wins, a bare severity keeps them', () => {
    expect(optionsOf('no-console', 'src/a.ts', config)).toEqual({ allow: ['error'] });
    expect(optionsOf('no-console', 'src/legacy/a.ts', config)).toEqual({ allow: ['error'] });
    expect(optionsOf('no-console', 'src/a.job.ts', config).allow).toEqual(['info']);
    expect(optionsOf('no-uuid-v4-keys', 'src/a.ts', config)).toEqual({});
  });

  test('a hundred thousand questions in less than half a second', () => {
    const start = performance.now();
    for (let file = 0; file < 10_000; file += 1) {
      for (let law = 0; law < 10; law += 1) severityOf(lawIds[law % lawIds.length]!, `src/modules/m${file}/a.ts`, config);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});
