import type { FileKind } from '../../facts/source.js';

/** Kinds whose code is read: the rest holds no violations and nothing that runtime code rests on. */
const readKinds: ReadonlySet<FileKind> = new Set(['runtime', 'script', 'migration', 'declaration']);
/** Kinds that declare endpoints, queries and tables. */
export const backendKinds: ReadonlySet<FileKind> = new Set(['runtime', 'migration']);

export const isRead = (kind: FileKind): boolean => readKinds.has(kind);
