import { agent } from './agent.js';
import { json } from './json.js';
import { pretty } from './pretty.js';
import type { Format, Reporter } from './reporter.js';
import { sarif } from './sarif.js';

/** The reporter of each format. */
export const reporters: Record<Format, Reporter> = { pretty, agent, json, sarif };
