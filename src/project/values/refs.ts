import type { FunctionFact } from '../../facts/code.js';
import type { FileFacts } from '../../facts/file.js';
import type { ClassRef, FunctionRef } from '../../facts/project.js';

/** Many functions are only told from others, and what a file says of its functions is the largest part of its facts. */
class LazyFunctionRef implements FunctionRef {
  readonly file: FileFacts;
  readonly index: number;

  constructor(file: FileFacts, index: number) {
    this.file = file;
    this.index = index;
  }

  get fact(): FunctionFact {
    return this.file.functions[this.index]!;
  }
}

/** One object for each function and class, made when it is first told of. */
export interface Refs {
  fn(file: FileFacts, index: number): FunctionRef;
  cls(file: FileFacts, index: number): ClassRef;
}

export function createRefs(): Refs {
  const functions = new Map<FileFacts, FunctionRef[]>();

  const classes = new Map<FileFacts, ClassRef[]>();

  const fn = (file: FileFacts, index: number): FunctionRef => {
    let refs = functions.get(file);
    if (!refs) functions.set(file, (refs = []));
    return (refs[index] ??= new LazyFunctionRef(file, index));
  };
  const cls = (file: FileFacts, index: number): ClassRef => {
    let refs = classes.get(file);
    if (!refs) classes.set(file, (refs = []));
    return (refs[index] ??= { file, index, fact: file.classes[index]! });
  };

  return { fn, cls };
}
