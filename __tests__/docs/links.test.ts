import fs from 'node:fs';
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import { pages, read, repository, withoutCode } from '../helpers/markdown';

test.each(pages())('the relative links of %s lead somewhere', (page) => {
  expect(linksIn(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

/** The links of a page that are not to the Internet. */
function linksIn(page: string): string[] {
  return [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^(https?|mailto):/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  const exists = fs.existsSync(path.join(repository, target));
  return exists && (heading === undefined || headingsOf(target).includes(heading));
}

/** The anchors of the headings of a page, as the site and GitHub make them. */
function headingsOf(page: string): string[] {
  const text = read(page).replace(/^```[^]*?^```$/gm, '');
  const slugger = new GithubSlugger();
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slugger.slug(title));
}
