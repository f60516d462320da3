import fs from 'node:fs';
import path from 'node:path';
import { APPLIED_RECORD, type AppliedRecord } from './applied-record';
import { type Assembly } from './assembly';
import { readOwnJson } from './json-file';
import { type Session } from './session';
import { StageArtifact } from './stage-artifact';
import { StageFiles } from './stage-files';
import { StageUnit } from './stage-unit';

/**
 * Stages that are still deployed, in this environment and project, but no longer in the code.
 *
 * They are known from the records of their last apply, and can be destroyed with the Terraform JSON of it.
 */
export async function findOrphans(
  session: Session,
  assembly: Assembly,
  units: readonly StageUnit[],
): Promise<StageUnit[]> {
  const known = new Set(units.map((unit) => unit.files.key));
  const scopes = new Set(units.map((unit) => path.posix.dirname(unit.files.key)));
  const orphans: StageUnit[] = [];
  for (const record of records(path.join(session.project.dataDirectory, 'work'))) {
    if (!known.has(record.key) && scopes.has(path.posix.dirname(record.key))) {
      const unit = revive(session, assembly, record);
      if (unit !== undefined && (await unit.isDeployed())) {
        orphans.push(unit);
      }
    }
  }
  return orphans.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A stage as it was when it was last applied. Its JSON goes back to where it was: the path of a local state starts there. */
function revive(session: Session, assembly: Assembly, record: AppliedRecord): StageUnit | undefined {
  const { dataDirectory } = session.project;
  const template = new StageFiles(dataDirectory, record.key).appliedTemplate;
  if (!fs.existsSync(template)) {
    return undefined;
  }
  const workingDirectory = path.join('stacks', record.stage);
  const synthesizedStackPath = path.join(workingDirectory, 'cdk.tf.json');
  const target = path.join(assembly.directory, synthesizedStackPath);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(template, target);
  const stack = { name: record.stage, constructPath: record.stage, workingDirectory, synthesizedStackPath };
  const stage = new StageArtifact(
    assembly.directory,
    { ...stack, annotations: [], dependencies: [] },
    { dependencies: record.dependencies },
  );
  return new StageUnit(stage, { cli: session.terraform, providers: session.providers, dataDirectory, key: record.key });
}

function records(directory: string): AppliedRecord[] {
  if (!fs.existsSync(directory)) {
    return [];
  }
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'applied.json' && !file.split(path.sep).includes('terraform'))
    .map((file) => readOwnJson(path.join(directory, file), APPLIED_RECORD))
    .filter((record) => record !== undefined);
}
