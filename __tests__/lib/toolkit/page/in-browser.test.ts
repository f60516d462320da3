import { type Page as Tab } from 'playwright-core';
import { pageHtml } from '../../../../lib/toolkit/page/page-html';
import { accessibilityProblems, describeWithChromium, Tabs } from '../../../helpers/chromium';
import { hostilePage, manyStages, pageWith, shopPage } from '../../../helpers/pages';

jest.setTimeout(180_000);

describeWithChromium('a page in Chromium', () => {
  let tabs: Tabs;
  let shop: string;

  beforeAll(async () => {
    tabs = await Tabs.start();
    shop = await pageHtml(shopPage());
  });

  afterAll(() => tabs.close());

  /** The stages of the list that are open. */
  const opened = (page: Tab) => page.locator('details.stage[open] > summary .stage-name').allTextContents();
  const focused = (page: Tab) =>
    page.evaluate<string>("document.activeElement.querySelector('title')?.textContent ?? ''");

  it('opens a stage at a click on its box, and its changes at another one', async () => {
    const { page, problems } = await tabs.open(shop);
    await page.locator('a.box', { hasText: 'stage-data' }).click();
    expect(await opened(page)).toEqual(['stage-data']);
    expect(page.url()).toMatch(/#stage-1$/);
    const database = page.locator('.change', { hasText: 'stage-data/Database' });
    expect(await database.locator('table').isVisible()).toBe(false);
    await database.locator('summary').click();
    expect(await database.locator('table').isVisible()).toBe(true);
    await database.getByRole('link', { name: 'stage-network' }).click();
    await expect(page.waitForFunction("document.querySelector('#stage-0').open")).resolves.toBeDefined();
    expect(await page.locator('a.box.selected title').textContent()).toContain('stage-network');
    expect(await page.locator('path.line.near').count()).toBe(2);
    expect(problems).toEqual([]);
  });

  it('is used by keyboard', async () => {
    const { page, problems } = await tabs.open(shop);
    await page.locator('#fit').focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('stage-network: change');
    await page.keyboard.press('ArrowDown');
    const below = await focused(page);
    expect(below).toMatch(/stage-(data|mail)/);
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).toContain('stage-network');
    await page.keyboard.press('Enter');
    expect(await opened(page)).toEqual(['stage-network']);
    expect(await page.evaluate("document.activeElement.matches('#stage-0 > summary')")).toBe(true);
    const zoomed = () => page.locator('#scene').getAttribute('transform');
    const before = await zoomed();
    await page.locator('a.box[tabindex="0"]').focus();
    await page.keyboard.press('+');
    expect(await zoomed()).not.toBe(before);
    await page.keyboard.press('0');
    await page.getByRole('tab', { name: 'Graph' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#lanes').isVisible()).toBe(true);
    expect(await page.locator('#graph').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  it('is moved with the pointer, and zoomed with the wheel and Ctrl', async () => {
    const { page } = await tabs.open(shop);
    const place = () => page.locator('#scene').getAttribute('transform');
    const start = await place();
    const box = await page.locator('a.box').first().boundingBox();
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 30, { steps: 4 });
    await page.mouse.up();
    const moved = await place();
    expect(moved).not.toBe(start);
    expect(await opened(page)).toEqual([]);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await page.waitForFunction(`document.querySelector('#scene').getAttribute('transform') !== '${moved}'`);
    await page.locator('#fit').click();
    expect(await place()).toBe(start);
  });

  it('filters by text and by what happens', async () => {
    const { page } = await tabs.open(shop);
    await page.locator('#filter').fill('E10');
    expect(await page.locator('#found').textContent()).toBe('1 of 5 stages');
    expect(await page.locator('details.stage:visible .stage-name').allTextContents()).toEqual(['stage-data']);
    expect(await page.locator('a.box.dim').count()).toBe(4);
    await page.locator('#filter').fill('');
    await page.locator('.chip', { hasText: 'failed' }).click();
    expect(await page.locator('#found').textContent()).toBe('1 of 5 stages');
    await page.locator('.chip', { hasText: 'unchanged' }).click();
    expect(await page.locator('#found').textContent()).toBe('2 of 5 stages');
    expect(await page.locator('details.stage:visible > summary .stage-name').allTextContents()).toEqual([
      'stage-apps',
      'stage-mail',
    ]);
  });

  it.each(['light', 'dark'] as const)(
    'is accessible in the %s scheme, and does not scroll sideways',
    async (colorScheme) => {
      const { page, problems } = await tabs.open(shop, { colorScheme });
      await page.locator('#open-all').click();
      for (const summary of await page.locator('.change summary').all()) {
        await summary.click();
      }
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Timeline' }).click();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.evaluate('document.scrollingElement.scrollWidth > innerWidth')).toBe(false);
      expect(problems).toEqual([]);
    },
  );

  it('opens everything to be printed, and closes it again', async () => {
    const { page } = await tabs.open(shop);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.locator('#lanes').isVisible()).toBe(true);
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await opened(page)).toEqual([]);
  });

  it('has the drawing, the times and all changes without its script', async () => {
    const { page, problems } = await tabs.open(shop, { javaScriptEnabled: false });
    for (const part of ['#graph', '#lanes', '#stage-1 > summary']) {
      expect(await page.locator(part).isVisible()).toBe(true);
    }
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await page.locator('#stage-1 > summary').click();
    expect(await page.locator('#stage-1 .changes').isVisible()).toBe(true);
    expect(problems).toEqual([]);
  });

  it('opens a thousand stages soon, with the groups closed', async () => {
    const { page, problems } = await tabs.open(await pageHtml(pageWith({ stages: manyStages() })));
    const client = await page.context().newCDPSession(page);
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.reload();
    const { metrics } = await client.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Infinity;
    // Less than a second where nothing else runs.
    expect(seconds).toBeLessThan(5);
    expect(await page.locator('a.box:visible').count()).toBe(8);
    const group = page.getByRole('button', { name: /tenant-\*-data, 10 stages/ });
    await group.click();
    expect(await group.getAttribute('aria-expanded')).toBe('true');
    expect(await page.locator('a.box:visible').count()).toBe(18);
    await group.focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('tenant-3-data');
    await page.keyboard.press('Enter');
    expect(await opened(page)).toEqual(['tenant-3-data']);
    await page.locator('#groups').click();
    expect(await page.locator('a.box:visible').count()).toBe(1004);
    await page.locator('#filter').fill('tenant-77-');
    expect(await page.locator('#found').textContent()).toBe('2 of 1000 stages');
    expect(problems).toEqual([]);
  });

  it.each([
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)><svg onload=alert(1)>',
    "' onfocus=alert(1) autofocus tabindex=1 x='",
    'javascript:alert(1)',
    '\u2028</title></style><iframe src="https://evil.example">',
    '<a href="https://evil.example">x</a><base href="https://evil.example">',
  ])('runs nothing and loads nothing of others: %j', async (text) => {
    const { page, problems } = await tabs.open(await pageHtml(hostilePage(() => text)));
    await page.locator('a.box:visible .face').first().click();
    await page.locator('#open-all').click();
    await page.locator('#filter').fill(text);
    const found = await page.evaluate<string[]>(
      '[...document.querySelectorAll(\'script, img, iframe, base, object, [href]:not([href^="#"])\')].map((each) => each.localName)',
    );
    expect(found).toEqual(['link', 'script', 'script']);
    expect(problems).toEqual([]);
  });
});
