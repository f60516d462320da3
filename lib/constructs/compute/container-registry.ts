import {
  ContainerRegistry as ContainerRegistryResource,
  type ContainerRegistryConfig,
} from '@cdktf/provider-azurerm/lib/container-registry';
import { type Construct } from 'constructs';
import { Region } from '../../values/region';
import { AzureContext } from '../azure-context';
import { place, type Placement } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { containerRegistryAlerts } from './container-registry-alerts';
import {
  ContainerRegistryBase,
  type IContainerRegistry,
  ImportedContainerRegistry,
  ReferencedContainerRegistry,
} from './container-registry-base';
import { checkContainerRegistry, isPublic, premiumFeatures } from './container-registry-rules';
import { type CustomerManagedKeyOptions, encryptWith, keyIdentity } from '../security/customer-managed-key';

/** Throughput, included storage, and what can be closed. */
export enum ContainerRegistrySku {
  /** 10 GiB included. Open to the Internet, for Entra identities. */
  BASIC = 'Basic',
  /** 100 GiB included. Open to the Internet, for Entra identities. */
  STANDARD = 'Standard',
  /** 500 GiB included. Can be private, replicated and encrypted with a key of your own. */
  PREMIUM = 'Premium',
}

export interface ContainerRegistryProps extends PlatformServiceProps {
  /** @default Premium when a feature needs it, otherwise Standard where the profile is highly available, otherwise Basic */
  readonly sku?: ContainerRegistrySku;
  /** The one account with a password. @default false: Entra ID only */
  readonly adminUser?: boolean;
  /** Whether anybody may pull. Not with Basic. @default false */
  readonly anonymousPull?: boolean;
  /** Public address ranges that reach it over the Internet. Premium. @default all with Basic and Standard, none with private endpoints */
  readonly allowedIpRanges?: readonly string[];
  /**
   * Whether it answers on its public address. False needs Premium.
   *
   * @default false when it has private endpoints and no allowed ranges
   */
  readonly publicNetworkAccess?: boolean;
  /** Whether Azure services that Microsoft trusts pass the network rules, such as Defender for Containers. Premium. @default false */
  readonly trustedServices?: boolean;
  /** Whether images may be exported to other registries. False needs Premium and no public access. @default false where it can be */
  readonly exportPolicy?: boolean;
  /** Whether layers come from a host name of this registry alone, which firewalls can allow. Premium. @default true with Premium */
  readonly dataEndpoint?: boolean;
  /** Days after which a manifest without tag is deleted, 0 (never) to 365. Premium. @default 7 with Premium */
  readonly retentionDays?: number;
  /** Whether pushed images wait until a scanner releases them. Premium. @default false */
  readonly quarantine?: boolean;
  /** Premium. Changing it replaces the registry. @default true with Premium where the profile is zone redundant and the region has zones */
  readonly zoneRedundancy?: boolean;
  /** Other regions that hold a copy. Premium. @default none */
  readonly georeplications?: readonly string[];
  /** Can only be chosen when the registry is made. Premium. @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
}

/**
 * A registry for container images.
 *
 * No admin user, no anonymous pull. With private endpoints it is Premium and closed: no public address, no bypass, no export.
 * Terraform reaches only its control plane, so it can be made from outside the network.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_139, AVM_SEC_139, CKV_AZURE_167, CKV_AZURE_233, CKV_AZURE_237: Only Premium can be closed, cleaned, spread over
 *   zones and get data endpoints, and has all of that (zones in prod). Private endpoints make it Premium; without them Basic
 *   or Standard accepts identities of Entra ID alone.
 * - CKV_AZURE_163: Basic is scanned as well: Defender for Containers is a plan of the subscription.
 * - CKV_AZURE_164: Content trust ends on 2028-03-31, and since 2025-09-30 nobody can turn it on.
 * - CKV_AZURE_165: One region until `georeplications` names others: each is a registry to pay for.
 * - CKV_AZURE_166: Quarantine hides every image until a scanner of yours releases it; without one nothing could be pulled.
 */
export class ContainerRegistry extends ContainerRegistryBase {
  /**
   * Imports an existing registry, in any subscription, by its resource id. Terraform does not read it.
   *
   * @param loginServer needed for a registry with a domain name label, whose host name is not its name. @default `<name>.azurecr.io`
   * @throws ValidationError when the id is not that of a registry
   */
  public static fromId(scope: Construct, id: string, registryId: string, loginServer?: string): IContainerRegistry {
    return new ReferencedContainerRegistry(scope, id, registryId, loginServer);
  }

  /** Imports an existing registry. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IContainerRegistry {
    return new ImportedContainerRegistry(scope, id, name, resourceGroupName);
  }

  public readonly registryId: string;
  public readonly registryName: string;
  public readonly loginServer: string;

  constructor(scope: Construct, id: string, props: ContainerRegistryProps = {}) {
    super(scope, id);
    const sku = props.sku ?? defaultSku(this, props);
    const placement = place(this, 'azurerm_container_registry', props);
    checkContainerRegistry(this, sku, placement.location, props);
    const { customerManagedKey } = props;
    const resource = new ContainerRegistryResource(this, 'Resource', {
      ...placement,
      sku,
      adminEnabled: props.adminUser ?? false,
      anonymousPullEnabled: props.anonymousPull ?? false,
      ...(sku === ContainerRegistrySku.PREMIUM ? premium(this, placement, props) : {}),
      ...encryption(customerManagedKey),
    });
    encryptWith(resource, customerManagedKey);
    this.registryId = resource.id;
    this.registryName = resource.name;
    this.loginServer = resource.loginServer;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_container_registry',
      subresources: ['registry'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'registry', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: containerRegistryAlerts(sku),
    });
  }
}

function defaultSku(construct: Construct, props: ContainerRegistryProps): ContainerRegistrySku {
  if (premiumFeatures(props).length > 0) {
    return ContainerRegistrySku.PREMIUM;
  }
  return AzureContext.of(construct).profile.highlyAvailable || props.anonymousPull === true
    ? ContainerRegistrySku.STANDARD
    : ContainerRegistrySku.BASIC;
}

/** Arguments that only a Premium registry has. */
function premium(
  construct: Construct,
  placement: Placement,
  props: ContainerRegistryProps,
): Partial<ContainerRegistryConfig> {
  const ranges = props.allowedIpRanges ?? [];
  const open = isPublic(props);
  const zones = (location: string) =>
    props.zoneRedundancy ??
    (AzureContext.of(construct).profile.zoneRedundant && Region.of(location).hasAvailabilityZones);
  return {
    publicNetworkAccessEnabled: open,
    networkRuleBypassOption: props.trustedServices === true ? 'AzureServices' : 'None',
    networkRuleSet: open && ranges.length === 0 ? undefined : [networkRules(ranges)],
    exportPolicyEnabled: props.exportPolicy ?? open,
    dataEndpointEnabled: props.dataEndpoint ?? true,
    retentionPolicyInDays: props.retentionDays ?? 7,
    quarantinePolicyEnabled: props.quarantine,
    zoneRedundancyEnabled: zones(placement.location),
    georeplications: replicaRegions(props).map((location) => ({
      location,
      // Left out, azurerm turns it off, and no request would reach the copy.
      regionalEndpointEnabled: true,
      zoneRedundancyEnabled: zones(location),
      tags: placement.tags,
    })),
  };
}

/** In alphabetical order, as azurerm expects them: any other would show as a change in every plan. */
function replicaRegions(props: ContainerRegistryProps): string[] {
  return (props.georeplications?.map((text) => Region.of(text).name) ?? []).sort();
}

function networkRules(ranges: readonly string[]) {
  return {
    defaultAction: 'Deny',
    ipRule: ranges.map((range) => ({ action: 'Allow', ipRange: range.includes('/') ? range : `${range}/32` })),
  };
}

function encryption(options?: CustomerManagedKeyOptions): Partial<ContainerRegistryConfig> {
  return options === undefined
    ? {}
    : {
        identity: keyIdentity(options),
        encryption: [{ keyVaultKeyId: options.key.keyId, identityClientId: options.identity.clientId }],
      };
}
