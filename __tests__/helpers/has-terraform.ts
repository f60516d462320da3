import { spawnSync } from 'node:child_process';

/** Environment variable that is empty where there is no Terraform: looked for once in a run of the tests. */
const FOUND = 'TEST_TERRAFORM';

process.env[FOUND] ??= spawnSync('terraform', ['version']).status === 0 ? 'found' : '';

/** Whether there is a Terraform. */
export const HAS_TERRAFORM = process.env[FOUND] !== '';
