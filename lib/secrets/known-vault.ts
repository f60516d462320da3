import { z } from 'zod';
import { AzstageError } from '../errors';
import { type StateResource } from '../toolkit/terraform/terraform-state';
import { type StageUnit } from '../toolkit/unit/stage-unit';
import { nameIn } from '../verify/arm-id';
import { type Networks } from '../verify/networks';
import { textAt } from '../verify/subject';
import { keyOfVault, type VaultPlace } from './declared-secrets';

/** Key vault that is there, or should be. */
export interface KnownVault extends VaultPlace {
  readonly name: string;
  /** `https://kv-shop.vault.azure.net/` */
  readonly uri: string;
  /** Id in Azure Resource Manager. */
  readonly id: string;
  /** Network that it is reached from, as a clause: `inside vnet-shop`. */
  readonly network: string;
}

/** Key vault that is not deployed yet, or whose state cannot be read. */
export interface WaitingVault extends VaultPlace {
  /** Reason, as a sentence. */
  readonly why: string;
  readonly fix?: string;
  /** Whether it may be there all the same. @default false */
  readonly isUnclear?: boolean;
}

/** Most ranges of addresses that are named. */
const MOST_RANGES = 3;

const RULES = z
  .array(
    z.object({
      default_action: z.string().nullish(),
      ip_rules: z.array(z.string()).nullish(),
      virtual_network_subnet_ids: z.array(z.string()).nullish(),
    }),
  )
  .min(1);

/** Key vaults of the public cloud, the only one that is supported; a token and a value go nowhere else. */
const URI = /^https:\/\/[a-z0-9-]{3,24}\.vault\.azure\.net\/?$/i;

/** Properties of {@link KnownVaults}. */
export interface KnownVaultsProps {
  /** All stages of the app. */
  readonly units: readonly StageUnit[];
  readonly networks: Networks;
  readonly subscriptionId: string | undefined;
}

/** Key vaults of the stages, each of which is looked for once: in the state of its stage, or by its name where that is written in the code. */
export class KnownVaults {
  private readonly found = new Map<string, Promise<KnownVault | WaitingVault>>();

  constructor(private readonly props: KnownVaultsProps) {}

  public find(place: VaultPlace): Promise<KnownVault | WaitingVault> {
    const key = keyOfVault(place);
    const vault = this.found.get(key) ?? this.look(place);
    this.found.set(key, vault);
    return vault;
  }

  private async look({ stage, address }: VaultPlace): Promise<KnownVault | WaitingVault> {
    const place = { stage, address };
    const unit = this.props.units.find(({ name }) => name === stage);
    try {
      const state = await unit?.state();
      const subject = state?.resources.find((each) => each.address === address);
      const inState = subject && (await this.fromState(place, subject));
      return (
        inState ??
        this.fromCode(place, unit) ?? {
          ...place,
          why: `The key vault of ${stage} is not deployed yet.`,
          fix: `Deploy it first: azstage deploy ${stage}`,
        }
      );
    } catch (error) {
      if (!(error instanceof AzstageError) || error.code === 'INTERRUPTED') {
        throw error;
      }
      return { ...place, isUnclear: true, why: error.message };
    }
  }

  private async fromState(place: VaultPlace, subject: StateResource): Promise<KnownVault | WaitingVault | undefined> {
    const [name, uri, id] = [textAt(subject, 'name'), textAt(subject, 'vault_uri'), textAt(subject, 'id')];
    if (name === undefined || uri === undefined || id === undefined) {
      return undefined;
    }
    return URI.test(uri)
      ? { ...place, name, uri, id, network: await this.networkOf(subject) }
      : {
          ...place,
          isUnclear: true,
          why: `The state of ${place.stage} names a key vault that is not below vault.azure.net; it is not asked.`,
        };
  }

  /** A vault that a data source reads by a name in the code, before its stage is deployed. */
  private fromCode(place: VaultPlace, unit: StageUnit | undefined): KnownVault | undefined {
    const [mode, type = '', label = ''] = place.address.split('.');
    const block = mode === 'data' ? unit?.stage.template.data?.[type]?.[label] : undefined;
    const literal = (argument: string) => {
      const value = block?.[argument];
      return typeof value === 'string' && !value.includes('${') ? value : undefined;
    };
    const [name, group] = [literal('name'), literal('resource_group_name')];
    const { subscriptionId } = this.props;
    if (name === undefined || group === undefined || subscriptionId === undefined) {
      return undefined;
    }
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}`;
    const uri = `https://${name.toLowerCase()}.vault.azure.net/`;
    return URI.test(uri) ? { ...place, name, uri, id, network: 'from where its network rules allow' } : undefined;
  }

  private async networkOf(subject: StateResource): Promise<string> {
    const { attributes } = subject;
    const rules = RULES.safeParse(attributes['network_acls']).data?.[0];
    const isPublic = attributes['public_network_access_enabled'] !== false;
    if (isPublic && (rules?.default_action ?? 'Allow') === 'Allow') {
      return 'from anywhere';
    }
    const ranges = isPublic ? (rules?.ip_rules ?? []) : [];
    const subnets = isPublic ? (rules?.virtual_network_subnet_ids ?? []) : [];
    const endpoint = await this.props.networks.of(subject);
    const inside = [...subnets.map((id) => nameIn(id, 'virtualNetworks')), endpoint].filter(
      (each) => each !== undefined,
    );
    const places = [
      ...(ranges.length === 0 ? [] : [`from ${shortened(ranges)}`]),
      ...[...new Set(inside)].map((network) => `inside ${network}`),
    ];
    return places.length === 0 ? 'through a private endpoint alone' : places.join(' or ');
  }
}

function shortened(ranges: readonly string[]): string {
  const more = ranges.length - MOST_RANGES;
  const shown = ranges.slice(0, MOST_RANGES).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
