import { type TerraformStack } from 'cdktf';
import { type StageMetadata } from '../manifest/app-metadata';
import { openOutputsOf } from './sensitive-outputs';
import { imagesOf } from './stage-images';
import { type Stage } from './stage';
import { writesOf } from './stage-writes';

export { imageProblems } from './stage-images';

/** Whether a stack is a stage; others are rendered by cdktf alone. */
export function isStage(stack: TerraformStack): stack is Stage {
  return 'metadata' in stack;
}

/** Metadata of a stage as `azstage.json` has it. All stacks of the app have been prepared. */
export function metadataOf(stage: Stage): StageMetadata {
  const images = imagesOf(stage);
  return {
    ...stage.metadata,
    writesTo: writesOf(stage),
    openOutputs: openOutputsOf(stage),
    ...(images.length === 0 ? {} : { images }),
  };
}
