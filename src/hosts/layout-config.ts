import type { ResolvedConfig } from '../config/index.js';
import type { LayoutConfig } from '../facts/layout.js';
import { optionsOf } from '../policy/severity.js';

/** What the config says about the layout, the role folders that a law's options name included. */
export function layoutConfigOf(config: ResolvedConfig): LayoutConfig {
  const { folders } = optionsOf('no-horizontal-layers', '', config);
  return { ...config.layout, ...(folders && { roleNames: folders.map((name) => name.toLowerCase()) }) };
}
