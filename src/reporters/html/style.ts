import { base } from './style-base.js';
import { findings } from './style-findings.js';
import { views } from './style-views.js';

/** The page's style sheet. */
export const style = `${base}${findings}${views}`;
