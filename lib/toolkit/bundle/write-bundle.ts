import fs from 'node:fs';
import path from 'node:path';
import { describeApp } from '../assembly/assembly';
import { packageVersion } from '../package-version';
import { type Preview, type Proposal, type StagePreview } from '../preview/preview';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { Bundle } from './bundle';
import { sha256 } from '../host/sha256';
import { type EncryptionProps } from './encryption';
import { BUNDLE_VERSION, type BundleProposal, type BundleStage } from './manifest';
import { shellWord } from '../host/shell-word';

/** Directory and encryption of a bundle. */
export interface BundlePlace {
  /** Absolute path. */
  readonly directory: string;
  /** @default it is not encrypted */
  readonly encryption?: EncryptionProps;
}

/** Properties of a bundle that is written. */
export interface WriteBundleProps extends BundlePlace {
  /** Id that the applies of its plans have in theirs. */
  readonly id: string;
}

/**
 * Writes the previews of a run as a bundle, and reports its directory.
 *
 * @throws ToolkitError when the directory holds anything else, or there is no key to encrypt with
 */
export async function writeBundle(
  run: StageRun,
  units: readonly StageUnit[],
  preview: Preview,
  { directory, encryption, id }: WriteBundleProps,
): Promise<void> {
  const { session, assembly, terraformVersion } = run;
  const files = new Map<string, Buffer>();
  const stages: BundleStage[] = [];
  for (const unit of units) {
    const found = preview.of(unit);
    if (found !== undefined) {
      stages.push(await stageOf(found, files));
    }
  }
  const manifest = {
    version: BUNDLE_VERSION,
    id,
    created: session.clock().toISOString(),
    tools: { azstage: packageVersion(), terraform: terraformVersion },
    app: describeApp(assembly),
    settings: session.project.settings,
    synth: synthHash(stages),
    stages,
  };
  await Bundle.write(directory, manifest, files, encryption);
  const isEncrypted = encryption !== undefined;
  const shown = path.relative(session.project.workingDirectory, directory);
  const text = `Wrote the plans to ${shown}, ${isEncrypted ? 'encrypted' : 'with secrets in plain text'}. Apply them with azstage deploy --plan ${shellWord(shown)}`;
  session.report.say('info', 'bundle.written', text, {
    directory,
    isEncrypted,
    stages: stages.map(({ name }) => name),
  });
}

/** One hash of the synthesized files of all stages. */
export function synthHash(stages: readonly BundleStage[]): string {
  return sha256(stages.map(({ name, inputs }) => `${name} ${inputs.files}`).join('\n'));
}

async function stageOf(
  { unit, result, reason, inputs, reads, proposal }: StagePreview,
  files: Map<string, Buffer>,
): Promise<BundleStage> {
  const state = await unit.state();
  return {
    name: unit.name,
    key: unit.files.key,
    result,
    reason,
    inputs,
    state: state === undefined ? undefined : { serial: state.serial, lineage: state.lineage },
    reads,
    proposal: proposal === undefined ? undefined : proposalOf(unit, proposal, files),
  };
}

function proposalOf(unit: StageUnit, proposal: Proposal, files: Map<string, Buffer>): BundleProposal {
  const { counts, changes, isFinal, deferred } = proposal;
  const values = `${unit.name}/values.json`;
  files.set(values, Buffer.from(JSON.stringify(proposal.plan)));
  if (!isFinal) {
    return { counts, changes, isFinal, deferred, values };
  }
  const plan = `${unit.name}/plan.tfplan`;
  files.set(plan, fs.readFileSync(unit.files.plan));
  return { counts, changes, isFinal, deferred, values, plan };
}
