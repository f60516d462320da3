import { REFERENCE } from '../lib/stage/attribute-reference';
import { type ProviderDocs, type ProviderPage } from './provider-docs';

type Arguments = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Arguments>>>>;

/** The part of the Terraform JSON of a stack that is compared. */
export interface Root {
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

/** What the pages leave out or misspell, with the source that has it. */
const UNDOCUMENTED: Readonly<Record<string, string>> = {
  '${data.azurerm_log_analytics_workspace.location}':
    'internal/services/loganalytics/log_analytics_workspace_data_source.go',
  'azurerm_container_app.template.custom_scale_rule.identity_id':
    'internal/services/containerapps/helpers/container_apps.go; the page writes it with an accent',
  'azurerm_container_app_job.event_trigger_config.scale.rules.metadata':
    'internal/services/containerapps/helpers/container_app_job.go: a map',
};

/** Comparison of Terraform JSON with the documentation of a version of azurerm. */
export class ProviderCheck {
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
    if (UNDOCUMENTED[text.replace(/: .*$/, '')] !== undefined) {
      return;
    }
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
          if (this.docs.page(kind, type)?.hasAttribute(attribute) === false) {
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
