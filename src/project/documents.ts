import { readDocumentFacts } from '../documents/document-facts.js';
import { readDocumentSecrets } from '../documents/secrets.js';
import { readDocumentSettings } from '../documents/settings.js';
import { readDocumentTables } from '../documents/tables.js';
import type { DocumentFact, DocumentSecretFact, TestFacts } from '../facts/documents.js';
import type { Table } from '../facts/project.js';
import type { SettingFact } from '../facts/settings.js';
import type { Problem } from '../facts/source.js';
import { testFactsOf } from '../syntax/test-facts.js';
import { readBytes } from './disk/overlay.js';
import { readText } from './disk/read-text.js';
import type { Discovery } from './kinds/discover.js';
import { sourceFile } from './sources.js';

type Tree = Pick<Discovery, 'root' | 'files' | 'documents' | 'overlay'>;

/** What the documents of a tree say. */
export interface Documents {
  readonly tables: readonly Table[];
  /** Variables of the environment. */
  readonly settings: readonly SettingFact[];
  readonly problems: readonly Problem[];
}

export function readDocuments({ root, documents, overlay }: Omit<Tree, 'files'>): Documents {
  const read = (path: string): Buffer => readBytes(root, path, overlay);
  return { ...readDocumentTables(documents, read), settings: readDocumentSettings(documents, read) };
}

/** What costs time to read and few laws ask for: each is read when somebody asks first, and kept. */
export interface LazyDocuments {
  readonly documents: readonly DocumentFact[];
  readonly documentSecrets: readonly DocumentSecretFact[];
  readonly tests: readonly TestFacts[];
}

export function lazyDocuments({ root, files, documents, overlay }: Tree): LazyDocuments {
  const read = (path: string): Buffer => readBytes(root, path, overlay);
  let facts: readonly DocumentFact[] | undefined;
  let secrets: readonly DocumentSecretFact[] | undefined;
  let tests: readonly TestFacts[] | undefined;
  return {
    get documents() {
      return (facts ??= readDocumentFacts(documents, read));
    },
    get documentSecrets() {
      return (secrets ??= readDocumentSecrets(documents, read));
    },
    get tests() {
      return (tests ??= readTests({ root, files, ...(overlay && { overlay }) }));
    },
  };
}

/** Test files that say something; one that cannot be read or does not parse says nothing. */
function readTests({ root, files, overlay }: Omit<Tree, 'documents'>): TestFacts[] {
  return files.flatMap((file) => {
    if (file.kind !== 'test') return [];
    const text = readText(root, file.path, overlay);
    const source = typeof text === 'string' ? sourceFile(file, text, new Set()) : null;
    const facts = source && 'program' in source ? testFactsOf(source) : null;
    return facts && facts.cases.length + facts.mocks.length + facts.containers.length > 0 ? [facts] : [];
  });
}
