import { AppResources } from '../../../lib/cost/app-resources';
import { type SynthesizedStage } from '../../../lib/synthesized/synthesized-stage';

const stages: Readonly<Record<string, Partial<SynthesizedStage>>> = {
  foundation: {
    resources: {
      azurerm_resource_group: { Group: { name: 'rg', location: 'West Europe' } },
      azurerm_container_app_environment: {
        Env: { name: 'cae-shop', resource_group_name: '${azurerm_resource_group.Group.name}', location: 'westeurope' },
      },
      azurerm_subnet_association: { A: { subnet_id: '${azurerm_subnet.S.id}' } },
      azurerm_subnet: { S: { name: 'apps' } },
    },
    outputs: {
      'cross-stack-output-env_id': { value: '${azurerm_container_app_environment.Env.id}' },
      location: { value: '${azurerm_container_app_environment.Env.location}' },
    },
  },
  apps: {
    dependencies: ['foundation'],
    resources: {
      azurerm_container_app: {
        Api: {
          container_app_environment_id: '${data.terraform_remote_state.up.outputs.cross-stack-output-env_id}',
          template: { min_replicas: '${var.replicas}' },
        },
      },
      azurerm_managed_redis: {
        Cache: { location: '${data.terraform_remote_state.up.outputs.location}', sku_name: '${var.unset}', count: 2 },
        Each: { for_each: { a: 1, b: 2 } },
        Some: { count: '${length(var.x)}' },
        Loop: { location: '${azurerm_managed_redis.Loop.location}' },
      },
    },
    variables: { replicas: { default: 3 }, unset: {} },
    upstream: (name) => (name === 'up' ? 'foundation' : undefined),
  },
};

const read: string[] = [];
const app = new AppResources((name) => {
  read.push(name);
  const stage = stages[name];
  return stage === undefined
    ? undefined
    : {
        name,
        location: 'eastus',
        dependencies: [],
        resources: {},
        outputs: {},
        variables: {},
        upstream: () => undefined,
        ...stage,
      };
});

const apps = app.of('apps');
const byAddress = new Map(apps.known.map((resource) => [resource.address, resource]));

test('a resource without a region is where its environment is, of another stage too', () => {
  expect(byAddress.get('azurerm_container_app.Api')?.region).toBe('westeurope');
});

test('a region is written as Azure names it in prices', () => {
  expect(app.of('foundation').known.find(({ type }) => type === 'azurerm_resource_group')?.region).toBe('westeurope');
});

test('a reference to an argument of another stage, and a default of a variable, are followed', () => {
  expect(byAddress.get('azurerm_managed_redis.Cache[0]')?.values['location']).toBe('westeurope');
  expect(byAddress.get('azurerm_container_app.Api')?.values['template']).toEqual({ min_replicas: 3 });
});

test('what leads to nothing stays a reference, and a circle ends', () => {
  expect(byAddress.get('azurerm_managed_redis.Cache[0]')?.values['sku_name']).toBe('${var.unset}');
  expect(byAddress.get('azurerm_managed_redis.Loop')?.region).toBe('eastus');
});

test('count and for_each make as many resources, or none that are known', () => {
  expect([...byAddress.keys()].filter((address) => /Cache|Each/.test(address))).toEqual([
    'azurerm_managed_redis.Cache[0]',
    'azurerm_managed_redis.Cache[1]',
    'azurerm_managed_redis.Each["a"]',
    'azurerm_managed_redis.Each["b"]',
  ]);
  expect(apps.uncounted).toEqual([{ address: 'azurerm_managed_redis.Some', type: 'azurerm_managed_redis' }]);
});

test('a resource is found by a reference, an id, a name, and through an association', () => {
  const found = (type: string, value: unknown, stage = 'apps') => app.tryFind(stage, type, value)?.address;
  const type = 'azurerm_container_app_environment';
  expect([
    found(type, '${data.terraform_remote_state.up.outputs.cross-stack-output-env_id}'),
    found(type, '/subscriptions/1/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/cae-shop'),
    found(type, 'cae-shop'),
    found(type, 'cae-other'),
    found('azurerm_subnet', '${azurerm_subnet_association.A.subnet_id}', 'foundation'),
    found(type, undefined),
  ]).toEqual([`${type}.Env`, `${type}.Env`, `${type}.Env`, undefined, 'azurerm_subnet.S', undefined]);
});

test('each stage is read once', () => expect(read.sort()).toEqual([...new Set(read)].sort()));
