import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TerraformCli, type TerraformOutput } from './terraform-cli';

/** Root module with a change to apply that needs no provider, and so no init. */
const ROOT = { output: { azstage: { value: 'tries the exit code' } } };

/**
 * Plans a root module that has changes, in a temporary directory. Terraform exits with 2 then:
 * https://developer.hashicorp.com/terraform/cli/commands/plan#detailed-exitcode
 */
export async function tryExitCode(cli: TerraformCli): Promise<TerraformOutput> {
  const directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'azstage-doctor-'));
  try {
    fs.writeFileSync(path.join(directory, 'main.tf.json'), JSON.stringify(ROOT));
    return await cli.capture({
      args: ['plan', '-input=false', '-no-color', '-detailed-exitcode'],
      workingDirectory: directory,
      dataDirectory: path.join(directory, 'terraform'),
    });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
