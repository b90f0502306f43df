import { agent } from './agent.js';
import { csv } from './csv.js';
import { dot } from './dot.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { html } from './html/html.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { mermaid } from './mermaid.js';
import { pretty } from './pretty.js';
import type { Format, Reporter } from './reporter.js';
import { sarif } from './sarif.js';
import { tasks } from './tasks.js';

/** The reporter of each format. */
export const reporters: Record<Format, Reporter> = { pretty, agent, json, sarif, github, gitlab, junit, markdown, csv, dot, mermaid, tasks, html };
