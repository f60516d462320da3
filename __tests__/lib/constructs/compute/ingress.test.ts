import { ContainerApp, type ContainerAppProps } from '../../../../lib/constructs/compute/container-app';
import { ContainerAppEnvironment } from '../../../../lib/constructs/compute/container-app-environment';
import {
  ClientCertificateMode,
  type IngressOptions,
  IngressTransport,
  RevisionMode,
} from '../../../../lib/constructs/compute/ingress';
import { Probe } from '../../../../lib/constructs/compute/probe';
import { RenderedStage, testStage } from '../../../../lib/testing';

interface Rendered {
  readonly ingress: unknown;
  readonly container: Readonly<Record<string, unknown>>;
}

function rendered(ingress: IngressOptions | undefined, props: Partial<ContainerAppProps> = {}): Rendered {
  const stage = testStage();
  const environment = new ContainerAppEnvironment(stage, 'Apps', { external: true });
  new ContainerApp(stage, 'Api', { environment, image: 'nginx:1.27', ingress, ...props });
  const app = RenderedStage.of(stage).resource('azurerm_container_app');
  const template = app['template'] as { container: Readonly<Record<string, unknown>>[] };
  return { ingress: app['ingress'], container: template.container[0] ?? {} };
}

describe('ingress', () => {
  test('by default it is for the apps of the environment, over HTTPS', () => {
    expect(rendered({ targetPort: 8000 }).ingress).toEqual({
      external_enabled: false,
      allow_insecure_connections: false,
      target_port: 8000,
      transport: 'auto',
      traffic_weight: [{ percentage: 100, latest_revision: true }],
    });
  });

  test('each default can be changed by name', () => {
    expect(
      rendered({
        targetPort: 8000,
        external: true,
        allowInsecureConnections: true,
        transport: IngressTransport.HTTP2,
        allowedIpRanges: ['20.1.0.0/16', '20.2.0.4'],
        clientCertificateMode: ClientCertificateMode.REQUIRE,
        cors: { allowedOrigins: ['https://www.example.com'], allowCredentials: true, maxAgeSeconds: 60 },
      }).ingress,
    ).toMatchObject({
      external_enabled: true,
      allow_insecure_connections: true,
      transport: 'http2',
      client_certificate_mode: 'require',
      ip_security_restriction: [
        { name: 'allow-1', action: 'Allow', ip_address_range: '20.1.0.0/16' },
        { name: 'allow-2', action: 'Allow', ip_address_range: '20.2.0.4' },
      ],
      cors: { allowed_origins: ['https://www.example.com'], allow_credentials_enabled: true, max_age_in_seconds: 60 },
    });
  });

  test('denied ranges are rules of the other kind', () => {
    expect(rendered({ targetPort: 80, deniedIpRanges: ['20.1.0.0/16'] }).ingress).toMatchObject({
      ip_security_restriction: [{ name: 'deny-1', action: 'Deny' }],
    });
  });

  test('TCP exposes a port, the target port by default', () => {
    const transport = IngressTransport.TCP;
    expect(rendered({ targetPort: 6379, transport }).ingress).toMatchObject({ exposed_port: 6379 });
    expect(rendered({ targetPort: 6379, transport, exposedPort: 7000 }).ingress).toMatchObject({ exposed_port: 7000 });
  });

  const MULTIPLE = { revisionMode: RevisionMode.MULTIPLE };
  test.each<[IngressOptions, Partial<ContainerAppProps>, string]>([
    [{ targetPort: 70000 }, {}, 'ingress.targetPort: got 70000. Allowed: a whole number from 1 to 65535.'],
    [
      { targetPort: 80, exposedPort: 81 },
      {},
      'ingress.exposedPort: got 81. Allowed: nothing: only TCP has an exposed port.',
    ],
    [{ targetPort: 443, transport: IngressTransport.TCP, external: true }, {}, 'a port other than 80 and 443'],
    [{ targetPort: 80, allowedIpRanges: [], deniedIpRanges: [] }, {}, 'Azure allows one kind of rule'],
    [
      { targetPort: 80, allowedIpRanges: ['10.0.0.300'] },
      {},
      'ingress.allowedIpRanges[0]: "10.0.0.300/32" is not an IPv4 range',
    ],
    [{ targetPort: 80, traffic: [{ percentage: 100 }] }, {}, 'Set revisionMode to MULTIPLE.'],
    [{ targetPort: 80, traffic: [{ percentage: 50 }] }, MULTIPLE, 'the percentages are 50 in all. Make them 100.'],
    [{ targetPort: 80, traffic: [{ percentage: 50 }, { percentage: 50 }] }, MULTIPLE, 'more than one weight'],
    [{ targetPort: 80, traffic: [{ percentage: 101 }] }, MULTIPLE, 'ingress.traffic[0].percentage: got 101'],
  ])('%p is refused', (ingress, props, text) => {
    expect(() => rendered(ingress, props)).toThrow(text);
  });
});

describe('probes', () => {
  test('without a path a connection to the target port is enough, and the start may take four minutes', () => {
    expect(rendered({ targetPort: 8000 }).container).toMatchObject({
      startup_probe: [{ transport: 'TCP', port: 8000, interval_seconds: 5, failure_count_threshold: 48 }],
      liveness_probe: [{ transport: 'TCP', port: 8000, interval_seconds: 10, timeout: 5, failure_count_threshold: 3 }],
      readiness_probe: [{ transport: 'TCP', port: 8000, success_count_threshold: 1 }],
    });
  });

  test('with a path all three ask it', () => {
    const { container } = rendered({ targetPort: 8000 }, { healthPath: '/health' });
    for (const probe of ['startup_probe', 'liveness_probe', 'readiness_probe']) {
      expect(container[probe]).toEqual([expect.objectContaining({ transport: 'HTTP', port: 8000, path: '/health' })]);
    }
  });

  test('each can be replaced, or left out', () => {
    const { container } = rendered(
      { targetPort: 8000 },
      {
        probes: {
          startup: Probe.none(),
          liveness: Probe.tcp({ port: 9000, intervalSeconds: 30 }),
          readiness: Probe.http('/ready', {
            https: true,
            headers: { Host: 'api' },
            successThreshold: 2,
            timeoutSeconds: 3,
          }),
        },
      },
    );
    expect(container).not.toHaveProperty('startup_probe');
    expect(container).toMatchObject({
      liveness_probe: [{ transport: 'TCP', port: 9000, interval_seconds: 30 }],
      readiness_probe: [
        {
          transport: 'HTTPS',
          path: '/ready',
          timeout: 3,
          success_count_threshold: 2,
          header: [{ name: 'Host', value: 'api' }],
        },
      ],
    });
  });

  test('without ingress there are none', () => {
    expect(JSON.stringify(rendered(undefined).container)).not.toContain('probe');
  });

  test('what azurerm would refuse is reported at once', () => {
    const probe = Probe.http('health', {
      port: 0,
      intervalSeconds: 241,
      timeoutSeconds: 0,
      initialDelaySeconds: 61,
      failureThreshold: 31,
      successThreshold: 2,
    });
    expect(() => rendered({ targetPort: 8000 }, { probes: { liveness: probe } })).toThrow(
      /port: got 0.*\n.*1 to 240.*\n.*1 to 240.*\n.*0 to 60.*\n.*1 to 30.*\n.*only a readiness probe has it.*\n.*starts with \//,
    );
  });

  test('a probe without ingress must name its port', () => {
    expect(() => rendered(undefined, { probes: { liveness: Probe.tcp() } })).toThrow(
      'probes.liveness.port: without ingress there is no port to ask. Set port.',
    );
    expect(() => rendered(undefined, { healthPath: '/health' })).toThrow('Without ingress, use probes.');
  });
});
