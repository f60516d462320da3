import { ContainerApp } from '../../../../lib/constructs/compute/container-app';
import { ContainerAppEnvironment } from '../../../../lib/constructs/compute/container-app-environment';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { FrontDoor } from '../../../../lib/constructs/edge/front-door';
import { type FrontDoorOriginOptions } from '../../../../lib/constructs/edge/front-door-origin';
import {
  type FrontDoorOriginGroupOptions,
  FrontDoorProbeMethod,
} from '../../../../lib/constructs/edge/front-door-origin-group';
import {
  FrontDoorOriginTarget,
  type FrontDoorPrivateLinkOptions,
  FrontDoorPrivateLinkType,
} from '../../../../lib/constructs/edge/front-door-origin-target';
import { FrontDoorSku } from '../../../../lib/constructs/edge/front-door-sku';
import { ApiManagement } from '../../../../lib/constructs/web/api-management';
import { RenderedStage, testStage } from '../../../../lib/testing';

const SERVICE = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateLinkServices/pls-aks';
const SITE = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/app';
const publicHost = FrontDoorOriginTarget.publicHost('one.example.com');
const privateHost = FrontDoorOriginTarget.privateLinkService(SERVICE, 'aks.example.com', 'westeurope');

function group(props: FrontDoorOriginGroupOptions = {}, stage = testStage()) {
  return new FrontDoor(stage, 'Edge').addOriginGroup('Api', props);
}

function origin(props: Partial<FrontDoorOriginOptions> = {}, stage = testStage()) {
  group({}, stage).addOrigin('One', { target: publicHost, ...props });
  return RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_origin');
}

describe('an origin group', () => {
  test('probes every 30 seconds over HTTPS, and binds no client to an origin', () => {
    const stage = testStage();
    group({}, stage);
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_origin_group', {
      name: 'api',
      session_affinity_enabled: false,
      health_probe: { protocol: 'Https', path: '/', request_type: 'HEAD', interval_in_seconds: 30 },
      load_balancing: {
        sample_size: 4,
        successful_samples_required: 3,
        additional_latency_in_milliseconds: 50,
      },
    });
  });

  test('each default can be overridden by name', () => {
    const stage = testStage();
    group(
      {
        name: 'backends',
        sessionAffinity: true,
        healthProbe: { path: '/health', intervalSeconds: 5, method: FrontDoorProbeMethod.GET, https: false },
        loadBalancing: { sampleSize: 2, successfulSamplesRequired: 1, additionalLatencyMilliseconds: 0 },
      },
      stage,
    );
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_origin_group', {
      name: 'backends',
      session_affinity_enabled: true,
      health_probe: { protocol: 'Http', path: '/health', request_type: 'GET', interval_in_seconds: 5 },
      load_balancing: { sample_size: 2, successful_samples_required: 1, additional_latency_in_milliseconds: 0 },
    });
  });

  test('without health probes has one origin alone', () => {
    const stage = testStage();
    const unprobed = group({ healthProbe: { enabled: false } }, stage);
    expect(RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_origin_group')).not.toHaveProperty('health_probe');
    unprobed.addOrigin('One', { target: publicHost });
    expect(() => unprobed.addOrigin('Two', { target: publicHost })).toThrow(
      'stage-test/Edge/Api: healthProbe: a group without health probes has one origin alone. Leave healthProbe.enabled out.',
    );
  });

  test.each<[FrontDoorOriginGroupOptions, string]>([
    [
      { healthProbe: { intervalSeconds: 256 } },
      'stage-test/Edge/Api: healthProbe.intervalSeconds: got 256. Allowed: a whole number from 1 to 255',
    ],
    [{ healthProbe: { path: 'health' } }, 'healthProbe.path: got "health". Allowed: a path that starts with /'],
    [
      { healthProbe: { enabled: false, path: '/' } },
      'healthProbe: probes are disabled. Leave healthProbe.enabled out.',
    ],
    [{ loadBalancing: { sampleSize: 0 } }, 'loadBalancing.sampleSize: got 0. Allowed: a whole number from 1 to 255'],
    [
      { loadBalancing: { additionalLatencyMilliseconds: 1001 } },
      'loadBalancing.additionalLatencyMilliseconds: got 1001. Allowed: a whole number from 0 to 1000',
    ],
    [
      { loadBalancing: { sampleSize: 2 } },
      'loadBalancing.successfulSamplesRequired: 3 of 2 samples can never succeed. Raise sampleSize, or require fewer.',
    ],
    [{ name: 'a' }, 'name: name "a" has 1 characters, and azurerm_cdn_frontdoor_origin_group takes 2 to 90'],
  ])('%j is refused', (props, message) => {
    expect(() => group(props)).toThrow(message);
  });

  test('takes 50 origins', () => {
    const full = group();
    Array.from({ length: 50 }, (_, index) => full.addOrigin(`O${index}`, { target: publicHost }));
    expect(full.origins).toHaveLength(50);
    expect(() => full.addOrigin('Last', { target: publicHost })).toThrow(
      'addOrigin: it has 50 origins, the most that Front Door takes in a group',
    );
  });
});

describe('an origin', () => {
  test('gets its own host name, over HTTPS with a certificate that is checked', () => {
    const rendered = origin();
    expect(rendered).toMatchObject({
      name: 'api-one',
      host_name: 'one.example.com',
      origin_host_header: 'one.example.com',
      certificate_name_check_enabled: true,
      http_port: 80,
      https_port: 443,
      priority: 1,
      weight: 500,
      enabled: true,
    });
    expect(rendered).not.toHaveProperty('private_link');
  });

  test('each default can be overridden by name', () => {
    const rendered = origin({
      name: 'first',
      hostHeader: 'shop.example.com',
      certificateNameCheck: false,
      httpPort: 8080,
      httpsPort: 8443,
      priority: 5,
      weight: 1000,
      enabled: false,
    });
    expect(rendered).toMatchObject({
      name: 'first',
      origin_host_header: 'shop.example.com',
      certificate_name_check_enabled: false,
      http_port: 8080,
      https_port: 8443,
      priority: 5,
      weight: 1000,
      enabled: false,
    });
  });

  test.each<[Partial<FrontDoorOriginOptions>, string]>([
    [{ priority: 6 }, 'stage-test/Edge/Api/One: priority: got 6. Allowed: a whole number from 1 to 5'],
    [{ weight: 0 }, 'weight: got 0. Allowed: a whole number from 1 to 1000'],
    [{ httpPort: 0 }, 'httpPort: got 0. Allowed: a whole number from 1 to 65535'],
    [{ httpsPort: 70000 }, 'httpsPort: got 70000. Allowed: a whole number from 1 to 65535'],
    [{ approvalMessage: 'x' }, 'approvalMessage: nobody approves an origin that is public. Leave it out.'],
    [
      { target: FrontDoorOriginTarget.publicHost('https://one.example.com/') },
      'target.hostName: got "https://one.example.com/". Allowed: a host name or an address, without scheme, port and path',
    ],
    [
      { target: privateHost, certificateNameCheck: false },
      'certificateNameCheck: got false. Allowed: true with a private link. Leave it out, and give the origin a certificate for its host name.',
    ],
    [{ target: privateHost, approvalMessage: 'x'.repeat(141) }, 'Allowed: 1 to 140 characters'],
  ])('%j is refused', (props, message) => {
    expect(() => origin(props)).toThrow(message);
  });

  test('is private or public like all of its group', () => {
    const mixed = group();
    mixed.addOrigin('One', { target: publicHost });
    expect(() => mixed.addOrigin('Two', { target: privateHost })).toThrow(
      'stage-test/Edge/Api/Two: target: it is private, but stage-test/Edge/Api/One of its group is not. Front Door requires private and public origins in separate groups: create two.',
    );
  });

  test('of a Standard Front Door has no private link', () => {
    const door = FrontDoor.fromName(testStage(), 'Old', 'afd-old', 'rg-edge', { sku: FrontDoorSku.STANDARD });
    expect(() => door.addOriginGroup('Api').addOrigin('One', { target: privateHost })).toThrow(
      'target: a Front Door of Standard_AzureFrontDoor has no private links. Use Premium_AzureFrontDoor.',
    );
  });
});

describe('a private link', () => {
  const privateLink = (target: FrontDoorOriginTarget, stage = testStage()) =>
    origin({ target }, stage)['private_link'] as Record<string, unknown>;

  test('to a private link service has no type, and tells who asks', () => {
    const link = privateLink(privateHost);
    expect(link).toEqual({
      private_link_target_id: SERVICE,
      location: 'westeurope',
      request_message: 'Front Door: stage-test/Edge/Api/One',
    });
  });

  test('the message for whoever approves it can be given', () => {
    const rendered = origin({ target: privateHost, approvalMessage: 'Shop' });
    expect(rendered['private_link']).toMatchObject({ request_message: 'Shop' });
  });

  test('to a container app is one to its environment', () => {
    const stage = testStage();
    const environment = new ContainerAppEnvironment(stage, 'Apps');
    const app = ContainerApp.fromName(stage, 'App', 'ca-shop', 'rg-apps');
    const rendered = origin({ target: FrontDoorOriginTarget.containerApp(app, environment) }, stage);
    expect(rendered).toMatchObject({
      host_name: expect.stringContaining('fqdn'),
      private_link: {
        private_link_target_id: expect.stringContaining('azurerm_container_app_environment.'),
        target_type: 'managedEnvironments',
        location: stage.context.location.name,
      },
    });
  });

  test('to blobs and to API Management has the host of its target', () => {
    const stage = testStage();
    const account = StorageAccount.fromName(stage, 'Files', 'stfiles', 'rg-data');
    const blobs = origin({ target: FrontDoorOriginTarget.blobs(account, 'eastus') }, stage);
    expect(blobs).toMatchObject({
      host_name: expect.stringMatching(/^\$\{element\(split\("\/", .*blob_endpoint\), 2\)\}$/),
      private_link: { target_type: 'blob', location: 'eastus' },
    });
    const other = testStage();
    const service = ApiManagement.fromName(other, 'Gateway', 'apim-shop', 'rg-web');
    expect(origin({ target: FrontDoorOriginTarget.apiManagement(service, 'West Europe') }, other)).toMatchObject({
      private_link: { target_type: 'Gateway' },
    });
  });

  const site = { hostName: 'app.azurewebsites.net', targetResourceId: SITE, location: 'westeurope' };
  test.each<[Partial<FrontDoorPrivateLinkOptions>, string]>([
    [
      { location: 'germanynorth', type: FrontDoorPrivateLinkType.APP_SERVICE },
      'Use the region nearest to the origin: Front Door makes its private endpoint there.',
    ],
    [{ location: 'nowhere', type: FrontDoorPrivateLinkType.APP_SERVICE }, 'target.location'],
    [{}, 'target.type: only a private link service goes without. Give one of blob, blob_secondary, Gateway'],
    [
      { targetResourceId: SERVICE, type: FrontDoorPrivateLinkType.APP_SERVICE },
      'target.type: got "sites". Allowed: none with a private link service',
    ],
    [
      { targetResourceId: 'app', type: FrontDoorPrivateLinkType.APP_SERVICE },
      'target.targetResourceId: got "app". Allowed: the id of an Azure resource',
    ],
  ])('%j is refused', (options, message) => {
    expect(() => privateLink(FrontDoorOriginTarget.privateLink({ ...site, ...options }))).toThrow(message);
  });
});
