import { readDocumentSettings } from '../documents/settings.js';
import { readDocumentTables } from '../documents/tables.js';
import type { Table } from '../facts/project.js';
import type { SettingFact } from '../facts/settings.js';
import type { Problem } from '../facts/source.js';
import type { Discovery } from './discover.js';
import { readBytes } from './overlay.js';

/** What the documents of a tree say. */
export interface Documents {
  readonly tables: readonly Table[];
  /** Variables of the environment. */
  readonly settings: readonly SettingFact[];
  readonly problems: readonly Problem[];
}

export function readDocuments({ root, documents, overlay }: Pick<Discovery, 'root' | 'documents' | 'overlay'>): Documents {
  const read = (path: string): Buffer => readBytes(root, path, overlay);
  return { ...readDocumentTables(documents, read), settings: readDocumentSettings(documents, read) };
}
