import { type Construct } from 'constructs';
import { Region } from '../../values/region';
import { Checks } from '../checks';
import { checkIpRanges } from '../network/ip-ranges';
import { type ContainerRegistryProps, type ContainerRegistrySku } from './container-registry';
import { allowsSome } from '../network/network-access';

/** The given props that only Premium supports. Sources: azurerm container_registry_resource.go, docs container-registry-skus. */
export function premiumFeatures(props: ContainerRegistryProps): string[] {
  const needs: Readonly<Record<string, boolean>> = {
    privateEndpoints: props.privateEndpoints !== undefined,
    allowedIpRanges: allowsSome(props),
    'publicNetworkAccess: false': props.publicNetworkAccess === false,
    trustedServices: props.trustedServices !== undefined,
    'exportPolicy: false': props.exportPolicy === false,
    dataEndpoint: props.dataEndpoint === true,
    retentionDays: (props.retentionDays ?? 0) > 0,
    quarantine: props.quarantine === true,
    zoneRedundancy: props.zoneRedundancy === true,
    georeplications: (props.georeplications?.length ?? 0) > 0,
    customerManagedKey: props.customerManagedKey !== undefined,
  };
  return Object.keys(needs).filter((feature) => needs[feature] === true);
}

/**
 * Refuses what azurerm or Azure would refuse at plan or apply.
 *
 * Sources: azurerm container_registry_resource.go (CustomizeDiff, create); a private endpoint needs Premium by
 * container-registry-private-link.
 */
export function checkContainerRegistry(
  registry: Construct,
  sku: `${ContainerRegistrySku}`,
  location: string,
  props: ContainerRegistryProps,
): void {
  const premiumOnly = premiumFeatures(props);
  const ranges = props.allowedIpRanges ?? [];
  const checks = new Checks(registry)
    .together(
      sku === 'Premium' || premiumOnly.length === 0,
      `sku: ${sku} has none of these: ${premiumOnly.join(', ')}`,
      'Use ContainerRegistrySku.PREMIUM, or leave the sku out: it is then chosen.',
    )
    .together(
      !(props.anonymousPull === true && sku === 'Basic'),
      'anonymousPull: a Basic registry cannot be pulled from anonymously',
      'Use ContainerRegistrySku.STANDARD or PREMIUM.',
    )
    .wholeNumber('retentionDays', props.retentionDays, 0, 365)
    .together(
      !(props.exportPolicy === false && isPublic(props)),
      'exportPolicy: can only be false for a registry without public access',
      'Set publicNetworkAccess to false, or leave exportPolicy out.',
    )
    .together(
      !(props.publicNetworkAccess === false && ranges.length > 0),
      'allowedIpRanges: the registry does not answer on its public address, because publicNetworkAccess is false',
      'Leave one of them out.',
    );
  checkIpRanges(checks, 'allowedIpRanges', props.allowedIpRanges, 32);
  checkReplicas(checks, location, props.georeplications ?? []);
  checks.done();
}

/** Whether a registry answers on its public address: by default, only without private endpoints. */
export function isPublic(props: ContainerRegistryProps): boolean {
  return props.publicNetworkAccess ?? (props.privateEndpoints === undefined || allowsSome(props));
}

function checkReplicas(checks: Checks, location: string, georeplications: readonly string[]): void {
  const seen = new Set<string>();
  georeplications.forEach((text, index) => {
    const region = checks.value(`georeplications[${index}]`, () => Region.of(text));
    if (region !== undefined) {
      checks
        .that(`georeplications[${index}]`, text, region.name !== location, `regions other than its own, ${location}`)
        .that(`georeplications[${index}]`, text, !seen.has(region.name), 'each region once');
      seen.add(region.name);
    }
  });
}
