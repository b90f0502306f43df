import type { TSESTree } from '@typescript-eslint/types';
import type { Value } from '../facts/value.js';
import { own } from '../facts/own.js';
import { spanOf } from './source-file.js';
import type { SourceFile } from './source-file.js';
import { valuesOf } from './values.js';

/** What one kind of result answers: its status, or the argument that says it (200 where it is left out), and the argument that is its body. */
interface ActionResult {
  readonly status: number | { readonly argument: number };
  readonly body?: number;
  /** The body is made a string. */
  readonly isText?: true;
}

const json: ActionResult = { status: { argument: 1 }, body: 0 };
const created: ActionResult = { status: 201, body: 1 };
const ok: ActionResult = { status: 200, body: 0 };
const badRequest: ActionResult = { status: 400, body: 0, isText: true };
const failed: ActionResult = { status: 500, body: 0, isText: true };
const byArgument: ActionResult = { status: { argument: 0 } };

/**
 * Methods of `BaseHttpController` of inversify-express-utils
 * (github.com/inversify/inversify-express-utils, `src/base_http_controller.ts`).
 */
const methods: Readonly<Record<string, ActionResult>> = {
  json,
  ok,
  created,
  badRequest,
  internalServerError: failed,
  statusCode: byArgument,
  conflict: { status: 409 },
  notFound: { status: 404 },
  redirect: { status: 302 },
  stream: { status: { argument: 2 }, body: 0 },
};

/** The class whose methods answer. */
export const actionResultBase = 'inversify-express-utils#BaseHttpController';

/** The classes of what these methods give (`src/results`). */
const classes: Readonly<Record<string, ActionResult>> = {
  JsonResult: json,
  OkResult: { status: 200 },
  OkNegotiatedContentResult: ok,
  CreatedNegotiatedContentResult: created,
  BadRequestResult: { status: 400 },
  BadRequestErrorMessageResult: badRequest,
  InternalServerErrorResult: { status: 500 },
  ExceptionResult: failed,
  StatusCodeResult: byArgument,
  ConflictResult: { status: 409 },
  NotFoundResult: { status: 404 },
  RedirectResult: { status: 302 },
  StreamResult: { status: { argument: 2 }, body: 0 },
};

/** What `this.json(body, 404)` answers if the class is a controller of that package; `null` for every other method. */
export const answeredByMethod = (file: SourceFile, name: string, node: TSESTree.CallExpression): Answered | null => answered(file, own(methods, name), node);

/** What `new results.JsonResult(body, 404)` answers. */
export const answeredByClass = (file: SourceFile, symbol: string, node: TSESTree.NewExpression): Answered | null => {
  const [, name] = /^inversify-express-utils#results\.(\w+)$/.exec(symbol) ?? [];
  return name === undefined ? null : answered(file, own(classes, name), node);
};

interface Answered {
  readonly body: Value | null;
  readonly status: Value;
  /** The expression that gives its status. */
  readonly from: TSESTree.CallExpressionArgument | null;
}

function answered(file: SourceFile, result: ActionResult | undefined, node: TSESTree.CallExpression | TSESTree.NewExpression): Answered | null {
  if (!result) return null;
  const values = valuesOf(file);
  const at = spanOf(node);
  const given = result.body === undefined ? undefined : node.arguments[result.body];
  const body = given ? values.of(given) : null;
  const from = typeof result.status === 'number' ? null : (node.arguments[result.status.argument] ?? null);
  const status: Value = from ? values.of(from) : { k: 'literal', value: typeof result.status === 'number' ? result.status : 200, at };
  return { body: body && result.isText ? { k: 'text', parts: [body], at } : body, status, from };
}
