import type { BackendView, EndpointRow } from '../facts/inspection.js';
import type { Endpoint, FunctionRef, Project } from '../facts/project.js';
import { moduleGraphOf } from '../project/modules/module-graph.js';
import { createPosture } from '../project/handlers/posture.js';
import { createReach } from '../project/calls/reach.js';
import { tableRowsOf } from '../project/modules/table-access.js';
import { positionAt } from '../syntax/source-file.js';

/** Endpoints, tables and modules of a linked project. Each part is computed when it is first asked for, and once. */
export function backendViewOf(project: () => Project): BackendView {
  const endpoints = once(() => endpointRowsOf(project()));
  const tables = once(() => tableRowsOf(project()));
  const modules = once(() => moduleGraphOf(project()));
  return {
    get endpoints() {
      return endpoints();
    },
    get tables() {
      return tables();
    },
    get modules() {
      return modules();
    },
  };
}

function once<Value extends object>(compute: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= compute());
}

function endpointRowsOf(project: Project): EndpointRow[] {
  const postureOf = createPosture(project);
  const reachOf = createReach(project);
  return project.routes
    .map(
      (endpoint): EndpointRow => ({
        protocol: endpoint.fact.protocol,
        framework: endpoint.fact.framework,
        method: endpoint.method,
        route: endpoint.path,
        shownRoute: endpoint.shownPath,
        handler: handlerName(endpoint),
        path: endpoint.file.path,
        line: positionAt(endpoint.file.lines, endpoint.fact.at.start).line,
        ...postureOf(endpoint),
        ...reachOf(endpoint),
        readsIdempotencyKey: endpoint.handler === null ? null : project.readsIdempotencyKey(endpoint),
      }),
    )
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || ((a.route ?? '') < (b.route ?? '') ? -1 : 1)));
}

function handlerName({ handler, self }: Endpoint): string | null {
  if (!handler) return null;
  const { name } = handler.fact;
  const cls = self?.fact.name ?? classOf(handler);
  if (name === null) return 'inline';
  return cls === null ? name : `${cls}.${name}`;
}

const classOf = ({ file, fact }: FunctionRef): string | null => (fact.cls === null ? null : (file.classes[fact.cls]?.name ?? null));
