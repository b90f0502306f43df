/** What folder names of backends mean, in lower case and without the marks before them. */

/** A folder's name without what teams and frameworks mark it with: `core` for `@core`, `_core` and `(core)`. */
export const plainName = (name: string): string => name.toLowerCase().replace(/^[@_.(]+|\)$/g, '');

/** Folders whose children are business modules (DEFINITIONS, no-cross-module-imports). */
export const MODULE_PARENTS: ReadonlySet<string> = new Set(['modules', 'features', 'domains', 'contexts', 'bounded-contexts', 'slices']);

/** Folders of a module whose children are slices. */
export const SLICE_PARENTS: ReadonlySet<string> = new Set(['slices', 'features', 'use-cases', 'usecases', 'commands', 'queries']);

/** Shared kernel: every module may use it, and it is no module. */
export const KERNEL: ReadonlySet<string> = new Set([
  'common', 'commons', 'shared', 'core', 'kernel', 'config', 'configs', 'configuration', 'database', 'db', 'lib', 'libs',
  'libraries', 'utils', 'util', 'utilities', 'helpers', 'helper', 'infra', 'infrastructure', 'types', 'typings', 'prisma',
  'drizzle', 'typeorm', 'mongoose', 'logger', 'logging', 'health', 'constants', 'errors', 'exceptions', 'middleware',
  'middlewares', 'decorators', 'guards', 'interceptors', 'filters', 'pipes', 'plugins', 'i18n', 'env', 'setup', 'bootstrap',
  'monitoring', 'metrics', 'telemetry', 'observability', 'tracing',
]);

/** Children of a `modules/` folder that are no modules: the kernel and what composes the service (settled cases). */
export const NO_MODULE: ReadonlySet<string> = new Set([...KERNEL, 'app', 'server', 'http', 'root']);

/** Folders that hold a `*.module.ts` and are technical all the same (settled cases: layers and infrastructure modules). */
export const TECHNICAL: ReadonlySet<string> = new Set([
  'api', 'app', 'server', 'service', 'services', 'controllers', 'repositories', 'entities', 'entity', 'models', 'schemas',
  'connection', 'event-bus', 'pubsub', 'events', 'event', 'cache', 'caching', 'redis', 'redis-cache', 'job-queue', 'jobs', 'queue',
  'queues', 'worker', 'workers', 'mail', 'mailer', 'mailing', 'email', 'emails', 'plugin', 'process-context', 'health-check',
  'healthcheck', 'scheduler', 'cron', 'tasks', 'http', 'graphql', 'websocket', 'websockets', 'gateway', 'gateways',
  'providers', 'adapters', 'integrations', 'data-import', 'seeds', 'migrations', 'throttler', 'storage', 'crypto', 'swagger',
]);

/** Role folders by their singular role. Middleware, guards and their like are shared kernel, `types` holds no code. */
export const ROLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    controller: ['controller', 'controllers', 'ctrl', 'ctrls'],
    service: ['service', 'services'],
    repository: ['repository', 'repositories', 'repo', 'repos'],
    dao: ['dao', 'daos'],
    model: ['model', 'models'],
    entity: ['entity', 'entities'],
    dto: ['dto', 'dtos'],
    route: ['route', 'routes'],
    router: ['router', 'routers'],
    resolver: ['resolver', 'resolvers'],
    handler: ['handler', 'handlers'],
    validator: ['validator', 'validators', 'validation', 'validations'],
    schema: ['schema', 'schemas'],
    interface: ['interface', 'interfaces'],
    query: ['query', 'queries'],
    mapper: ['mapper', 'mappers'],
    serializer: ['serializer', 'serializers'],
  }).flatMap(([role, names]) => names.map((name): [string, string] => [name, role])),
);

/** Words at the end of a file name that say its role, not its capability. */
export const ROLE_WORDS: ReadonlySet<string> = new Set([
  ...ROLES.keys(), 'module', 'interface', 'usecase', 'type', 'types', 'request', 'response', 'input', 'output', 'impl', 'api',
  'store', 'stores', 'table', 'data', 'access', 'factory', 'server', 'action', 'actions', 'endpoint', 'endpoints', 'gateway',
  'middleware', 'guard', 'util', 'utils', 'helper', 'helpers', 'decorator', 'subscriber', 'listener', 'base', 'list',
]);

/** Verbs at the start of a file name: `create-user` is about `user`. */
export const VERBS: ReadonlySet<string> = new Set([
  'create', 'get', 'find', 'list', 'update', 'delete', 'remove', 'add', 'fetch', 'search', 'upsert', 'patch', 'put', 'post',
  'set', 'save', 'load', 'read', 'all', 'i', 'base', 'use', 'register', 'new', 'edit', 'count', 'bulk', 'query',
]);

/** Names of files and folders that are no business capability. */
export const NO_CAPABILITY: ReadonlySet<string> = new Set([
  ...KERNEL, '', 'index', 'base', 'abstract', 'main', 'type', 'constant', 'error', 'exception', 'root', 'initializer', 'init', 'autohook',
  'pagination', 'paginate', 'page', 'response', 'request', 'result', 'generic', 'global', 'default', 'crud', 'ready', 'status-code',
  'swagger', 'openapi', 'doc', 'docs', 'date-range', 'filter', 'sort', 'public', 'private', 'internal', 'admin', 'external', 'web', 'rest',
  'sequelize', 'mongo', 'postgres', 'sql', 'token', 'hash', 'password-hash', 'file-upload', 'upload', 'log', 'test', 'validate',
  'message', 'environment', 'mail', 'mailer', 'mailing', 'email', 'smtp', 'sms', 'cache', 'caching', 'redis', 'queue', 'worker',
  'job', 'job-queue', 'event-bus', 'connection', 'scheduler', 'cron', 'http', 'graphql', 'websocket', 'socket', 'server', 'app',
  'api', 'health-check', 'healthcheck', 'throttler', 'crypto', 'jwt', 'encryption', 'process-context', 'subscriber', 'listener',
]);
