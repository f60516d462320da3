import { type TerraformStack } from 'cdktf';
import { type Problem } from '../errors';
import { forgetProblems } from './forgotten';
import { importProblems } from './import-from';
import { moveProblems } from './moved-from';

/** Problems with the resources of a stack that were moved, are forgotten, or are imported. */
export function stackProblems(stack: TerraformStack): Problem[] {
  return [...moveProblems(stack), ...forgetProblems(stack), ...importProblems(stack)];
}
