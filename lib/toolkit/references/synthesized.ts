import { type SynthesizedStage } from '../../synthesized/synthesized-stage';
import { type StageArtifact } from '../assembly/stage-artifact';
import { remoteStates } from './remote-states';

/** A stage with the parts of its Terraform JSON that costs and policies read. */
export function synthesized(stage: StageArtifact, location: string): SynthesizedStage {
  const { name, template, dependencies } = stage;
  return {
    name,
    location,
    dependencies,
    resources: template.resource ?? {},
    outputs: template.output ?? {},
    variables: template.variable ?? {},
    upstream: (remoteState) => remoteStates(stage).get(remoteState)?.name,
  };
}
