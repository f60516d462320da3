import { TerraformResource, type TerraformStack } from 'cdktf';
import { checksIn } from '../constructs/stage-check';
import { type Problem } from '../errors';
import { type StageMetadata } from '../manifest/app-metadata';
import { untranslatable } from './dialects';
import { openOutputsOf } from './sensitive-outputs';
import { type SourceLines } from './source-lines';
import { imageProblems, imagesOf } from './stage-images';
import { secretsOf } from './stage-secrets';
import { type Stage } from './stage';
import { writesOf } from './stage-writes';

/** Whether a stack is a stage; others are rendered by cdktf alone. */
export function isStage(stack: TerraformStack): stack is Stage {
  return 'metadata' in stack;
}

/**
 * Metadata of a stage as `azstage.json` has it. All stacks of the app have been prepared.
 *
 * @param lines lines of the code that made its resources, where these were recorded
 */
export function metadataOf(stage: Stage, lines?: SourceLines): StageMetadata {
  const images = imagesOf(stage);
  const secrets = secretsOf(stage);
  return {
    ...stage.metadata,
    resourceChecks: checksIn(stage),
    writesTo: writesOf(stage),
    openOutputs: openOutputsOf(stage),
    ...(images.length === 0 ? {} : { images }),
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(lines === undefined ? {} : { sourceLines: sourceLinesOf(stage, lines) }),
  };
}

function sourceLinesOf(stage: Stage, lines: SourceLines): Record<string, string> {
  const resources = stage.node.findAll().filter((each) => TerraformResource.isTerraformResource(each));
  const found = resources.flatMap((each) => {
    const line = lines.of(each);
    return line === undefined ? [] : [[each.node.path, line] as const];
  });
  return Object.fromEntries(found);
}

/** Problems of a stage that show only once all stacks of its app have been prepared. */
export function stageProblems(stage: Stage, azurermMajor: number): Problem[] {
  return [...imageProblems(stage), ...untranslatable(stage, azurermMajor)];
}
