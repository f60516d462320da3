import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { type ArmClient } from '../../azure/arm-client';
import { AzureError } from '../../azure/azure-error';
import { JsonFormat } from '../../json/json-format';
import { oneLine } from '../../toolkit/io/printable';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { type Verdict } from '../check';
import { type DataPlaneCheck } from '../data-plane/data-plane-check';
import { isTimeLimit } from '../data-plane/finding';
import { CONTAINER, DEFAULT_IMAGE, type JobContent, type JobEnvironment, jobBody } from './job-body';
import { verdictIn } from './job-lines';

const API_VERSION = '2024-03-01';

/** Time between two looks at the job, in milliseconds. */
const PAUSE = 2_000;

/** Time in which a job has to be deleted, in milliseconds; also on Ctrl-C. */
const DELETION_LIMIT = 30_000;

/** A running execution of the job. */
export interface JobExecution {
  readonly jobId: string;
  /** Name of the execution. */
  readonly execution: string;
  readonly container: string;
}

/** What is needed to run checks in an environment of Container Apps. */
export interface FromJobProps extends Pick<JobContent, 'identities' | 'image' | 'program'> {
  readonly arm: ArmClient;
  readonly environmentId: string;
  /** Time limit and Ctrl-C. */
  readonly signal: AbortSignal;
  /** Lines of the log of an execution, those of the past included. They may end at any time: they are asked for again then. */
  readonly lines: (execution: JobExecution, signal: AbortSignal) => AsyncIterable<string>;
  /** Time between two looks at the job, in milliseconds. @default 2000 */
  readonly pause?: number;
}

export const MANAGED_ENVIRONMENT = new JsonFormat(
  'environment of container apps',
  z.object({
    id: z.string(),
    location: z.string(),
    properties: z.object({
      workloadProfiles: z.array(z.object({ name: z.string(), workloadProfileType: z.string() })).nullish(),
    }),
  }),
);

export const VERIFY_JOB = new JsonFormat(
  'job of a verification',
  z.object({ properties: z.object({ provisioningState: z.string().nullish() }) }),
);

export const JOB_EXECUTION = new JsonFormat(
  'execution of the job of a verification',
  z.object({ name: z.string(), properties: z.object({ status: z.string().nullish() }).nullish() }),
);

/**
 * Carries out checks in a job inside of an environment of Container Apps: it is created for that, and deleted afterwards, whatever happens.
 *
 * @returns the verdicts in the order of the checks
 * @throws AzureError when the job cannot be created or read, or does not finish
 */
export async function verifyFromJob(
  checks: readonly DataPlaneCheck[],
  props: FromJobProps,
): Promise<readonly Verdict[]> {
  const { arm, environmentId, signal } = props;
  const run = randomUUID().slice(0, 8);
  const id = `${environmentId.split('/').slice(0, 5).join('/')}/providers/Microsoft.App/jobs/azstage-verify-${run}`;
  const environment = await environmentOf(props);
  try {
    await arm.perform(id, API_VERSION, {
      method: 'PUT',
      body: jobBody(environment, { ...props, checks, run }),
      signal,
    });
    await provisioned(id, props);
    await arm.perform(`${id}/start`, API_VERSION, { method: 'POST', signal });
    return await verdictsOf(id, run, checks.length, props);
  } catch (error) {
    throw signal.aborted ? ended(nameOf(id), props) : error;
  } finally {
    await deleted(id, props);
  }
}

async function environmentOf({ arm, environmentId, signal }: FromJobProps): Promise<JobEnvironment> {
  const { id, location, properties } = await arm.request(environmentId, API_VERSION, MANAGED_ENVIRONMENT, { signal });
  const profiles = properties.workloadProfiles ?? [];
  const profile = profiles.find(({ workloadProfileType }) => workloadProfileType === 'Consumption') ?? profiles[0];
  return { id, location, workloadProfileName: profile?.name };
}

async function provisioned(id: string, props: FromJobProps): Promise<void> {
  for (;;) {
    const { properties } = await props.arm.request(id, API_VERSION, VERIFY_JOB, { signal: props.signal });
    const state = properties.provisioningState ?? '';
    if (state === 'Succeeded') {
      return;
    }
    if (/^(Failed|Canceled)$/.test(state)) {
      throw new AzureError({}, `The job ${nameOf(id)} could not be created: its provisioning has ended as ${state}.`);
    }
    await pause(props);
  }
}

/** Verdicts in the log of the only execution of the job. */
async function verdictsOf(id: string, run: string, count: number, props: FromJobProps): Promise<readonly Verdict[]> {
  const verdicts = new Map<number, Verdict>();
  for (;;) {
    const [execution] = await props.arm.list(`${id}/executions`, API_VERSION, JOB_EXECUTION, { signal: props.signal });
    const status = execution?.properties?.status ?? '';
    if (execution !== undefined) {
      await readVerdicts(
        { jobId: id, execution: execution.name, container: CONTAINER },
        { run, count, verdicts },
        props,
      );
    }
    if (verdicts.size === count) {
      return Array.from({ length: count }, (_, index) => verdicts.get(index) as Verdict);
    }
    if (/^(Succeeded|Failed|Stopped|Degraded)$/.test(status)) {
      throw new AzureError(
        {},
        `The job ${nameOf(id)} has ended as ${oneLine(status)}, with ${verdicts.size} of ${count} verdicts in its log.`,
        `Look at its log in the workspace of the environment: ContainerAppConsoleLogs_CL | where ContainerJobName_s == "${nameOf(id)}"`,
      );
    }
    await pause(props);
  }
}

/** Reads the log of an execution until it ends, or all verdicts are there. */
async function readVerdicts(
  execution: JobExecution,
  { run, count, verdicts }: { readonly run: string; readonly count: number; readonly verdicts: Map<number, Verdict> },
  { lines, signal }: FromJobProps,
): Promise<void> {
  const enough = new AbortController();
  const log = lines(execution, AbortSignal.any([signal, enough.signal]))[Symbol.asyncIterator]();
  const over = once(signal, 'abort', { signal: enough.signal });
  over.catch(() => undefined);
  try {
    while (verdicts.size < count) {
      const next = await Promise.race([log.next(), over]);
      if (Array.isArray(next)) {
        throw signal.reason;
      }
      if (next.done === true) {
        return;
      }
      const { index = count, verdict } = verdictIn(run, next.value) ?? {};
      if (verdict !== undefined && index < count) {
        verdicts.set(index, verdict);
      }
    }
  } finally {
    enough.abort();
    // Not waited for: a log that hangs would keep the verdicts.
    void log.return?.(undefined)?.catch(() => undefined);
  }
}

function ended(name: string, { signal, image = DEFAULT_IMAGE }: FromJobProps): ToolkitError {
  return isTimeLimit(signal)
    ? new AzureError(
        {},
        `The job ${name} has not finished in time.`,
        `Check whether its environment can pull the image ${image}, or name one with Node.js 20.19 or newer that it can.`,
      )
    : new ToolkitError('INTERRUPTED', 'Interrupted.');
}

/** Waits until the next look. */
async function pause({ pause: time = PAUSE, signal }: FromJobProps): Promise<void> {
  await setTimeout(time, undefined, { signal });
}

/** Deletes the job. An error of its own would hide the one that is on its way, or the verdicts. */
async function deleted(id: string, { arm }: FromJobProps): Promise<void> {
  try {
    await arm.perform(id, API_VERSION, { method: 'DELETE', signal: AbortSignal.timeout(DELETION_LIMIT) });
  } catch {
    // A job that is not running costs nothing.
  }
}

function nameOf(id: string): string {
  return id.split('/').at(-1) ?? '';
}
