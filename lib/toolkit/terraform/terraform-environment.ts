import { childEnvironment, type Environment, folded, valueOf, without } from '../host/environment-variables';
import { hasExtraArguments, passedArguments, refusedArguments } from './extra-arguments';
import { type RefusedVariable } from './refused-variable';

/** Variable that changes the state or the operation, regardless of the stage. */
interface Meddling {
  readonly name: string;
  readonly why: string;
  readonly fix?: string;
  /** Value that changes nothing. @default none */
  readonly harmless?: string;
}

/** Refused variables. Sources: https://developer.hashicorp.com/terraform/cli/config/environment-variables; internal/backend/remote, internal/terraform/features.go */
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

/** Variables that azstage sets itself; the data directory is set with each call. */
const OWN: Environment = { TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
const MADE = new Set(['TF_DATA_DIR', ...Object.keys(OWN)]);

/**
 * Environment of Terraform, derived from that of the process.
 *
 * Credentials, logging, provider installation and `TF_VAR_` variables are passed on. Those of {@link refusedVariables} are removed, `TF_WORKSPACE=default`
 * included, which HCP Terraform takes for a selection. The secrets of azstage itself are removed as well.
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
 * Variables that change which state is used, or what is planned, applied or read, regardless of the stage. Those that depend on the backend of a
 * stage are in {@link refusedForBackends}.
 */
export function refusedVariables(env: Environment, platform: NodeJS.Platform = process.platform): RefusedVariable[] {
  const meddling = MEDDLING.flatMap(({ name, harmless, why, fix }) => {
    const value = valueOf(env, name, platform);
    const given = Object.keys(env).find((each) => folded(each, platform) === name) ?? name;
    return value === undefined || value === harmless ? [] : [{ name: given, why, fix }];
  });
  return [...meddling, ...refusedArguments(env, platform)];
}
