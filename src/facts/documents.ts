import type { Span } from './source.js';

/** One operation of an OpenAPI description. */
export interface OperationFact {
  /** Upper case. */
  readonly method: string;
  /** As written, with its parameters in braces and without the servers' part. */
  readonly path: string;
  readonly operationId: string | null;
  /** Names of the schemes that it asks for, its own or the description's; empty where it is open to everyone. */
  readonly security: readonly string[];
  /** Whether a body is described: `schema` with its shape, `none` where the operation takes none. */
  readonly request: 'schema' | 'untyped' | 'none';
  readonly responses: readonly { readonly status: string; readonly schema: boolean }[];
  readonly at: Span;
}

/** An OpenAPI or Swagger description. */
export interface ApiDescription {
  readonly form: 'openapi';
  readonly path: string;
  readonly lines: readonly number[];
  /** `3.1.0`, `2.0`. */
  readonly version: string;
  readonly operations: readonly OperationFact[];
}

/** One job of a CI workflow. */
export interface JobFact {
  readonly name: string;
  /** Images of the containers that run beside it. */
  readonly services: readonly string[];
  /** The image that it runs in, `null` where none is named. */
  readonly image: string | null;
  /** Actions and called workflows: `actions/checkout@v4`. */
  readonly uses: readonly string[];
  readonly needs: readonly string[];
  readonly commands: readonly { readonly text: string; readonly at: Span }[];
  readonly at: Span;
}

/** A CI workflow. */
export interface WorkflowFact {
  readonly form: 'workflow';
  readonly path: string;
  readonly lines: readonly number[];
  readonly system: 'github' | 'gitlab';
  readonly jobs: readonly JobFact[];
  /** Files that it includes, which are not read with it. */
  readonly includes: readonly string[];
}

/** One stage of a Dockerfile: a `FROM` and what follows. */
export interface StageFact {
  readonly name: string | null;
  /** Image or stage that it starts from, variables as written. */
  readonly base: string;
  /** `base` is an earlier stage of the file. */
  readonly fromStage: boolean;
  /** The last `USER`, its group left off; `null` where the base decides. */
  readonly user: string | null;
  /** `null` where none is set; `none` where the base's is switched off. */
  readonly healthcheck: string | null;
  readonly expose: readonly string[];
  readonly entrypoint: string | null;
  readonly command: string | null;
  readonly at: Span;
}

export interface ImageFact {
  readonly form: 'image';
  readonly path: string;
  readonly lines: readonly number[];
  readonly stages: readonly StageFact[];
}

/** One service of a compose file. */
export interface ServiceFact {
  readonly name: string;
  /** `null` where it is built. */
  readonly image: string | null;
  readonly build: boolean;
  /** Short form, `host:container/protocol` as far as they are given. */
  readonly ports: readonly string[];
  readonly user: string | null;
  readonly healthcheck: 'set' | 'disabled' | null;
  /** `service`, or `service:condition`. */
  readonly dependsOn: readonly string[];
  readonly at: Span;
}

export interface ComposeFact {
  readonly form: 'compose';
  readonly path: string;
  readonly lines: readonly number[];
  readonly services: readonly ServiceFact[];
}

/** An env file, or a sample of one. */
export interface EnvFileFact {
  readonly form: 'env-file';
  readonly path: string;
  readonly lines: readonly number[];
  /** It shows which variables there are and holds no values of its own. */
  readonly sample: boolean;
  readonly names: readonly { readonly name: string; readonly at: Span }[];
}

export type DocumentFact = ApiDescription | WorkflowFact | ImageFact | ComposeFact | EnvFileFact;

/** A secret in a configuration document. */
export interface DocumentSecretFact {
  readonly path: string;
  /** As `SecretFact.form`: `vendor`, `connection`, `value`. */
  readonly form: 'vendor' | 'connection' | 'value';
  readonly name: string;
  readonly at: Span;
}

/** What one test file says. */
export interface TestFacts {
  readonly path: string;
  readonly lines: readonly number[];
  readonly cases: readonly TestCaseFact[];
  /** Modules that are replaced: `vi.mock('./mail')`. */
  readonly mocks: readonly { readonly module: string; readonly at: Span }[];
  /** Containers that are started for the tests. */
  readonly containers: readonly ContainerFact[];
}

export interface TestCaseFact {
  readonly kind: 'suite' | 'test';
  /** Constant parts of the title, `…` for others. */
  readonly title: string;
  /** Titles of the suites around it, outermost first. */
  readonly within: readonly string[];
  readonly skipped: boolean;
  readonly at: Span;
}

export interface ContainerFact {
  /** Exported name: `PostgreSqlContainer`. */
  readonly container: string;
  /** First argument, `null` where it is none or no constant. */
  readonly image: string | null;
  readonly at: Span;
}
