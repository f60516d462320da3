import fs from 'node:fs';
import path from 'node:path';
import { type Rendered } from './pages';

/**
 * The links within a site that lead to no page, no anchor of a page and no file.
 *
 * @param site the directory of the built site
 */
export function brokenLinks(site: string, pages: readonly Pick<Rendered, 'url' | 'ids' | 'links'>[]): string[] {
  const ids = new Map(pages.map((page) => [page.url, new Set(page.ids)]));
  const problemOf = (link: string): string | undefined => {
    const [address = '', anchor = ''] = link.split('#');
    const target = ids.get(address.replace(/(^|\/)index\.html$/, '$1'));
    if (target === undefined) {
      return isFile(site, address) ? undefined : 'leads nowhere';
    }
    return anchor === '' || target.has(decodeURIComponent(anchor)) ? undefined : 'leads to no anchor';
  };
  // The links of the navigation are on every page.
  const problems = new Map([...new Set(pages.flatMap(({ links }) => links))].map((link) => [link, problemOf(link)]));
  return pages.flatMap(({ url, links }) =>
    links.filter((link) => problems.get(link) !== undefined).map((link) => `${url}: ${link} ${problems.get(link)}`),
  );
}

function isFile(site: string, address: string): boolean {
  return fs.statSync(path.join(site, decodeURIComponent(address)), { throwIfNoEntry: false })?.isFile() ?? false;
}
