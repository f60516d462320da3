/** Dependency lock file of Terraform, as text by provider. */
export class ProviderLock {
  public static parse(text: string): ProviderLock {
    const blocks = [...text.matchAll(/^provider "([^"\n]+)" \{\n(?:(?!\}|provider ").*\n)*\}\n?/gm)];
    return new ProviderLock(new Map(blocks.map(([block, address]) => [address ?? '', block.trimEnd()])));
  }

  private constructor(private readonly blocks: ReadonlyMap<string, string>) {}

  /** Whether the provider has an entry. */
  public has(source: string): boolean {
    return [...this.blocks.keys()].some((address) => isProvider(address, source));
  }

  /** Entries of some providers, as Terraform formats them; empty when there is none. */
  public textFor(sources: readonly string[]): string {
    const chosen = [...this.blocks]
      .filter(([address]) => sources.some((source) => isProvider(address, source)))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, block]) => block);
    return chosen.length === 0 ? '' : `${HEADER}\n\n${chosen.join('\n\n')}\n`;
  }
}

const HEADER = [
  '# This file is maintained automatically by "terraform init".',
  '# Manual edits may be lost in future updates.',
].join('\n');

/** Whether a source (`azurerm`, `hashicorp/azurerm` or a whole address) means the provider of an address (`registry.terraform.io/hashicorp/azurerm`). */
export function isProvider(address: string, source: string): boolean {
  const parts = source.toLowerCase().split('/');
  const full = parts.length === 1 ? ['hashicorp', ...parts] : parts;
  return address === full.join('/') || (full.length === 2 && address.endsWith(`/${full.join('/')}`));
}
