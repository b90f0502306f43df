import { readFileSync } from 'node:fs';
import { ownFile } from '../../own-files.js';

/** Modules of the page's script, each after those that it imports. */
const modules = ['pieces', 'dom', 'address', 'theme', 'tabs', 'finding-row', 'lazy-list', 'findings', 'grids', 'graph', 'main'];

/**
 * The page's script as one module. The parts are compiled like the rest of this package, into `client/` beside this
 * module; they share one scope here, so imports among them fall away and so does `export`. That a name stands for two things
 * would be a syntax error in the browser, which the tests start.
 */
export function clientScript(): string {
  return modules
    .map((name) => readFileSync(ownFile(`reporters/html/client/${name}.js`), 'utf8'))
    .map((text) => text.replace(/^import\s[^;]*;\n/gmu, '').replace(/^export (?:\{\};\n)?/gmu, ''))
    .join('');
}
