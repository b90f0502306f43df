import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { isExecutable, onPath } from './on-path.js';
import { writeTree } from './tree.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Path of a Chromium of this machine: `CHROME_PATH`, or one on the PATH; `null` where there is none. Nothing is downloaded. */
export function browserPath(): string | null {
  const chosen = process.env['CHROME_PATH'];
  return chosen && isExecutable(chosen) ? chosen : onPath(...names);
}

export const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** A page that a report stands in, and everything that went wrong or out. */
export interface Opened {
  readonly page: Page;
  /** Address of the file. */
  readonly url: string;
  /** Errors and warnings of the console, exceptions, dialogs. */
  readonly complaints: string[];
  /** Addresses that were asked for, the page itself aside. */
  readonly requests: string[];
}

/** Writes a report to a file and opens it as a reader would. */
export async function openReport(browser: Browser, html: string, options: BrowserContextOptions & { readonly hash?: string } = {}): Promise<Opened> {
  const { hash = '', ...contextOptions } = options;
  const file = join(writeTree({}), 'report.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(`${url}${hash}`);
  return { page, url, complaints, requests };
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong with what is shown, as `rule: selector`. */
export async function axeViolations(page: Page): Promise<string[]> {
  // the page's own policy refuses foreign scripts, so axe is put in by the debugger
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(axeFile, 'utf8'));
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> } }).axe;
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}
