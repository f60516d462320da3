import fs from 'node:fs';
import path from 'node:path';

/** An argument as a page of the provider describes it. */
export interface DocumentedArgument {
  readonly required: boolean;
  readonly description: string;
}

type Section = ReadonlyMap<string, DocumentedArgument>;

/** Page of a resource or data source of azurerm. */
export class ProviderPage {
  private readonly blocks = new Map<string, Section[]>();
  private readonly attributes = new Set<string>(['id']);

  constructor(markdown: string) {
    for (const chapter of markdown.split(/^## /m)) {
      const [title = ''] = chapter.split('\n', 1);
      if (/^Arguments? Reference/.test(title)) {
        this.readArguments(chapter);
      } else if (/^Attributes? Reference/.test(title)) {
        [...chapter.matchAll(ITEM)].forEach(([, name = '']) => this.attributes.add(name));
      }
    }
  }

  /** The arguments of the resource itself. */
  public get top(): Section {
    return this.blocks.get('')?.[0] ?? new Map();
  }

  /** The sections on blocks of a name: pages have several where blocks of one name differ by the block around them. */
  public sectionsOf(block: string): readonly Section[] {
    return this.blocks.get(block) ?? [];
  }

  /** Whether an expression can read it. */
  public hasAttribute(name: string): boolean {
    return this.attributes.has(name) || this.top.has(name);
  }

  private readArguments(chapter: string): void {
    let section = new Map<string, DocumentedArgument>();
    this.blocks.set('', [section]);
    for (const line of chapter.split('\n')) {
      const [, block] =
        /^(?:[-*] )?(?:An?|The|Each|One or more)?\s*`([\w.]+)`[^.]*\b(?:blocks? |supports)/i.exec(line) ?? [];
      const [, name, need, description = ''] = new RegExp(ITEM.source).exec(line) ?? [];
      if (name !== undefined) {
        section.set(name, { required: need === '(Required)', description });
      } else if (block !== undefined) {
        section = new Map();
        this.blocks.set(block, [...this.sectionsOf(block), section]);
      }
    }
  }
}

/** `* `name` - (Required) What it is.` */
const ITEM = /^\s*[*-]\s+`(\w+)`\s*[-–:]?\s*(\((?:Required|Optional)[^)]*\))?\s*(.*)$/gm;

/** The documentation of a version of azurerm: the directory `website/docs` of its repository. */
export class ProviderDocs {
  private readonly pages = new Map<string, ProviderPage | undefined>();

  constructor(private readonly directory: string) {}

  /** The page of a resource (`r`) or data source (`d`); undefined where azurerm has none. */
  public page(kind: 'r' | 'd', type: string): ProviderPage | undefined {
    const file = path.join(this.directory, kind, `${type.replace('azurerm_', '')}.html.markdown`);
    if (!this.pages.has(file)) {
      this.pages.set(file, fs.existsSync(file) ? new ProviderPage(fs.readFileSync(file, 'utf8')) : undefined);
    }
    return this.pages.get(file);
  }

  /** The page on the `features` block of the provider. */
  public get features(): string {
    return fs.readFileSync(path.join(this.directory, 'guides', 'features-block.html.markdown'), 'utf8');
  }
}
