import type { Layout, LayoutConfig } from '../facts/layout.js';
import type { Project } from '../facts/project.js';
import type { DiscoveredFile } from '../facts/source.js';
import type { Discovery } from './kinds/discover.js';
import { type LinkInput, linkProject } from './link.js';
import { detectLayout } from './modules/layout.js';
import { createResolver, type Resolver } from './packages/resolve.js';

/** What follows from the list of files alone; it holds as long as no file appears, vanishes or changes its kind. */
export interface Structure {
  readonly layout: Layout;
  readonly resolver: Resolver;
  /** Code of front ends, which is listed and not read. */
  readonly frontEnds: readonly DiscoveredFile[];
}

export function structureOf(discovery: Discovery, layout: LayoutConfig): Structure {
  return {
    layout: detectLayout(discovery, layout),
    resolver: createResolver(discovery.root, discovery.packages, new Set(discovery.files.map((f) => f.path)), discovery.overlay, discovery.seenFolders),
    frontEnds: discovery.files.filter(({ kind }) => kind === 'frontend'),
  };
}

/** The one way from facts to a project, for every host. */
export const assembleProject = (input: Omit<LinkInput, keyof Structure>, structure: Structure): Project => linkProject({ ...input, ...structure });
