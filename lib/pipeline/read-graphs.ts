import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Assembly } from '../toolkit/assembly/assembly';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type EnvironmentGraph, graphOf } from './environment-graph';

/** Order of environments that nobody put in order: production is last. */
const PROFILES: readonly (string | undefined)[] = ['dev', 'staging', 'prod'];

/**
 * The graphs of the environments, each of which is synthesized on its own.
 *
 * @param names environments in order. @default those of environments/, by profile and name
 * @throws ToolkitError when the app fails in one of them
 */
export async function readGraphs(session: Session, names?: readonly string[]): Promise<readonly EnvironmentGraph[]> {
  const { settings } = session.project;
  if (names !== undefined && settings.environment !== undefined) {
    throw new ToolkitError('USAGE', '--environment and --environments are both given.', 'Give one of them.');
  }
  const given = names ?? (settings.environment === undefined ? undefined : [settings.environment]);
  if (session.skipsSynth) {
    return [await existingGraph(session, given)];
  }
  const wanted = given ?? filesIn(path.join(session.project.directory, 'environments'));
  if (wanted.length === 0) {
    const assembly = await session.synthesizeAlone('pipeline');
    return [graphOf(assembly.metadata?.environment ?? 'dev', assembly)];
  }
  const graphs = await session.locked('pipeline', async () => {
    const read: EnvironmentGraph[] = [];
    for (const name of wanted) {
      read.push(await graphIn(session, name));
    }
    return read;
  });
  return given === undefined ? [...graphs].sort((a, b) => rank(a) - rank(b)) : graphs;
}

/** The graph of what is in the output directory. */
async function existingGraph(session: Session, given: readonly string[] | undefined): Promise<EnvironmentGraph> {
  const assembly = await session.synthesizeAlone('pipeline');
  const environment = assembly.metadata?.environment ?? given?.[0] ?? 'dev';
  if (given !== undefined && (given.length > 1 || given[0] !== environment)) {
    throw new ToolkitError(
      'USAGE',
      `With --skip-synth there is one environment: what is in the output directory is of ${environment}, not ${given.join(', ')}.`,
      'Leave out --skip-synth.',
    );
  }
  return graphOf(environment, assembly);
}

async function graphIn(session: Session, environment: string): Promise<EnvironmentGraph> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-pipeline-'));
  try {
    const project = session.project.inEnvironment(environment, directory);
    await session.runApp(project);
    return graphOf(environment, Assembly.read(project.outputDirectory));
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** Environments with a file, by name. */
function filesIn(directory: string): readonly string[] {
  const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  return names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [])).sort();
}

function rank({ profile }: EnvironmentGraph): number {
  return PROFILES.indexOf(profile);
}
