import { type CommandLineSettings } from '../toolkit/assembly/project';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type EnvironmentGraph } from './environment-graph';
import { type CiSystem } from './pipeline';

/** Settings that are the same in all environments. */
export type CommonSettings = Omit<CommandLineSettings, 'environment'>;

/** Options of a pipeline. */
export interface PipelineOptions {
  readonly system: CiSystem;
  /** Environments, in the order in which they are deployed. @default those of environments/, of which production is last */
  readonly environments?: readonly string[];
  /** Whether each stage, or each layer of stages, has a job. @default stage */
  readonly per?: 'stage' | 'layer';
  /** Branch that is deployed. @default main */
  readonly branch?: string;
  /** Schedule of the check for drift, in UTC: `0 5 * * *`; false for none. @default 5 o'clock each day */
  readonly driftAt?: string | false;
  /** Schedule that destroys on-demand and ephemeral stages, in UTC. @default by hand alone */
  readonly downAt?: string;
  /** Schedule that deploys them again, in UTC. @default by hand alone */
  readonly upAt?: string;
  /**
   * Runners: `stage-data=vnet` for a stage, `vnet` for all stages that have to run inside the network, `*=vnet` for all jobs that sign in.
   *
   * @default runners of the CI system
   */
  readonly runners?: readonly string[];
  /** Runner of the jobs that plan, check for drift and destroy. @default that of the stages, where it is the same */
  readonly planRunner?: string;
  /** Directory of the files, relative to that of the user. @default the root of the git repository, or the directory of the project */
  readonly out?: string;
  /** @default the version of this package's facts */
  readonly nodeVersion?: string;
  /** @default the version of this package's facts */
  readonly terraformVersion?: string;
}

/** A rule that a text has to satisfy before it is part of a file that a CI system evaluates. */
interface TextRule {
  readonly pattern: RegExp;
  readonly allowed: string;
}

/** Names mean nothing to YAML, to a shell or to expressions, and are no options. */
const NAME: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  allowed: 'letters, digits, ".", "_" and "-", a letter or digit first',
};

/** Names of environments are parts of ids of jobs too. */
const ENVIRONMENT: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
  allowed: 'letters, digits, "_" and "-", a letter or digit first',
};

const BRANCH: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  allowed: 'letters, digits, ".", "_", "/" and "-"',
};

const LABELS: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._:-]*(,[A-Za-z0-9][A-Za-z0-9._:-]*)*$/,
  allowed: 'labels of letters, digits, ".", "_", ":" and "-", separated by commas',
};

const VERSION: TextRule = { pattern: /^[0-9]+(\.[0-9]+){0,2}$/, allowed: 'a version, such as 22 or 1.11.4' };

const SECRET: TextRule = { pattern: /^[A-Za-z_][A-Za-z0-9_]*$/, allowed: 'letters, digits and "_"' };

/** What no CI system evaluates: `${{ }}` and `$[ ]`, `$( )` of Azure Pipelines, and no line breaks. */
const VALUE: TextRule = {
  pattern: /^(?!.*[$%#][({[])[^\p{Cc}]*$/u,
  allowed: 'text of one line without ${{, $(, $[ or ${',
};

/** Fields of cron that all systems read alike: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html */
const CRON: TextRule = {
  pattern: /^(?:[0-9*]+(?:[-/,][0-9*]+)*)(?: [0-9*]+(?:[-/,][0-9*]+)*){4}$/,
  allowed: 'five fields of cron, such as "0 20 * * 1-5"',
};

/**
 * Refuses options that would be part of a file and mean something to a CI system or a shell.
 *
 * @throws ToolkitError that names the option
 */
export function checkOptions(options: PipelineOptions, settings: CommonSettings): void {
  const { environments = [], branch, driftAt, downAt, upAt, planRunner, out, nodeVersion, terraformVersion } = options;
  environments.forEach((name) => check('--environments', name, ENVIRONMENT));
  const repeated = environments.find((name, index) => environments.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ToolkitError('USAGE', `--environments: ${repeated} is given twice.`, 'Name each environment once.');
  }
  check('--branch', branch, BRANCH);
  check('--drift-at', driftAt === false ? undefined : driftAt, CRON);
  check('--down-at', downAt, CRON);
  check('--up-at', upAt, CRON);
  check('--plan-runner', planRunner, LABELS);
  check('--out', out, VALUE);
  check('--node-version', nodeVersion, VERSION);
  check('--terraform-version', terraformVersion, VERSION);
  check('--project', settings.project, NAME);
  check('--system', settings.system, NAME);
  check('--location', settings.location, { ...NAME, pattern: /^[A-Za-z][A-Za-z0-9 ]*$/, allowed: 'a region' });
  for (const [name, value] of Object.entries(settings.parameters ?? {})) {
    check('--parameters', name, SECRET);
    check(`--parameters ${name}`, value, VALUE);
  }
}

/**
 * Refuses names of an app that would mean something to a CI system or a shell.
 *
 * @throws ToolkitError that names the stage or parameter
 */
export function checkGraph({ environment, stages, secrets }: EnvironmentGraph): void {
  check('environment', environment, ENVIRONMENT);
  stages.forEach(({ name }) => check('stage', name, NAME));
  secrets.forEach((name) => check('secret parameter', name, SECRET));
}

/** Labels of a runner. */
export function labelsOf(option: string, text: string): readonly string[] {
  check(option, text, LABELS);
  return text.split(',');
}

function check(what: string, text: string | undefined, { pattern, allowed }: TextRule): void {
  if (text !== undefined && !pattern.test(text)) {
    throw new ToolkitError(
      'USAGE',
      `${what}: got ${JSON.stringify(text)}. Allowed: ${allowed}.`,
      'A pipeline is a program: other characters would mean something to it or to a shell.',
    );
  }
}
