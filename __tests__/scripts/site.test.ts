import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stagesOfFlowchart } from '../../scripts/site/flowchart';
import { brokenLinks } from '../../scripts/site/links';
import { addressesOf } from '../../scripts/site/pages';

const site = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-site-'));
fs.mkdirSync(path.join(site, 'docs'));
for (const file of ['404.html', 'index.html', 'docs/index.html', 'docs/a.html', 'docs/schema.json']) {
  fs.writeFileSync(path.join(site, file), '');
}

test('the addresses of a site are those of its pages', () => {
  expect(addressesOf(site)).toEqual(['/', '/docs/', '/docs/a.html']);
});

test('links that lead to no page, anchor or file are found', () => {
  const page = (url: string, ids: string[], links: string[]) => ({ url, ids, links });
  const pages = [
    page('/', ['top'], ['/docs/a.html#caf%C3%A9', '/docs/a.html#there', '/docs/b.html', '/docs/schema.json']),
    page('/docs/', [], ['/index.html#top', '/docs/index.html', '/#bottom', '/docs/none.json']),
    page('/docs/a.html', ['café'], ['/docs']),
  ];
  expect(brokenLinks(site, pages)).toEqual([
    '/: /docs/a.html#there leads to no anchor',
    '/: /docs/b.html leads nowhere',
    '/docs/: /#bottom leads to no anchor',
    '/docs/: /docs/none.json leads nowhere',
    '/docs/a.html: /docs leads nowhere',
  ]);
});

test('the stages of a flowchart need those that their arrows come from', () => {
  const text = 'flowchart TD\n  a[("stage-a")]\n  b["stage-b"]\n  c["stage-c"]\n  a --> b\n  a & b --> c\n';
  expect(stagesOfFlowchart(text)).toEqual([
    { name: 'stage-a', dependencies: [] },
    { name: 'stage-b', dependencies: ['stage-a'] },
    { name: 'stage-c', dependencies: ['stage-a', 'stage-b'] },
  ]);
});
