import { defineCheck } from '../define.js';

const list = (names: readonly string[], most: number): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;

export default defineCheck({
  id: 'no-horizontal-layers',
  rationale:
    'A folder for each technical role spreads every business capability over all of them: one change touches five folders, and nothing shows what belongs together. A slice keeps handler, logic, schema and data access of one capability in one folder.',
  messages: {
    layer:
      'The folder `{{folder}}` holds the {{role}} code of {{count}} capabilities ({{capabilities}}), so one change touches a folder a role. Give each capability one folder: {{moves}}.',
  },
  examples: {
    bad: [
      {
        'package.json': '{ "name": "shop", "dependencies": { "express": "^5.0.0" } }',
        'src/controllers/order.controller.ts': 'export const createOrder = () => 1;',
        'src/controllers/customer.controller.ts': 'export const createCustomer = () => 1;',
        'expected-folders.json': '{ "no-horizontal-layers": ["src/controllers"] }',
      },
    ],
    good: [
      {
        'package.json': '{ "name": "shop", "dependencies": { "express": "^5.0.0" } }',
        'src/features/create-order/handler.ts': 'export const createOrder = () => 1;',
        'src/features/create-customer/handler.ts': 'export const createCustomer = () => 1;',
      },
    ],
  },
  check(project, report) {
    const { roleFolders, modules } = project.layout;
    for (const folder of roleFolders) {
      const ignored = report.options(`${folder.dir}/`)['ignoredFolders'];
      if (Array.isArray(ignored) && ignored.includes(folder.dir.slice(folder.dir.lastIndexOf('/') + 1))) continue;
      const names = folder.capabilities.map((c) => c.name);
      const parent = folder.dir.includes('/') ? `${folder.dir.slice(0, folder.dir.lastIndexOf('/'))}/` : '';
      const home = modules.find(({ root }) => root.startsWith(parent))?.root ?? `${parent}features`;
      const moves = folder.capabilities.slice(0, 2).map((c) => `${c.files[0]!.slice(parent.length)} to ${home}/${c.name}/`);
      report.folder(
        folder.dir,
        folder.files[0]!,
        'layer',
        { folder: folder.dir, role: folder.role, count: String(names.length), capabilities: list(names, 4), moves: moves.join(', ') },
        {
          related: folder.capabilities
            .slice(0, 12)
            .map((c) => ({ path: c.files[0]!, line: 0, message: `${c.files.length > 1 ? `${list(c.files.map((f) => f.slice(folder.dir.length + 1)), 3)} ` : ''}→ ${home}/${c.name}/` })),
        },
      );
    }
    report.examined(project.files.some((f) => f.kind === 'runtime') ? Math.max(1, roleFolders.length + modules.length) : 0, 'folders');
  },
});
