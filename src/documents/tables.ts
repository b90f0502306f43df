import type { TableFact } from '../facts/backend.js';
import type { Table } from '../facts/project.js';
import type { DiscoveredFile, Problem } from '../facts/source.js';
import { lineStarts } from '../syntax/source-file.js';
import { stripMark } from '../syntax/source-file.js';
import { readPrismaSchema } from './prisma-schema.js';
import { readSqlMigration } from './sql-migrations.js';

/**
 * Reads the tables that schema documents declare: Prisma schemas and SQL migrations.
 * @param read contents of a document; throws where there are none
 */
export function readDocumentTables(
  documents: readonly DiscoveredFile[],
  read: (path: string) => Buffer,
): { tables: Table[]; problems: Problem[] } {
  const tables: Table[] = [];
  const problems: Problem[] = [];
  for (const document of documents) {
    if (document.kind === 'test' || document.kind === 'frontend' || document.kind === 'generated') continue;
    const isPrisma = document.path.endsWith('.prisma');
    if (!isPrisma && !document.path.endsWith('.sql')) continue;
    let text: string;
    try {
      text = stripMark(read(document.path).toString('utf8'));
    } catch (error) {
      problems.push({ path: document.path, message: `cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}` });
      continue;
    }
    const declared: { tables: readonly TableFact[]; problems: readonly Problem[] } = isPrisma
      ? readPrismaSchema(document.path, text)
      : readSqlMigration(document.path, text);
    const lines = lineStarts(text);
    for (const fact of declared.tables) tables.push({ file: document.path, lines, fact });
    problems.push(...declared.problems);
  }
  return { tables, problems };
}
