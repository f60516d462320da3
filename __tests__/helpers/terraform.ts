import { spawnSync } from 'node:child_process';

const HAS_TERRAFORM = spawnSync('terraform', ['version']).status === 0;

/** Tests that run the real Terraform, with `terraform_data` alone: no provider is needed. Skipped, aloud, where there is none. */
export const describeWithTerraform = HAS_TERRAFORM ? describe : skipAloud;

function skipAloud(name: string, tests: () => void): void {
  describe.skip(`${name} (no terraform on the PATH)`, tests);
}
