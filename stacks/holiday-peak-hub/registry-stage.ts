import { type Construct } from 'constructs';
import { ContainerRegistry, ContainerRegistrySku } from '../../lib/constructs/compute/container-registry';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { type NetworkStage } from './network-stage';
import { type HolidayPeakHubParameters } from './parameters';

/** The images of the CRUD service and of all agents: apart from the cluster, so that it can go without them. */
export class RegistryStage extends Stage {
  public readonly registry: ContainerRegistry;

  constructor(scope: Construct, network: NetworkStage, parameters: HolidayPeakHubParameters) {
    super(scope, 'stage-registry', {
      title: 'Registry',
      purpose: 'Keeps the images of the CRUD service and of all agents.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      upstream: [network],
      monthlyBudget: { from: 20, to: 40 },
      checks: ['An image is pushed from where the registry can be reached: az acr login --name <registry_name>'],
    });
    this.context.setDefaults(network.context.defaults);
    this.registry = new ContainerRegistry(this, 'ContainerRegistry', {
      sku: ContainerRegistrySku.PREMIUM,
      georeplications: parameters.registryReplicas,
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints: network.privateEndpoints,
    });
    acknowledge(
      this.registry,
      'AZS306',
      'No scanner releases images here, so that a quarantine would hold all of them back.',
    );
    acknowledge(this.registry, 'AZS401', 'Outside of production, images are built again from their sources.', {
      profiles: ['dev', 'staging'],
    });
    if (parameters.registryReplicas.length === 0) {
      acknowledge(
        this.registry,
        'AZS405',
        'Images are built again from their sources; registryReplicas adds regions, as in production.',
      );
    }
    this.addOutput('registry_name', this.registry.registryName, { description: 'For az acr login.' });
    this.addOutput('registry_login_server', this.registry.loginServer, { description: 'Where images are pushed to.' });
  }
}
