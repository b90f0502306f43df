import type { Finding, Report } from '../../src/facts/finding.js';
import type { BackendView } from '../../src/facts/inspection.js';
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

const moduleNode = (name: string, files: number) => ({ name, dir: `src/modules/${name}`, kind: 'module' as const, slices: [], files, endpoints: 1, tables: 0 });

/** Two modules that import each other, the one half with types alone, and a folder beside them. */
export const sampleBackend: BackendView = {
  endpoints: [
    {
      protocol: 'http',
      framework: 'NestJS',
      method: 'GET',
      route: '/v1/orders',
      shownRoute: '/v1/orders',
      handler: 'OrdersController.list',
      path: controller,
      line: 41,
      validated: 'no input',
      authenticated: 'yes',
      rateLimited: 'unknown',
      responseSchema: false,
      reads: ['orders'],
      writes: [],
      opaqueQueries: 0,
      paginated: 'no',
      readsIdempotencyKey: false,
    },
    {
      protocol: 'http',
      framework: 'NestJS',
      method: 'POST',
      route: '/v1/orders',
      shownRoute: '/v1/orders',
      handler: 'OrdersController.create',
      path: controller,
      line: 46,
      validated: 'no',
      authenticated: 'no',
      rateLimited: 'no',
      responseSchema: true,
      reads: [],
      writes: ['orders'],
      opaqueQueries: 1,
      paginated: 'no list',
      readsIdempotencyKey: true,
    },
  ],
  tables: [
    {
      table: 'orders',
      symbol: 'Order',
      path: 'prisma/schema.prisma',
      line: 1,
      layer: 'prisma',
      alsoAt: [],
      key: [{ column: 'id', type: 'String', generated: 'uuid v4' }],
      versionColumn: null,
      indexes: [],
      owner: { module: 'orders', because: 'writes it' },
      readers: [{ module: 'orders', queries: 2 }],
      writers: [{ module: 'orders', queries: 1 }],
    },
  ],
  modules: {
    nodes: [moduleNode('billing', 4), moduleNode('orders', 12), { ...moduleNode('src/shared', 3), dir: 'src/shared', kind: 'folder', endpoints: 0 }],
    edges: [
      { from: 'billing', to: 'orders', imports: 2, typeOnly: 1 },
      { from: 'orders', to: 'billing', imports: 1, typeOnly: 0 },
      { from: 'orders', to: 'src/shared', imports: 5, typeOnly: 5 },
    ],
    cycles: [['billing', 'orders']],
    files: [
      { path: 'src/modules/billing/invoice.ts', module: 'billing' },
      { path: controller, module: 'orders' },
      { path: 'src/shared/money.ts', module: 'src/shared' },
    ],
    fileEdges: [
      { from: 'src/modules/billing/invoice.ts', to: controller, typeOnly: false, lines: [1] },
      { from: controller, to: 'src/modules/billing/invoice.ts', typeOnly: false, lines: [3, 4] },
      { from: controller, to: 'src/shared/money.ts', typeOnly: true, lines: [5] },
    ],
  },
};

const importFinding: Finding = {
  law: 'no-cross-module-imports',
  severity: 'error',
  message: 'Module `billing` imports `orders.controller.ts` of module `orders`.',
  path: 'src/modules/billing/invoice.ts',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 40,
  related: [],
  fingerprint: '6666666666666666',
  source: { document: 'backend-design', section: '1. The Modular Monolith Mandate' },
};

/** The sample with a finding on an import between two modules, and another one that the baseline knows. */
export const tangledReport: Report = {
  ...sampleReport,
  summary: { ...sampleReport.summary, errors: 5, suppressed: 2 },
  baseline: { entries: 2, stale: 1 },
  findings: [
    ...sampleReport.findings,
    importFinding,
    { ...importFinding, path: controller, line: 4, fingerprint: '7777777777777777', suppressed: { kind: 'baseline', reason: null } },
  ],
};

/** What foreign text may hold: markup of every format, commands, line breaks, controls, half a surrogate pair. */
export const hostileText = [
  '::error::x %0A%25\r\n::stop-commands::y',
  '| a `b` c | <img src=x onerror=alert(1)> </details> <!-- -->',
  '"quoted" & \'single\' ]]> <![CDATA[ &amp; #quot;',
  '@somebody #12 [link](javascript:x) **bold** $x$ \u001b[31mred\u0007 \ud800 \u202e',
].join(' ');

export const hostileReport: Report = {
  ...sampleReport,
  stack: { ...sampleReport.stack, name: hostileText },
  findings: [
    {
      ...importFinding,
      message: hostileText,
      path: `src/${hostileText}/a,b:c.ts`,
      related: [{ path: hostileText, line: 1, message: hostileText }],
    },
    {
      ...importFinding,
      message: '=cmd|calc',
      path: '-dash.ts',
      fingerprint: '8888888888888888',
      suppressed: { kind: 'waiver', reason: hostileText },
    },
  ],
  problems: [{ path: hostileText, message: hostileText }],
};

/** `sampleBackend` with a module whose name is hostile. */
export const hostileBackend: BackendView = {
  ...sampleBackend,
  modules: {
    ...sampleBackend.modules,
    nodes: [moduleNode(hostileText, 1), moduleNode('orders', 1)],
    edges: [{ from: hostileText, to: 'orders', imports: 1, typeOnly: 0 }],
    cycles: [],
  },
};

export const sampleOptions: ReporterOptions = {
  color: false,
  columns: 80,
  readSource: (path) => sources[path] ?? null,
  verbose: false,
  backend: sampleBackend,
  pathPrefix: '',
  blobUrl: null,
  lawText: (law) =>
    law === 'no-console'
      ? { rationale: 'A line of text has no level.', bad: ["// ruleid: no-console\nconsole.log('paid');"], good: ["log.info({ event: 'paid' });"], limits: ['`console` handed on is not followed.'] }
      : null,
  failOn: 'error',
};
