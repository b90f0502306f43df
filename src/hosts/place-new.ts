import type { Placement, PlacementQuestion } from '../project/placement.js';
import { placementOf } from '../project/placement.js';
import { linkTree } from './link-tree.js';
import type { TreeOptions } from './read-tree.js';
import { openTree, readTree } from './read-tree.js';

/**
 * Says where new code belongs in the tree below a folder.
 * @throws {UserError} as `openTree` does
 */
export async function placeNew(root: string, question: PlacementQuestion, options: TreeOptions = {}): Promise<Placement> {
  const { project } = linkTree(await readTree(await openTree(root, options)));
  return placementOf(project, question);
}
