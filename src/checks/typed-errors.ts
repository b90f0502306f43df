import { defineCheck } from '../define.js';
import type { ClassFact, DecoratorFact } from '../facts/code.js';
import { endpointName } from '../facts/endpoint-name.js';
import type { FileFacts } from '../facts/file.js';
import { functionName, functionsAround } from '../facts/functions.js';
import type { ClassRef, FunctionRef, Project } from '../facts/project.js';
import type { Value } from '../facts/value.js';
import { isNamedConfig } from '../recognise/config-modules.js';
import { environmentPackages } from '../recognise/environment.js';

const thrown: Readonly<Record<string, string>> = { error: 'a bare `Error`', text: 'a string', object: 'an object literal' };

export default defineCheck({
  id: 'typed-errors',
  needs: ['effects', 'environment', 'throws'],
  rationale:
    'An error class with a status and a type tells the central error handler what to answer and tells callers what they may catch. A bare Error says nothing but a sentence, so every failure becomes a 500 or a comparison of texts.',
  messages: {
    thrown:
      '{{where}} throws {{what}} on the request path, so nothing can tell this failure from any other and the client gets a 500. Throw an error class with a type and a status, such as `class OrderNotFoundError extends AppError`.',
  },
  examples: {
    bad: [
      `import express from 'express';\nconst app = express();\napp.get('/orders/:id', (req, res) => {\n  // ruleid: typed-errors\n  if (!/^[0-9]+$/.test(req.params.id)) throw new Error('bad id');\n  res.json({ id: req.params.id });\n});`,
    ],
    good: [
      `import express from 'express';\nclass InvalidIdError extends Error {\n  readonly status = 400;\n  readonly type = 'invalid-id';\n}\nconst app = express();\napp.get('/orders/:id', (req, res) => {\n  // ok: typed-errors\n  if (!/^[0-9]+$/.test(req.params.id)) throw new InvalidIdError('bad id');\n  res.json({ id: req.params.id });\n});`,
    ],
  },
  limits: ['Code that no endpoint reaches by a call that can be followed, and that stands in no service, repository, guard or the like, is left alone.'],
  check(project, report) {
    const files = project.files.filter((f) => f.kind === 'runtime' && report.asksFor(f) && (f.throws?.length ?? 0) > 0);
    if (files.length === 0) return report.examined(0, 'throws');
    const functions = project.requestPath;
    const classes = new Set([...functions.keys()].flatMap((fn) => (fn.fact.cls === null ? [] : project.cls(fn.file, fn.fact.cls))));
    let examined = 0;
    for (const file of files)
      for (const fact of file.throws ?? []) {
        examined += 1;
        if (fact.fn === null || fact.unreachable) continue;
        const around = functionsAround(project, file, fact.fn);
        if (around.some((fn) => (fn.fact.passedTo && isExecutor(fn)) || double.test(classAround(project, fn)?.fact.name ?? ''))) continue;
        const reached = around.some((fn) => functions.has(fn));
        if (!reached && !around.some((fn) => isRequestMethod(project, fn, classes))) continue;
        if (isConfiguration(file)) continue;
        report.at(file, fact.at, 'thrown', { where: nameOf(project, around), what: thrown[fact.form]! });
      }
    report.examined(examined, 'throws');
  },
});

/** A throw inside `new Promise((resolve, reject) => …)` rejects. */
const isExecutor = (fn: FunctionRef): boolean => fn.fact.passedTo?.callee.k === 'global' && fn.fact.passedTo.callee.name === 'Promise';

/** What the law names: services, logic, repositories, guards, middlewares. */
const requestClass = /(Service|ServiceImpl|Repository|RepositoryImpl|Repo|Controller|Guard|Middleware|Strategy|UseCase|Interactor|CommandHandler|QueryHandler|Resolver|Interceptor|Provider|ProviderService|Dao|DAO)(Base)?$/;
/** Work that no client waits for, told by the class or its folder. */
const background = /(Worker|Job|Jobs|Task|Tasks|Cron|Scheduler|Queue|Processor|Consumer|Seeder|Migration|Listener|Subscriber)(Service|Strategy|Provider|Manager)?$|(Job|Queue|Scheduler|Scheduled|Cron|Worker|Seed|Import)[A-Z]\w*(Strategy|Provider|Service)$/;
const backgroundFolder = /(^|\/)((?:[\w-]+[-_])?workers?|jobs?|queues?|crons?|schedulers?|tasks|consumers?|processors?|seeds?|importers?|data-import|job-queue)(\/|$)/;
const double = /^(Fake|Mock|Stub|Dummy|Noop)[A-Z0-9]|(Fake|Mock|Stub)$/;
const startUp = /^(validate(Options|Config\w*|Env\w*)|constructor|onModuleInit|onApplicationBootstrap|onModuleDestroy|onApplicationShutdown|beforeApplicationShutdown|configure|bootstrap|main|start|init|initialize|initialise|setup|register|forRoot|forRootAsync|forFeature|createMikroOrmOptions|createTypeOrmOptions|createMongooseOptions)$/;

const injectables: ReadonlySet<string> = new Set(['Injectable', 'Controller', 'Resolver', 'Service', 'injectable', 'singleton', 'CommandHandler', 'QueryHandler', 'WebSocketGateway']);

const decoratorName = ({ callee }: DecoratorFact): string => (callee.k === 'import' || callee.k === 'ref' || callee.k === 'global' || callee.k === 'member' ? callee.name : '');

function isRequestMethod(project: Project, fn: FunctionRef, reached: ReadonlySet<ClassRef>): boolean {
  const cls = classAround(project, fn);
  if (cls === null || isStartUp(fn) || runsAtStartUp(project, fn, 0)) return false;
  const name = cls.fact.name ?? '';
  if (background.test(name)) return false;
  if (reached.has(cls)) return true;
  if (backgroundFolder.test(fn.file.path)) return false;
  return requestClass.test(name) || isInjectable(cls.fact) || isDataSource(cls.fact);
}

/** The class whose method a function is, or in an object of whose field it stands: `actions = { find: async (id) => … }`. */
function classAround(project: Project, { file, fact, index }: FunctionRef): ClassRef | null {
  if (fact.cls !== null) return project.cls(file, fact.cls);
  const cls = fact.parent === null ? file.classes.findIndex(({ fields }) => Object.values(fields).some(({ value }) => value !== null && holds(value, index))) : -1;
  return cls < 0 ? null : project.cls(file, cls);
}

const holds = (value: Value, fn: number): boolean => value.k === 'object' && Object.values(value.props).some((prop) => (prop.k === 'function' && prop.fn === fn) || holds(prop, fn));

/** A module that resolves configuration: it refuses to go on without it, whoever asks first. */
const isConfiguration = (file: FileFacts): boolean => isNamedConfig(file.path) && file.endpoints.length === 0 && ((file.environment?.length ?? 0) > 0 || file.imports.some(({ source, typeOnly }) => !typeOnly && (source === '@nestjs/config' || environmentPackages.has(source))));

/** Who throws, for the message: a function by its name, the handler of a route by its route. */
function nameOf(project: Project, around: readonly FunctionRef[]): string {
  for (const fn of around) {
    const step = project.requestPath.get(fn);
    const endpoint = step?.hops === 0 ? step.endpoint : null;
    // a callback is called after what its result is kept in: that is no name
    if (fn.fact.name !== null && (fn.fact.passedTo === null || step?.hops === 0)) return `\`${functionName(fn)}\``;
    if (endpoint?.handler === fn) return `The handler of ${endpointName(endpoint)}`;
  }
  return 'This function';
}

const isStartUp = ({ fact }: FunctionRef): boolean => fact.isConstructor || startUp.test(fact.name ?? '');

/** Whether constructors and start-up methods are all that calls a function. */
function runsAtStartUp(project: Project, fn: FunctionRef, level: number): boolean {
  const callers = project.callersOf(fn);
  return (
    callers.length > 0 &&
    level < 3 &&
    callers.every(({ file, call }) => {
      const around = call.fn === null ? [] : functionsAround(project, file, call.fn);
      // a constructor that registers routes calls their handlers no more than others do
      return !around.some((caller) => project.requestPath.has(caller)) && around.some((caller) => isStartUp(caller) || (caller !== fn && runsAtStartUp(project, caller, level + 1)));
    })
  );
}

/** What resolvers of a GraphQL server read through (apollographql.com/docs/apollo-server/data/fetching-data). */
const dataSources = /^(?:apollo-datasource#DataSource|(?:apollo-datasource-rest|@apollo\/datasource-rest)#RESTDataSource|apollo-datasource-mongodb#MongoDataSource|datasource-sql#(?:Batched)?SQLDataSource)$/;

const isDataSource = ({ extends: base }: ClassFact): boolean => base?.k === 'import' && dataSources.test(`${base.source}#${base.name}`);

const isInjectable = (cls: ClassFact): boolean => cls.decorators.some((d) => injectables.has(decoratorName(d)));
