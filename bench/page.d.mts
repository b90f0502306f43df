/** As `bench/editor.mjs --json` prints it. */
export interface Editor {
  readonly files: number;
  readonly linted: number;
  readonly rows: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
}

/** Milliseconds of wall time and of all processors, kilobytes of peak memory. */
export interface Costs {
  readonly wall: number;
  readonly cpu: number;
  readonly kilobytes: number;
}

/** As `bench/growth.mjs --json` prints it. */
export interface Growth {
  readonly runs: number;
  readonly rows: readonly { readonly files: number; readonly seconds: number; readonly cpuSeconds: number; readonly megabytes: number; readonly perFile: Costs; readonly ratio: Costs }[];
}

export interface Measured {
  /** One line: files, versions, processors. */
  readonly machine: string;
  readonly rows: readonly { readonly name: string; readonly seconds: number; readonly megabytes: number }[];
  readonly ratios: readonly { readonly name: string; readonly value: number }[];
  readonly editor: Editor;
  readonly growth: Growth;
}

/** Writes docs/performance.md. */
export function writePage(path: string, measured: Measured): void;
