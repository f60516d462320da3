import { type TokenCredential } from '@azure/core-auth';
import { z } from 'zod';
import { type ArmClient } from '../../azure/arm-client';
import { type CheckOutcome } from '../../toolkit/io/run-result';
import { type Session } from '../../toolkit/run/session';
import { type StateResource } from '../../toolkit/terraform/terraform-state';
import { nameIn } from '../arm-id';
import { type Verdict } from '../check';
import { type DataPlaneCheck } from '../data-plane/data-plane-check';
import { makeCheck, type MakeCheckProps } from '../make-check';
import { type Networks } from '../networks';
import { type PlannedCheck } from '../planned-check';
import { textAt } from '../subject';
import { builtProgram } from './built-program';
import { type JobIdentity } from './job-body';
import { jobLines } from './job-log';
import { verifyFromJob } from './verify-from-job';

/** Options of checks from a job. */
export interface FromJobOptions {
  /** Image with Node.js 20.19 or newer. @default that of Azure Linux */
  readonly image?: string;
}

/** Properties of {@link JobRuns}. */
export interface JobRunsProps extends FromJobOptions {
  readonly session: Session;
  readonly networks: Networks;
  readonly arm: ArmClient;
  readonly credential: TokenCredential;
  /** All checks of the run. */
  readonly checks: readonly PlannedCheck[];
}

/** Longest time of a job, in seconds: its image is pulled, and apps start from zero. */
const JOB_LIMIT = 600;

/** Time in which the job is deleted once its own time is over, in seconds. */
const DELETION = 60;

const IDENTITY = z.array(z.object({ identity_ids: z.array(z.string()).nullish() }));

const WORKLOADS = ['azurerm_container_app', 'azurerm_container_app_job'];

const NOWHERE: Verdict = {
  status: 'unreachable',
  detail: 'No stage that is deployed has an environment of Container Apps in which a job could ask.',
  fix: 'Run azstage verify without --from-job, inside of the virtual network.',
};

/** Checks of data planes in jobs: one for each environment, with all of its checks. It runs when the first verdict is wanted. */
export class JobRuns {
  private readonly wanted: readonly PlannedCheck[];
  private environments?: Promise<ReadonlyMap<PlannedCheck, string>>;
  private readonly runs = new Map<string, Promise<ReadonlyMap<PlannedCheck, Verdict>>>();

  constructor(private readonly props: JobRunsProps) {
    this.wanted = props.checks.filter(({ dataPlane }) => dataPlane !== undefined);
  }

  /** Whether a check is carried out in a job. */
  public has(check: PlannedCheck): boolean {
    return check.dataPlane !== undefined;
  }

  /** Makes a check in the job of its environment. Its time is that of the job. */
  public make(check: PlannedCheck, made: MakeCheckProps): Promise<CheckOutcome> {
    const inJob: PlannedCheck = { ...check, make: () => this.verdict(check) };
    return makeCheck(inJob, { ...made, networks: undefined, patient: false, timeout: JOB_LIMIT + DELETION });
  }

  private async verdict(check: PlannedCheck): Promise<Verdict> {
    this.environments ??= this.environmentsOf();
    const environments = await this.environments;
    const environment = environments.get(check);
    if (environment === undefined) {
      return NOWHERE;
    }
    const checks = this.wanted.filter((each) => environments.get(each) === environment);
    const run = this.runs.get(environment) ?? this.run(environment, checks);
    this.runs.set(environment, run);
    const verdict = (await run).get(check) ?? NOWHERE;
    return { ...verdict, detail: `${verdict.detail} A job in ${nameIn(environment, 'managedEnvironments')} asked.` };
  }

  /** Environment of each check: one in the network of its service where there is one, otherwise the first. */
  private async environmentsOf(): Promise<ReadonlyMap<PlannedCheck, string>> {
    const { networks } = this.props;
    const resources = await networks.resources();
    const candidates = resources.filter(({ type }) => type === 'azurerm_container_app_environment');
    const named = await Promise.all(
      candidates.map(async (each) => ({ id: textAt(each, 'id'), network: await networks.of(each) })),
    );
    const found = new Map<PlannedCheck, string>();
    for (const check of this.wanted) {
      const network = await networks.of(check.subject);
      const best = named.find((each) => network !== undefined && each.network === network) ?? named[0];
      if (best?.id !== undefined) {
        found.set(check, best.id);
      }
    }
    return found;
  }

  private async run(
    environmentId: string,
    checks: readonly PlannedCheck[],
  ): Promise<ReadonlyMap<PlannedCheck, Verdict>> {
    const { session, arm, credential, networks, image } = this.props;
    const { clock, sleep, interruption } = session;
    const signal = AbortSignal.any([interruption.signal, AbortSignal.timeout(JOB_LIMIT * 1000)]);
    const verdicts = await verifyFromJob(
      checks.map(({ dataPlane }) => dataPlane as DataPlaneCheck),
      {
        arm,
        environmentId,
        image,
        identities: identitiesIn(environmentId, await networks.resources()),
        program: builtProgram(),
        signal,
        lines: jobLines({ arm, credential, clock, sleep, signal }),
      },
    );
    return new Map(checks.map((check, index) => [check, verdicts[index] as Verdict]));
  }
}

/** User-assigned identities of the apps and jobs in an environment. */
function identitiesIn(environmentId: string, resources: readonly StateResource[]): readonly JobIdentity[] {
  const ids = resources
    .filter(({ type }) => WORKLOADS.includes(type))
    .filter((each) => sameId(textAt(each, 'container_app_environment_id'), environmentId))
    .flatMap(({ attributes }) => IDENTITY.safeParse(attributes['identity']).data ?? [])
    .flatMap((identity) => identity.identity_ids ?? []);
  const identities = resources.filter(({ type }) => type === 'azurerm_user_assigned_identity');
  const found = identities.flatMap((each) => {
    const [id, clientId] = [textAt(each, 'id'), textAt(each, 'client_id')];
    const isUsed = id !== undefined && ids.some((own) => sameId(own, id));
    return isUsed && clientId !== undefined ? [[id.toLowerCase(), { id, clientId }] as const] : [];
  });
  return [...new Map(found).values()];
}

function sameId(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
