import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { ToolkitError } from '../toolkit-error';

/** Oldest supported version of Terraform: it has `terraform_data`, and JSON output of plan and apply. */
const OLDEST = '1.5.0';

const HOW_TO_INSTALL = [
  'Install it from https://developer.hashicorp.com/terraform/install, or OpenTofu from https://opentofu.org/docs/intro/install',
  'and set TERRAFORM_BINARY_NAME=tofu.',
].join(' ');

const FORMAT = new JsonFormat(
  'version of Terraform',
  z.object({ terraform_version: z.string().regex(/^\d+\.\d+\.\d+/) }),
);

/** Error for a missing binary. */
export function terraformMissing(binary: string): ToolkitError {
  return new ToolkitError(
    'TERRAFORM_UNUSABLE',
    `${binary} was not found on the PATH.`,
    `${OLDEST} or newer is needed. ${HOW_TO_INSTALL}`,
  );
}

/**
 * Parses the output of `version -json`.
 *
 * @throws ToolkitError when the binary is not Terraform, or too old
 */
export function parseVersion(binary: string, output: string): string {
  const version = FORMAT.tryParse(output)?.terraform_version;
  if (version === undefined) {
    throw new ToolkitError(
      'TERRAFORM_UNUSABLE',
      `${binary} does not behave like Terraform: it printed ${JSON.stringify(output.slice(0, 80))} when asked for its version.`,
      HOW_TO_INSTALL,
    );
  }
  if (compareVersions(version, OLDEST) < 0) {
    throw new ToolkitError(
      'TERRAFORM_UNUSABLE',
      `${binary} ${version} is too old: ${OLDEST} or newer is needed.`,
      HOW_TO_INSTALL,
    );
  }
  return version;
}

/** Compares versions: negative when `a` is older. Pre-release suffixes are ignored. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('-')[0]?.split('.').map(Number) ?? []);
  for (let part = 0; part < 3; part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
