import { describe, expect, it } from 'vitest';
import type { Dependency } from '../src/facts/dependency.js';
import { fortressAudit } from './support/built.js';
import { writeTree } from './support/tree.js';

const minute = 60_000;

const shop = {
  'package.json': { name: 'shop', type: 'module', dependencies: { express: '^5.0.0' } },
  'src/main.ts': `import { orders } from './modules/orders/index.js';\norders();\n`,
  'src/modules/orders/index.ts': `export { orders } from './orders.js';\n`,
  'src/modules/orders/orders.ts': `import type { Bill } from '../billing/bill.js';\nimport { price } from './price.js';\nexport const orders = (bill?: Bill) => price(bill);\n`,
  'src/modules/orders/price.ts': `import { rate } from '../../shared/rate.js';\nexport const price = (_: unknown) => rate;\n`,
  'src/modules/billing/bill.ts': `import { rate } from '../../shared/rate.js';\nexport interface Bill { rate: typeof rate }\n`,
  'src/modules/mail/mail.ts': `export const mail = () => undefined;\n`,
  'src/shared/rate.ts': `export const rate = 1;\n`,
};

async function why(from: string, to: string): Promise<Dependency> {
  const { stdout, stderr, code } = await fortressAudit(['why', from, to, '--json'], writeTree(shop));
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout) as Dependency;
}

describe('fortress-audit why', { timeout: minute }, () => {
  it('gives the shortest way from file to file, step by step', async () => {
    const { path, reverse } = await why('src/main.ts', 'src/shared/rate.ts');
    expect(path).toEqual([
      { path: 'src/main.ts', line: 1, imports: 'src/modules/orders/index.ts', typeOnly: false },
      { path: 'src/modules/orders/index.ts', line: 1, imports: 'src/modules/orders/orders.ts', typeOnly: false },
      { path: 'src/modules/orders/orders.ts', line: 2, imports: 'src/modules/orders/price.ts', typeOnly: false },
      { path: 'src/modules/orders/price.ts', line: 1, imports: 'src/shared/rate.ts', typeOnly: false },
    ]);
    expect(reverse).toBeNull();
  });

  it('takes imports that run before shorter ones of types, and types where nothing else leads there', async () => {
    expect((await why('src/modules/orders/orders.ts', 'src/shared/rate.ts')).path).toHaveLength(2);
    expect((await why('orders', 'billing')).path).toEqual([{ path: 'src/modules/orders/orders.ts', line: 1, imports: 'src/modules/billing/bill.ts', typeOnly: true }]);
  });

  it('knows modules by name and by folder, and files by their end', async () => {
    expect(await why('src/modules/orders', 'rate.js')).toMatchObject({ from: { name: 'orders', kind: 'module' }, to: { name: 'src/shared/rate.ts', kind: 'file' } });
    expect((await why('orders', 'src/modules/orders/price')).path).toHaveLength(1);
  });

  it('says that there is no way, and which way back there is', async () => {
    const { stdout } = await fortressAudit(['why', 'src/shared/rate.ts', 'billing'], writeTree(shop));
    expect(stdout).toBe(`src/shared/rate.ts does not import billing, directly or through other files.

billing imports src/shared/rate.ts directly:
  src/modules/billing/bill.ts:1 imports src/shared/rate.ts
`);
    expect((await fortressAudit(['why', 'mail', 'billing'], writeTree(shop))).stdout).toContain('billing does not import mail');
  });

  it('refuses what is neither, and the same twice', async () => {
    expect(await fortressAudit(['why', 'ordres', 'billing'], writeTree(shop))).toMatchObject({ code: 2, stdout: '', stderr: 'fortress-audit: no file or module ordres here (did you mean orders?)\n' });
    expect((await fortressAudit(['why', 'orders', './src/modules/orders'], writeTree(shop))).code).toBe(2);
    expect((await fortressAudit(['why', 'orders'], writeTree(shop))).code).toBe(2);
  });
});
