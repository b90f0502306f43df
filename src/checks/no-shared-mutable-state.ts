import { defineCheck } from '../define.js';
import type { FileFacts } from '../facts/file.js';
import { functionName, functionsAround } from '../facts/functions.js';
import type { Endpoint, FunctionRef, Project } from '../facts/project.js';
import { isSameSpan } from '../facts/source.js';
import type { StateHolderFact, StateWriteFact } from '../facts/state.js';
import { accepts } from '../facts/state.js';
import { injectableClasses, lifecycleMethods, socketServers } from '../recognise/request-code.js';

/** Calls between a handler and the function that writes. */
const maxHops = 3;

const forms: Readonly<Record<StateHolderFact['form'], string>> = { variable: 'variable', array: 'array', object: 'object', map: 'Map', set: 'Set' };

export default defineCheck({
  id: 'no-shared-mutable-state',
  needs: ['state'],
  rationale:
    'What a handler writes to a module-level variable is seen by every other request of the same process, and by no other process: requests read the data of strangers, two instances disagree, a restart forgets everything, and memory grows for as long as the process lives.',
  messages: {
    write:
      '`{{written}}` in `{{where}}`{{endpoint}} changes the module-level {{form}} `{{name}}`, which all requests of this process share and other instances never see. Keep it in the database or a shared store, or hand it on as a parameter.',
  },
  examples: {
    bad: [
      `import express from 'express';\nconst app = express();\nconst carts = new Map<string, string[]>();\napp.post('/carts/:id/items', (req, res) => {\n  // ruleid: no-shared-mutable-state\n  carts.set(req.params.id, [...(carts.get(req.params.id) ?? []), req.body.sku]);\n  res.status(204).end();\n});`,
      {
        'src/counters.ts': 'export const counters = { visits: 0 };',
        'src/app.ts': `import express from 'express';\nimport { counters } from './counters.js';\nconst app = express();\napp.get('/', (req, res) => {\n  // ruleid: no-shared-mutable-state\n  counters.visits += 1;\n  res.json({ visits: counters.visits });\n});`,
      },
    ],
    good: [
      `import express from 'express';\nimport { createClient } from 'redis';\nconst app = express();\nlet client: ReturnType<typeof createClient> | null = null;\nfunction redis() {\n  // ok: no-shared-mutable-state\n  client ??= createClient();\n  return client;\n}\napp.post('/carts/:id/items', async (req, res) => {\n  await redis().rPush(\`cart:\${req.params.id}\`, req.body.sku);\n  res.status(204).end();\n});`,
    ],
  },
  limits: [
    'Fields of classes that live as long as the process are not judged.',
    'What is called a cache, memo or pool, by its name or the comment above it, and what is made once or loses entries by size or timer is left alone.',
    'Functions that no endpoint reaches within three calls count only as methods of injected classes and in socket handlers.',
  ],
  check(project, report) {
    let examined = 0;
    const injected = new Map<string, boolean>();
    for (const file of project.files.filter(report.asksFor))
      for (const write of file.state?.writes ?? []) {
        examined += 1;
        const holder = holderOf(project, file, write);
        if (!holder || holder.kept || isAllowed(report.options(file.path)['allow'], holder.name)) continue;
        const around = functionsAround(project, file, write.fn);
        const request = requestOf(project, around, injected);
        if (!request) continue;
        report.at(file, write.at, 'write', {
          written: write.written,
          where: functionName(around.find((fn) => fn.fact.name !== null) ?? around[0]!),
          endpoint: request.endpoint ? ` for ${request.endpoint.method} ${request.endpoint.shownPath}` : '',
          form: forms[holder.form],
          name: holder.name,
        });
      }
    report.examined(examined, 'writes to module-level names');
  },
});

const isAllowed = (allow: unknown, name: string): boolean => Array.isArray(allow) && allow.includes(name);

/** The declaration that is written to, in this file or in the one it is imported from. */
function holderOf(project: Project, file: FileFacts, { state, name, how, nested }: StateWriteFact): StateHolderFact | null {
  if (state.k === 'ref') return file.state?.holders.find((holder) => holder.name === name) ?? null;
  for (const r of project.resolve({ file, value: state, scope: null })) {
    const place = r.r === 'value' ? { file: r.located.file, value: r.located.value } : null;
    const at = place && 'at' in place.value ? place.value.at : r.r === 'external' && r.how === 'instance' ? r.made?.at : undefined;
    const owner = place?.file ?? (r.r === 'external' ? r.made?.file : undefined);
    if (!at || !owner || owner.kind !== 'runtime') continue;
    const found = owner.state?.holders.find((holder) => isSameSpan(holder.at, at));
    if (found && (nested ? found.form !== 'set' : accepts(found.form, how))) return found;
  }
  return null;
}

/** Whether a request runs the innermost of the functions, and for which endpoint; `null` when nothing tells that one does. */
function requestOf(project: Project, around: readonly FunctionRef[], injected: Map<string, boolean>): { readonly endpoint: Endpoint | null } | null {
  for (const fn of around) {
    const step = project.requestPath.get(fn);
    if (step && step.hops <= maxHops) return { endpoint: step.endpoint };
    if (isListener(fn)) return isSocketHandler(project, around) ? { endpoint: null } : null;
    if (fn.fact.cls !== null && isInjectedMethod(project, fn, injected)) return { endpoint: null };
  }
  return null;
}

/** A callback that an emitter or a timer calls when it likes: `redis.on('error', () => { up = false; })`. */
function isListener(fn: FunctionRef): boolean {
  const { passedTo } = fn.fact;
  if (!passedTo) return false;
  const { callee } = passedTo;
  if (callee.k === 'global') return /^set(Timeout|Interval|Immediate)$/.test(callee.name);
  return callee.k === 'member' && /^(on|once|addListener|addEventListener|subscribe)$/.test(callee.name) && callee.of.k !== 'param';
}

/** `io.on('connection', (socket) => …)` serves the messages of one client after the other. */
const isSocketHandler = (project: Project, around: readonly FunctionRef[]): boolean =>
  around.some(({ file, fact: { passedTo } }) => {
    if (passedTo?.callee.k !== 'member' || passedTo.callee.name !== 'on') return false;
    return project.resolve({ file, value: passedTo.callee.of, scope: null }).some((r) => r.r === 'external' && socketServers.has(r.symbol));
  });

function isInjectedMethod(project: Project, fn: FunctionRef, known: Map<string, boolean>): boolean {
  if (fn.fact.isConstructor || lifecycleMethods.has(fn.fact.name ?? '')) return false;
  const key = `${fn.file.path}:${fn.fact.cls}`;
  let injected = known.get(key);
  if (injected === undefined) {
    const { decorators } = fn.file.classes[fn.fact.cls!]!;
    injected = decorators.some((d) => project.resolve({ file: fn.file, value: d.callee, scope: null }).some((r) => r.r === 'external' && injectableClasses.has(r.symbol)));
    known.set(key, injected);
  }
  return injected;
}
