import { type TerraformJson } from '../assembly/stage-artifact';
import { type StageUnit } from '../unit/stage-unit';
import { type StateProvider, type TerraformState } from '../terraform/terraform-state';

type Block = Readonly<Record<string, unknown>>;

/** Minimal configuration of providers that require one: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#features */
const LEAST: Readonly<Record<string, Block>> = { azurerm: { features: [{}] } };

/**
 * Terraform JSON that destroys a stage whose code was removed: its backend, and the providers of the resources in its state, configured as in other
 * stages.
 *
 * @param template Terraform JSON with its backend
 * @param units stages that are still in the code
 */
export function orphanTemplate(
  template: TerraformJson,
  state: TerraformState,
  units: readonly StageUnit[],
): TerraformJson {
  const used = state.providers.filter(({ source }) => !/(^|\/)builtin\//.test(source));
  const required: Record<string, { source: string; version?: string }> = {};
  const provider: Record<string, Block[]> = {};
  for (const each of used) {
    const { name, version } = requirementOf(each, units);
    required[name] = { source: each.source, ...(version === undefined ? {} : { version }) };
    (provider[name] ??= []).push(configurationOf(each, name, units));
  }
  return {
    ...template,
    ...(used.length === 0 ? {} : { provider }),
    terraform: { ...template.terraform, ...(used.length === 0 ? {} : { required_providers: required }) },
  };
}

/** Local name and version constraint of a provider in other stages. */
function requirementOf({ source }: StateProvider, units: readonly StageUnit[]): { name: string; version?: string } {
  const type = source.slice(source.lastIndexOf('/') + 1);
  for (const { stage } of units) {
    const entries = Object.entries(stage.template.terraform?.required_providers ?? {});
    const entry = entries.find(([name, { source: other = name }]) => other === source || source.endsWith(`/${other}`));
    if (entry !== undefined) {
      return { name: entry[0], version: entry[1].version };
    }
  }
  return { name: type };
}

/** Configuration of a provider in another stage, where it has no references to that stage. */
function configurationOf({ alias }: StateProvider, name: string, units: readonly StageUnit[]): Block {
  const blocks = units.flatMap(({ stage }) => [stage.template.provider?.[name] ?? []].flat() as Block[]);
  const literal = blocks.filter((block) => !JSON.stringify(block).includes('${'));
  const chosen = literal.find((block) => block['alias'] === alias) ?? literal[0] ?? LEAST[name] ?? {};
  const { alias: _, ...configuration } = chosen;
  return alias === undefined ? configuration : { ...configuration, alias };
}
