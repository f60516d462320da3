import fs from 'node:fs';
import path from 'node:path';
import { valueOf } from '../host/environment-variables';

/** What hashicorp/setup-terraform renames Terraform to when it puts its wrapper in its place. */
const REAL_BINARY = 'terraform-bin';

/** The variable in which it says where that is: https://github.com/hashicorp/setup-terraform, wrapper/lib/terraform-bin.js */
const REAL_DIRECTORY = 'TERRAFORM_CLI_PATH';

/**
 * What to do where an exit code is not Terraform's own, as that of a wrapper: hashicorp/setup-terraform installs one unless it is told
 * not to, and that one ends with 0 where Terraform ends with 2, and copies what it prints into the outputs of the step.
 *
 * @param binary name or path of what is started as Terraform
 */
export function wrapperHint(binary: string, env: NodeJS.ProcessEnv): string {
  const real = realBinary(binary, env);
  const name =
    real === undefined ? 'TERRAFORM_BINARY_NAME to the path of Terraform itself' : `TERRAFORM_BINARY_NAME=${real}`;
  return `Set terraform_wrapper: false where the workflow uses hashicorp/setup-terraform, or set ${name}.`;
}

/** Path of the binary that a wrapper hides, where it is found beside it or on the PATH. */
function realBinary(binary: string, env: NodeJS.ProcessEnv): string | undefined {
  const onPath = (valueOf(env, 'PATH') ?? '').split(path.delimiter);
  const beside = [binary, ...onPath.map((directory) => path.join(directory, binary))]
    .filter((file) => isFile(file))
    .map((file) => path.dirname(file))
    .slice(0, 1);
  return [...beside, valueOf(env, REAL_DIRECTORY) ?? '', ...onPath]
    .filter((directory) => path.isAbsolute(directory))
    .flatMap((directory) => [REAL_BINARY, `${REAL_BINARY}.exe`].map((file) => path.join(directory, file)))
    .find(isFile);
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
