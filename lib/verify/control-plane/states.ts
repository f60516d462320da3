/** State of a type, apart from that of its provisioning, in which it works. */
export interface WorkingState {
  /** Type in Azure Resource Manager. */
  readonly type: string;
  /** Path of the property, with dots. */
  readonly property: string;
  readonly good: readonly string[];
  readonly fix: string;
}

const START = 'It was stopped: start it, as in the portal.';
const LATER = 'Run it again in some minutes; the activity log of the resource in the portal says more.';

/** States by type: the REST references of the resource providers, https://learn.microsoft.com/rest/api/azure/ */
export const STATES: readonly WorkingState[] = [
  { type: 'Microsoft.Cache/redisEnterprise', property: 'resourceState', good: ['Running'], fix: LATER },
  { type: 'Microsoft.Cache/redisEnterprise/databases', property: 'resourceState', good: ['Running'], fix: LATER },
  { type: 'Microsoft.ContainerService/managedClusters', property: 'powerState.code', good: ['Running'], fix: START },
  {
    type: 'Microsoft.ContainerService/managedClusters/agentPools',
    property: 'powerState.code',
    good: ['Running'],
    fix: START,
  },
  {
    type: 'Microsoft.Dashboard/grafana/managedPrivateEndpoints',
    property: 'connectionState.status',
    good: ['Approved'],
    fix: 'Whoever owns the service approves the connection: az network private-endpoint-connection approve.',
  },
  {
    type: 'Microsoft.DataProtection/backupVaults/backupInstances',
    property: 'currentProtectionState',
    good: ['ProtectionConfigured'],
    fix: 'Its protection status in the portal says what the backup lacks, as a role of the vault.',
  },
  { type: 'Microsoft.DBforPostgreSQL/flexibleServers', property: 'state', good: ['Ready'], fix: START },
  { type: 'Microsoft.EventHub/namespaces', property: 'status', good: ['Active'], fix: LATER },
  { type: 'Microsoft.EventHub/namespaces/eventhubs', property: 'status', good: ['Active'], fix: LATER },
  {
    type: 'Microsoft.KubernetesConfiguration/fluxConfigurations',
    property: 'complianceState',
    good: ['Compliant'],
    fix: 'az k8s-configuration flux show names the objects that Flux could not apply.',
  },
  {
    type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    property: 'virtualNetworkLinkState',
    good: ['Completed'],
    fix: LATER,
  },
  {
    type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
    property: 'peeringState',
    good: ['Connected'],
    fix: 'Both networks need a peering, each to the other: check that the other one is there.',
  },
];

/** Property of Azure that holds what an association of azurerm makes: its id is that of the first resource. */
export interface Association {
  readonly property: string;
  /** Attribute of azurerm with the id. */
  readonly attribute: string;
}

/** Associations by their types of azurerm. */
export const ASSOCIATIONS: Readonly<Record<string, Association>> = {
  azurerm_subnet_nat_gateway_association: { property: 'natGateway.id', attribute: 'nat_gateway_id' },
  azurerm_subnet_network_security_group_association: {
    property: 'networkSecurityGroup.id',
    attribute: 'network_security_group_id',
  },
  azurerm_subnet_route_table_association: { property: 'routeTable.id', attribute: 'route_table_id' },
};
