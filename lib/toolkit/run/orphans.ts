import fs from 'node:fs';
import path from 'node:path';
import { recordIn } from '../unit/applied-record';
import { type Assembly } from '../assembly/assembly';
import { backendOf, placeOf } from '../assembly/backend-place';
import { readOwnJson } from '../host/json-file';
import { orphanTemplate } from './orphan-template';
import { type Session } from './session';
import { StageArtifact, TERRAFORM_JSON, type TerraformJson } from '../assembly/stage-artifact';
import { StageFiles } from '../records/stage-files';
import { StageUnit } from '../unit/stage-unit';
import { refusedForBackends } from '../terraform/backend-variables';
import { refuseVariables } from '../terraform/refused-variable';
import { TerraformState } from '../terraform/terraform-state';

/** Suffix of the files of local states. */
const STATE = '.tfstate';

/** Stage that may still be deployed, although it is not in the code. */
interface Candidate {
  readonly name: string;
  readonly key: string;
  readonly dependencies: readonly string[];
  /** Its Terraform JSON, where it was applied from this checkout; otherwise a backend alone. */
  readonly template: TerraformJson;
  /** Whether the template is the complete one of the stage. */
  readonly isWhole: boolean;
}

/**
 * Orphaned stages: still deployed in this environment and project, but no longer in the code.
 *
 * Candidates are in the records of other stages, in local states next to theirs, and in the files of stages that were applied from this checkout. The
 * state of a candidate decides whether it is deployed.
 *
 * @param read stages whose records are read, and next to whose local states others are looked for; all by default
 */
export async function findOrphans(
  session: Session,
  assembly: Assembly,
  units: readonly StageUnit[],
  read: readonly StageUnit[] = units,
): Promise<StageUnit[]> {
  const scopes = scopesOf(assembly, units);
  const known = new Set(units.map(({ files }) => files.key));
  const names = new Set(units.map(({ name }) => name));
  const orphans: StageUnit[] = [];
  let found = [
    ...(await namedByRecords(read)),
    ...besideStates(read, known),
    ...appliedInCheckout(session, scopes, known),
  ];
  while (found.length > 0) {
    const meant = found.filter(({ key }) => !known.has(key) && scopes.has(path.posix.dirname(key)));
    const candidates = [...new Map(meant.map((each) => [each.key, withOwnName(each, names)])).values()];
    for (const { key, name } of candidates) {
      known.add(key);
      names.add(name);
    }
    const restored = await Promise.all(candidates.map((each) => unitOf(session, assembly, units, each)));
    const deployed = restored.filter((unit) => unit !== undefined);
    orphans.push(...deployed);
    // A dependent of an orphan may be recorded in that orphan alone.
    found = await namedByRecords(deployed);
  }
  return orphans.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Scopes, up to the last part of a key, of the environment and the project of the app, and of stages shared by all projects: `shop/shared/dev`. The
 * metadata has them too, as an app may have no stage left.
 */
function scopesOf({ metadata }: Assembly, units: readonly StageUnit[]): ReadonlySet<string> {
  const ofStages = units.map(({ files }) => path.posix.dirname(files.key));
  const ofApp = metadata === undefined ? [] : [[metadata.app, metadata.project, metadata.environment].join('/')];
  const own = [...new Set([...ofStages, ...ofApp])];
  const shared = own.map((scope) => scope.replace(/^([^/]+)\/[^/]+\//, '$1/shared/'));
  return new Set([...own, ...shared]);
}

/** Candidate with a unique name: its key, where another stage has its name, as after the key of a stage has changed. */
function withOwnName(candidate: Candidate, names: ReadonlySet<string>): Candidate {
  return names.has(candidate.name) ? { ...candidate, name: candidate.key } : candidate;
}

/** Candidates in the records of other stages; none of an unreadable state. */
async function namedByRecords(units: readonly StageUnit[]): Promise<Candidate[]> {
  const found = await Promise.all(
    units.map(async (unit) => {
      const record = await unit.record().catch(() => undefined);
      const { backend, config } = backendOf(unit.stage);
      return (record?.peers ?? [])
        .filter((peer) => peer.backend === backend)
        .map(({ name, key, dependencies, place }) => ({
          name,
          key,
          dependencies,
          template: withBackend(backend, { ...config, ...place }),
          isWhole: false,
        }));
    }),
  );
  return found.flat();
}

/** Candidates with local states in the directories of those of some stages. Other stages that are in the code are left out by the names of their files. */
function besideStates(units: readonly StageUnit[], known: ReadonlySet<string>): Candidate[] {
  const files = units.flatMap((unit) => {
    const { localFile } = unit.store;
    return localFile === undefined ? [] : [{ localFile, unit }];
  });
  const own = new Set(files.map(({ localFile }) => localFile));
  const directories = new Map(files.map(({ localFile, unit }) => [path.dirname(localFile), unit]));
  return [...directories].flatMap(
    ([
      directory,
      {
        stage,
        files: { key },
      },
    ]) =>
      statesIn(directory)
        .filter((file) => !own.has(file) && (stage.metadata === undefined || !known.has(keyBeside(key, file))))
        .flatMap((file) => {
          const record = recordIn(tryRead(file));
          const place = path.relative(stage.workingDirectory, file);
          return record === undefined
            ? []
            : [
                {
                  name: record.stage,
                  key: record.key,
                  dependencies: record.dependencies,
                  template: withBackend('local', { ...placeOf(stage).place, path: place }),
                  isWhole: false,
                },
              ];
        }),
  );
}

/** Key of the stage whose local state has that file, next to the state of a stage with a key. */
function keyBeside(key: string, file: string): string {
  return path.posix.join(path.posix.dirname(key), path.basename(file, STATE));
}

/** Candidates in these scopes that were applied from this checkout, with the Terraform JSON of that time. */
function appliedInCheckout(
  { project: { dataDirectory } }: Session,
  scopes: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Candidate[] {
  const keys = [...scopes].flatMap((scope) =>
    namesIn(new StageFiles(dataDirectory, scope).directory).map((name) => path.posix.join(scope, name)),
  );
  return keys
    .filter((key) => !known.has(key))
    .flatMap((key) => {
      const template = readOwnJson(new StageFiles(dataDirectory, key).appliedTemplate, TERRAFORM_JSON);
      return template === undefined
        ? []
        : [{ name: path.posix.basename(key), key, dependencies: [], template, isWhole: true }];
    });
}

/**
 * Unit of a candidate, where its state shows that it is deployed. Its Terraform JSON is written to its former directory, to which the path of a local
 * state is relative.
 */
async function unitOf(
  session: Session,
  assembly: Assembly,
  units: readonly StageUnit[],
  candidate: Candidate,
): Promise<StageUnit | undefined> {
  const { terraform: cli, providers } = session;
  const { dataDirectory } = session.project;
  const make = (template: TerraformJson, dependencies: readonly string[]) => {
    const stage = artifactOf(assembly, candidate.name, template, dependencies);
    refuseVariables(refusedForBackends([stage], session.env));
    return new StageUnit(stage, { cli, providers, dataDirectory, key: candidate.key });
  };
  const unit = make(candidate.template, candidate.dependencies);
  const state = await unit.state().catch(() => undefined);
  if (state?.isDeployed !== true) {
    return undefined;
  }
  const template = candidate.isWhole ? candidate.template : orphanTemplate(candidate.template, state, units);
  const whole = make(template, recordIn(state)?.dependencies ?? candidate.dependencies);
  await whole.state();
  return whole;
}

function artifactOf(
  assembly: Assembly,
  name: string,
  template: TerraformJson,
  dependencies: readonly string[],
): StageArtifact {
  const workingDirectory = path.join('stacks', name.replaceAll('/', '-'));
  const synthesizedStackPath = path.join(workingDirectory, 'cdk.tf.json');
  const target = path.join(assembly.directory, synthesizedStackPath);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, JSON.stringify(template, undefined, 2));
  const stack = {
    name,
    constructPath: name,
    workingDirectory,
    synthesizedStackPath,
    annotations: [],
    dependencies: [],
  };
  return new StageArtifact(assembly.directory, stack, { dependencies, peers: () => assembly.stages });
}

function withBackend(backend: string, config: Readonly<Record<string, unknown>>): TerraformJson {
  return { terraform: backend === 'cloud' ? { cloud: config } : { backend: { [backend]: config } } };
}

function statesIn(directory: string): string[] {
  return namesIn(directory)
    .filter((file) => file.endsWith(STATE))
    .map((file) => path.join(directory, file));
}

function namesIn(directory: string): string[] {
  return fs.existsSync(directory) ? fs.readdirSync(directory) : [];
}

function tryRead(file: string): TerraformState | undefined {
  try {
    return TerraformState.parse(fs.readFileSync(file, 'utf8'), file);
  } catch {
    return undefined;
  }
}
