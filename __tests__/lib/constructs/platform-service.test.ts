import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import fs from 'node:fs';
import path from 'node:path';
import * as azstage from '../../../lib';
import { RenderedStage, type RenderedResource, testApp, testStage } from '../../../lib/testing';
import {
  existingActionGroup,
  existingDnsZones,
  existingKey,
  existingSubnet,
  existingWorkspace,
} from '../../helpers/neighbours';
import { contracts, type Props } from './platform-service-contracts';

/** The text of each file of the constructs, by the class that its name stands for. */
function sources(): Map<string, string> {
  const root = path.resolve('lib/constructs');
  const files = fs.readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => [
      entry.name.replace('.ts', '').replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
      fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
    ]),
  );
}

test('every construct that has the shared features, or the props for them, is under the contract', () => {
  const text = sources();
  const withFeatures = [...text].filter(([, source]) => /\baddPlatformFeatures\(\s*this\b/.test(source));
  const withProps = [...text.values()].flatMap((source) =>
    [...source.matchAll(/interface (\w+)Props extends [^{]*\b(?:PlatformServiceProps|RedisDatabaseProps)\b/g)].map(
      ([, name]) => name as string,
    ),
  );
  const names = new Set([...withFeatures.map(([name]) => name), ...withProps]);
  // Props that those of two services extend.
  names.delete('RedisDatabase');
  expect([...names].sort()).toEqual(Object.keys(contracts).sort());
});

test('every construct that takes a customer-managed key is under the contract of encryption', () => {
  const names = [...sources()].flatMap(([name, source]) => (/customerManagedKey\?:/.test(source) ? [name] : []));
  const encrypted = Object.entries(contracts).filter(([, { encryption }]) => encryption !== 'none');
  expect(names.sort()).toEqual(encrypted.map(([name]) => name).sort());
});

describe.each(Object.entries(contracts))('%s', (_name, contract) => {
  function make(props: Props = {}, stage = testStage()): { stage: azstage.Stage; service: Construct; id: string } {
    const service = contract.make(stage, props);
    const main = service.node.defaultChild as TerraformResource;
    return { stage, service, id: `\${${main.terraformResourceType}.${main.friendlyUniqueId}.id}` };
  }

  const production = () => testStage({ app: testApp({ environment: 'prod' }) });
  const locksOf = (stage: azstage.Stage) =>
    RenderedStage.of(stage)
      .resources('azurerm_management_lock')
      .map(({ scope, lock_level }) => [scope, lock_level]);

  test('has its logs and metrics sent to the workspace of the stage, unless that is turned off', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    make({}, stage);
    const settings = RenderedStage.of(stage)
      .resources('azurerm_monitor_diagnostic_setting')
      .filter(({ target_resource_id }) => String(target_resource_id).includes('.It_'));
    const kinds = settings.map(kindsOf);
    expect(kinds).toEqual(contract.diagnostics);
    for (const setting of settings) {
      expect(setting['log_analytics_workspace_id']).toMatch(/^\$\{data\.azurerm_log_analytics_workspace\./);
    }
  });

  test('is locked in production as a whole, where its loss matters, and never in development', () => {
    const { stage, id } = make({}, production());
    expect(locksOf(stage)).toEqual(contract.locked ? [[id, 'CanNotDelete']] : []);
    expect(locksOf(make().stage)).toEqual([]);
  });

  test('takes another lock, and none where the stage has none', () => {
    const { stage, id } = make({ lock: azstage.LockLevel.READ_ONLY });
    expect(locksOf(stage)).toEqual([[id, 'ReadOnly']]);
    const without = production();
    without.context.setDefaults({ locks: false });
    expect(locksOf(make({}, without).stage)).toEqual([]);
    expect(locksOf(make({ lock: azstage.LockLevel.NONE }, production()).stage)).toEqual([]);
  });

  test('is guarded as data where its loss is one', () => {
    const { stage, service } = make();
    const main = service.node.defaultChild as TerraformResource;
    const address = `${main.terraformResourceType}.${main.friendlyUniqueId}`;
    expect(stage.metadata.dataResources.includes(address)).toBe(contract.stateful);
  });

  test('has the private endpoints of its service, with their records', () => {
    const stage = testStage();
    const hasZones = Object.values(contract.endpoints).flat().length > 0;
    const dnsZones = hasZones ? existingDnsZones(stage) : undefined;
    const privateEndpoints = { subnet: existingSubnet(stage, 'Private'), dnsZones };
    const { id } = make(Object.keys(contract.endpoints).length === 0 ? {} : { privateEndpoints }, stage);
    const endpoints = RenderedStage.of(stage).resources('azurerm_private_endpoint');
    expect(endpoints).toHaveLength(Object.keys(contract.endpoints).length);
    for (const endpoint of endpoints) {
      const { private_service_connection: connection, private_dns_zone_group: group } = endpoint as {
        private_service_connection: { subresource_names: [string]; private_connection_resource_id: string };
        private_dns_zone_group?: { private_dns_zone_ids: string[] };
      };
      expect(connection).toMatchObject({ private_connection_resource_id: id, is_manual_connection: false });
      const zones = group?.private_dns_zone_ids.map((zone) => zone.split('/').at(-1)) ?? [];
      expect(zones).toEqual(contract.endpoints[connection.subresource_names[0]]);
    }
  });

  test('has alerts for the action group of the stage, unless they are turned off, and none without one', () => {
    const alertsOf = (stage: azstage.Stage) => RenderedStage.of(stage).resources('azurerm_monitor_metric_alert');
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    const { id } = make({}, stage);
    expect(alertsOf(stage).length > 0).toBe(contract.alerts);
    for (const alert of alertsOf(stage)) {
      expect(alert).toMatchObject({ scopes: [id], action: [{ action_group_id: expect.stringContaining('OnCall') }] });
    }
    const silent = testStage();
    silent.context.setDefaults({ actionGroup: existingActionGroup(silent) });
    expect(alertsOf(make(contract.alerts ? { alerts: { enabled: false } } : {}, silent).stage)).toEqual([]);
    expect(alertsOf(make().stage)).toEqual([]);
  });

  test('grants access to itself once, and whoever runs as the grantee can wait for it', () => {
    const granting = methodsOf(make().service).filter((name) => /^grant(?!In$)[A-Z]/.test(name));
    const own = granting.filter((name) => !(contract.delegates ?? []).includes(name));
    expect(own.filter((name) => !(name === 'grantAccess' && contract.connection === 'key')).sort()).toEqual(
      Object.keys(contract.grants).sort(),
    );
    for (const [name, rest] of Object.entries(contract.grants)) {
      const { stage, service, id } = make();
      const app = new azstage.UserAssignedIdentity(stage, 'App');
      const grant = (service as unknown as Record<string, (...args: unknown[]) => unknown>)[name]?.bind(service);
      expect(grant?.(app, ...rest)).toBe(grant?.(app, ...rest));
      expect(app.grants).not.toEqual([]);
      const rendered = grantsOf(stage);
      expect(rendered).not.toEqual([]);
      rendered.forEach((text) => expect(text).toContain(id.slice(2, -'.id}'.length)));
    }
  });

  test('is connected to without a secret where it supports Entra ID', () => {
    const { stage, service } = make();
    expect(methodsOf(service).includes('connectionFor')).toBe(contract.connection !== 'none');
    if (contract.connection === 'none') {
      return;
    }
    const app = new azstage.UserAssignedIdentity(stage, 'App');
    const { secrets = {} } = (service as unknown as azstage.IConnectable).connectionFor(app);
    expect(Object.keys(secrets).length > 0).toBe(contract.connection === 'key');
    expect(app.grants.length > 0).toBe(contract.connection === 'entra');
  });

  test('is encrypted with a key that its identity may use before', () => {
    if (contract.encryption === 'none') {
      return;
    }
    const stage = testStage();
    const identity = new azstage.UserAssignedIdentity(stage, 'Encryption');
    make({ customerManagedKey: { key: existingKey(stage), identity } }, stage);
    expect(stage).toHaveResource('azurerm_role_assignment', {
      role_definition_id: expect.stringContaining('e147488a-f6f5-4113-8e2d-b22465e65bf6'),
      principal_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Encryption/),
    });
    const encrypted = everyResource(stage).filter((resource) => JSON.stringify(resource).includes('keys/encryption'));
    const [service, ...others] = encrypted.filter((resource) => !('role_definition_id' in resource));
    expect(others).toEqual([]);
    expect(service?.['depends_on']).toEqual([expect.stringMatching(/^azurerm_role_assignment\./)]);
    const keys = /keys\/encryption(?:\/[0-9a-f]{32})?"/.exec(JSON.stringify(service))?.[0];
    expect(keys).toMatch(contract.encryption === 'key' ? /encryption"$/ : /\/[0-9a-f]{32}"$/);
    expect(everyResource(stage).filter((resource) => hasIdentity(resource))).toHaveLength(1);
  });
});

/** The data of a diagnostic setting: `logs` and `metrics` for all that there are. */
function kindsOf({ enabled_log: logs = [], enabled_metric: metrics = [] }: RenderedResource): string {
  const kind = (name: string, chosen: unknown, all: unknown) =>
    (chosen as unknown[]).length === 0
      ? []
      : [JSON.stringify(chosen) === JSON.stringify(all) ? name : `chosen ${name}`];
  return [
    ...kind('logs', logs, [{ category_group: 'allLogs' }]),
    ...kind('metrics', metrics, [{ category: 'AllMetrics' }]),
  ].join(', ');
}

function hasIdentity(resource: RenderedResource): boolean {
  return JSON.stringify(resource['identity'] ?? {}).includes('azurerm_user_assigned_identity.Encryption');
}

function everyResource(stage: azstage.Stage): RenderedResource[] {
  const rendered = RenderedStage.of(stage);
  return rendered.resourceTypes.flatMap((type) => rendered.resources(type));
}

/** The grants to the identity `App`, as text. */
function grantsOf(stage: azstage.Stage): string[] {
  return everyResource(stage)
    .map((resource) => JSON.stringify(resource))
    .filter((text) => text.includes('azurerm_user_assigned_identity.App'));
}

/** The methods of a construct, those of its base classes included. */
function methodsOf(construct: Construct): string[] {
  const names = new Set<string>();
  for (
    let level = Object.getPrototypeOf(construct);
    level !== Construct.prototype;
    level = Object.getPrototypeOf(level)
  ) {
    Object.getOwnPropertyNames(level).forEach((name) => names.add(name));
  }
  return [...names];
}
