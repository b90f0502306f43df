import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Reporter } from '../../src/reporters/reporter.js';
import { builtCommand } from './built.js';

/** The html reporter as it is built: the page's script is compiled code, which does not lie beside the sources. */
export async function builtHtmlReporter(): Promise<Reporter> {
  const file = join(dirname(await builtCommand()), '../dist/reporters/html/html.js');
  const { html } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { html: Reporter };
  return html;
}
