import { PolicyTree } from '../../lib/policy/policy-tree';
import { type PolicyRule } from '../../lib/policy/rule';
import { type SynthesizedStage } from '../../lib/synthesized/synthesized-stage';

/** Resources of one stage, by type and name, as in Terraform JSON. */
type Resources = SynthesizedStage['resources'];

/** Settings and further stages of the tree that a rule is tried on. */
export interface Around {
  /** `dev`, `staging` or `prod`. */
  readonly profile?: string;
  /** Outputs of the stage, each with its value. @default none */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Other stages, by name. Their `terraform_remote_state` is named as the stage that it reads. @default none */
  readonly stages?: Readonly<Record<string, Resources>>;
}

/**
 * Violations of a rule by address. Those of other stages have the stage in front: `stage-b: azurerm_subnet.Apps`.
 *
 * References are written as synth writes them: `${azurerm_subnet.Apps.id}`, `${data.terraform_remote_state.stage.outputs.subnet}`; the stage itself is
 * called `stage`.
 */
export function violates(rule: PolicyRule, resources: Resources, around: Around = {}): Record<string, string> {
  const stages = Object.entries({ stage: resources, ...around.stages });
  const tree = new PolicyTree(
    stages.map(([name, own]) => ({
      name,
      location: 'westeurope',
      dependencies: [],
      resources: own,
      outputs: Object.fromEntries(Object.entries(around.outputs ?? {}).map(([key, value]) => [key, { value }])),
      variables: {},
      upstream: (remoteState) => remoteState,
    })),
    { environment: around.profile, profile: around.profile },
  );
  const found = tree.ofType(...rule.resourceTypes).flatMap((resource) => {
    const violation = rule.check(resource, tree);
    const place = resource.stage === 'stage' ? resource.address : `${resource.stage}: ${resource.address}`;
    return violation === undefined ? [] : [[place, violation] as const];
  });
  return Object.fromEntries(found);
}
