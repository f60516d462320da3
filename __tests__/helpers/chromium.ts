import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { skipAloud } from './terraform';

const CHROMIUM = process.env['CHROMIUM'] ?? 'chromium';

/** Path of Chromium; empty where there is none. */
const EXECUTABLE = spawnSync('which', [CHROMIUM], { encoding: 'utf8' }).stdout.trim();

/** Tests in Chromium; skipped, aloud, where there is none. */
export const describeWithChromium = EXECUTABLE === '' ? skipAloud(`no ${CHROMIUM} on the PATH`) : describe;

/** Page in a tab, and what went wrong in it: messages of its console, errors, and requests for anything but itself. */
export interface OpenPage {
  readonly page: Page;
  readonly problems: readonly string[];
}

/** Chromium that shows pages as files. */
export class Tabs {
  public static async start(): Promise<Tabs> {
    return new Tabs(await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] }));
  }

  private readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-pages-'));
  private count = 0;

  private constructor(public readonly browser: Browser) {}

  /** Opens a page. */
  public async open(html: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const file = path.join(this.directory, `${this.count++}.html`);
    fs.writeFileSync(file, html);
    const url = pathToFileURL(file).href;
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url && !request.url().startsWith('data:')) {
        problems.push(`request: ${request.url()}`);
      }
    });
    await page.goto(url);
    return { page, problems };
  }

  public async close(): Promise<void> {
    await this.browser.close();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What axe finds wrong with a page. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary ?? ''}`),
  );
}
