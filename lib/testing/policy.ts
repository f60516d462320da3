import { TerraformResource, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type Finding } from '../policy/finding';
import { policyFindings } from '../policy/policy-findings';
import { type PolicyStage, PolicyTree } from '../policy/policy-tree';
import { acknowledgementsIn } from '../stage/acknowledgements';
import { StagedApp } from '../stage/staged-app';
import { type SynthesizedStage } from '../synthesized/synthesized-stage';
import { RenderedStage } from './rendered-stage';

/** Name of the data source with which cdktf reads the outputs of another stack. */
const REMOTE_STATE = /^cross-stack-reference-input-/;

/** Findings of the policy rules about a stage, or about all of an app: those of `azstage check`, without source lines. */
export function policyFindingsOf(construct: IConstruct): readonly Finding[] {
  const app = StagedApp.of(construct);
  const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
  const { environment, profile, location } = app.settings;
  const stages = stacks.map((stack) => policyStage(stack, location.name));
  const tree = new PolicyTree(stages, { environment, profile: profile.name });
  const findings = policyFindings(tree, acknowledgementsIn(app));
  return TerraformStack.isStack(construct)
    ? findings.filter(({ stage }) => stage === construct.node.id)
    : findings.filter(({ constructPath = '' }) => isAt(constructPath, construct.node.path));
}

function policyStage(stack: TerraformStack, location: string): PolicyStage {
  const rendered = JSON.parse(RenderedStage.of(stack).json) as {
    readonly resource?: SynthesizedStage['resources'];
    readonly output?: SynthesizedStage['outputs'];
    readonly variable?: SynthesizedStage['variables'];
  };
  const paths = new Map(
    stack.node
      .findAll()
      .filter((each) => TerraformResource.isTerraformResource(each))
      .map((each) => [`${each.terraformResourceType}.${each.friendlyUniqueId}`, each.node.path]),
  );
  return {
    name: stack.node.id,
    location,
    dependencies: stack.dependencies.map(({ node }) => node.id),
    resources: rendered.resource ?? {},
    outputs: rendered.output ?? {},
    variables: rendered.variable ?? {},
    upstream: (remoteState) => remoteState.replace(REMOTE_STATE, ''),
    originOf: (address) => ({ constructPath: paths.get(address) }),
  };
}

function isAt(path: string, scope: string): boolean {
  return scope === '' || `${path}/`.startsWith(`${scope}/`);
}
