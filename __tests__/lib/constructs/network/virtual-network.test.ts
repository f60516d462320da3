import { NatGateway } from '../../../../lib/constructs/network/nat-gateway';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork, VirtualNetworkEncryption } from '../../../../lib/constructs/network/virtual-network';
import { LogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

describe('by default', () => {
  test('the network is 10.0.0.0/16 and has no subnets', () => {
    const stage = testStage();
    new VirtualNetwork(stage, 'VirtualNetwork');
    expect(stage).toHaveResource('azurerm_virtual_network', {
      name: 'vnet-demo-dev',
      address_space: ['10.0.0.0/16'],
    });
    expect(stage).toHaveResourceCount('azurerm_subnet', 0);
    const network = RenderedStage.of(stage).resource('azurerm_virtual_network');
    expect(network).not.toHaveProperty('ddos_protection_plan');
    expect(network).not.toHaveProperty('dns_servers');
    expect(network).not.toHaveProperty('subnet');
  });

  test('nothing is locked in development', () => {
    const stage = testStage();
    new VirtualNetwork(stage, 'VirtualNetwork');
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('production locks the network, because other stages live in it', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new VirtualNetwork(stage, 'VirtualNetwork');
    expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
    expect(stage.context.dataResources).toEqual([]);
  });

  test('the lock of production can be left out', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new VirtualNetwork(stage, 'VirtualNetwork', { lock: LockLevel.NONE });
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('logs and metrics go to the workspace of the stage, and the logs of every group', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: new LogAnalyticsWorkspace(stage, 'Logs') });
    new VirtualNetwork(stage, 'VirtualNetwork', { subnets: [{ name: 'apps', prefix: 24 }] });
    const settingOf = (type: string) =>
      RenderedStage.of(stage)
        .resources('azurerm_monitor_diagnostic_setting')
        .find((setting) => String(setting['target_resource_id']).includes(type));
    const ofNetwork = settingOf('azurerm_virtual_network');
    const ofGroup = settingOf('azurerm_network_security_group');
    expect(ofNetwork).toMatchObject({
      enabled_log: [{ category_group: 'allLogs' }],
      enabled_metric: [{ category: 'AllMetrics' }],
    });
    expect(ofGroup).toMatchObject({ enabled_log: [{ category_group: 'allLogs' }] });
    expect(ofGroup?.['enabled_metric'] ?? []).toEqual([]);
  });
});

describe('the plan', () => {
  test('sizes go in, ranges come out, and each subnet has a name, a group and an association', () => {
    const stage = testStage();
    new VirtualNetwork(stage, 'VirtualNetwork', {
      subnets: [
        { name: 'endpoints', role: SubnetRole.PRIVATE_ENDPOINTS, prefix: 26 },
        { name: 'container-apps', role: SubnetRole.CONTAINER_APPS, prefix: 24 },
        { name: 'jump', addressPrefix: '10.0.9.0/28' },
      ],
    });
    const subnets = RenderedStage.of(stage).resources('azurerm_subnet');
    expect(subnets.map((subnet) => [subnet['name'], subnet['address_prefixes']])).toEqual([
      ['snet-demo-dev-container-apps', ['10.0.1.0/24']],
      ['snet-demo-dev-endpoints', ['10.0.0.0/26']],
      ['snet-demo-dev-jump', ['10.0.9.0/28']],
    ]);
    expect(stage).toHaveResource('azurerm_network_security_group', { name: 'nsg-demo-dev-container-apps' });
    expect(stage).toHaveResourceCount('azurerm_subnet_network_security_group_association', 3);
  });

  test('subnets of two networks in one group do not share a name', () => {
    const stage = testStage();
    const subnets = [{ name: 'apps', prefix: 24 }];
    new VirtualNetwork(stage, 'Hub', { subnets });
    new VirtualNetwork(stage, 'Spoke', { subnets, name: 'vnet-mine' });
    expect(stage).toHaveResource('azurerm_subnet', { name: 'snet-demo-dev-hub-apps' });
    expect(stage).toHaveResource('azurerm_network_security_group', { name: 'nsg-demo-dev-hub-apps' });
    expect(stage).toHaveResource('azurerm_network_security_group', { name: 'nsg-mine-apps' });
  });

  test('a subnet can keep a name of its own', () => {
    const stage = testStage();
    new VirtualNetwork(stage, 'VirtualNetwork', { subnets: [{ name: 'apps', subnetName: 'AppSubnet', prefix: 24 }] });
    expect(stage).toHaveResource('azurerm_subnet', { name: 'AppSubnet' });
  });

  test('a subnet that is added later comes after those that are there', () => {
    const network = new VirtualNetwork(testStage(), 'VirtualNetwork', { subnets: [{ name: 'apps', prefix: 24 }] });
    expect(network.addSubnet({ name: 'more', prefix: 24 }).addressPrefix).toBe('10.0.1.0/24');
    expect(network.subnets.map((subnet) => subnet.addressPrefix)).toEqual(['10.0.0.0/24', '10.0.1.0/24']);
  });

  test('a subnet is found by the name that the plan calls it', () => {
    const network = new VirtualNetwork(testStage(), 'VirtualNetwork', { subnets: [{ name: 'apps', prefix: 24 }] });
    expect(network.subnet('apps').cidr?.toString()).toBe('10.0.0.0/24');
    expect(network.tryFindSubnet('app')).toBeUndefined();
  });

  test('an unknown subnet is refused with the names that are there', () => {
    const network = new VirtualNetwork(testStage(), 'VirtualNetwork', {
      subnets: [
        { name: 'apps', prefix: 24 },
        { name: 'endpoints', prefix: 26 },
      ],
    });
    expect(() => network.subnet('aps')).toThrow(
      'stage-test/VirtualNetwork: no subnet is called "aps". Did you mean "apps"?',
    );
    expect(() => network.subnet('gateway')).toThrow('The network has apps, endpoints.');
  });
});

describe('options', () => {
  test('are passed on in the words of azurerm', () => {
    const stage = testStage();
    const plan = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/ddosProtectionPlans/ddos';
    new VirtualNetwork(stage, 'VirtualNetwork', {
      addressSpace: ['10.1.0.0/16', '10.2.0.0/16'],
      dnsServers: ['10.1.0.4'],
      ddosProtectionPlanId: plan,
      encryption: VirtualNetworkEncryption.ALLOW_UNENCRYPTED,
      flowTimeoutMinutes: 10,
    });
    expect(stage).toHaveResource('azurerm_virtual_network', {
      address_space: ['10.1.0.0/16', '10.2.0.0/16'],
      ddos_protection_plan: { id: plan, enable: true },
      encryption: { enforcement: 'AllowUnencrypted' },
      flow_timeout_in_minutes: 10,
    });
  });

  test('a NAT gateway serves the subnets that need the Internet, and no other', () => {
    const stage = testStage();
    new VirtualNetwork(stage, 'VirtualNetwork', {
      natGateway: new NatGateway(stage, 'NatGateway'),
      subnets: [
        { name: 'container-apps', role: SubnetRole.CONTAINER_APPS, prefix: 27 },
        { name: 'endpoints', role: SubnetRole.PRIVATE_ENDPOINTS, prefix: 27 },
        { name: 'gateway', role: SubnetRole.GATEWAY, prefix: 27 },
      ],
    });
    expect(stage).toHaveResourceCount('azurerm_subnet_nat_gateway_association', 1);
    expect(RenderedStage.of(stage).resource('azurerm_subnet_nat_gateway_association')['subnet_id']).toMatch(
      /container-apps/,
    );
  });
});

describe('a network that exists', () => {
  test('is read by name', () => {
    const stage = testStage();
    VirtualNetwork.fromName(stage, 'Hub', { name: 'vnet-hub', resourceGroupName: 'rg-hub' });
    expect(RenderedStage.of(stage).dataSources('azurerm_virtual_network')).toEqual([
      { name: 'vnet-hub', resource_group_name: 'rg-hub' },
    ]);
  });

  test('is not read by id, whose parts are taken apart', () => {
    const stage = testStage();
    const id = '/subscriptions/s/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub';
    const network = VirtualNetwork.fromId(stage, 'Hub', id);
    expect([network.virtualNetworkId, network.resourceGroupName, network.virtualNetworkName]).toEqual([
      id,
      'rg-hub',
      'vnet-hub',
    ]);
    expect(RenderedStage.of(stage).dataSources('azurerm_virtual_network')).toEqual([]);
  });

  test('cannot be something else', () => {
    expect(() => VirtualNetwork.fromId(testStage(), 'Hub', '/subscriptions/s/resourceGroups/rg')).toThrow(
      'stage-test/Hub: virtualNetworkId: got "/subscriptions/s/resourceGroups/rg". Allowed: /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<name>.',
    );
  });
});

describe('bad input', () => {
  test('every problem of the network is reported at once', () => {
    expect(
      () =>
        new VirtualNetwork(testStage(), 'VirtualNetwork', {
          addressSpace: ['10.0.0.1/16', '10.1.0.0/16', '10.1.1.0/24'],
          flowTimeoutMinutes: 31,
        }),
    ).toThrow(
      [
        'stage-test/VirtualNetwork: flowTimeoutMinutes: got 31. Allowed: a whole number from 4 to 30.',
        'stage-test/VirtualNetwork: addressSpace[0]: "10.0.0.1/16" has host bits set. Allowed: the first address of the range. Did you mean "10.0.0.0/16"?',
        'stage-test/VirtualNetwork: addressSpace: the ranges 10.1.0.0/16 and 10.1.1.0/24 of the address space overlap. Allowed: ranges that have no address in common.',
      ].join('\n'),
    );
  });

  test('an empty address space is refused', () => {
    expect(() => new VirtualNetwork(testStage(), 'VirtualNetwork', { addressSpace: [] })).toThrow(
      'addressSpace: got []. Allowed: at least one range.',
    );
  });

  test('a plan that does not fit is refused with the path of the network', () => {
    expect(
      () =>
        new VirtualNetwork(testStage(), 'VirtualNetwork', {
          addressSpace: ['10.0.0.0/24'],
          subnets: [{ name: 'apps', prefix: 23 }],
        }),
    ).toThrow('stage-test/VirtualNetwork: subnets: no room for subnet "apps" (/23) in 10.0.0.0/24.');
  });

  test('the name in the plan is in lower case', () => {
    expect(
      () => new VirtualNetwork(testStage(), 'VirtualNetwork', { subnets: [{ name: 'Resource', prefix: 24 }] }),
    ).toThrow('subnets: got "Resource". Allowed: names in lower case with hyphens: container-apps.');
  });
});
