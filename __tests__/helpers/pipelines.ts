import Ajv, { type ValidateFunction } from 'ajv';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { azureDevOpsFiles } from '../../lib/pipeline/azure-devops/azure-devops-files';
import { buildPipeline } from '../../lib/pipeline/build-pipeline';
import { type EnvironmentGraph, type GraphStage } from '../../lib/pipeline/environment-graph';
import { gitHubFiles } from '../../lib/pipeline/github/github-files';
import { gitLabFiles } from '../../lib/pipeline/gitlab/gitlab-files';
import { type CiSystem, type PipelineFile } from '../../lib/pipeline/pipeline';
import { type CommonSettings, type PipelineOptions } from '../../lib/pipeline/pipeline-options';

/** YAML as tests look at it. */
export type Yaml = Readonly<Record<string, never>>;

const RENDERERS = { github: gitHubFiles, 'azure-devops': azureDevOpsFiles, gitlab: gitLabFiles };

/** A graph of stages, by the names of what each needs. */
export function graphOf(
  environment: string,
  stages: Readonly<Record<string, readonly string[]>>,
  more: Partial<Omit<EnvironmentGraph, 'stages'>> & {
    readonly about?: Readonly<Record<string, Partial<GraphStage>>>;
  } = {},
): EnvironmentGraph {
  const { about = {}, ...others } = more;
  return {
    environment,
    profile: environment,
    hasLocalState: false,
    secrets: [],
    stages: Object.entries(stages).map(([name, needs]) => ({ name, needs, ...about[name] })),
    ...others,
  };
}

/** The files of a pipeline. */
export function filesOf(
  system: CiSystem,
  graphs: readonly EnvironmentGraph[],
  options: Partial<PipelineOptions> = {},
  { settings = {}, directory = '' }: { readonly settings?: CommonSettings; readonly directory?: string } = {},
): readonly PipelineFile[] {
  return RENDERERS[system](buildPipeline({ graphs, options: { ...options, system }, settings, directory }));
}

/** The text of one file. */
export function textOf(files: readonly PipelineFile[], name: string): string {
  const found = files.find((file) => file.path.endsWith(name));
  expect(files.map((file) => file.path)).toContain(found?.path);
  return found?.content ?? '';
}

/** What each job that applies an environment needs, by the stages that its command names. */
export function jobGraph(
  system: CiSystem,
  files: readonly PipelineFile[],
  environment: string,
): Readonly<Record<string, readonly string[]>> {
  const jobs = READERS[system](files, environment);
  const stageOf = new Map(jobs.map(({ id, script }) => [id, deployedBy(script)]));
  return Object.fromEntries(
    jobs.map(({ needs, script }) => [deployedBy(script), needs.map((id) => stageOf.get(id) ?? `no job ${id}`).sort()]),
  );
}

interface ReadJob {
  readonly id: string;
  readonly needs: readonly string[];
  readonly script: string;
}

/** The stages of a command, as the shell would read them. */
function deployedBy(script: string): string {
  return /npx azstage deploy (.*?) --plan/.exec(script.replaceAll(' \\\n  ', ' '))?.[1] ?? `no deploy in ${script}`;
}

const asList = (value: unknown): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as string[]) : [value as string];

const READERS: Readonly<Record<CiSystem, (files: readonly PipelineFile[], environment: string) => readonly ReadJob[]>> =
  {
    github: (files, environment) => {
      const { jobs } = parse(textOf(files, `azstage-deploy-${environment}.yml`)) as {
        jobs: Record<string, { needs?: unknown; steps: { run?: string }[] }>;
      };
      return Object.entries(jobs).map(([id, { needs, steps }]) => ({
        id,
        needs: asList(needs),
        script: steps.map(({ run = '' }) => run).join('\n'),
      }));
    },
    'azure-devops': (files, environment) => {
      const { jobs } = parse(textOf(files, `azure-pipelines-deploy-${environment}.yml`)) as {
        jobs: {
          deployment: string;
          dependsOn: unknown;
          strategy: { runOnce: { deploy: { steps: { inputs?: { inlineScript?: string } }[] } } };
        }[];
      };
      return jobs.map(({ deployment, dependsOn, strategy }) => ({
        id: deployment,
        needs: asList(dependsOn),
        script: strategy.runOnce.deploy.steps.map(({ inputs }) => inputs?.inlineScript ?? '').join('\n'),
      }));
    },
    gitlab: (files, environment) => {
      const content = parse(textOf(files, `.gitlab-ci-${environment}.yml`)) as Record<
        string,
        { needs: { job: string; pipeline?: string }[]; script: string[] }
      >;
      return Object.entries(content)
        .filter(([id]) => id !== 'stages' && !id.startsWith('.'))
        .map(([id, { needs, script }]) => ({
          id,
          needs: needs.flatMap(({ job, pipeline }) => (pipeline === undefined ? [job] : [])),
          script: script.join('\n'),
        }));
    },
  };

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a file by the public schema of its CI system. */
export function schemaProblems({ path: name, content }: PipelineFile): readonly string[] {
  const schema = name.startsWith('.github/workflows')
    ? 'github-workflow'
    : name.startsWith('.github/actions')
      ? 'github-action'
      : name.startsWith('.gitlab-ci')
        ? 'gitlab-ci'
        : 'azure-pipelines';
  const validate = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, validate);
  // The schema of Azure Pipelines has texts alone, which the service reads as what they should be.
  validate(
    schema === 'azure-pipelines'
      ? withoutConditions(parse(content, { schema: 'failsafe' }))
      : (parse(content) as unknown),
  );
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${name}${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}

function compile(schema: string): ValidateFunction {
  const file = path.join(__dirname, `../fixtures/schemas/${schema}.json`);
  const rules = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, inlineRefs: false }).compile(rules);
}

/** YAML after the conditional insertions of templates, which the schema does not know. */
function withoutConditions(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const [key, list] = Object.entries((item ?? {}) as object)[0] ?? [];
      return key?.startsWith('${{') === true ? (withoutConditions(list) as unknown[]) : [withoutConditions(item)];
    });
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutConditions(each)]))
    : value;
}
