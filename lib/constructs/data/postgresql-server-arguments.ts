import { type PostgresqlFlexibleServerConfig as ServerConfig } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { type ITerraformDependable, TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { PostgresqlStorage } from '../../values/postgresql-storage';
import { AzureContext } from '../azure-context';
import { currentClient } from '../identity/current-client';
import { type CustomerManagedKeyOptions, keyIdentity } from '../security/customer-managed-key';
import {
  type PostgresqlInjection,
  type PostgresqlMaintenanceWindow,
  type PostgresqlServerSettings,
} from './postgresql-server-options';

/** The kinds of sign-in that a server allows. */
export function signIn(server: Construct, settings: PostgresqlServerSettings): Partial<ServerConfig> {
  const { entraAuthentication } = settings;
  return {
    authentication: {
      activeDirectoryAuthEnabled: entraAuthentication,
      passwordAuthEnabled: settings.passwordAuthentication,
      tenantId: entraAuthentication ? currentClient(server).tenantId : undefined,
    },
  };
}

/** Size of the server and its disk. */
export function size(server: Construct, settings: PostgresqlServerSettings): Partial<ServerConfig> {
  const { sizeMb, tier } = PostgresqlStorage.of(settings.storageGb, settings.storageTier);
  AzureContext.of(server).requireAzurermMinor(settings.sku.azurermMinor);
  return {
    skuName: settings.sku.name,
    storageMb: sizeMb,
    storageTier: tier,
    autoGrowEnabled: settings.storageAutoGrow,
  };
}

export function maintenance(window?: PostgresqlMaintenanceWindow): Partial<ServerConfig> {
  return { maintenanceWindow: window ?? { dayOfWeek: 0, startHour: 3 } };
}

/** Network access of a server: in a subnet of its own, or by private endpoints and, if it is public, its address. */
export function network(server: Construct, isPublic: boolean, injection?: PostgresqlInjection): Partial<ServerConfig> {
  const links = injection === undefined ? [] : linksOf(injection, server);
  return {
    publicNetworkAccessEnabled: isPublic,
    delegatedSubnetId: injection?.subnet.subnetId,
    privateDnsZoneId: injection?.privateDnsZone.privateDnsZoneId,
    dependsOn: links.length > 0 ? links : undefined,
  };
}

export function encryption(options?: CustomerManagedKeyOptions): Partial<ServerConfig> {
  return options === undefined
    ? {}
    : {
        customerManagedKey: {
          keyVaultKeyId: options.key.keyId,
          primaryUserAssignedIdentityId: options.identity.identityId,
        },
        identity: keyIdentity(options),
      };
}

/**
 * Arguments whose changes are Azure's own: it chooses the zones and swaps them when the standby takes over, and raises the size
 * of a disk that grows. The next apply would move the server back, or replace it by one with the smaller disk.
 */
export function changedByAzure(config: Partial<ServerConfig>): string[] {
  return [
    'zone',
    ...(config.highAvailability === undefined ? [] : ['high_availability[0].standby_availability_zone']),
    ...(config.autoGrowEnabled === true ? ['storage_mb', 'storage_tier'] : []),
  ];
}

/**
 * Arguments that replace a server, and that Azure reports otherwise once a promotion has swapped source and replica: a replica has no
 * geo-redundant backups, and a server that was one has none either.
 *
 * Sources: azurerm internal/services/postgres/postgresql_flexible_server_resource.go, where both are ForceNew;
 * learn.microsoft.com/azure/postgresql/read-replica/concepts-read-replicas (unsupported features).
 */
export const CHANGED_BY_PROMOTION: readonly string[] = ['source_server_id', 'geo_redundant_backup_enabled'];

/** The links of the zone in this stage: Azure makes the server only where its name can be resolved. */
function linksOf({ privateDnsZone }: PostgresqlInjection, server: Construct): ITerraformDependable[] {
  return privateDnsZone.node
    .findAll()
    .filter((each) => each instanceof PrivateDnsZoneVirtualNetworkLink)
    .filter((link) => TerraformStack.of(link) === TerraformStack.of(server));
}
