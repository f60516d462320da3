import fs from 'node:fs';
import path from 'node:path';
import { slug } from 'github-slugger';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { withApi } from './api-section.mts';
import { withStageGraphs } from './stage-graphs.mts';

const repository = path.resolve(import.meta.dirname, '../..');

/** The heading of a page. */
function titleOf(page: string): string {
  const [, title] = /^# (.+)$/m.exec(fs.readFileSync(path.join(repository, page), 'utf8')) ?? [];
  return (title ?? path.basename(page, '.md')).replaceAll('`', '');
}

/** The pages of a directory by their headings, the overview left out. */
function pagesIn(directory: string): DefaultTheme.SidebarItem[] {
  return fs
    .readdirSync(path.join(repository, directory))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => ({ text: titleOf(`${directory}/${name}`), link: `/${directory}/${name.slice(0, -'.md'.length)}` }));
}

const guide = (name: string): DefaultTheme.SidebarItem => ({ text: titleOf(`docs/${name}.md`), link: `/docs/${name}` });

export default defineConfig({
  title: 'azstage',
  description: 'Staged Azure infrastructure with CDK for Terraform',
  srcDir: repository,
  outDir: path.join(repository, 'dist-docs'),
  cacheDir: path.join(repository, 'node_modules/.cache/vitepress'),
  // The pages are where they are in the repository, so that their relative links lead to the same pages in both.
  srcExclude: ['{__tests__,bench,bin,dist,dist-docs,etc,lib,scripts,stacks,cdktf.out,temp}/**', 'docs/api/**', '.*/**'],
  rewrites: (page) => page.replace(/(^|\/)README\.md$/, '$1index.md'),
  // Source files and addresses of a laptop are not part of the site.
  ignoreDeadLinks: [/\/lib\/.*\.json$/, /^http:\/\/localhost/],
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // Links to headings lead to the same ones on GitHub.
  markdown: {
    anchor: { slugify: slug },
    // The default theme has too little contrast in the light scheme.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  buildEnd: ({ outDir }) =>
    fs.cpSync(path.join(repository, 'docs/schemas'), path.join(outDir, 'docs/schemas'), { recursive: true }),
  lastUpdated: false,
  metaChunk: true,
  // A page has a hundred links: each would be loaded ahead.
  router: { prefetchLinks: false },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/docs/getting-started', activeMatch: '^/docs/(?!cli)[^/]+$' },
      { text: 'Constructs', link: '/docs/constructs/', activeMatch: '^/docs/constructs/' },
      { text: 'Systems', link: '/docs/systems/', activeMatch: '^/docs/systems/' },
      { text: 'Command line', link: '/docs/cli' },
      { text: 'API', link: '/docs/reference/', activeMatch: '^/docs/reference/' },
    ],
    sidebar: [
      {
        text: 'Guides',
        items: [
          'getting-started',
          'settings',
          'bootstrap',
          'parameters',
          'tenants',
          'workloads',
          'container-images',
          'cli',
          'plans',
          'pipelines',
          'pages',
          'cost',
          'live-prices',
          'cost-accuracy',
          'policy',
          'policy-rules',
          'refactoring',
          'logs',
          'hooks',
          'secrets',
          'verify',
          'data-planes',
          'azd',
          'importing',
          'provider-versions',
          'cdktn',
        ].map(guide),
      },
      { text: 'Constructs', link: '/docs/constructs/', collapsed: true, items: pagesIn('docs/constructs') },
      { text: 'Systems', link: '/docs/systems/', collapsed: true, items: pagesIn('docs/systems') },
      {
        text: 'API',
        link: '/docs/reference/',
        collapsed: true,
        items: ['azstage', 'azstage/testing', 'azstage/toolkit', 'azstage/workloads'].map((name) => ({
          text: name,
          link: `/docs/reference/${name}/`,
        })),
      },
      {
        text: 'Development',
        collapsed: true,
        items: [
          { text: 'Contributing', link: '/CONTRIBUTING' },
          guide('architecture'),
          guide('design-guidelines'),
          { text: 'Decisions', link: '/docs/adr/', collapsed: true, items: pagesIn('docs/adr') },
          { text: 'Changelog', link: '/CHANGELOG' },
        ],
      },
    ],
  },
  vite: { plugins: [withApi(repository), withStageGraphs()] },
});
