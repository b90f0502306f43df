import { plugin } from './hosts/eslint.js';

export type { FortressPlugin } from './hosts/eslint-presets.js';

export default plugin;
