import { type ClusterOptions, type ManifestLayer, type Manifests } from '../cluster-options';
import { usedConfigFiles } from '../config-files';
import { type Service } from '../service';
import { ServiceRun } from '../service-options';
import { checkCluster } from './cluster-rules';
import { addIngress } from './ingress';
import { ManifestWriter } from './manifest-writer';
import { addNamespace } from './namespace';
import { addConfigFiles, addServiceObjects, PLATFORM_NAMESPACE } from './service-objects';
import { addCronJob, addDeployment, addJob } from './workload';

/**
 * Renders services as Kubernetes manifests for one cluster.
 *
 * Layers are folders that Flux applies one after the other: `base` with namespaces, accounts, settings and policies, one for each step of the services that
 * run once, and `services`. The folder above them has a `kustomization.yaml` for all.
 *
 * @throws ValidationError with all problems of the services in this cluster
 */
export function clusterManifests(options: ClusterOptions): Manifests {
  checkCluster(options);
  const { services, namespace = PLATFORM_NAMESPACE, furtherNamespaces = ['shared-services'] } = options;
  const writer = new ManifestWriter();
  for (const name of [namespace, ...furtherNamespaces]) {
    addNamespace(writer.file('base/namespaces.yaml'), { ...options, name });
  }
  addConfigFiles(writer.file('base/config-files.yaml'), namespace, usedConfigFiles(services, options.configFiles));
  for (const service of services) {
    const { name, runs } = service;
    addServiceObjects(writer.file(`base/${name}.yaml`), namespace, service, options);
    if (runs.kind === 'once') {
      addJob(writer.file(`${layerOf(service)}/${name}.yaml`), namespace, service, options);
    } else if (runs.kind === 'scheduled') {
      addCronJob(writer.file(`services/${name}.yaml`), namespace, service, options);
    } else {
      addDeployment(writer.file(`services/${name}.yaml`), namespace, service, options);
    }
  }
  if (options.ingress !== undefined) {
    addIngress(writer.file('services/ingress.yaml'), namespace, options.ingress, options);
  }
  return writer.render(layersOf(services));
}

function layersOf(services: readonly Service[]): readonly ManifestLayer[] {
  const steps = Math.max(0, ...services.filter(({ runs }) => runs === ServiceRun.ONCE).map(stepOf));
  const jobs = Array.from({ length: steps }, (_value, index) => `jobs-${index + 1}`);
  const runs = services.some((service) => service.runs !== ServiceRun.ONCE) ? ['services'] : [];
  const paths = ['base', ...jobs, ...runs];
  return paths.map((path, index) => ({ path, dependsOn: paths.slice(Math.max(index - 1, 0), index) }));
}

/** Layer of a service that runs once: after all those that it comes after. */
function layerOf(service: Service): string {
  return `jobs-${stepOf(service)}`;
}

function stepOf(service: Service): number {
  return 1 + Math.max(0, ...service.after.map(stepOf));
}
