import type { Finding, Report } from '../../src/facts/finding.js';
import type { ReporterOptions } from '../../src/reporters/reporter.js';

const controller = 'src/modules/orders/orders.controller.ts';

const sources: Record<string, string> = {
  [controller]: [
    ...Array.from({ length: 40 }, (_, index) => `// line ${index + 1}`),
    '  list(@Query() query: ListOrders) {',
    '    return this.orders.list(query);',
    '  }',
    '',
    '  @Post()',
    "  create(@Body() body: any) { return this.orders.create({ ...body, customer: body.customer, note: body.note ?? 'none' }); }",
  ].join('\n'),
  'src/modules/orders/orders.service.ts': 'export class OrdersService {}\n',
  'src/modules/billing/invoice.ts': "\tconst text = '価格';\n\tconsole.log('\u001b[31mpaid', text);\n",
  'prisma/schema.prisma': 'model Order {\n  id String @id @default(uuid())\n}\n',
};

const zeroTrust = { document: 'backend-design', section: '2. The Zero Trust Security Protocol' };

const findings: Finding[] = [
  {
    law: 'no-uuid-v4-keys',
    severity: 'warn',
    message:
      'The primary key of `Order` is a random UUID, so every insert lands on a random page of its index. Use `@default(uuid(7))`.',
    path: 'prisma/schema.prisma',
    line: 2,
    column: 3,
    endLine: 2,
    endColumn: 33,
    related: [],
    fingerprint: '0f1e2d3c4b5a6978',
    source: { document: 'backend-design', section: '3. The Sub-100ms Performance Mandate' },
  },
  {
    law: 'no-horizontal-layers',
    severity: 'error',
    message:
      'The folder `controllers` holds 14 files of one technical role, so one change touches every layer. Move each into the module of its capability.',
    path: 'src/controllers',
    line: 0,
    column: 0,
    endLine: 0,
    endColumn: 0,
    related: [{ path: 'src/services', line: 0, message: 'the same split, 12 files' }],
    fingerprint: '1111111111111111',
    source: { document: 'backend-design', section: '0. The Vertical Slice Law' },
  },
  {
    law: 'no-console',
    severity: 'error',
    message: '`console.log` bypasses the logger.\nLog through it.',
    path: 'src/modules/billing/invoice.ts',
    line: 2,
    column: 2,
    endLine: 2,
    endColumn: 13,
    related: [],
    fingerprint: '2222222222222222',
    source: { document: 'backend-design', section: '7. Structured Logging Only' },
  },
  {
    law: 'no-console',
    severity: 'error',
    message: '`console.log` bypasses the logger. Log through it.',
    path: 'src/modules/billing/invoice.ts',
    line: 9,
    column: 1,
    endLine: 9,
    endColumn: 12,
    related: [],
    fingerprint: '3333333333333333',
    source: { document: 'backend-design', section: '7. Structured Logging Only' },
    suppressed: { kind: 'comment', reason: 'banner of the command line' },
  },
  {
    law: 'no-raw-entity-return',
    severity: 'error',
    message:
      'Rows of `Order` reach the client of GET /v1/orders exactly as queried, so every new column is published. Map them to a response DTO.',
    path: controller,
    line: 42,
    column: 12,
    endLine: 42,
    endColumn: 35,
    related: [
      {
        path: 'src/modules/orders/orders.service.ts',
        line: 18,
        message: 'prisma.order.findMany, no select',
      },
      { path: controller, line: 41, message: 'handler of GET /v1/orders' },
    ],
    fingerprint: '4444444444444444',
    source: zeroTrust,
  },
  {
    law: 'require-input-validation',
    severity: 'error',
    message:
      'The body of POST /v1/orders reaches `create` without a schema, so a client writes any column. Parse it first.',
    path: controller,
    line: 46,
    column: 68,
    endLine: 46,
    endColumn: 72,
    related: [],
    fingerprint: '5555555555555555',
    source: zeroTrust,
  },
];

/** A small run with one of everything: folder, suppressed, related, wide characters, problems. */
export const sampleReport: Report = {
  version: 1,
  tool: { name: 'eslint-plugin-fortress', version: '0.1.0' },
  root: 'shop',
  stack: {
    name: 'shop-api',
    frameworks: ['NestJS'],
    dataLayers: ['Prisma'],
    validators: ['zod'],
    layout: 'modules in src/modules',
  },
  summary: { files: 214, endpoints: 38, tables: 19, errors: 4, warnings: 1, suppressed: 1 },
  laws: [
    { id: 'no-console', status: 'violated', examined: { count: 214, noun: 'files' }, findings: 1 },
    { id: 'no-cross-module-imports', status: 'upheld', examined: { count: 1204, noun: 'imports' }, findings: 0 },
    { id: 'no-horizontal-layers', status: 'violated', examined: { count: 31, noun: 'folders' }, findings: 1 },
    { id: 'no-offset-pagination', status: 'undetermined', examined: { count: 0, noun: 'queries' }, findings: 0 },
    { id: 'no-raw-entity-return', status: 'violated', examined: { count: 38, noun: 'endpoints' }, findings: 1 },
    { id: 'no-uuid-v4-keys', status: 'violated', examined: { count: 19, noun: 'tables' }, findings: 1 },
    { id: 'require-input-validation', status: 'violated', examined: { count: 38, noun: 'endpoints' }, findings: 1 },
  ],
  findings,
  problems: [
    { path: 'src/legacy/broken.ts', message: 'Unexpected token, expected `;` at 3:14' },
    { path: 'tsconfig.json', message: 'extends ./tsconfig.base.json, which is not there' },
  ],
};

export const cleanReport: Report = {
  ...sampleReport,
  summary: { ...sampleReport.summary, errors: 0, warnings: 0, suppressed: 0 },
  laws: [{ id: 'no-console', status: 'upheld', examined: { count: 214, noun: 'files' }, findings: 0 }],
  findings: [],
  problems: [],
};

/** `count` findings on one file, the last of them the only error. */
export function manyFindings(count: number): Report {
  const [template] = findings;
  if (!template) throw new Error('the sample has findings');
  const many = Array.from({ length: count }, (_, index): Finding => ({
    ...template,
    severity: index === count - 1 ? 'error' : 'warn',
    line: index + 1,
  }));
  return {
    ...sampleReport,
    summary: { ...sampleReport.summary, errors: 1, warnings: count - 1, suppressed: 0 },
    findings: many,
  };
}

export const sampleOptions: ReporterOptions = {
  color: false,
  columns: 80,
  readSource: (path) => sources[path] ?? null,
  verbose: false,
};
