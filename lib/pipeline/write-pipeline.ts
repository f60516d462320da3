import path from 'node:path';
import tools from '../facts/pipeline-tools.json';
import { ExitCode } from '../toolkit/exit-code';
import { GitRepository } from '../toolkit/host/git';
import { type PipelineFileResult, type PipelineResult } from '../toolkit/io/pipeline-result';
import { type Session } from '../toolkit/run/session';
import { buildPipeline } from './build-pipeline';
import { type EnvironmentGraph } from './environment-graph';
import { azureDevOpsFiles } from './azure-devops/azure-devops-files';
import { gitHubFiles } from './github/github-files';
import { gitLabFiles } from './gitlab/gitlab-files';
import { type CiSystem, type Pipeline, type PipelineFile } from './pipeline';
import { checkOptions, type PipelineOptions } from './pipeline-options';
import { PipelineFiles } from './pipeline-files';
import { readGraphs } from './read-graphs';
import { Runners, stagesWithoutRunner } from './runners';
import { setupOf } from './setup-notes';

/** Options of {@link writePipeline}. */
export interface WritePipelineOptions extends PipelineOptions {
  /** Whether the files are compared with those of the directory, and nothing is written. @default false */
  readonly check?: boolean;
  /** Whether the files are shown, and nothing is written. @default false */
  readonly dryRun?: boolean;
  /** Whether files that azstage did not write are overwritten. @default false */
  readonly force?: boolean;
}

const RENDERERS: Readonly<Record<CiSystem, (pipeline: Pipeline) => readonly PipelineFile[]>> = {
  github: gitHubFiles,
  'azure-devops': azureDevOpsFiles,
  gitlab: gitLabFiles,
};

/**
 * Writes the files of a CI system that check, plan and deploy the stages of a project.
 *
 * @throws ToolkitError when the app fails, an option or a name is not allowed, or a file is not of azstage
 */
export async function writePipeline(
  session: Session,
  options: WritePipelineOptions,
): Promise<{ readonly result: PipelineResult; readonly exitCode: ExitCode }> {
  const { environment: _, ...settings } = session.project.settings;
  checkOptions(options, settings);
  const graphs = await readGraphs(session, options.environments);
  const { directory: project, workingDirectory } = session.project;
  const place = await GitRepository.placeOf(project, session.env);
  const pipeline = buildPipeline({ graphs, options, settings, directory: place?.prefix ?? '' });
  warn(session, graphs, options);
  const directory = options.out === undefined ? (place?.root ?? project) : path.resolve(workingDirectory, options.out);
  const files = processed(RENDERERS[options.system](pipeline), directory, options);
  const isOutdated = files.some(({ status }) => ['missing', 'outdated', 'unneeded'].includes(status));
  const result = {
    system: options.system,
    directory,
    environments: graphs.map(({ environment, stages }, index) => ({
      name: environment,
      stages: stages.length,
      jobs: pipeline.deployments[index]?.deploy.length ?? 0,
    })),
    files,
    setup: setupOf(options.system, pipeline),
  };
  return { result, exitCode: isOutdated ? ExitCode.FAILED : ExitCode.DONE };
}

function processed(
  files: readonly PipelineFile[],
  directory: string,
  { system, check, dryRun, force }: WritePipelineOptions,
): readonly PipelineFileResult[] {
  if (dryRun === true) {
    return files.map(({ path: name, content }) => ({ path: name, status: 'shown', content }));
  }
  const present = new PipelineFiles(directory, system, files);
  return check === true ? present.compare() : present.write(force === true);
}

/** Warns of what would fail in the CI system alone. */
function warn({ report }: Session, graphs: readonly EnvironmentGraph[], options: PipelineOptions): void {
  const stages = stagesWithoutRunner(new Runners(options, graphs), graphs);
  if (stages.length > 0) {
    const text = `Terraform reaches parts of ${stages.join(', ')} from inside the private network alone. Give a runner that is in it: --runner LABEL.`;
    report.say('warning', 'pipeline.network', text, { stages });
  }
  const crowded = options.system === 'gitlab' && options.per !== 'layer' ? stagesWithManyNeeds(graphs) : [];
  if (crowded.length > 0) {
    const text = `A job of GitLab may need ${tools.limits.gitlabNeeds} others, unless the instance allows more: ${crowded.join(', ')}. Use --per layer.`;
    report.say('warning', 'pipeline.needs', text, { stages: crowded });
  }
  const environments = graphs.flatMap(({ environment, hasLocalState }) => (hasLocalState ? [environment] : []));
  if (environments.length > 0) {
    const files = environments.map((name) => `environments/${name}.json`).join(' and ');
    const text = `The states of ${environments.join(' and ')} are local: no job finds those of another. azstage bootstrap makes a place for them, and sets "backend" in ${files}.`;
    report.say('warning', 'pipeline.local-state', text, { environments });
  }
}

/** Names of the stages whose jobs would need too many others; each needs the bundle too. */
function stagesWithManyNeeds(graphs: readonly EnvironmentGraph[]): readonly string[] {
  const stages = graphs.flatMap((graph) => graph.stages);
  const crowded = stages.filter(({ needs }) => needs.length + 1 > tools.limits.gitlabNeeds);
  return [...new Set(crowded.map(({ name }) => name))];
}
