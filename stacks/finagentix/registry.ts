import { ContainerRegistry } from '../../lib/constructs/compute/container-registry';
import { type Stage } from '../../lib/stage/stage';
import { type FoundationStage } from './foundation-stage';
import { type FinagentixParameters } from './parameters';

/** A registry for the images of one stage, so that each stage can go without taking the other's images along. */
export function addRegistry(
  stage: Stage,
  foundation: FoundationStage,
  parameters: FinagentixParameters,
): ContainerRegistry {
  return new ContainerRegistry(stage, 'ContainerRegistry', {
    privateEndpoints: parameters.privateRegistry ? foundation.privateEndpoints : undefined,
    allowedIpRanges: parameters.privateRegistry ? parameters.operatorIpRanges : undefined,
  });
}
