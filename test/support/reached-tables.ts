import { auditTree } from '../../src/hosts/audit.js';
import { backendViewOf } from '../../src/hosts/backend-view.js';
import { openTree } from '../../src/hosts/read-tree.js';
import { writeTree } from './tree.js';

/** A database with two tables, and the client that code imports from `src/db`. */
const database = {
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\nmodel Order {\n  id String @id\n}\nmodel Stock {\n  id String @id\n}\n',
  'src/db.ts': "import { PrismaClient } from '@prisma/client';\nexport const db = new PrismaClient();\n",
};

/** The tables that each endpoint of a shop reaches, `GET /orders Order`. */
export async function reachedTables(dependencies: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = writeTree({ 'package.json': { name: 'shop', dependencies }, ...database, ...files });
  const { project } = await (await auditTree(await openTree(root, { noConfig: true }), {})).linked();
  return backendViewOf(() => project).endpoints.map(({ method, route, reads, writes }) => [method, route, ...reads, ...writes].join(' '));
}
