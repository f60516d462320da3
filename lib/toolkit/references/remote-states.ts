import path from 'node:path';
import { type Mentions, mentionsIn } from './mentions';
import { oncePer } from './once-per';
import { type StageArtifact } from '../assembly/stage-artifact';

/** Output of another stage that a stage reads. */
export interface OutputRead {
  readonly stage: string;
  readonly output: string;
}

/** Outputs of other stages that a stage reads. */
export interface OutputsRead {
  /** Outputs without duplicates. */
  readonly reads: readonly OutputRead[];
  /** Whether these are all: false when the stage also reads a state outside of this app, whose outputs are unknown. */
  readonly complete: boolean;
}

/** Stages whose states a stage reads, by the name of the `terraform_remote_state`; undefined for a state outside of the app. */
export const remoteStates = oncePer((stage: StageArtifact): ReadonlyMap<string, StageArtifact | undefined> => {
  const sources = Object.entries(stage.template.data?.['terraform_remote_state'] ?? {});
  return new Map(sources.map(([name, source]) => [name, writerOf(stage, source)]));
});

/** Outputs of other stages that a stage reads. */
export const outputsRead = oncePer((stage: StageArtifact): OutputsRead => {
  const sources = remoteStates(stage);
  const mentions = mentionsIn(stage.template);
  const reads = [...sources].flatMap(([name, upstream]) =>
    upstream === undefined
      ? []
      : outputsMentioned(mentions, name, upstream).map((output) => ({ stage: upstream.name, output })),
  );
  return { reads, complete: [...sources.values()].every((upstream) => upstream !== undefined) };
});

/** Outputs that are read through one `terraform_remote_state`; all outputs of the stage, where it is used as a whole. */
export function outputsMentioned({ outputs }: Mentions, name: string, upstream: StageArtifact): string[] {
  const read = [...(outputs.get(name) ?? [])].flatMap(
    (output) => output ?? Object.keys(upstream.template.output ?? {}),
  );
  return [...new Set(read)];
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Stage whose state a `terraform_remote_state` reads: the one with the same backend and location. The dependencies of the reader are tried first, so
 * that the Terraform JSON of all other stages is read only for a state outside of the app.
 */
function writerOf(reader: StageArtifact, source: JsonObject): StageArtifact | undefined {
  const { backend = '', config = {} } = source as { backend?: string; config?: JsonObject };
  const workspaces = backend === 'remote' ? stringsIn(config['workspaces']).map(workspacePlace) : [];
  const places = [...workspaces, statePlace(reader, backend, config)];
  const writerAmong = (stages: readonly StageArtifact[]) =>
    places.map((place) => writersOf(stages).get(place)).find((writer) => writer !== undefined);
  return writerAmong(dependenciesOf(reader)) ?? writerAmong(reader.peers);
}

const dependenciesOf = oncePer((reader: StageArtifact): readonly StageArtifact[] => {
  const peers = byName(reader.peers);
  return reader.dependencies.flatMap((name) => peers.get(name) ?? []);
});

const byName = oncePer(
  (all: readonly StageArtifact[]): ReadonlyMap<string, StageArtifact> =>
    new Map(all.map((stage) => [stage.name, stage])),
);

/** Stages by the locations of their states. */
const writersOf = oncePer((all: readonly StageArtifact[]): ReadonlyMap<string, StageArtifact> => {
  const places = all.flatMap((stage) => placesOf(stage).map((place) => [place, stage] as const));
  // The reversal makes the first stage of a location win.
  return new Map(places.reverse());
});

function placesOf(writer: StageArtifact): string[] {
  const { backend = {}, cloud } = writer.template.terraform ?? {};
  const { name } = (cloud?.['workspaces'] ?? {}) as { name?: unknown };
  return cloud === undefined
    ? Object.entries(backend).map(([type, config]) => statePlace(writer, type, config))
    : [workspacePlace(String(name))];
}

/** Arguments that distinguish the states of one backend. */
const PLACE = [
  'key',
  'prefix',
  'path',
  'storage_account_name',
  'container_name',
  'bucket',
  'organization',
  'workspaces',
];

function statePlace({ workingDirectory }: StageArtifact, backend: string, config: JsonObject): string {
  const place =
    backend === 'local'
      ? path.resolve(workingDirectory, String(config['path']))
      : JSON.stringify(PLACE.map((key) => config[key]));
  return `${backend} ${place}`;
}

function workspacePlace(name: string): string {
  return `workspace ${name}`;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
