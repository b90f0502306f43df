import { hash } from 'node:crypto';
import { stripMark } from '../../syntax/source-file.js';

/** The same for the same parts in the same order. */
export const digestOf = (parts: readonly string[]): string => hash('sha1', parts.map((part) => `${part}\0`).join(''), 'base64');

/** What tells one content of a file from another; a byte order mark does not count. */
export const contentHash = (text: string): string => hash('sha1', stripMark(text), 'base64');

/** Fit for the name of a file. */
export const hexDigest = (parts: readonly string[]): string => Buffer.from(digestOf(parts), 'base64').toString('hex').slice(0, 24);
