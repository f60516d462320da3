import { ContainerAppEnvironment } from '../../../../lib/constructs/compute/container-app-environment';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { type ISubnet } from '../../../../lib/constructs/network/subnet';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { LogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { Cidr } from '../../../../lib/values/cidr';
import { WorkloadProfile, WorkloadProfileType } from '../../../../lib/values/workload-profile';
import { existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

function network(stage: Stage): VirtualNetwork {
  return new VirtualNetwork(stage, 'VirtualNetwork', {
    subnets: [{ name: 'apps', prefix: 27, role: SubnetRole.CONTAINER_APPS }],
  });
}

/** A subnet of which only what the environment looks at is there. */
function subnetLike(stage: Stage, range: string, delegation?: string): ISubnet {
  return Object.assign(existingSubnet(stage, 'Like'), { cidr: Cidr.parse(range), delegation });
}

describe('by default', () => {
  test('the address is one in the network, and nothing is open to the Internet', () => {
    const stage = testStage();
    new ContainerAppEnvironment(stage, 'ContainerAppEnvironment', { subnet: network(stage).subnet('apps') });
    expect(stage).toHaveResource('azurerm_container_app_environment', {
      name: 'cae-demo-dev',
      internal_load_balancer_enabled: true,
      public_network_access: 'Disabled',
      mutual_tls_enabled: true,
      zone_redundancy_enabled: false,
    });
  });

  test('logs go through Azure Monitor, without the shared key of the workspace', () => {
    const stage = testStage();
    new ContainerAppEnvironment(stage, 'Apps', { diagnostics: { workspace: existingWorkspace(stage) } });
    const environment = RenderedStage.of(stage).resource('azurerm_container_app_environment');
    expect(environment).toMatchObject({ logs_destination: 'azure-monitor' });
    expect(environment).not.toHaveProperty('log_analytics_workspace_id');
    expect(stage).toHaveResource('azurerm_monitor_diagnostic_setting', {
      enabled_log: [{ category_group: 'allLogs' }],
      enabled_metric: [{ category: 'AllMetrics' }],
    });
  });

  test('there is a Consumption profile and a named infrastructure group, so that no plan replaces it', () => {
    const stage = testStage();
    new ContainerAppEnvironment(stage, 'ContainerAppEnvironment');
    expect(stage).toHaveResource('azurerm_container_app_environment', {
      workload_profile: [{ name: 'Consumption', workload_profile_type: 'Consumption' }],
      infrastructure_resource_group_name: 'ME_cae-demo-dev',
    });
  });

  test('without a subnet there is no load balancer setting, which azurerm would refuse, and still no public access', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new ContainerAppEnvironment(stage, 'Apps');
    const environment = RenderedStage.of(stage).resource('azurerm_container_app_environment');
    expect(environment).toMatchObject({ public_network_access: 'Disabled' });
    expect(environment).not.toHaveProperty('internal_load_balancer_enabled');
    expect(environment).not.toHaveProperty('zone_redundancy_enabled');
  });

  test('production spreads over zones and locks the environment, and is no more and no less closed', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new ContainerAppEnvironment(stage, 'Apps', { subnet: network(stage).subnet('apps') });
    expect(stage).toHaveResource('azurerm_container_app_environment', {
      zone_redundancy_enabled: true,
      internal_load_balancer_enabled: true,
      public_network_access: 'Disabled',
      mutual_tls_enabled: true,
    });
    expect(stage).toHaveResource('azurerm_management_lock', {
      lock_level: 'CanNotDelete',
      scope: expect.stringContaining('azurerm_container_app_environment'),
    });
  });
});

describe('options', () => {
  test('an external environment answers on the Internet', () => {
    const stage = testStage();
    const environment = new ContainerAppEnvironment(stage, 'Apps', {
      subnet: network(stage).subnet('apps'),
      external: true,
    });
    expect(environment).toMatchObject({ external: true, isInternal: false });
    expect(stage).toHaveResource('azurerm_container_app_environment', {
      internal_load_balancer_enabled: false,
      public_network_access: 'Enabled',
    });
  });

  test('a network gets a zone in which the host names of an internal environment resolve', () => {
    const stage = testStage();
    const virtualNetwork = network(stage);
    new ContainerAppEnvironment(stage, 'Apps', { subnet: virtualNetwork.subnet('apps'), virtualNetwork });
    const rendered = RenderedStage.of(stage);
    expect(rendered.resource('azurerm_private_dns_zone')['name']).toMatch(/default_domain}$/);
    expect(rendered.resources('azurerm_private_dns_a_record').map(({ name, records }) => [name, records])).toEqual([
      ['@', [expect.stringMatching(/static_ip_address}$/)]],
      ['*', [expect.stringMatching(/static_ip_address}$/)]],
    ]);
    expect(rendered.resource('azurerm_private_dns_zone_virtual_network_link')).toMatchObject({
      registration_enabled: false,
    });
  });

  test('dedicated profiles stand beside the Consumption profile', () => {
    const stage = testStage();
    new ContainerAppEnvironment(stage, 'Apps', {
      workloadProfiles: [WorkloadProfile.dedicated('agents', { type: WorkloadProfileType.E4, maximumCount: 3 })],
    });
    expect(stage).toHaveResource('azurerm_container_app_environment', {
      workload_profile: [
        { name: 'Consumption', workload_profile_type: 'Consumption' },
        { name: 'agents', workload_profile_type: 'E4', minimum_count: 0, maximum_count: 3 },
      ],
    });
  });

  test('each default can be changed by name', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new ContainerAppEnvironment(stage, 'Apps', {
      subnet: network(stage).subnet('apps'),
      mutualTls: false,
      zoneRedundancy: false,
      infrastructureResourceGroupName: 'rg-infrastructure',
      identity: new UserAssignedIdentity(stage, 'EnvironmentIdentity'),
      lock: LockLevel.READ_ONLY,
      diagnostics: { workspace: LogAnalyticsWorkspace.fromName(stage, 'W', 'log', 'rg'), enabled: false },
    });
    expect(stage).toHaveResource('azurerm_container_app_environment', {
      mutual_tls_enabled: false,
      zone_redundancy_enabled: false,
      infrastructure_resource_group_name: 'rg-infrastructure',
      identity: { type: 'UserAssigned' },
    });
    expect(stage).toHaveResource('azurerm_management_lock', {
      lock_level: 'ReadOnly',
      scope: expect.stringContaining('azurerm_container_app_environment'),
    });
    expect(stage).toHaveResourceCount('azurerm_monitor_diagnostic_setting', 0);
  });
});

test('an environment that exists is read, not made', () => {
  const stage = testStage();
  const environment = ContainerAppEnvironment.fromName(stage, 'Existing', {
    name: 'cae-shared',
    resourceGroupName: 'rg-shared',
  });
  expect(environment).toMatchObject({ external: false, isInternal: true });
  expect(RenderedStage.of(stage).dataSources('azurerm_container_app_environment')).toEqual([
    { name: 'cae-shared', resource_group_name: 'rg-shared' },
  ]);
  expect(stage).toHaveResourceCount('azurerm_container_app_environment', 0);
});

describe('bad input', () => {
  test('what contradicts itself is reported at once', () => {
    const stage = testStage();
    const { CONSUMPTION } = WorkloadProfile;
    expect(
      () =>
        new ContainerAppEnvironment(stage, 'Apps', {
          external: true,
          privateEndpoints: { subnet: existingSubnet(stage) },
          virtualNetwork: network(stage),
          zoneRedundancy: true,
          workloadProfiles: [CONSUMPTION],
        }),
    ).toThrow(
      [
        'stage-test/Apps: privateEndpoints: Azure allows them only where public network access is disabled. Leave out external.',
        'stage-test/Apps: virtualNetwork: only an internal environment, with a subnet and not external, needs a private DNS zone. Leave virtualNetwork out.',
        'stage-test/Apps: zoneRedundancy: needs a subnet. Give the environment a subnet.',
        'stage-test/Apps: workloadProfiles: got ["Consumption","Consumption"]. Allowed: each name once, Consumption is there.',
      ].join('\n'),
    );
  });

  test.each([
    ['10.0.0.0/28', 'Microsoft.App/environments', 'Allowed: /27 or larger'],
    ['172.30.1.0/24', 'Microsoft.App/environments', 'a range that Container Apps does not use itself'],
    ['10.0.0.0/24', undefined, 'is delegated to no service. Delegate it to Microsoft.App/environments.'],
    ['10.0.0.0/24', 'Microsoft.Web/serverFarms', 'is delegated to Microsoft.Web/serverFarms'],
  ])('the subnet %s, delegated to %s, is refused', (range, delegation, text) => {
    const stage = testStage();
    const subnet = subnetLike(stage, range, delegation);
    expect(() => new ContainerAppEnvironment(stage, 'Apps', { subnet })).toThrow(text);
  });

  test('two environments cannot share a subnet', () => {
    const stage = testStage();
    const subnet = network(stage).subnet('apps');
    new ContainerAppEnvironment(stage, 'First', { subnet });
    expect(() => new ContainerAppEnvironment(stage, 'Second', { subnet })).toThrow(
      'stage-test/Second: subnet: stage-test/First is in it already',
    );
  });
});
