import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const SITE = path.resolve(__dirname, '../dist-docs');
const CHROMIUM = process.env['CHROMIUM'] ?? 'chromium';
/** Pages that are open at the same time. */
const TABS = 4;
/** Words of the search, and the page that the first result leads to. */
const SEARCHES: Readonly<Record<string, RegExp>> = {
  ManagedRedis: /\/(managed-redis|ManagedRedis)\.html/,
  'stage-foundation': /\/docs\/|\/index|^\/$/,
};
/** Pages whose contrast is measured in both color schemes: prose, tables, code, the reference. */
const MEASURED = ['/', '/docs/cli.html', '/docs/constructs/managed-redis.html', '/docs/systems/finagentix.html'];

/** A page as Chromium has it: its anchors, and links to others. */
interface Rendered {
  readonly url: string;
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Opens every page of the site in Chromium: errors in its console, links and anchors that lead nowhere, words that the search does not find,
 * and text of too little contrast in the light or dark scheme are printed, and end it with 1.
 *
 * Without Chromium (`CHROMIUM`, or `chromium` on the PATH) it says so and ends well.
 */
async function main(): Promise<number> {
  const executablePath = spawnSync('which', [CHROMIUM], { encoding: 'utf8' }).stdout.trim();
  if (executablePath === '') {
    process.stderr.write(`Skipped: ${CHROMIUM} is not on the PATH. Debian's package is chromium.\n`);
    return 0;
  }
  const { serve } = await import('vitepress');
  const site = await serve({ root: 'docs', port: 0 });
  const { port } = site.server.address() as AddressInfo;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const origin = `http://localhost:${port}`;
    const rendered = await renderAll(browser, origin);
    const problems = [
      ...rendered.flatMap((page) => page.problems),
      ...brokenLinks(rendered),
      ...(await search(browser, origin)),
      ...(await contrast(browser, origin)),
    ];
    problems.forEach((problem) => process.stderr.write(`${problem}\n`));
    process.stdout.write(
      `${rendered.length} pages, ${rendered.flatMap((page) => page.links).length} links, ${problems.length} problems\n`,
    );
    return problems.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    site.server.close();
  }
}

/** The addresses of all pages. */
function addresses(): string[] {
  return fs
    .readdirSync(SITE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .map((file) => `/${file.replace(/(^|\/)index\.html$/, '$1')}`)
    .sort();
}

async function renderAll(browser: Browser, origin: string): Promise<Rendered[]> {
  const left = addresses();
  const rendered: Rendered[] = [];
  const work = async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        problems.push(`${page.url()}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
    for (let url = left.shift(); url !== undefined; url = left.shift()) {
      rendered.push(await render(page, origin, url, problems));
    }
    await page.close();
  };
  await Promise.all(Array.from({ length: TABS }, work));
  return rendered;
}

async function render(page: Page, origin: string, url: string, problems: string[]): Promise<Rendered> {
  await page.goto(`${origin}${url}`, { waitUntil: 'load' });
  // The page is alive once its script has taken it over.
  await page.waitForFunction("document.querySelector('#app')?.__vue_app__");
  const ids = await page.$$eval('[id]', (elements) => elements.map(({ id }) => id));
  const hrefs = await page.$$eval('.vp-doc a[href], nav a[href], aside a[href]', (links) =>
    links.map((link) => (link as unknown as { href: string }).href),
  );
  const links = [...new Set(hrefs)].filter((href) => href.startsWith(origin)).map((href) => href.slice(origin.length));
  return { url, ids: new Set(ids), links, problems: problems.splice(0) };
}

function brokenLinks(pages: readonly Rendered[]): string[] {
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  return pages.flatMap(({ url, links }) =>
    links.flatMap((link) => {
      const [address = '', anchor = ''] = link.split('#');
      const target = byUrl.get(address) ?? byUrl.get(address.replace(/index\.html$/, ''));
      if (target === undefined) {
        return isLeftOut(address) ? [] : [`${url}: ${link} leads to no page`];
      }
      return anchor === '' || target.ids.has(decodeURIComponent(anchor)) ? [] : [`${url}: ${link} leads to no anchor`];
    }),
  );
}

/** Whether a link leads to a file of the repository that is no page: see `ignoreDeadLinks` of the configuration. */
function isLeftOut(address: string): boolean {
  return address.startsWith('/lib/') || address.startsWith('/docs/schemas/');
}

async function search(browser: Browser, origin: string): Promise<string[]> {
  const page = await browser.newPage();
  const problems: string[] = [];
  for (const [words, expected] of Object.entries(SEARCHES)) {
    await page.goto(origin, { waitUntil: 'load' });
    await page.locator('.VPNavBarSearch button').first().click();
    await page.locator('input.search-input').fill(words);
    const first = page.locator('.results .result').first();
    const found = await first.getAttribute('href', { timeout: 30_000 }).catch(() => null);
    if (found === null || !expected.test(found)) {
      problems.push(`search: ${words} finds ${found ?? 'nothing'}`);
    }
  }
  await page.close();
  return problems;
}

async function contrast(browser: Browser, origin: string): Promise<string[]> {
  const problems: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme });
    for (const url of MEASURED) {
      await page.goto(`${origin}${url}`, { waitUntil: 'load' });
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run('.vp-doc', { runOnly: ['color-contrast'] }),
      );
      const nodes = violations.flatMap((violation) => violation.nodes);
      problems.push(...nodes.map((node) => `${url} (${colorScheme}): ${node.html}: ${node.failureSummary ?? ''}`));
    }
    await page.close();
  }
  return problems;
}

void main().then((exitCode) => (process.exitCode = exitCode));
