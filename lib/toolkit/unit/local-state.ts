import fs from 'node:fs';
import path from 'node:path';
import { readTextFile } from '../host/file-trouble';
import { savedBackend } from '../terraform/saved-backend';
import { TerraformState } from '../terraform/terraform-state';
import { type StageUnit } from './stage-unit';

/** Local state of a stage. */
export interface LocalStateFile {
  readonly file: string;
  readonly state: TerraformState;
}

/**
 * Local state of a stage that has, or before its backend was changed had, a local backend: where Terraform was last initialized for it, otherwise where
 * the backend `local` keeps it by default. Undefined where nothing of it is deployed.
 *
 * @throws ToolkitError when it cannot be read
 */
export function localStateOf(unit: StageUnit, dataDirectory: string): LocalStateFile | undefined {
  const file = unit.store.localFile ?? initializedFile(unit) ?? defaultFile(unit, dataDirectory);
  if (file === undefined || !fs.existsSync(file)) {
    return undefined;
  }
  const state = TerraformState.parse(readTextFile(file) ?? '', file);
  return state?.isDeployed === true ? { file, state } : undefined;
}

/** File of the local backend that Terraform was initialized for. */
function initializedFile({ files, stage }: StageUnit): string | undefined {
  const { backend } = savedBackend(readTextFile(path.join(files.terraform, 'terraform.tfstate')) ?? '') ?? {};
  const file = backend?.type === 'local' ? backend.config['path'] : undefined;
  return typeof file === 'string' ? path.resolve(stage.workingDirectory, file) : undefined;
}

function defaultFile({ stage }: StageUnit, dataDirectory: string): string | undefined {
  const key = stage.metadata?.stateKey;
  return key === undefined ? undefined : path.join(dataDirectory, 'state', ...key.split('/'));
}
