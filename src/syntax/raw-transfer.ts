import { createRequire } from 'node:module';
import process from 'node:process';
import type { Comment, OxcError, ParserOptions } from 'oxc-parser';
import type { TSESTree } from '@typescript-eslint/types';

/** What the parser gives, whichever way it came. */
export interface ParserOutput {
  readonly program: TSESTree.Program;
  readonly comments: readonly Comment[];
  readonly errors: readonly OxcError[];
}

/** Memory that the parser writes an AST to, and the views of it that the deserialiser expects. */
interface Buffered extends Uint8Array {
  int32: Int32Array;
  float64: Float64Array;
}

interface Bindings {
  readonly getBufferOffset: (bytes: Uint8Array) => number;
  readonly parseRawSync: (path: string, block: Uint8Array, start: number, length: number, options: ParserOptions) => void;
}
interface Sizes {
  readonly DATA_POINTER_POS_32: number;
  readonly BLOCK_SIZE: number;
  readonly BLOCK_ALIGN: number;
  readonly BUFFER_SIZE: number;
  readonly ACTIVE_SIZE: number;
}
interface Deserializer {
  readonly deserialize: (buffer: Buffered, text: string, start: number, length: number) => ParserOutput;
}

/** Where the parser's output holds its lists of imports and exports: pointer and length of each, in 24 bytes. */
const MODULE_RECORD = 168;

/** The block holds a text at three bytes a character, and its AST at some hundred. */
const LONGEST_TEXT = 4 * 1024 * 1024;

/**
 * Parses without JSON between the parser and JavaScript: the parser writes the AST into a block of memory, from which
 * objects are made. It takes a fifth of the time (docs/decisions/0007). The block is 2 GiB of addresses, of which
 * only what is written to takes memory.
 * @returns `null` where the parser or the machine cannot do that
 */
export function createRawParser(): ((path: string, text: string, options: ParserOptions) => ParserOutput | null) | null {
  // Windows counts addresses against the memory of the machine when they are reserved
  if (process.platform === 'win32') return null;
  const require = createRequire(import.meta.url);
  let block: Uint8Array;
  let buffer: Buffered;
  let bindings: Bindings;
  let sizes: Sizes;
  let deserializer: Deserializer;
  try {
    bindings = require('oxc-parser/src-js/bindings') as Bindings;
    sizes = require('oxc-parser/src-js/generated/constants') as Sizes;
    deserializer = require('oxc-parser/src-js/generated/deserialize/ts') as Deserializer;
    // of so many addresses some part of the needed size starts where the parser needs it to
    const memory = new ArrayBuffer(sizes.BLOCK_SIZE + sizes.BLOCK_ALIGN);
    const offset = bindings.getBufferOffset(new Uint8Array(memory, 0, 1)); // Node 20 has no view of all of it
    block = new Uint8Array(memory, offset, sizes.BLOCK_SIZE);
    buffer = Object.assign(new Uint8Array(memory, offset, sizes.BUFFER_SIZE), {
      int32: new Int32Array(memory, offset, Math.floor(sizes.BUFFER_SIZE / 4)),
      float64: new Float64Array(memory, offset, Math.floor(sizes.BUFFER_SIZE / 8)),
    });
  } catch {
    return null;
  }
  const encoder = new TextEncoder();
  return (path, text, options) => {
    if (text.length > LONGEST_TEXT) return null;
    const room = text.length * 3;
    const start = sizes.ACTIVE_SIZE - room;
    const { written } = encoder.encodeInto(text, new Uint8Array(block.buffer, block.byteOffset + start, room));
    bindings.parseRawSync(path, block, start, written, options);
    // imports, exports, dynamic imports and `import.meta` once more, which nobody asks for: empty lists are made no objects of
    const lists = (buffer.int32[sizes.DATA_POINTER_POS_32]! + MODULE_RECORD) >> 2;
    for (let list = 0; list < 4; list += 1) buffer.int32[lists + 6 * list + 2] = 0;
    return deserializer.deserialize(buffer, text, start, written);
  };
}
