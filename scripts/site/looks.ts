import axe from 'axe-core';
import { type Browser, type Page } from 'playwright-core';
import { load } from './pages';

const SCHEMES = ['light', 'dark'] as const;
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** Words of the search, and the pages that the first result may lead to. */
const SEARCHES: Readonly<Record<string, RegExp>> = {
  ManagedRedis: /\/(managed-redis|ManagedRedis)\.html/,
  'stage-foundation': /\/docs\/|\/index|^\/$/,
};

/** Searches the site for words as a reader does. */
export async function failedSearches(browser: Browser, origin: string): Promise<string[]> {
  const page = await browser.newPage();
  const problems: string[] = [];
  for (const [words, expected] of Object.entries(SEARCHES)) {
    await load(page, `${origin}/`);
    await page.locator('.VPNavBarSearch button').first().click();
    await page.locator('input.search-input').fill(words);
    const first = page.locator('.results .result').first();
    const found = await first.getAttribute('href', { timeout: 60_000 }).catch(() => null);
    if (found === null || !expected.test(found)) {
      problems.push(`search: ${words} finds ${found ?? 'nothing'}`);
    }
  }
  await page.close();
  return problems;
}

/**
 * Looks at pages in both color schemes, wide and narrow: text of too little contrast, and pages that scroll sideways.
 *
 * @param screenshots the directory to write pictures to
 */
export async function unreadable(
  browser: Browser,
  origin: string,
  urls: readonly string[],
  screenshots: string | undefined,
): Promise<string[]> {
  const page = await browser.newPage();
  const problems: string[] = [];
  for (const url of urls) {
    await load(page, `${origin}${url}`);
    await page.addStyleTag({ content: '* { transition: none !important; }' });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(WIDE);
      problems.push(...(await contrastOf(page)).map((problem) => `${url} (${colorScheme}): ${problem}`));
      for (const viewport of screenshots === undefined ? [] : [WIDE, NARROW]) {
        await page.setViewportSize(viewport);
        await page.screenshot({ path: `${screenshots}/${nameOf(url)}-${colorScheme}-${viewport.width}.png` });
      }
    }
    await page.setViewportSize(NARROW);
    if (await page.evaluate<boolean>('document.scrollingElement.scrollWidth > innerWidth')) {
      problems.push(`${url}: scrolls sideways at ${NARROW.width} px`);
    }
  }
  await page.close();
  return problems;
}

async function contrastOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run({ runOnly: ['color-contrast'] })`);
  return violations.flatMap(({ nodes }) => nodes.map((node) => `${node.html}: ${node.failureSummary ?? ''}`));
}

function nameOf(url: string): string {
  return url === '/' ? 'home' : url.replace(/^\/|\.html$|\/$/g, '').replaceAll('/', '-');
}
