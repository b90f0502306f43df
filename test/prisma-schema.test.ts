import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPrismaSchema } from '../src/documents/prisma-schema.js';

const schema = `
// who buys
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL") // not a secret: "x"
}

enum Role {
  ADMIN
  USER
}

/// A person
model User {
  id        String   @id @default(uuid()) // key
  email     String   @unique
  role      Role     @default(USER)
  createdAt DateTime @default(now()) @map("created_at") @db.Timestamptz(6)
  tags      String[] @default([])
  posts     Post[]
  profile   Profile?
  note      Unsupported("tsvector")?

  @@index([createdAt(sort: Desc), email])
  @@map("users")
}

model Post {
  id       String @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  authorId String
  author   User   @relation(fields: [authorId], references: [id],
                            onDelete: Cascade)
}

model Profile {
  userId String @id
  user   User   @relation(fields: [userId], references: [id])
  code   String @default(cuid(2))
  !! wrong line
  short  String @default(nanoid())
  seven  String @default(uuid(7))
  four   String @default(uuid(4))
  other  String @default(ulid())
  serial Int    @default(autoincrement())
  later  String @default(dbgenerated("uuidv7()"))
}

model Member {
  userId String
  teamId String @default(uuid())
  @@id([userId, teamId])
  @@unique([teamId])
}
`;

const listing = (text: string): string[] =>
  readPrismaSchema('schema.prisma', text).tables.flatMap((t) => [
    `${t.name} (${t.symbol})`,
    ...t.columns.map((c) => `  ${c.name}:${c.type}${c.primaryKey ? ' pk' : ''}${c.unique ? ' unique' : ''}${c.nullable ? ' null' : ''} ${c.generated}${c.references ? ` -> ${c.references.table}` : ''}`),
    ...(t.relations ?? []).map((r) => `  ${r.name} ${r.form}`),
    ...(t.indexes ?? []).map((i) => `  index ${i.columns.join(' ')}${i.unique ? ' unique' : ''}`),
  ]);

describe('readPrismaSchema', () => {
  test('models, keys, defaults, relations and indexes', () => {
    expect(listing(schema)).toEqual([
      'users (User)',
      '  id:string pk uuid-v4',
      '  email:string unique null',
      '  role:role null',
      '  created_at:datetime null',
      '  tags:string[] null',
      '  note:unsupported null null',
      '  posts one-to-many',
      '  profile one-to-one',
      '  index created_at email',
      '  index email unique',
      'Post (Post)',
      '  id:string pk uuid-v4',
      '  authorId:string null -> User',
      '  author many-to-one',
      'Profile (Profile)',
      '  userId:string pk null -> User',
      '  code:string cuid',
      '  short:string nanoid',
      '  seven:string uuid-v7',
      '  four:string uuid-v4',
      '  other:string ulid',
      '  serial:int increment',
      '  later:string uuid-v7',
      '  user many-to-one',
      'Member (Member)',
      '  userId:string pk null',
      '  teamId:string pk unique uuid-v4',
      '  index teamId unique',
    ]);
  });

  test('a wrong line costs that line only, and says where it is', () => {
    expect(readPrismaSchema('schema.prisma', schema).problems).toEqual([{ path: 'schema.prisma', message: 'line 39: not understood in model Profile: !! wrong line' }]);
  });

  test('a parenthesis left open costs no other field', () => {
    const { tables } = readPrismaSchema('x.prisma', 'model A {\n  id String @id @default(uuid(\n  b Int @unique\n}\nmodel B {\n  id Int @id\n}\n');
    expect(tables.map((t) => t.columns.map((c) => c.name))).toEqual([['id', 'b'], ['id']]);
  });

  test('provider and spans', () => {
    const { provider, tables } = readPrismaSchema('schema.prisma', schema);
    expect(provider).toBe('postgresql');
    const id = tables[0]!.columns[0]!.at;
    expect(schema.slice(id.start, id.end)).toBe('id        String   @id @default(uuid())');
  });

  test('never throws', () => {
    const word = fc.constantFrom(...'model enum view type datasource generator A B String Int ? [] { } ( ) @id @default @@id @@map @relation uuid() "x " " // /* */ , : \n \r\n fields: [a]'.split(' '), '\n');
    const anything = fc.oneof(fc.array(word, { maxLength: 80 }).map((w) => w.join(' ')), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(anything, (text) => {
        for (const table of readPrismaSchema('x.prisma', text).tables)
          if ([table.at, ...table.columns.map((c) => c.at)].some((at) => at.start < 0 || at.end > text.length || at.start > at.end)) return false;
        return true;
      }),
      { numRuns: 500 },
    );
    for (let end = 0; end <= schema.length; end += 5) readPrismaSchema('x.prisma', schema.slice(0, end));
  }, 30_000);
});
