import { quote } from '../../errors';
import { Cidr } from '../../values/cidr';
import {
  type ClusterBacking,
  type ClusterIngress,
  type ClusterOptions,
  IngressController,
  type NamespaceQuota,
} from '../cluster-options';
import { checkConfigFiles } from '../config-files';
import { checkLabel } from '../names';
import { Problems } from '../problems';
import { bytes, millicores } from '../quantity';
import { type Service } from '../service';
import { checkTogether } from '../services-together';
import { pinnedImage } from './pod';
import { GATEWAY_NAMESPACE, PLATFORM_NAMESPACE } from './service-objects';

/** Names of files that are not of a service. */
const RESERVED: readonly string[] = ['config-files', 'ingress', 'kustomization', 'namespaces'];

/**
 * Checks what services need of a cluster.
 *
 * @throws ValidationError with all problems
 */
export function checkCluster(options: ClusterOptions): void {
  const { services, namespace = PLATFORM_NAMESPACE, furtherNamespaces = [], ingress } = options;
  const problems = new Problems('cluster manifests');
  const namespaces = [namespace, ...furtherNamespaces, GATEWAY_NAMESPACE];
  namespaces.forEach((name) => problems.value('namespace', () => checkLabel(name, 63)));
  problems.distinct('namespaces', namespaces).distinct(
    'services',
    services.map(({ name }) => name),
  );
  checkTogether(problems, services);
  checkConfigFiles(problems, services, options.configFiles);
  checkQuota(problems, options.quota);
  checkRanges(problems, options.backings ?? {});
  checkSignIn(problems, options.signInRanges);
  for (const name of Object.keys(options.identities ?? {})) {
    const known = services.map((service) => service.name);
    problems.that('identities', name, known.includes(name), known.join(', '));
  }
  services.forEach((service) => checkServiceIn(problems, service, options));
  if (ingress !== undefined) {
    checkIngress(problems, ingress, services);
  }
  problems.done();
}

/** Notes the amounts of a quota that are none. */
export function checkQuota(problems: Problems, { cpu, memory, pods, storage }: NamespaceQuota): void {
  problems
    .value('quota.cpu', () => millicores(cpu))
    .value('quota.memory', () => bytes(memory))
    .wholeNumber('quota.pods', pods, 1, 100_000);
  if (storage !== undefined) {
    problems.value('quota.storage', () => bytes(storage));
  }
}

/** Notes ranges and ports that are none. */
export function checkRanges(
  problems: Problems,
  backings: Readonly<Record<string, Pick<ClusterBacking, 'ranges' | 'port'>>>,
): void {
  for (const [name, { ranges, port }] of Object.entries(backings)) {
    problems
      .together(ranges.length > 0, `backings.${name}.ranges`, 'is empty, which would open its port to all addresses')
      .wholeNumber(`backings.${name}.port`, port, 1, 65535);
    ranges.forEach((range) => problems.value(`backings.${name}.ranges`, () => Cidr.parse(range)));
  }
}

/** Notes ranges for signing in that are none. */
export function checkSignIn(problems: Problems, ranges: readonly string[] | undefined): void {
  problems.together(ranges?.length !== 0, 'signInRanges', 'is empty', 'Leave it out, or name the ranges.');
  ranges?.forEach((range) => problems.value('signInRanges', () => Cidr.parse(range)));
}

function checkServiceIn(problems: Problems, service: Service, options: ClusterOptions): void {
  const { name, secrets, metrics, port, scaling } = service;
  const { identities = {}, vault, backings = {}, mesh } = options;
  const hasIdentity = identities[name] !== undefined;
  const needsSecrets = Object.keys(secrets).length > 0;
  problems
    .together(!RESERVED.includes(name), name, 'is the name of another file', `Names other than ${RESERVED.join(', ')}.`)
    .value(name, () => pinnedImage(service))
    .together(!needsSecrets || vault !== undefined, name, 'has secrets, and the cluster has no vault', 'Set vault.')
    .together(
      !needsSecrets || hasIdentity,
      name,
      'has secrets, and no identity to read them with',
      `Set identities.${name}.`,
    )
    .together(
      (scaling?.queueDepth ?? scaling?.requestRate) === undefined || hasIdentity,
      name,
      'scales by a queue or by its requests, and has no identity to read their number with',
      `Set identities.${name}.`,
    )
    .together(
      metrics === undefined || (metrics.port ?? port) !== undefined,
      name,
      'has metrics and no port',
      'Set metrics.port.',
    )
    .together(
      mesh === undefined || metrics === undefined || (metrics.port !== undefined && metrics.port !== port),
      name,
      'serves metrics on the port of its requests, which mutual TLS closes to Prometheus',
      'Set metrics.port to a port of its own.',
    );
  for (const backing of service.backingServices) {
    const settings = backings[backing.name]?.settings;
    problems
      .together(
        settings !== undefined,
        name,
        `connects to ${quote(backing.name)}, whose address is unknown`,
        `Set backings.${backing.name}.`,
      )
      .together(
        settings === undefined || backing.variable in settings,
        `backings.${backing.name}.settings`,
        `lacks ${backing.variable}`,
      );
  }
}

/** Source of the form of the certificate's address: learn.microsoft.com/azure/aks/app-routing-dns-ssl. */
function checkIngress(problems: Problems, ingress: ClusterIngress, services: readonly Service[]): void {
  const { host, routes, certificate, controller, rateLimit, certificateIdentity, privateLink } = ingress;
  const isNginx = controller === IngressController.NGINX;
  const isCertificate = /^https:\/\/[^/\s]+\/certificates\/[0-9A-Za-z-]{1,127}$/.test(certificate);
  problems
    .that(
      'ingress.host',
      host,
      /^(\$\{\w+\}|([a-z0-9-]{1,63}\.)+[a-z]{2,63})$/.test(host),
      'a domain in lower case, such as api.example.com',
    )
    .that(
      'ingress.certificate',
      certificate,
      isCertificate,
      'https://<vault>.vault.azure.net/certificates/<name>, without a version',
    )
    .together(routes.length > 0, 'ingress.routes', 'is empty')
    .distinct(
      'ingress.routes',
      routes.map(({ path }) => path),
    )
    .together(
      rateLimit === undefined || isNginx,
      'ingress.rateLimit',
      'is for NGINX: the Gateway API has no limit of requests',
      'Limit them in the firewall policy of Front Door.',
    )
    .together(
      isNginx || certificateIdentity !== undefined,
      'ingress.certificateIdentity',
      'is missing: the gateway reads its certificate with it',
    )
    .wholeNumber('ingress.rateLimit.requestsPerSecond', rateLimit?.requestsPerSecond, 1, 100_000)
    .wholeNumber('ingress.rateLimit.burstMultiplier', rateLimit?.burstMultiplier, 1, 100)
    .wholeNumber('ingress.rateLimit.connections', rateLimit?.connections, 1, 100_000);
  for (const { path, service } of routes) {
    problems
      .that('ingress.routes', path, /^\/[\w./~-]*$/.test(path), 'a path that begins with /')
      .together(
        services.includes(service),
        'ingress.routes',
        `leads to ${quote(service.name)}, which is not in the list`,
      )
      .together(service.port !== undefined, 'ingress.routes', `leads to ${quote(service.name)}, which has no port`);
  }
  if (privateLink !== undefined) {
    const isName = /^[A-Za-z0-9]([\w.-]{0,78}\w)?$/.test(privateLink.name);
    problems.that(
      'ingress.privateLink.name',
      privateLink.name,
      isName,
      'up to 80 letters, digits, dots, hyphens and underscores',
    );
  }
}
