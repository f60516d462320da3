/** A dependency lock file of Terraform, as text by provider. */
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

  /** The entries of those providers alone, in Terraform's form; empty text when there is none. */
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

/** Whether `registry.terraform.io/hashicorp/azurerm` is what `azurerm`, `hashicorp/azurerm` or the whole address names. */
export function isProvider(address: string, source: string): boolean {
  const parts = source.toLowerCase().split('/');
  const full = parts.length === 1 ? ['hashicorp', ...parts] : parts;
  return address === full.join('/') || (full.length === 2 && address.endsWith(`/${full.join('/')}`));
}
