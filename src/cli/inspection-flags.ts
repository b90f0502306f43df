import { resolve } from 'node:path';
import type { TreeOptions } from '../hosts/read-tree.js';
import type { LayoutOptions } from '../reporters/inspection-options.js';
import { wantsColor } from './environment.js';
import type { Io } from './io.js';

/** The flags that every command that looks at a backend takes. */
export interface InspectionFlags<Format extends string> {
  readonly format?: Format;
  readonly json?: boolean;
  /** `false` for `--no-config`. */
  readonly config?: string | boolean;
  readonly color: boolean;
}

export const formatOf = <Format extends string>({ format, json }: InspectionFlags<Format>): Format | 'pretty' | 'json' => format ?? (json ? 'json' : 'pretty');

export function treeOptions({ config }: InspectionFlags<string>, cwd: string): TreeOptions {
  return {
    ...(typeof config === 'string' && { configFile: resolve(cwd, config) }),
    ...(config === false && { noConfig: true }),
  };
}

export const layoutOptions = (flags: Pick<InspectionFlags<string>, 'color'>, io: Io): LayoutOptions => ({ color: wantsColor(flags.color, io), columns: io.columns });
