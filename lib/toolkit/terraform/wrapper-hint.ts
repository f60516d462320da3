import path from 'node:path';
import { valueOf } from '../host/environment-variables';
import { directoriesOnPath, isFile, programFile } from '../host/program-file';

/** Name to which hashicorp/setup-terraform renames the binary that its wrapper replaces. */
const REAL_BINARY = 'terraform-bin';

/** Variable with the directory of that binary: https://github.com/hashicorp/setup-terraform, wrapper/lib/terraform-bin.js */
const REAL_DIRECTORY = 'TERRAFORM_CLI_PATH';

/**
 * Instruction for an exit code that is not Terraform's own but a wrapper's: hashicorp/setup-terraform installs one by default, which exits with 0
 * where Terraform exits with 2, and copies the output into the outputs of the step.
 *
 * @param binary name or path of the binary that is started as Terraform
 */
export function wrapperHint(binary: string, env: NodeJS.ProcessEnv): string {
  const real = realBinary(binary, env);
  const name =
    real === undefined ? 'TERRAFORM_BINARY_NAME to the path of Terraform itself' : `TERRAFORM_BINARY_NAME=${real}`;
  return `Set terraform_wrapper: false where the workflow uses hashicorp/setup-terraform, or set ${name}.`;
}

/** Path of the binary behind a wrapper, where it is found next to it or on the PATH. */
function realBinary(binary: string, env: NodeJS.ProcessEnv): string | undefined {
  const wrapper = programFile(binary, env);
  const beside = wrapper === undefined ? [] : [path.dirname(wrapper)];
  return [...beside, valueOf(env, REAL_DIRECTORY) ?? '', ...directoriesOnPath(env)]
    .filter((directory) => path.isAbsolute(directory))
    .flatMap((directory) => [REAL_BINARY, `${REAL_BINARY}.exe`].map((file) => path.join(directory, file)))
    .find(isFile);
}
