import { basename } from 'node:path';
import type { EndpointRow, Inspection } from '../facts/inspection.js';
import type { Endpoint, FunctionRef, Project } from '../facts/project.js';
import { moduleGraphOf } from '../project/module-graph.js';
import { createPosture } from '../project/posture.js';
import { detectStack } from '../project/stack.js';
import { createReach, tableRowsOf } from '../project/table-access.js';
import { positionAt } from '../syntax/source-file.js';
import type { TreeOptions } from './read-tree.js';
import { linkTree, openTree, readTree } from './read-tree.js';

/**
 * Looks at the tree below a folder without judging it.
 * @throws {UserError} for a wrong config, and where there is no backend code
 */
export async function inspect(root: string, options: TreeOptions = {}): Promise<Inspection> {
  const { project, discovery } = linkTree(await readTree(await openTree(root, options)));
  const folder = basename(discovery.root);
  return {
    root: folder,
    stack: detectStack(project, folder),
    layout: { kind: project.layout.kind, summary: project.layout.summary },
    get endpoints() {
      return endpointRowsOf(project);
    },
    get tables() {
      return tableRowsOf(project);
    },
    get modules() {
      return moduleGraphOf(project);
    },
  };
}

function endpointRowsOf(project: Project): EndpointRow[] {
  const postureOf = createPosture(project);
  const reachOf = createReach(project);
  return project.endpoints
    .map(
      (endpoint): EndpointRow => ({
        protocol: endpoint.fact.protocol,
        framework: endpoint.fact.framework,
        method: endpoint.method,
        route: endpoint.path !== null && endpoint.fact.protocol === 'http' && !endpoint.path.startsWith('/') ? `/${endpoint.path}` : endpoint.path,
        handler: handlerName(endpoint),
        path: endpoint.file.path,
        line: positionAt(endpoint.file.lines, endpoint.fact.at.start).line,
        ...postureOf(endpoint),
        ...reachOf(endpoint),
      }),
    )
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || ((a.route ?? '') < (b.route ?? '') ? -1 : 1)));
}

function handlerName({ handler }: Endpoint): string | null {
  if (!handler) return null;
  const { name } = handler.fact;
  const cls = classOf(handler);
  if (name === null) return 'inline';
  return cls === null ? name : `${cls}.${name}`;
}

const classOf = ({ file, fact }: FunctionRef): string | null => (fact.cls === null ? null : (file.classes[fact.cls]?.name ?? null));
