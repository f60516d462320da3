import fs from 'node:fs';
import path from 'node:path';
import { ValidationError } from '../lib/errors';
import { AZURERM_MAJORS, inDialect } from '../lib/stage/dialects';
import { REFERENCE } from '../lib/stage/attribute-reference';
import { ProviderDocs, type ProviderPage } from './provider-docs';

/**
 * Compares Terraform JSON, written for a major of azurerm, with the documentation of that version: every argument path, what is required,
 * values where a page lists all, and what expressions read.
 *
 * Usage: `npm run check:docs -- <website/docs of the provider> <major> [<directory with Terraform JSON> ...]`, by default the goldens.
 */
function main([directory, major = '5', ...given]: readonly string[]): number {
  if (directory === undefined || !AZURERM_MAJORS.includes(Number(major))) {
    say(`usage: npm run check:docs -- <website/docs of azurerm> <${AZURERM_MAJORS.join('|')}> [<directory> ...]`);
    return 64;
  }
  const files = (given.length > 0 ? given : ['__tests__/stacks']).flatMap(terraformJson);
  const check = new Check(new ProviderDocs(directory));
  for (const file of files) {
    try {
      check.root(inDialect(JSON.parse(fs.readFileSync(file, 'utf8')) as Root, Number(major)));
    } catch (error) {
      if (!(error instanceof ValidationError)) {
        throw error;
      }
      check.report(`${file}: ${error.message}`);
    }
  }
  [...check.problems].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([text, count]) => say(`${text} (${count})`));
  say(
    `${files.length} files, ${check.paths.size} argument paths of ${check.types.size} types, ${check.problems.size} problems`,
  );
  return check.problems.size === 0 ? 0 : 1;
}

type Arguments = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Arguments>>>>;

interface Root {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly provider?: { readonly azurerm?: readonly { readonly features?: unknown }[] };
}

/** Arguments that Terraform has for every resource. */
const META = [
  '//',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'provider',
  'provisioner',
  'connection',
  'timeouts',
];

/** What the pages leave out, with the source that has it. */
const UNDOCUMENTED: Readonly<Record<string, string>> = {
  '${data.azurerm_log_analytics_workspace.location}':
    'internal/services/loganalytics/log_analytics_workspace_data_source.go',
};

class Check {
  /** Problems with how often each was found. */
  public readonly problems = new Map<string, number>();
  public readonly paths = new Set<string>();
  public readonly types = new Set<string>();

  constructor(private readonly docs: ProviderDocs) {}

  public root(root: Root): void {
    this.blocks('r', root.resource ?? {});
    this.blocks('d', root.data ?? {});
    root.provider?.azurerm?.forEach(({ features }) => this.features(features));
    this.references(root);
  }

  /** Notes a problem. */
  public report(text: string): void {
    this.problems.set(text, (this.problems.get(text) ?? 0) + 1);
  }

  private blocks(kind: 'r' | 'd', blocks: Blocks): void {
    for (const [type, named] of Object.entries(blocks).filter(([name]) => name.startsWith('azurerm_'))) {
      const label = kind === 'd' ? `data.${type}` : type;
      const page = this.docs.page(kind, type);
      this.types.add(label);
      if (page === undefined) {
        this.report(`${label}: there is no page`);
        continue;
      }
      Object.values(named).forEach((args) => this.block(page, label, [page.top], args));
    }
  }

  /** @param sections the sections of which one describes the block */
  private block(page: ProviderPage, at: string, sections: ProviderPage['top'][], args: Arguments): void {
    const names = Object.keys(args).filter((name) => !META.includes(name) && name !== 'dynamic');
    const fitting = sections.filter((section) => names.every((name) => section.has(name)));
    for (const name of names) {
      const where = `${at}.${name}`;
      this.paths.add(where);
      const documented = sections.find((section) => section.has(name))?.get(name);
      if (documented === undefined) {
        this.report(`${where}: is not documented`);
      } else {
        this.value(page, where, name, args[name], documented.description);
      }
    }
    const missing = (fitting.length > 0 ? fitting : sections).map((section) =>
      [...section].filter(([name, { required }]) => required && args[name] === undefined && !hasLoop(args, name)),
    );
    if (missing.every((each) => each.length > 0)) {
      missing[0]?.forEach(([name]) => this.report(`${at}.${name}: is required`));
    }
    Object.entries((args['dynamic'] ?? {}) as Record<string, Arguments>).forEach(([name, loop]) =>
      this.value(page, `${at}.${name}`, name, loop['content'], ''),
    );
  }

  private value(page: ProviderPage, where: string, name: string, value: unknown, description: string): void {
    if (Array.isArray(value)) {
      value.forEach((each) => this.value(page, where, name, each, description));
    } else if (typeof value === 'object' && value !== null) {
      const sections = page.sectionsOf(name);
      if (sections.length > 0) {
        this.block(page, where, [...sections], value as Arguments);
      } else if (!/\b(map|mapping|key-value|key\/value|tags|labels|pairs)\b/i.test(description)) {
        this.report(`${where}: the block is not documented`);
      }
    } else {
      this.choice(where, value, description);
    }
  }

  /** Values of which the page lists all, in a sentence of its own. */
  private choice(where: string, value: unknown, description: string): void {
    const [, list = ''] =
      /(?:^|\. )(?:The only possible|Possible|Allowed|Valid|Supported) values? (?:are|include|is):? ((?:(?:and |or )?`[^`]+`,?\s?)+)(?:\.|$)/.exec(
        description,
      ) ?? [];
    const values = [...list.matchAll(/`([^`]+)`/g)].map(([, text]) => text);
    const isKnown = value !== null && !String(value).includes('${');
    if (isKnown && values.length > 0 && !values.includes(String(value))) {
      this.report(`${where}: ${String(value)} is none of ${values.join(', ')}`);
    }
  }

  private features(features: unknown): void {
    for (const block of [features].flat()) {
      for (const [name, value] of Object.entries((block ?? {}) as Arguments)) {
        const names =
          typeof value === 'object' ? [name, ...[value].flat().flatMap((each) => Object.keys(each as object))] : [name];
        names
          .filter((each) => !this.docs.features.includes(`* \`${each}\``))
          .forEach((each) => this.report(`provider.features.${name}: ${each} is not documented`));
      }
    }
  }

  private references(value: unknown): void {
    if (typeof value === 'string') {
      for (const [, address, , , rest = ''] of value.includes('${') ? value.matchAll(REFERENCE) : []) {
        const type = address?.split('.').at(-2);
        const [, attribute] = /^(?:\[[^\]]*\])?\.([a-z]\w*)/.exec(rest) ?? [];
        if (address !== undefined && type !== undefined && attribute !== undefined) {
          const kind = address.startsWith('data.') ? 'd' : 'r';
          const where = `\${${kind === 'd' ? 'data.' : ''}${type}.${attribute}}`;
          if (this.docs.page(kind, type)?.hasAttribute(attribute) === false && UNDOCUMENTED[where] === undefined) {
            this.report(`${where}: is not documented`);
          }
        }
      }
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach((each) => this.references(each));
    }
  }
}

function hasLoop(args: Arguments, name: string): boolean {
  return (args['dynamic'] as Arguments | undefined)?.[name] !== undefined;
}

/** Files with Terraform JSON, in all folders below. */
function terraformJson(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.join(directory, file))
    .filter((file) => {
      const { terraform } = JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly terraform?: unknown };
      return terraform !== undefined;
    })
    .sort();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = main(process.argv.slice(2));
