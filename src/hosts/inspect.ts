import { basename } from 'node:path';
import type { Inspection } from '../facts/inspection.js';
import { detectStack } from '../project/modules/stack.js';
import { backendViewOf } from './backend-view.js';
import { linkFolder } from './link-tree.js';
import type { TreeOptions } from './read-tree.js';

/**
 * Looks at the tree below a folder without judging it.
 * @throws {UserError} for a wrong config, and where there is no backend code
 */
export async function inspect(root: string, options: TreeOptions = {}): Promise<Inspection> {
  const { project, discovery } = await linkFolder(root, options);
  const folder = basename(discovery.root);
  const view = backendViewOf(() => project);
  return {
    root: folder,
    stack: detectStack(project, folder),
    layout: { kind: project.layout.kind, summary: project.layout.summary },
    get endpoints() {
      return view.endpoints;
    },
    get tables() {
      return view.tables;
    },
    get modules() {
      return view.modules;
    },
  };
}
