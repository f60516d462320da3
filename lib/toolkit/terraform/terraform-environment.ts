import { childEnvironment, type Environment, folded, valueOf, without } from '../host/environment-variables';
import { hasExtraArguments, passedArguments, refusedArguments } from './extra-arguments';
import { type RefusedVariable } from './refused-variable';

/** A variable that changes which state is meant or what is done, whatever the stage. */
interface Meddling {
  readonly name: string;
  readonly why: string;
  readonly fix?: string;
  /** The value that changes nothing. @default none */
  readonly harmless?: string;
}

/** Sources: https://developer.hashicorp.com/terraform/cli/config/environment-variables; internal/backend/remote, internal/terraform/features.go */
const MEDDLING: readonly Meddling[] = [
  {
    name: 'TF_WORKSPACE',
    harmless: 'default',
    why: 'another workspace is another state, and azstage keeps one for each environment, project and stage',
    fix: 'Choose with --environment and --project.',
  },
  {
    name: 'TF_FORCE_LOCAL_BACKEND',
    why: 'plans would be made here that the workspace in HCP Terraform makes there, with its variables',
    fix: 'Set the execution mode of the workspace to local.',
  },
  {
    name: 'TF_WARN_OUTPUT_ERRORS',
    why: 'outputs that cannot be computed would be missing from the state without an error',
  },
];

/** What azstage sets itself, and the data directory with each call. */
const OWN: Environment = { TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
const MADE = new Set(['TF_DATA_DIR', ...Object.keys(OWN)]);

/**
 * Terraform's environment, made from that of the process.
 *
 * Credentials, logging, provider installation and `TF_VAR_` variables are passed on. What {@link refusedVariables} names is left out,
 * `TF_WORKSPACE=default` too: HCP Terraform takes even that for a choice. The secrets of azstage itself are for neither Terraform nor providers.
 */
export function terraformEnvironment(env: Environment, platform: NodeJS.Platform = process.platform): Environment {
  const isLeftOut = (name: string) =>
    MADE.has(name) || hasExtraArguments(name) || MEDDLING.some((meddling) => meddling.name === name);
  return {
    ...without(childEnvironment(env, platform), isLeftOut, platform),
    ...passedArguments(env, platform),
    ...OWN,
  };
}

/**
 * The variables that change which state is meant, or what is planned, applied or looked at, whatever the stage. The rest depends on the
 * backend of a stage: {@link refusedForBackends}.
 */
export function refusedVariables(env: Environment, platform: NodeJS.Platform = process.platform): RefusedVariable[] {
  const meddling = MEDDLING.flatMap(({ name, harmless, why, fix }) => {
    const value = valueOf(env, name, platform);
    const given = Object.keys(env).find((each) => folded(each, platform) === name) ?? name;
    return value === undefined || value === harmless ? [] : [{ name: given, why, fix }];
  });
  return [...meddling, ...refusedArguments(env, platform)];
}
