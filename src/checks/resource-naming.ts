import { defineCheck } from '../define.js';
import type { MountFact } from '../facts/backend.js';
import type { Span } from '../facts/source.js';
import type { FileFacts } from '../facts/file.js';
import type { Endpoint, Project } from '../facts/project.js';
import { faultOf, nounIn, type Fault } from '../recognise/path-words.js';

export default defineCheck({
  id: 'resource-naming',
  rationale:
    'A path names a resource and the method says what is done to it, so that every client can guess the next path. Verbs and mixed spelling turn an API into a list of functions to look up.',
  messages: {
    verb: 'The path `{{path}}` says what is done (`{{segment}}`), which is the part of the method. Name the resource as a plural noun and let GET, POST, PATCH and DELETE say the rest.',
    action: 'The segment `{{segment}}` of `{{path}}` is a verb, so the path is a function call and no resource. Model the action as a resource or a state (`POST /orders/:id/cancellations`, `PATCH /orders/:id`).',
    spelling: 'The segment `{{segment}}` of `{{path}}` is not in kebab-case, so paths of this API are spelt in several ways. Write it in lower case with hyphens: `{{kebab}}`.',
    file: 'The path `{{path}}` ends like a file (`{{segment}}`), which ties the address to one format. Drop the ending and let the Accept header choose the format.',
  },
  examples: {
    bad: [
      `import express from 'express';\nconst app = express();\n// ruleid: resource-naming\napp.post('/create-order', (req, res) => {\n  res.status(201).end();\n});\n// ruleid: resource-naming\napp.get('/orderItems', (req, res) => {\n  res.json([]);\n});`,
    ],
    good: [
      `import express from 'express';\nconst app = express();\n// ok: resource-naming\napp.post('/orders', (req, res) => {\n  res.status(201).end();\n});\n// ok: resource-naming\napp.get('/order-items/:itemId', (req, res) => {\n  res.json([]);\n});`,
    ],
  },
  limits: ['Singular collections are not reported: a path alone does not tell a collection from a single resource.', 'tRPC, GraphQL and message handlers have no paths to judge.'],
  check(project, report) {
    // what answers a preflight stands beside the route that it is for
    const endpoints = project.endpoints.filter((e) => e.file.kind === 'runtime' && e.fact.protocol === 'http' && e.method !== 'OPTIONS');
    // the shortest path of a prefix stands for it
    endpoints.sort((a, b) => (a.path ?? '').split('/').length - (b.path ?? '').split('/').length);
    const seen = new Set<string>();
    const tell = (file: FileFacts, at: Span, key: string, path: string, fault: Fault): void => {
      if (seen.has(key)) return;
      seen.add(key);
      const { segment } = fault;
      if (fault.kind === 'spelling') report.at(file, at, 'spelling', { path, segment, kebab: fault.kebab });
      else report.at(file, at, fault.kind, { path, segment });
    };
    const nouns = nounsByFile(endpoints);
    let tables: ReadonlySet<string> | null = null;
    // what is stored under that name is a thing
    const isTable = (segment: string): boolean => (tables ??= new Set(project.tables.flatMap(({ fact }) => (fact.name === null ? [] : [plural(fact.name.toLowerCase())])))).has(plural(segment.toLowerCase()));
    for (const endpoint of endpoints) {
      const allowed = new Set([...wordsOf(report.options(endpoint.file.path)['allow']), ...(nouns.get(endpoint.file) ?? [])]);
      const allowActions = report.options(endpoint.file.path)['allowActions'] === true;
      const judged = (path: string): Fault | null => {
        const fault = faultOf(path, allowed);
        return fault?.kind === 'action' && (allowActions || (startsWith(endpoint.path ?? path, fault.segment) && isTable(fault.segment))) ? null : fault;
      };
      const prefix = controllerPrefix(endpoint);
      if (prefix) {
        const fault = judged(prefix.path);
        if (fault) tell(endpoint.file, prefix.at, `${endpoint.file.path}:${prefix.at.start}`, prefix.path, fault);
      }
      const path = ownPath(endpoint, prefix?.path ?? '');
      const fault = path === null ? null : judged(path);
      // a file that is a route is one registration, however many methods it exports, and a folder of them one prefix
      const isFile = endpoint.fact.framework.startsWith('nextjs') || endpoint.fact.handlers.length === 0;
      const key = isFile && path !== null && fault ? `${endpoint.fact.framework}:${project.packageOf(endpoint.file.path)?.dir ?? ''}:${path.slice(0, path.indexOf(fault.segment) + fault.segment.length)}` : `${endpoint.file.path}:${endpoint.fact.at.start}`;
      if (fault) tell(endpoint.file, endpoint.fact.at, key, endpoint.path ?? path!, fault);
    }
    for (const { file, at, path } of mounts(project, endpoints)) {
      const fault = faultOf(path, wordsOf(report.options(file.path)['allow']));
      if (fault) tell(file, at, `${file.path}:${at.start}`, path, fault);
    }
    report.examined(endpoints.length, 'endpoints');
  },
});

/** Whether a segment begins a path, a version and the like aside: a collection, and nothing that is done to another one. */
const startsWith = (path: string, segment: string): boolean => path.split('/').find((one) => one !== '' && !/^(api|v\d+)$/i.test(one)) === segment;

const plural = (word: string): string => (word.endsWith('s') ? word : `${word}s`);

const wordsOf = (option: unknown): ReadonlySet<string> => new Set(Array.isArray(option) ? option.filter((w): w is string => typeof w === 'string') : []);

/** Verbs that the routes of a file use as nouns. */
function nounsByFile(endpoints: readonly Endpoint[]): ReadonlyMap<FileFacts, readonly string[]> {
  const nouns = new Map<FileFacts, string[]>();
  for (const { method, file, fact } of endpoints) {
    const noun = method === 'GET' ? nounIn(fact.path ?? '') : null;
    if (noun !== null) nouns.set(file, [...(nouns.get(file) ?? []), noun]);
  }
  return nouns;
}

interface Prefix {
  readonly path: string;
  readonly at: Span;
}

/** `@Controller('orders')`, `@Controller({ path: 'orders' })`. */
function controllerPrefix({ file, fact }: Endpoint): Prefix | null {
  const cls = fact.cls === null || fact.router !== null ? null : file.classes[fact.cls];
  for (const decorator of cls?.decorators ?? []) {
    const { callee } = decorator;
    if (callee.k !== 'import' || !/^(Controller|JsonController|Route|controller)$/.test(callee.name)) continue;
    const [first] = decorator.args;
    const given = first?.k === 'object' && Object.hasOwn(first.props, 'path') ? first.props['path'] : first;
    if (given?.k === 'literal' && typeof given.value === 'string') return { path: given.value, at: decorator.at };
  }
  return null;
}

function ownPath({ fact, ownPath }: Endpoint, prefix: string): string | null {
  const own = fact.path ?? (fact.pathValue ? ownPath : null);
  if (own === null || prefix === '') return own;
  const plain = prefix.replace(/^\/+|\/+$/g, '');
  const at = own.replace(/^\/+/, '');
  return at === plain ? '' : at.startsWith(`${plain}/`) ? at.slice(plain.length) : own;
}

/** Prefixes that routers with endpoints are mounted on; not those of `app.use('/orders', limit)`, where a middleware stands. */
function mounts(project: Project, endpoints: readonly Endpoint[]): { file: FileFacts; at: Span; path: string }[] {
  const used = new Set(endpoints.map((e) => e.fact.framework));
  const isPrefix = (path: string): boolean => endpoints.some((e) => e.path?.includes(path) && !e.fact.path?.includes(path));
  // `use(x)` tells neither, so that it is taken for both
  const isMiddleware = (file: FileFacts, { at, child }: MountFact): boolean => {
    const resolved = file.middlewares.some((one) => one.at.start === at.start) ? project.resolve({ file, value: child, scope: null }) : [];
    return resolved.length > 0 && resolved.every((r) => r.r === 'function');
  };
  return project.files.flatMap((file) =>
    file.kind === 'runtime'
      ? file.mounts.flatMap((m) => (m.path && used.has(m.framework) && isPrefix(m.path) && !isMiddleware(file, m) ? [{ file, at: m.at, path: m.path }] : []))
      : [],
  );
}
