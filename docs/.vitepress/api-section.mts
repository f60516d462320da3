import fs from 'node:fs';
import path from 'node:path';
import { type Plugin } from 'vitepress';

const CONSTRUCTS = 'docs/constructs';
const REFERENCE = 'docs/reference/azstage';

/** A page of the reference that belongs to a construct. */
interface ReferencePage {
  readonly name: string;
  /** Path from the pages of the constructs. */
  readonly link: string;
  readonly file: string;
}

/**
 * Appends to the page of a construct its props with their defaults, and links to its class and other types: TypeDoc writes them from the doc
 * comments.
 */
export function withApi(repository: string): Plugin {
  const pages = referencePages(repository);
  const titles = fs
    .readdirSync(path.join(repository, CONSTRUCTS))
    .flatMap((name) => titlesOf(fs.readFileSync(path.join(repository, CONSTRUCTS, name), 'utf8')));
  return {
    name: 'azstage-api-section',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(path.join(repository, CONSTRUCTS)) || !id.endsWith('.md')) {
        return undefined;
      }
      const own = titlesOf(code).flatMap((title) => pages.filter(({ name }) => ownerOf(name, titles) === title));
      return own.length === 0 ? undefined : `${code}\n${sectionOf(own)}`;
    },
  };
}

/** The constructs that a page is about: `Stage, StagedApp`. */
function titlesOf(page: string): string[] {
  const [, title = ''] = /^# (.+)$/m.exec(page) ?? [];
  return title.split(', ').filter((name) => /^\w+$/.test(name));
}

/** The construct with the longest name that the name of a type begins with. */
function ownerOf(name: string, titles: readonly string[]): string | undefined {
  const owners = titles.filter((title) => name.startsWith(title) || name.startsWith(`I${title}`));
  return owners.sort((one, other) => other.length - one.length)[0];
}

function referencePages(repository: string): ReferencePage[] {
  const kinds = ['classes', 'interfaces', 'enumerations', 'type-aliases'];
  return kinds.flatMap((kind) => {
    const directory = path.join(repository, REFERENCE, kind);
    return fs.existsSync(directory)
      ? fs.readdirSync(directory).map((file) => ({
          name: path.basename(file, '.md'),
          link: path.posix.join(path.posix.relative(CONSTRUCTS, REFERENCE), kind, file),
          file: path.join(directory, file),
        }))
      : [];
  });
}

function sectionOf(pages: readonly ReferencePage[]): string {
  // Those of the construct itself have the shortest name.
  const props = pages.filter(({ name }) => name.endsWith('Props')).sort((a, b) => a.name.length - b.name.length);
  const others = pages.filter((page) => !props.includes(page));
  const links = others.map(({ name, link }) => `[${name}](${link})`).join(', ');
  return ['## API', links, ...props.map(propsOf)].filter((part) => part !== '').join('\n\n');
}

/** The table of props, with its links as they are from the page of a construct. */
function propsOf({ name, link, file }: ReferencePage): string {
  const [, table = ''] = /^## Properties\n\n([^]*?)(?=\n## |$(?![^]))/m.exec(fs.readFileSync(file, 'utf8')) ?? [];
  const directory = path.posix.dirname(link);
  const rebased = table.replace(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g, (_, target: string, anchor = '') => {
    return `](${target === '' ? link : path.posix.join(directory, target)}${anchor as string})`;
  });
  return `### [${name}](${link})\n\n${rebased.replace(/<a id="[^"]*"><\/a> /g, '').trim()}`;
}
