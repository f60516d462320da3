import { spawnSync } from 'node:child_process';

/** Whether there is a Terraform. */
export const HAS_TERRAFORM = spawnSync('terraform', ['version']).status === 0;
