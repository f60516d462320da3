import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, type Page } from 'playwright-core';

/** Pages that are open at the same time. */
const TABS = 4;
const PROGRESS_EVERY = 100;

/** A page as Chromium has it: its anchors, links to others, and what went wrong. */
export interface Rendered {
  readonly url: string;
  readonly ids: readonly string[];
  /** Links within the site, from its root. */
  readonly links: readonly string[];
  readonly problems: readonly string[];
}

/** The addresses of all pages of a built site. */
export function addressesOf(site: string): string[] {
  return fs
    .readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .map((file) => `/${file.replace(/(^|\/)index\.html$/, '$1')}`)
    .sort();
}

/**
 * Renders pages in a few tabs. A tab loads the site once and goes on by links, as a reader does: that is ten times as fast as loading each page.
 *
 * @param report is told of progress
 */
export async function renderAll(
  browser: Browser,
  origin: string,
  urls: readonly string[],
  report: (line: string) => void,
): Promise<Rendered[]> {
  const left = [...urls];
  const rendered: Rendered[] = [];
  const work = async () => {
    const { page, problems } = await watchedPage(browser);
    await load(page, `${origin}/`);
    for (let url = left.shift(); url !== undefined; url = left.shift()) {
      rendered.push({ ...(await render(page, url)), problems: problems.splice(0) });
      if (rendered.length % PROGRESS_EVERY === 0) {
        report(`${rendered.length} of ${urls.length} pages`);
      }
    }
    await page.close();
  };
  await Promise.all(Array.from({ length: TABS }, work));
  return rendered;
}

/** Loads pages from the server, one after another: what Vue takes over must be what the server sent. Returns what went wrong. */
export async function loadAll(browser: Browser, origin: string, urls: readonly string[]): Promise<string[]> {
  const { page, problems } = await watchedPage(browser);
  for (const url of urls) {
    await load(page, `${origin}${url}`);
  }
  await page.close();
  return problems;
}

/** Loads a page, and waits until its script has taken it over. */
export async function load(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction("document.querySelector('#app')?.__vue_app__");
}

/** A tab that notes the errors and warnings of its console. */
async function watchedPage(browser: Browser): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage();
  await page.addInitScript({ path: path.join(__dirname, 'in-page.js') });
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      problems.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  return { page, problems };
}

/** Follows a link to a page of the site, and reads it once it is there. */
async function render(page: Page, url: string): Promise<Omit<Rendered, 'problems'>> {
  const read: Pick<Rendered, 'ids' | 'links'> | undefined = await page.evaluate(`follow(${JSON.stringify(url)})`);
  assert.ok(read, `${url} is not shown`);
  return { url, ...read };
}
