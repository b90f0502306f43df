import { defineCheck } from '../define.js';
import type { ModuleInfo } from '../facts/layout.js';
import { own } from '../facts/own.js';
import type { Project } from '../facts/project.js';

const related = (a: ModuleInfo, b: ModuleInfo): boolean => a.dir === b.dir || a.dir.startsWith(`${b.dir}/`) || b.dir.startsWith(`${a.dir}/`);

export default defineCheck({
  id: 'no-cross-module-imports',
  rationale:
    'A module that imports another one shares its code, its tables and its release. Modules of a modular monolith talk through events or declared contracts, so that each can change, fail and move on its own.',
  messages: {
    import:
      'Module `{{from}}` {{verb}} `{{target}}` of module `{{to}}`, so the two can no longer change apart. Publish an event, or call `{{to}}` through a contract declared in the shared kernel.',
  },
  examples: {
    bad: [
      {
        'package.json': '{ "name": "shop", "dependencies": { "express": "^5.0.0" } }',
        'src/modules/orders/place-order.ts':
          "// ruleid: no-cross-module-imports\nimport { findCustomer } from '../customers/find-customer.js';\nexport const placeOrder = (id: string) => findCustomer(id);",
        'src/modules/customers/find-customer.ts': 'export const findCustomer = (id: string) => ({ id });',
      },
    ],
    good: [
      {
        'package.json': '{ "name": "shop", "dependencies": { "express": "^5.0.0" } }',
        'src/modules/orders/place-order.ts':
          "import { publish } from '../../shared/bus.js';\nexport const placeOrder = (id: string) => publish('order_placed', { id });",
        'src/modules/customers/on-order-placed.ts': 'export const onOrderPlaced = (id: string) => ({ id });',
        'src/shared/bus.ts': 'export const publish = (event: string, data: unknown) => ({ event, data });',
      },
    ],
  },
  limits: ['Imports whose specifier is computed at run time are not seen.'],
  check(project, report) {
    let examined = 0;
    for (const { file, fact, target } of project.files.filter(report.asksFor).flatMap(project.importsOf)) {
      if (file.kind !== 'runtime') continue;
      const from = project.moduleOf(file.path);
      if (!from) continue;
      examined += 1;
      const to = target === null ? null : project.moduleOf(target);
      if (!to || target === null || related(from, to) || project.isContract(target)) continue;
      const allowsTypes = (report.options(file.path)['allowTypeImports'] ?? project.layout.allowTypeImports) !== false;
      if (allowsTypes && (fact.typeOnly || (fact.names.length > 0 && fact.names.every((name) => isType(project, target, name, 0))))) continue;
      report.at(file, fact.at, 'import', {
        from: from.name,
        to: to.name,
        target: target.slice(to.dir.length + 1),
        verb: fact.form === 'export' ? 're-exports' : 'imports',
      });
    }
    report.examined(examined, 'imports');
  },
});

/** Whether what a file exports under a name is an interface or a type alias, itself or handed on: nothing of it is left at run time. */
function isType(project: Project, path: string, name: string, depth: number): boolean {
  const file = project.file(path);
  if (!file || depth > 4) return false;
  const from = (source: string, imported: string): boolean =>
    project.importsOf(file).some(({ fact, target }) => fact.source === source && target !== null && isType(project, target, imported, depth + 1));
  const fact = own(file.exports, name);
  if (!fact) return file.exportStars.some((source) => from(source, name));
  if ('from' in fact) return from(fact.from, fact.name);
  return fact.value.k === 'import' ? from(fact.value.source, fact.value.name) : fact.isType === true;
}
