import { type Environment, folded, valueOf } from '../host/environment-variables';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type RefusedVariable } from './refused-variable';
import { type BackendArguments, blockOf, isMissing, STATE_PLACES, type StatePlace } from './state-places';

/** Backend that a stage uses. */
interface UsedBackend {
  readonly type: string;
  readonly given: BackendArguments;
  /** Whether it belongs to a remote state that the stage reads, not to the stage's own state. */
  readonly isRead: boolean;
}

/**
 * Variables that set the location of a state where the code of a stage does not: of its own state, or of one that it reads. With them, the same code
 * addresses another state in another shell.
 */
export function refusedForBackends(
  stages: readonly StageArtifact[],
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): RefusedVariable[] {
  const found = new Map<string, RefusedVariable>();
  // Most environments have none of these variables: then no Terraform JSON is read, of which there may be thousands.
  const isAnySet = Object.values(STATE_PLACES).some((places) =>
    places.some((place) => namesSet(place, env, platform).length > 0),
  );
  for (const stage of isAnySet ? stages : []) {
    for (const used of backendsOf(stage)) {
      for (const place of STATE_PLACES[used.type] ?? []) {
        for (const name of openedBy(place, used.given, env, platform)) {
          found.set(name, found.get(name) ?? refusal(name, stage, used, place));
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names, as set, of the variables that supply arguments which the code omits. */
function openedBy(place: StatePlace, given: BackendArguments, env: Environment, platform: NodeJS.Platform): string[] {
  const { argument, isOpen = (all) => argument === undefined || isMissing(all, argument) } = place;
  return isOpen(given) ? namesSet(place, env, platform) : [];
}

/** Names, as set, of the variables that have another value than the default of the backend. */
function namesSet({ variables, harmless }: StatePlace, env: Environment, platform: NodeJS.Platform): string[] {
  const isSet = (name: string) => ![undefined, harmless].includes(valueOf(env, name, platform));
  const names = variables.filter(isSet).map((name) => folded(name, platform));
  return names.length === 0 ? [] : Object.keys(env).filter((name) => names.includes(folded(name, platform)));
}

function refusal(name: string, stage: StageArtifact, used: UsedBackend, { argument }: StatePlace): RefusedVariable {
  const what = used.isRead ? `${stage.name} reads a state by` : `${stage.name} keeps its state by`;
  const where = used.isRead ? 'the terraform_remote_state' : `the ${used.type} block`;
  return argument === undefined
    ? { name, why: `${what} ${used.type}, and it says where` }
    : {
        name,
        why: `${what} ${used.type} and leaves ${argument} open, which it would fill in`,
        fix: `Write ${argument} into ${where} of ${stage.name}.`,
      };
}

function backendsOf({ template }: StageArtifact): UsedBackend[] {
  const { backend = {}, cloud } = template.terraform ?? {};
  const own = Object.entries(backend).map(([type, given]) => ({ type, given: blockOf(given), isRead: false }));
  const inCloud = cloud === undefined ? [] : [{ type: 'cloud', given: blockOf(cloud), isRead: false }];
  const read = Object.values(template.data?.['terraform_remote_state'] ?? {}).map((state) => {
    const { backend: type, config } = blockOf(state);
    return { type: String(type), given: blockOf(config), isRead: true };
  });
  return [...own, ...inCloud, ...read];
}
