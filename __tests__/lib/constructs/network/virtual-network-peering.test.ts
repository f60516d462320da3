import { type IVirtualNetwork, VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { VirtualNetworkPeering } from '../../../../lib/constructs/network/virtual-network-peering';
import { writesOf } from '../../../../lib/stage/stage-writes';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

const TYPE = 'azurerm_virtual_network_peering';

function network(stage: Stage, id: string, ...addressSpace: string[]): VirtualNetwork {
  return new VirtualNetwork(stage, id, { addressSpace });
}

function hubAndSpoke(stage: Stage): { hub: VirtualNetwork; spoke: VirtualNetwork } {
  return { hub: network(stage, 'Hub', '10.0.0.0/16'), spoke: network(stage, 'Spoke', '10.1.0.0/16', '10.2.0.0/16') };
}

test('both networks are peered, without forwarded traffic and gateways', () => {
  const stage = testStage();
  const { hub, spoke } = hubAndSpoke(stage);
  new VirtualNetworkPeering(stage, 'Peering', { virtualNetwork: spoke, remoteVirtualNetwork: hub });
  const closed = {
    name: 'peer-demo-dev-peering',
    allow_virtual_network_access: true,
    allow_forwarded_traffic: false,
    allow_gateway_transit: false,
    use_remote_gateways: false,
  };
  expect(stage).toHaveResourceCount(TYPE, 2);
  expect(stage).toHaveResource(TYPE, {
    ...closed,
    virtual_network_name: expect.stringMatching(/azurerm_virtual_network\.Spoke_/),
    resource_group_name: expect.stringContaining('resource_group_name'),
    remote_virtual_network_id: expect.stringMatching(/azurerm_virtual_network\.Hub_/),
    triggers: { remote_address_space: '10.0.0.0/16' },
  });
  expect(stage).toHaveResource(TYPE, {
    ...closed,
    virtual_network_name: expect.stringMatching(/azurerm_virtual_network\.Hub_/),
    remote_virtual_network_id: expect.stringMatching(/azurerm_virtual_network\.Spoke_/),
    triggers: { remote_address_space: '10.1.0.0/16,10.2.0.0/16' },
  });
});

test('the gateways of the remote network are used once it allows that', () => {
  const stage = testStage();
  const { hub, spoke } = hubAndSpoke(stage);
  new VirtualNetworkPeering(stage, 'Peering', {
    virtualNetwork: spoke,
    remoteVirtualNetwork: hub,
    name: 'spoke-hub',
    useRemoteGateways: true,
    forwardedTraffic: true,
  });
  expect(stage).toHaveResource(TYPE, {
    name: 'spoke-hub',
    virtual_network_name: expect.stringMatching(/\.Spoke_/),
    use_remote_gateways: true,
    allow_gateway_transit: false,
    allow_forwarded_traffic: true,
    depends_on: [expect.stringContaining('azurerm_virtual_network_peering.Peering_Remote')],
  });
  expect(stage).toHaveResource(TYPE, {
    virtual_network_name: expect.stringMatching(/\.Hub_/),
    use_remote_gateways: false,
    allow_gateway_transit: true,
    allow_forwarded_traffic: true,
  });
});

test('the other side can be left to its owners', () => {
  const stage = testStage();
  const hub = VirtualNetwork.fromId(
    stage,
    'Hub',
    '/subscriptions/s/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub',
  );
  const peering = new VirtualNetworkPeering(stage, 'Peering', {
    virtualNetwork: network(stage, 'Spoke', '10.1.0.0/16'),
    remoteVirtualNetwork: hub,
    useRemoteGateways: true,
    reverse: false,
  });
  const resource = RenderedStage.of(stage).resource(TYPE);
  expect(peering.remotePeeringId).toBeUndefined();
  expect(resource).toMatchObject({ use_remote_gateways: true, remote_virtual_network_id: hub.virtualNetworkId });
  expect(resource).not.toHaveProperty('triggers');
  expect(resource).not.toHaveProperty('depends_on');
});

test('networks of two stages are peered in a third, which writes to both alone', () => {
  const app = testApp();
  const one = testStage({ app, id: 'stage-one' });
  const two = testStage({ app, id: 'stage-two' });
  const peerings = testStage({ app, id: 'stage-peerings' });
  new VirtualNetworkPeering(peerings, 'Peering', {
    virtualNetwork: network(one, 'Network', '10.0.0.0/16'),
    remoteVirtualNetwork: network(two, 'Network', '10.1.0.0/16'),
  });
  app.synth();
  expect(peerings.dependsOn(one)).toBe(true);
  expect(peerings.dependsOn(two)).toBe(true);
  expect(one.dependsOn(two)).toBe(false);
  expect(writesOf(peerings).map(({ stage, exclusive }) => [stage, exclusive])).toEqual([
    ['stage-one', true],
    ['stage-two', true],
  ]);
});

describe('refused is', () => {
  function peering(stage: Stage, local: IVirtualNetwork, remote: IVirtualNetwork, id = 'Peering') {
    return new VirtualNetworkPeering(stage, id, { virtualNetwork: local, remoteVirtualNetwork: remote });
  }

  test('a range in common', () => {
    const stage = testStage();
    const hub = network(stage, 'Hub', '10.0.0.0/16');
    const spoke = network(stage, 'Spoke', '10.9.0.0/16', '10.0.128.0/20');
    expect(() => peering(stage, spoke, hub)).toThrow(
      'stage-test/Peering: remoteVirtualNetwork: 10.0.128.0/20 of stage-test/Spoke overlaps 10.0.0.0/16 of stage-test/Hub. Give one of them another addressSpace.',
    );
  });

  test.each([
    ['first', (hub: VirtualNetwork, spoke: VirtualNetwork) => [hub, spoke]],
    ['second', (hub: VirtualNetwork, spoke: VirtualNetwork) => [spoke, hub]],
  ] as const)('a range in common of two peers of a network that is named %s', (_place, order) => {
    const stage = testStage();
    const { hub, spoke } = hubAndSpoke(stage);
    const other = network(stage, 'Other', '10.1.0.0/24');
    peering(stage, spoke, hub);
    const [local, remote] = order(hub, other) as [VirtualNetwork, VirtualNetwork];
    expect(() => peering(stage, local, remote, 'Second')).toThrow(
      /stage-test\/Second: remoteVirtualNetwork: 10\.1\.0\.0\/\d+ of stage-test\/\w+ overlaps 10\.1\.0\.0\/\d+ of stage-test\/\w+, and both would be peers of stage-test\/Hub\. Give one/,
    );
  });

  test('a network with itself', () => {
    const stage = testStage();
    const hub = network(stage, 'Hub', '10.0.0.0/16');
    expect(() => peering(stage, hub, hub)).toThrow(
      'stage-test/Peering: remoteVirtualNetwork: got "stage-test/Hub". Allowed: a network other than virtualNetwork.',
    );
  });

  test('a second peering of two networks, either way round', () => {
    const stage = testStage();
    const { hub, spoke } = hubAndSpoke(stage);
    peering(stage, spoke, hub);
    expect(() => peering(stage, hub, spoke, 'Back')).toThrow(
      'stage-test/Back: remoteVirtualNetwork: stage-test/Peering peers these networks already. Leave one of the two out: a peering is made in both directions.',
    );
  });

  test('the use of gateways of two remote networks', () => {
    const stage = testStage();
    const { hub, spoke } = hubAndSpoke(stage);
    const second = network(stage, 'Second', '10.3.0.0/16');
    const props = { virtualNetwork: spoke, useRemoteGateways: true };
    new VirtualNetworkPeering(stage, 'ToHub', { ...props, remoteVirtualNetwork: hub });
    expect(() => new VirtualNetworkPeering(stage, 'ToSecond', { ...props, remoteVirtualNetwork: second })).toThrow(
      'stage-test/ToSecond: useRemoteGateways: stage-test/Spoke uses the gateways of stage-test/Hub already. A network uses those of one remote network.',
    );
  });

  test('a name that Azure does not take', () => {
    const stage = testStage();
    const { hub, spoke } = hubAndSpoke(stage);
    expect(
      () =>
        new VirtualNetworkPeering(stage, 'Peering', {
          virtualNetwork: spoke,
          remoteVirtualNetwork: hub,
          name: 'spoke to hub',
        }),
    ).toThrow('stage-test/Peering: name: name "spoke to hub" is not one that azurerm_virtual_network_peering takes');
  });
});
