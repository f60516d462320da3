import { type PolicyRule } from '../rule';

/** Subnets that Azure allows no group for. */
const EXEMPT = ['gatewaysubnet', 'azurefirewallsubnet'];

export const subnetSecurityGroup: PolicyRule = {
  id: 'AZS008',
  severity: 'warning',
  title: 'Subnets have a network security group',
  why: 'Without one, everything in the network and what it peers with reaches the subnet.',
  help: 'Leave networkSecurityGroup of the subnet at its default, a group of its own; in azurerm, add an azurerm_subnet_network_security_group_association.',
  sources: {
    url: 'https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview',
    azurePolicy: ['e71308d3-144b-4262-b144-efdc3cc90517'],
    waf: 'SE:04',
    checkov: ['CKV2_AZURE_31'],
  },
  resourceTypes: ['azurerm_subnet'],
  check: (subnet, tree) => {
    const delegations = subnet.each('delegation.service_delegation.name').map((name) => String(name).toLowerCase());
    return EXEMPT.includes(subnet.text('name')?.toLowerCase() ?? '') ||
      delegations.includes('microsoft.netapp/volumes') ||
      tree.referring(subnet, { type: 'azurerm_subnet_network_security_group_association', argument: 'subnet_id' })
        .length > 0
      ? undefined
      : 'no network security group is associated with it';
  },
};
