import { spawnSync } from 'node:child_process';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { brokenLinks } from './site/links';
import { failedSearches, unreadable } from './site/looks';
import { addressesOf, loadAll, renderAll } from './site/pages';

const SITE = path.resolve(__dirname, '../dist-docs');
const CHROMIUM = process.env['CHROMIUM'] ?? 'chromium';
/** A page of each kind: they are loaded from the server and looked at. */
const SAMPLES = [
  '/',
  '/CHANGELOG.html',
  '/docs/cli.html',
  '/docs/getting-started.html',
  '/docs/plans.html',
  '/docs/adr/0011-one-build-for-each-core.html',
  '/docs/constructs/',
  '/docs/constructs/managed-redis.html',
  '/docs/systems/finagentix.html',
  '/docs/reference/',
  '/docs/reference/azstage/classes/ManagedRedis.html',
  '/docs/reference/azstage/interfaces/ManagedRedisProps.html',
  '/docs/reference/azstage/toolkit/functions/deploy.html',
];

/**
 * Opens every page of the site in Chromium: errors in its console, links and anchors that lead nowhere, words that the search does not find, and
 * text that cannot be read in the light or dark scheme are printed, and end it with 1. `--screenshots <directory>` writes pictures of pages.
 *
 * Without Chromium (`CHROMIUM`, or `chromium` on the PATH) it says so and ends well.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { screenshots: { type: 'string' } } });
  const executablePath = spawnSync('which', [CHROMIUM], { encoding: 'utf8' }).stdout.trim();
  if (executablePath === '') {
    process.stderr.write(`Skipped: ${CHROMIUM} is not on the PATH. Debian's package is chromium.\n`);
    return 0;
  }
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const { serve } = await import('vitepress');
  const site = await serve({ root: 'docs', port: 0 });
  const { port } = site.server.address() as AddressInfo;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const origin = `http://localhost:${port}`;
    const rendered = await renderAll(browser, origin, addressesOf(SITE), report);
    const problems = [
      ...rendered.flatMap((page) => page.problems),
      ...brokenLinks(SITE, rendered),
      ...(await loadAll(browser, origin, SAMPLES)),
      ...(await failedSearches(browser, origin)),
      ...(await unreadable(browser, origin, SAMPLES, values.screenshots)),
    ];
    problems.forEach(report);
    const links = rendered.flatMap((page) => page.links).length;
    process.stdout.write(`${rendered.length} pages, ${links} links, ${problems.length} problems\n`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    site.server.close();
  }
}

void main().then((exitCode) => (process.exitCode = exitCode));
