import { type AppliedRecord } from '../unit/applied-record';
import { describeCiRun } from '../records/ci-run';
import { GitRepository } from '../host/git';
import { type Session } from './session';

/** Facts about who plans, and from which code. */
export type Origin = Pick<AppliedRecord, 'by' | 'commit'>;

/** The user or the CI run that plans, and the commit that is checked out. */
export async function originOfRun(session: Session): Promise<Origin> {
  const { ci, user, name } = session.terraform.host;
  const by = ci === undefined ? `${user}@${name}` : describeCiRun(ci);
  const commit = await GitRepository.commitOf(session.project.directory, session.env);
  return commit === undefined ? { by } : { by, commit };
}
