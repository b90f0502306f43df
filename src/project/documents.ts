import { readDocumentSettings } from '../documents/settings.js';
import { readDocumentTables } from '../documents/tables.js';
import type { Table } from '../facts/project.js';
import type { SettingFact } from '../facts/settings.js';
import type { Problem } from '../facts/source.js';
import type { Discovery } from './discover.js';

/** What the documents of a tree say. */
export interface Documents {
  readonly tables: readonly Table[];
  /** Variables of the environment. */
  readonly settings: readonly SettingFact[];
  readonly problems: readonly Problem[];
}

export const readDocuments = ({ root, documents }: Pick<Discovery, 'root' | 'documents'>): Documents => ({
  ...readDocumentTables(root, documents),
  settings: readDocumentSettings(root, documents),
});
