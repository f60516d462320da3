import { setTimeout } from 'node:timers/promises';
import { type TokenCredential } from '@azure/core-auth';
import { AzureError } from '../../azure/azure-error';
import { type Environment, valueOf } from '../../toolkit/host/environment-variables';
import { type Verdict } from '../check';
import { type DataPlaneCheck, JOB_CHECKS, runDataPlaneCheck } from '../data-plane/data-plane-check';
import { verdictLine } from './job-lines';
import { JobVariable } from './job-variables';
import { managedIdentity } from './managed-identity';

/** Time of one check, in milliseconds: an app may have to start from zero. */
const CHECK_LIMIT = 120_000;

/** Time for which the program stays once it is done, in milliseconds: the log of a replica that has ended is not streamed. */
const STAY = 120_000;

/**
 * The program of the job: it carries out the checks in its environment, and writes a line for the verdict of each.
 *
 * It is bundled into one file, which has to run without a package beside it.
 */
export async function runJob(
  env: Environment,
  write: (line: string) => void,
  stay: () => Promise<unknown> = () => setTimeout(STAY),
): Promise<void> {
  const checks = JOB_CHECKS.parse(valueOf(env, JobVariable.CHECKS) ?? '');
  const run = valueOf(env, JobVariable.RUN) ?? '';
  const clientIds = (valueOf(env, JobVariable.CLIENT_IDS) ?? '').split(',').filter((each) => each !== '');
  const credentials = clientIds.map((each) => managedIdentity(each, env));
  await Promise.all(
    checks.map(async (check, index) =>
      write(verdictLine(run, { index, verdict: await verdictAsAny(check, credentials) })),
    ),
  );
  await stay();
}

/** Verdict as the first identity that passes: each app has its own, with roles of its own. */
async function verdictAsAny(check: DataPlaneCheck, credentials: readonly TokenCredential[]): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const credential of credentials.length === 0 ? [NOBODY] : credentials) {
    const verdict = await runDataPlaneCheck(check, { credential, signal: AbortSignal.timeout(CHECK_LIMIT) });
    if (verdict.status !== 'failed') {
      return verdict;
    }
    verdicts.push(verdict);
  }
  return verdicts[0] as Verdict;
}

/** Credential of a job without an identity. */
const NOBODY: TokenCredential = {
  getToken: () =>
    Promise.reject(
      new AzureError(
        {},
        'The job has no identity to sign in with.',
        'Give an app of the environment a user-assigned identity with the roles that the check needs.',
      ),
    ),
};
