import { type IActionGroup, ActionGroup } from '../../lib/constructs/observability/action-group';
import {
  type ILogAnalyticsWorkspace,
  LogAnalyticsWorkspace,
} from '../../lib/constructs/observability/log-analytics-workspace';
import { type IPrivateDnsZones, PrivateDnsZones } from '../../lib/constructs/network/private-dns-zones';
import { type ISubnet, Subnet } from '../../lib/constructs/network/subnet';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import { type IKeyVaultKey, KeyVaultKey } from '../../lib/constructs/security/key-vault-key';
import { type Stage } from '../../lib/stage/stage';

/** What constructs are given by their neighbours: all of it exists already, so that it adds no resource to the stage. */
export function existingSubnet(stage: Stage, id = 'Endpoints'): ISubnet {
  return Subnet.fromName(stage, id, {
    name: id,
    virtualNetworkName: 'vnet-existing',
    resourceGroupName: 'rg-existing',
  });
}

export function existingDnsZones(stage: Stage): IPrivateDnsZones {
  return PrivateDnsZones.fromResourceGroup(stage, 'Zones', {
    resourceGroupName: 'rg-dns',
    subscriptionId: '00000000-0000-0000-0000-000000000001',
  });
}

export function existingKey(stage: Stage): IKeyVaultKey {
  return KeyVaultKey.fromReference(stage, 'Key', {
    keyVault: KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing'),
    name: 'encryption',
    version: '0123456789abcdef0123456789abcdef',
  });
}

export function existingWorkspace(stage: Stage): ILogAnalyticsWorkspace {
  return LogAnalyticsWorkspace.fromName(stage, 'Logs', 'log-existing', 'rg-existing');
}

export function existingActionGroup(stage: Stage): IActionGroup {
  return ActionGroup.fromName(stage, 'OnCall', 'ag-existing', 'rg-existing');
}
