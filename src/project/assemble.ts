import type { FileFacts } from '../facts/file.js';
import type { Layout, LayoutConfig } from '../facts/layout.js';
import type { Project, Table } from '../facts/project.js';
import type { SettingFact } from '../facts/settings.js';
import type { Discovery } from './discover.js';
import type { LazyDocuments } from './documents.js';
import { detectLayout } from './layout.js';
import { linkProject } from './link.js';
import type { Recognisers } from './recognisers.js';
import { createResolver, type Resolver } from './resolve.js';

/** What follows from the list of files alone; it holds as long as no file appears, vanishes or changes its kind. */
export interface Structure {
  readonly layout: Layout;
  readonly resolver: Resolver;
}

export interface AssembleInput {
  readonly discovery: Pick<Discovery, 'packages'>;
  readonly files: readonly FileFacts[];
  readonly documentTables: readonly Table[];
  readonly settings: readonly SettingFact[];
  readonly lazy: LazyDocuments;
  readonly recognisers: Recognisers;
}

export function structureOf(discovery: Discovery, layout: LayoutConfig): Structure {
  return {
    layout: detectLayout(discovery, layout),
    resolver: createResolver(discovery.root, discovery.packages, new Set(discovery.files.map((f) => f.path)), discovery.overlay, discovery.seenFolders),
  };
}

/** The one way from facts to a project, for every host. */
export function assembleProject(input: AssembleInput, structure: Structure): Project {
  return linkProject({
    files: input.files,
    documentTables: input.documentTables,
    settings: input.settings,
    lazy: input.lazy,
    packages: input.discovery.packages,
    layout: structure.layout,
    resolver: structure.resolver,
    recognisers: input.recognisers,
  });
}
