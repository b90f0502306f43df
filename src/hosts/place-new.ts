import type { Placement, PlacementQuestion } from '../project/modules/placement.js';
import { placementOf } from '../project/modules/placement.js';
import { linkFolder } from './link-tree.js';
import type { TreeOptions } from './read-tree.js';

/**
 * Says where new code belongs in the tree below a folder.
 * @throws {UserError} as `openTree` does
 */
export async function placeNew(root: string, question: PlacementQuestion, options: TreeOptions = {}): Promise<Placement> {
  const { project } = await linkFolder(root, options);
  return placementOf(project, question);
}
