import { defineCheck } from '../define.js';
import { mayReach } from '../facts/endpoint-branches.js';
import type { Answer, AnswerStatus, Body, DecidedStatus, Endpoint, FunctionRef, LinkedCall, Project } from '../facts/project.js';
import type { FileFacts } from '../facts/file.js';
import type { Span } from '../facts/source.js';
import type { Value } from '../facts/value.js';
import { lastName } from '../facts/value.js';

export default defineCheck({
  id: 'http-status',
  needs: ['makers'],
  rationale:
    'The status code is the part of a response that every client, proxy and monitor understands. 201 says that something now exists, 204 that there is nothing to read, and an error that travels as 200 is an error that no alarm counts.',
  messages: {
    created: '{{endpoint}} creates a resource and answers {{status}}, so a client cannot tell it from a read. Answer 201, with a Location header where the resource has an address.',
    deleted: '{{endpoint}} answers 200 with {{body}}, so there is nothing for the client to read. Answer 204 and send no body.',
    failure: 'A failure is sent with {{status}} as {{body}}, so clients, proxies and monitors count it as a success. Answer with a 4xx or 5xx status.',
  },
  examples: {
    bad: [
      `import express from 'express';\nconst app = express();\nconst createOrder = async (input: unknown) => ({ id: 1, input });\napp.post('/orders', async (req, res) => {\n  const order = await createOrder(req.body);\n  // ruleid: http-status\n  res.json(order);\n});\napp.delete('/orders/:id', async (req, res) => {\n  // ruleid: http-status\n  res.json({ success: true });\n});`,
    ],
    good: [
      `import express from 'express';\nconst app = express();\nconst createOrder = async (input: unknown) => ({ id: 1, input });\napp.post('/orders', async (req, res) => {\n  const order = await createOrder(req.body);\n  // ok: http-status\n  res.status(201).json(order);\n});\napp.delete('/orders/:id', async (req, res) => {\n  // ok: http-status\n  res.status(204).end();\n});`,
    ],
  },
  limits: ['A POST counts as a creation when its path names a resource or says so and its handler calls something that creates that resource.', 'Statuses that a wrapper out of sight sets are not known.'],
  check(project, report) {
    const endpoints = project.endpoints.filter((e) => e.file.kind === 'runtime' && e.fact.protocol === 'http' && !e.ownSignature);
    const seen = new Set<string>();
    const isNew = (kind: string, file: FileFacts, at: Span): boolean => {
      const key = `${kind}:${file.path}:${at.start}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    };
    for (const endpoint of endpoints) {
      if (!endpoint.handler) continue;
      const answers = project.answers(endpoint);
      const name = `${endpoint.method} ${endpoint.shownPath}`;
      for (const answer of answers) {
        const failure = failureIn(project, answer);
        if (!failure) continue;
        const place = failure.at && failure.at.file !== answer.file ? failure.at : { file: answer.file, at: answer.fact.at };
        const decided = answer.fact.body?.k === 'param' && answer.place.file === endpoint.file ? answer.place : place;
        if (decided.file.kind === 'runtime' && isNew('failure', decided.file, decided.at)) report.at(decided.file, decided.at, 'failure', { status: String(answer.status.known[0]), body: shown(failure) });
      }
      if (endpoint.method === 'DELETE')
        for (const { file, at, body } of deletions(project, endpoint, answers)) {
          if (isNew('deleted', file, at)) report.at(file, at, 'deleted', { endpoint: name, body });
        }
      if (endpoint.method === 'POST')
        for (const { file, at, status } of creations(project, endpoint, answers)) {
          if (isNew('created', file, at)) report.at(file, at, 'created', { endpoint: name, status: String(status.known[0]) });
        }
    }
    report.examined(endpoints.length, 'endpoints');
  },
});

const shown = (body: Body): string => (body.keys.length === 0 ? 'an empty body' : `\`{ ${body.keys.slice(0, 5).join(', ')} }\``);

const is = ({ known, open }: AnswerStatus, codes: readonly number[]): boolean => known.length > 0 && !open && known.every((code) => codes.includes(code));

const isSuccess = (answer: Answer): boolean => answer.status.known.length > 0 && !answer.status.open && answer.status.known.every((code) => code >= 200 && code < 300);

/** A body that tells a failure, sent as a success. */
function failureIn(project: Project, answer: Answer): Body | null {
  if (!isSuccess(answer) || !answer.body || answer.fact.isOfSuccess) return null;
  const bodies = project.bodies(answer.body);
  return bodies.find((body) => (body.kind === 'error' || body.kind === 'flag') && body.keys.some((key) => tellsFailure.has(key))) ?? null;
}

const tellsFailure: ReadonlySet<string> = new Set(['success', 'error', 'errors', 'ok', 'status', 'statusCode', 'httpStatus', 'code']);

// ── DELETE ──

interface Deletion {
  readonly file: FileFacts;
  readonly at: Span;
  readonly body: string;
}

function deletions(project: Project, endpoint: Endpoint, answers: readonly Answer[]): Deletion[] {
  const handler = endpoint.handler!;
  const isNest = endpoint.fact.framework === 'nestjs';
  const successes = answers.filter((answer) => answer.status.open || answer.status.known.some((code) => code < 400));
  if (isNest && answers.length === 0) {
    // the framework answers for a handler that returns nothing
    if (project.decoratedStatus(endpoint) !== null || handler.fact.params.some((p) => p.decorators.some((d) => ['Res', 'Response'].includes(lastName(d.callee))))) return [];
    return [{ file: endpoint.file, at: endpoint.fact.at, body: 'an empty body' }];
  }
  const isOfRoutingControllers = handler.fact.decorators.some(({ callee }) => callee.k === 'import' && callee.source === 'routing-controllers');
  const wrong: Deletion[] = [];
  for (const answer of successes) {
    const bodies = answer.body ? project.bodies(answer.body) : [];
    if (bodies.length > 0 && bodies.every((body) => body.kind === 'error')) continue;
    if (!is(answer.status, [200])) return [];
    // routing-controllers answers 404 for what is `undefined`, unless `@OnUndefined` says another status (`ExpressDriver.ts`, `handleSuccess`)
    if (answer.fact.form === 'return' && isOfRoutingControllers && bodies.every((body) => body.kind === 'empty')) return [];
    if (!bodies.every((body) => body.kind === 'empty' || body.kind === 'message' || body.kind === 'error' || body.kind === 'flag')) return [];
    const said = bodies.find((body) => body.kind === 'message' || body.kind === 'flag');
    const place = isNest && answer.fact.form === 'return' ? { file: endpoint.file, at: endpoint.fact.at } : answer.place;
    wrong.push({ ...place, body: said ? `only ${shown(said)}` : 'an empty body' });
  }
  return wrong;
}

// ── POST ──

/** Last words of paths that act and create nothing that has an address. */
const actions =
  /^(presign(ed)?(-urls?)?|sign|log-?in|log-?out|sign-?in|sign-?out|auth|authenticate|authorize|token|refresh|refresh-?token|verify|verification|confirm|reset|forgot|password|search|query|filter|validate|check|preview|export|import|send|resend|test|run|execute|trigger|sync|cancel|close|open|archive|restore|apply|enable|disable|activate|deactivate|start|stop|move|reorder|sort|join|leave|accept|reject|approve|decline|publish|unpublish|callback|webhook|hook|graphql|rpc|batch|bulk|me|status|health|stats|download|parse|convert|calculate|estimate|generate|update|edit|delete|remove|login-.*|capture|refund|mark-.*|(re)?start-.*|stop-.*|close-.*|cancel-.*|transfer|complete|redeem|session|sessions|impersonate|switch|merge|duplicate|clone|track|collect|record|ingest|ingestion|metrics|logs|consent|event|ping|chat|completions?|invite|.*password.*|forgot.*|reset.*|.*verif.*|confirm.*|.*-code|codes?|(re)?send-.*|check-.*|validate-.*|generate-.*)$/;
const creating = /^(create|add|new|insert|register|registration|sign-?up|signup|upload|store|save-?new)$/;
/** `orders.create`: a resource and what is done to it. */
const rpcName = /^[a-z]\w*(\.[a-z]\w*)+$/i;
const makers = /^((bulk|batch)_?([Cc]reate|[Ii]nsert|[Aa]dd)|create|add|insert|register|signup|signUp|upload|new|make|store|save)(?=[A-Z_]|$)/;
/** Many at once: the segment before says of what. */
const many = /^(bulk|batch|many)$/;

/** What a POST is about, as its path tells. */
interface Posted {
  readonly resource: readonly string[];
  /** The path says that something is created. */
  readonly says: boolean;
  /** `monitors` of `/monitors/http`, where the last segment may be the kind. */
  readonly kindOf: string | null;
  readonly isMany: boolean;
}

/** Where a creating POST decides to answer 200: at a status decorator, else at each answer. */
function creations(project: Project, endpoint: Endpoint, answers: readonly Answer[]): DecidedStatus[] {
  const posted = postedTo(project, endpoint);
  if (!posted) return [];
  const { resource, says, kindOf, isMany } = posted;
  const handler = endpoint.handler!;
  const decorated = project.decoratedStatus(endpoint);
  // with a decorator the framework answers for a handler that returns nothing, too
  const isSilent = decorated !== null && answers.length === 0;
  const successes = plainSuccesses(project, answers);
  if (isSilent ? !is(decorated.status, [200]) : successes.length === 0) return [];
  const decides = (answer: Answer): DecidedStatus => (decorated && answer.fact.status === null ? decorated : { ...answer.place, status: answer.status });
  const from = creationIn(project, handler, resource, says, endpoint) ?? (kindOf === null ? null : kindCreatedIn(project, handler, kindOf));
  if (from !== null) return isSilent ? [decorated] : behind(successes, handler, from).map(decides);
  if (isMany) return [];
  // the handler hands request and response on, to a controller that creates
  return successes
    .filter((answer) => {
      const fn = functionAt(project, answer);
      return fn !== null && fn !== handler && creationIn(project, fn, resource, says, endpoint) !== null;
    })
    .map(decides);
}

function postedTo(project: Project, endpoint: Endpoint): Posted | null {
  const segments = (endpoint.path ?? endpoint.fact.path ?? '').split('/').flatMap((s) => (rpcName.test(s) ? s.split('.') : [s])).filter((s) => s !== '');
  const last = segments.at(-1);
  if (last === undefined || !isWord(last)) return null;
  const plain = last.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const before = segments.at(-2) ?? '';
  if (many.test(plain)) return postedToMany(project, endpoint, segments.slice(0, -1));
  const says =
    creating.test(plain) || /^(create|add|register)-/.test(plain) || (/^(create|register|upload|signup|sign-up)$/.test(before) && !actions.test(plain)) || (/^(register|signup|sign-up)$/.test(before) && plain === 'password');
  // `created-by-user` asks for what is there
  if (!says && /-by-/.test(plain)) return null;
  // a filter is a thing as well, where one is stored
  if (!says && actions.test(plain) && !(plain === 'filter' && stores(project, endpoint.handler!, /filters?$/i))) return null;
  const resource = stems(says ? segments.slice(0, -1).filter((s) => /^[A-Za-z]/.test(s)).at(-1) ?? plain : plain);
  return { resource, says, kindOf: says ? null : before, isMany: false };
}

/** `POST /orders/bulk`, unless it assigns to something (`/orders/:id/tags/bulk`), or changes and deletes as well. */
function postedToMany(project: Project, endpoint: Endpoint, segments: readonly string[]): Posted | null {
  const of = segments.at(-1);
  if (of === undefined || segments.some((segment) => !isWord(segment)) || project.queriesIn(endpoint.handler!).some(({ fact }) => fact.action === 'update' || fact.action === 'delete')) return null;
  return { resource: stems(of), says: false, kindOf: null, isMany: true };
}

/** Answers of success with 200; none where another one says that something was created. */
const plainSuccesses = (project: Project, answers: readonly Answer[]): Answer[] =>
  answers.some(({ status }) => status.known.includes(201) || status.known.includes(202)) ? [] : answers.filter((answer) => is(answer.status, [200]) && !isFailure(project, answer));

const behind = (successes: readonly Answer[], handler: FunctionRef, from: number): Answer[] => {
  const after = successes.filter(({ place }) => place.file !== handler.file || place.at.end >= from);
  return after.length > 0 ? after : successes.slice(-1);
};

/** `POST /monitors/http`: the last segment is the kind. The handler itself inserts into the table of that very name, and no other. */
function kindCreatedIn(project: Project, handler: FunctionRef, before: string): number | null {
  const [resource] = isWord(before) && !actions.test(before) ? stems(before) : [];
  const inserts = project.queriesIn(handler).filter(({ fact }) => fact.action === 'insert');
  return inserts.length > 0 && inserts.every(({ tableName }) => tableName !== null && stems(tableName)[0] === resource) ? Math.min(...inserts.map(({ fact }) => fact.at.start)) : null;
}

const isWord = (segment: string): boolean => /^[A-Za-z0-9._-]+$/.test(segment);

/** The outermost named function or method round the place of an answer. */
function functionAt(project: Project, { place }: Answer): FunctionRef | null {
  const index = place.file.functions.findIndex((f) => f.parent === null && f.at.start <= place.at.start && f.at.end >= place.at.end);
  return index < 0 ? null : project.fn(place.file, index);
}

const isFailure = (project: Project, answer: Answer): boolean => answer.body !== null && project.bodies(answer.body).some((body) => body.kind === 'error' || body.kind === 'flag');

/** `order-items` gives `item` and `orderitem`. */
function stems(segment: string): readonly string[] {
  const all = segment.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().split(/[-_.]/);
  // `move-to-space` is about no space
  const purpose = all.findIndex((word, i) => i > 0 && /^(?:for|from|by|with|of|in|to|on)$/.test(word));
  const words = (purpose < 0 ? all : all.slice(0, purpose)).map(singular);
  return [words.join(''), words.at(-1) ?? ''].filter((w) => w.length > 2);
}

const singular = (word: string): string => (word.endsWith('ies') ? `${word.slice(0, -3)}y` : /(s|x|ch|sh)es$/.test(word) ? word.slice(0, -2) : word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word);

/** Where a handler creates the resource: the offset of the first insert or call that does; `null` if none is seen. */
function creationIn(project: Project, handler: FunctionRef, resource: readonly string[], says: boolean, endpoint: Endpoint): number | null {
  const offsets: number[] = [];
  const isReached = (at: Span): boolean => mayReach(endpoint, { file: handler.file, at });
  const isOf = (name: string): boolean => {
    const plain = name.replace(/ies(?=[A-Z_]|$)/g, 'y').toLowerCase().replace(/[^a-z]/g, '');
    return resource.some((stem) => plain.includes(stem));
  };
  for (const query of project.queriesIn(handler)) if (query.fact.action === 'insert' && isReached(query.fact.at) && (says || query.tableName === null || isOf(query.tableName))) offsets.push(query.fact.at.start);
  // `createUnsubscribeResponse` creates nothing that has an address, unless responses are what the path is about
  const isMade = (name: string): boolean => {
    const made = madeForAnswers.exec(name)?.[0].toLowerCase();
    return (made === undefined || resource.some((stem) => stem.endsWith(made))) && isOf(withoutPurpose(name));
  };
  for (const call of project.calls(handler)) if (isReached(call.at) && makes(project, call, isOf, isMade, says)) offsets.push(call.at.start);
  offsets.push(...savedNew(project, project.calls(handler).filter(({ at }) => isReached(at)), isMade));
  // what packages are asked to create is known by its name alone
  for (const maker of handler.file.makers ?? [])
    if (maker.at.start >= handler.fact.at.start && maker.at.end <= handler.fact.at.end && isReached(maker.at) && isMade(maker.name)) offsets.push(maker.at.start);
  return offsets.length === 0 ? null : Math.min(...offsets);
}

/** `orders.save(new Order(…))` of a repository, where nothing else is saved. */
function savedNew(project: Project, calls: readonly LinkedCall[], isMade: (name: string) => boolean): number[] {
  const saving = calls.filter(({ callee }) => callee.k === 'member' && /^(?:save|persist|persistAndFlush)$/.test(callee.name));
  const news = saving.filter(({ args: [given] }) => given?.value.k === 'new' && project.resolve(given).some((r) => r.r === 'instance' && isMade(r.ref.fact.name ?? '')));
  return news.length === saving.length ? news.map(({ at }) => at.start) : [];
}

/** `createForUser` makes something else than a user: what is made stands before the preposition. */
const withoutPurpose = (name: string): string => name.replace(/(?:For|From|By|With|Of|In|To|On)(?=[A-Z]).*$/, '');

/** `spaceAbility.createForUser(user)` makes an ability: where the name says only for whom, what the owner is named for last. */
const makersOwner = (name: string, owner: string): string =>
  withoutPurpose(name) === name ? owner : (/[A-Z]?[a-z0-9]+$/.exec(owner.replace(/(?:Service|Repository|Repo|Store|Manager|Model|Factory|Dao)$/, ''))?.[0] ?? owner);

const madeForAnswers = /(?:Response|Error|Result|Page|Html|Schema|Client|Logger)$/;

function makes(project: Project, call: LinkedCall, isOf: (name: string) => boolean, isMade: (name: string) => boolean, says: boolean): boolean {
  const name = calleeName(call.callee);
  const owner = ownerOf(project, call);
  // a counter: https://opentelemetry.io/docs/specs/otel/metrics/api/#counter-operations
  if (name === 'add' && call.args[0]?.value.k === 'literal' && typeof call.args[0].value.value === 'number') return false;
  if (makers.test(name) && (isMade(name) || (isOf(makersOwner(name, owner)) && !madeForAnswers.test(name)))) return true;
  if (/create/i.test(owner) && isOf(withoutPurpose(owner))) return true;
  if (/^save/.test(name) && isBuilt(call.callee, isOf)) return true;
  // `postOrder` of the project, where it inserts
  const own = name || (call.targets[0]?.fact.name ?? '');
  if (!says && !makers.test(name) && !(/^(?:post|persist)[A-Z]/.test(own) && isOf(withoutPurpose(own)))) return false;
  // a function of the project that inserts
  return call.targets.some((target) => inserts(project, target, isOf, says, 0));
}

/** Whether a handler, or a function that it calls, inserts into a table of that name. */
const stores = (project: Project, handler: FunctionRef, table: RegExp): boolean =>
  [handler, ...project.calls(handler).flatMap(({ targets }) => targets)].some((fn) => project.queriesIn(fn).some((q) => q.fact.action === 'insert' && q.tableName !== null && table.test(q.tableName)));

/** `Order.build(…)` of Sequelize that is then saved. */
function isBuilt(callee: Value, isOf: (name: string) => boolean): boolean {
  const made = callee.k === 'member' && callee.of.k === 'call' ? callee.of.callee : null;
  return made?.k === 'member' && made.name === 'build' && isOf(calleeName(made.of));
}

function inserts(project: Project, fn: FunctionRef, isOf: (name: string) => boolean, says: boolean, level: number): boolean {
  if (project.queriesIn(fn).some((q) => q.fact.action === 'insert' && (says || q.tableName === null || isOf(q.tableName)))) return true;
  return level < 3 && project.calls(fn).some((call) => call.targets.some((target) => target !== fn && inserts(project, target, isOf, says, level + 1)));
}

/** The last word of what is called that says something: `run` of `createOrder(scope).run()` does not. */
function calleeName(value: Value): string {
  if (value.k === 'member') {
    if (['run', 'execute', 'call', 'apply', 'then', 'handle', 'exec'].includes(value.name)) return calleeName(value.of);
    return value.name;
  }
  if (value.k === 'call' || value.k === 'new') return calleeName(value.callee);
  return value.k === 'import' || value.k === 'ref' || value.k === 'global' ? value.name : '';
}

/** The class or object that a method stands on: `CreateOrderUseCase`, `ordersService`. */
function ownerOf(project: Project, call: LinkedCall): string {
  const cls = call.targets[0]?.fact.cls;
  const target = call.targets[0];
  const declared = target && cls !== null && cls !== undefined ? (target.file.classes[cls]?.name ?? '') : '';
  const of = call.callee.k === 'member' ? call.callee.of : null;
  const written = of && (of.k === 'member' || of.k === 'ref' || of.k === 'import') ? of.name : '';
  void project;
  return declared || written;
}
