import { ContainerRegistry } from '../../lib/constructs/compute/container-registry';
import { acknowledge } from '../../lib/stage/acknowledge';
import { type Stage } from '../../lib/stage/stage';
import { type FoundationStage } from './foundation-stage';
import { type FinagentixParameters } from './parameters';

/** A registry for the images of one stage, so that each stage can go without taking the other's images along. */
export function addRegistry(
  stage: Stage,
  foundation: FoundationStage,
  parameters: FinagentixParameters,
): ContainerRegistry {
  const registry = new ContainerRegistry(stage, 'ContainerRegistry', {
    privateEndpoints: parameters.privateRegistry ? foundation.privateEndpoints : undefined,
    allowedIpRanges: parameters.privateRegistry ? parameters.operatorIpRanges : undefined,
  });
  acknowledgeFindings(registry, parameters);
  return registry;
}

function acknowledgeFindings(registry: ContainerRegistry, { privateRegistry }: FinagentixParameters): void {
  acknowledge(registry, 'AZS306', 'No scanner releases images here, so that a quarantine would hold all of them back.');
  acknowledge(registry, 'AZS405', 'The system runs in one region, and its images are built again from their sources.');
  if (!privateRegistry) {
    const premium = 'It comes with Premium, which privateRegistry=true takes; the design has a registry for 5 dollars.';
    acknowledge(registry, 'AZS001', `Images hold no secrets, and Entra identities alone pull them. ${premium}`);
    ['AZS016', 'AZS305', 'AZS401'].forEach((rule) => acknowledge(registry, rule, premium));
    acknowledge(registry, 'AZS307', 'The design has a registry for 5 dollars, and no Defender for Containers.', {
      profiles: ['dev'],
    });
  }
}
