import path from 'node:path';
import { type Finding } from '../../policy/finding';
import { policyFindings } from '../../policy/policy-findings';
import { type SourcePlace } from '../../policy/policy-resource';
import { type PolicyStage, PolicyTree } from '../../policy/policy-tree';
import { type Assembly } from '../assembly/assembly';
import { type StageArtifact } from '../assembly/stage-artifact';
import { inTurn } from '../host/give-way';
import { synthesized } from '../references/synthesized';

/**
 * Findings of azstage's rules about all stages of an app.
 *
 * @param projectDirectory directory that files are relative to
 */
export async function findingsOf(assembly: Assembly, projectDirectory: string): Promise<readonly Finding[]> {
  const { environment, profile, acknowledgements } = assembly.metadata ?? {};
  const stages = await inTurn(assembly.stages, (stage) =>
    Promise.resolve(policyStage(stage, assembly, projectDirectory)),
  );
  const tree = new PolicyTree(stages, { environment, profile });
  return policyFindings(tree, acknowledgements).map((finding) => withFile(finding, assembly, projectDirectory));
}

function policyStage(stage: StageArtifact, assembly: Assembly, projectDirectory: string): PolicyStage {
  return {
    ...synthesized(stage, assembly.metadata?.location ?? ''),
    lifecycle: stage.metadata?.lifecycle,
    originOf: (address) => {
      const { constructPath, source } = stage.originOf(address);
      return { constructPath, source: source === undefined ? undefined : placeOf(source, projectDirectory) };
    },
  };
}

/** Place of `stacks/shop/data.ts:42:5`; of a path that is absolute, relative to the project. */
function placeOf(source: string, projectDirectory: string): SourcePlace | undefined {
  const [, file = '', line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(source) ?? [];
  return line === undefined
    ? undefined
    : {
        file: slashes(path.isAbsolute(file) ? path.relative(projectDirectory, file) : file),
        line: Number(line),
        ...(column === undefined ? {} : { column: Number(column) }),
      };
}

/** A finding without a place in the code is in the synthesized file of its stage. */
function withFile(finding: Finding, assembly: Assembly, projectDirectory: string): Finding {
  const stage = finding.file === undefined ? assembly.tryFind(finding.stage ?? '') : undefined;
  return stage === undefined
    ? finding
    : { ...finding, file: slashes(path.relative(projectDirectory, stage.templateFile)) };
}

function slashes(file: string): string {
  return file.split(path.sep).join('/');
}
