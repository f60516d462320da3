import crypto from 'node:crypto';
import fc from 'fast-check';
import { html, scriptJson } from '../../../../lib/toolkit/page/html';
import { pageHtml } from '../../../../lib/toolkit/page/page-html';
import { expectHarmless, hostileText } from '../../../helpers/hostile-text';
import { hostilePage, manyStages, pageStage, pageWith, shopPage } from '../../../helpers/pages';

describe('a page', () => {
  it('is the same for the same results, and small', async () => {
    const first = await pageHtml(shopPage());
    expect(await pageHtml(shopPage())).toBe(first);
    expect(first.length).toBeLessThan(100_000);
  });

  it('allows its own script and style alone, by their digests', async () => {
    const text = await pageHtml(shopPage());
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text) ?? [];
    const digest = (tag: string) => {
      const [, content = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text) ?? [];
      return `'sha256-${crypto.createHash('sha256').update(content).digest('base64')}'`;
    };
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${digest('script')}`,
      `style-src ${digest('style')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(text).not.toMatch(/https?:\/\/|\sstyle="|\son\w+="/);
  });

  it('has the loss of data first, then failures, and what stays as it is at the end', async () => {
    const text = await pageHtml(shopPage());
    const names = [...text.matchAll(/<span class="stage-name">([^<]+)</g)].map(([, name]) => name);
    expect(names).toEqual(['stage-data', 'stage-apps', 'stage-network', 'stage-agents', 'stage-mail']);
    expect(text.indexOf('stage-data/Database')).toBeLessThan(text.indexOf('stage-network/Apps'));
  });

  it('hides what is sensitive, and says what forces a replacement', async () => {
    const text = await pageHtml(shopPage());
    expect(text).toMatch(
      /<code>key<\/code\s*><\/th\s*><td class="was"><i>sensitive<\/i><\/td><td class="is"><i>sensitive<\/i>/,
    );
    expect(text.replace(/\s*\n\s*/g, '')).toMatch(
      /<code>sku<\/code> ?<span class="pill forces">forces replacement<\/span>/,
    );
    expect(text).toContain('<i>known after apply</i>');
  });

  it('says that a run was refused, without any stage', async () => {
    const text = await pageHtml(
      pageWith({ alerts: [{ title: 'The run was refused', tone: 'bad', items: [{ text: 'No.', detail: 'Do it.' }] }] }),
    );
    expect(text).toContain('The run was refused');
    expect(text).not.toContain('id="canvas"');
  });

  it('draws stages that are alike as one box', async () => {
    const text = await pageHtml(pageWith({ stages: manyStages() }));
    const boxes = [...text.matchAll(/<title\s*>([^<]*, \d+ stages: [^<]*)</g)].map(([, title]) => title);
    expect(boxes.sort()).toEqual([
      'tenant-*-app, 10 stages: 10 change',
      'tenant-*-app, 488 stages: 488 unchanged',
      'tenant-*-data, 10 stages: 10 change',
      'tenant-*-data, 488 stages: 488 unchanged',
    ]);
  });

  it('has lanes for what ran at the same time', async () => {
    const text = await pageHtml(shopPage());
    expect(text).toContain('Times of 5 stages in 2 lanes, 9.0 s in all.');
    expect(text).toMatch(/class="bar plan k-change"[\s\S]*?<title>stage-network: plan 0.9 s, from 0.0 s on<\/title>/);
  });
});

describe('text of others', () => {
  it('is text wherever a page has it', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const page = await pageHtml(hostilePage(() => text));
        const own = page.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '');
        expectHarmless(own);
      }),
      { numRuns: 5 },
    );
  }, 120_000);

  it.each([
    '</script><script>alert(1)</script>',
    '</style><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    '<!--<script>',
    '&lt;b&gt;',
    '\u2028alert(1)\u2029',
  ])('is escaped: %j', async (text) => {
    const page = await pageHtml(hostilePage(() => text));
    const tags = (name: string) => [...page.matchAll(new RegExp(`<${name}[\\s>]`, 'g'))].length;
    expect([tags('script'), tags('style'), tags('img'), tags('b')]).toEqual([2, 1, 0, tags('b')]);
    expect(page).not.toContain(text);
  });

  it('cannot end the data of the script', () => {
    const text = '</script><!-- & \u2028 \u202e';
    const json = scriptJson({ text });
    expect(json).toMatch(/^[^<>&\u2028\u202e]+$/);
    expect(JSON.parse(json)).toEqual({ text });
  });

  it('keeps its spaces, and templates leave none between tags', () => {
    const name = 'a  b';
    expect(
      html`<p>
        some
        <b>${name}</b>
        <i>c</i>
      </p>`.markup,
    ).toBe('<p>\nsome\n<b>a b</b><i>c</i></p>');
  });

  it('may be the name of two stages', async () => {
    const page = await pageHtml(pageWith({ stages: [pageStage('a'), pageStage('a', { dependencies: ['a'] })] }));
    expect(page).toContain('href="#stage-1"');
  });
});
