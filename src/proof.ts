import type { Measure } from './measured.js';

/** How precise a law must be to be an error in `recommended`, and on how many labelled violations. */
export const precisionForProof = 0.95;
export const labelsForProof = 40;

/** Whether what was measured is enough to fail people's builds. */
export const isProven = ({ tp, fp, fn }: Measure): boolean => tp + fn >= labelsForProof && tp / (tp + fp) >= precisionForProof;
