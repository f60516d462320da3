import { type AppliedRecord } from '../unit/applied-record';
import { describeCiRun } from '../records/ci-run';
import { GitRepository } from '../host/git';
import { type Session } from './session';

/** User or CI run, and commit, of a plan. */
export type Origin = Pick<AppliedRecord, 'by' | 'commit'>;

/** User or CI run of this process, and the commit that is checked out. */
export async function originOfRun(session: Session): Promise<Origin> {
  const { ci, user, name } = session.terraform.host;
  const by = ci === undefined ? `${user}@${name}` : describeCiRun(ci);
  const commit = await GitRepository.commitOf(session.project.directory, session.env);
  return commit === undefined ? { by } : { by, commit };
}
