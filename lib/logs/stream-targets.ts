import { EXECUTION, REPLICA, REVISION, TEMPLATE } from './log-formats';
import { type LogAccess } from './log-access';
import { API_VERSIONS, type StreamedSource } from './stream-endpoint';

/** Version of the API that lists the executions of a job. */
const EXECUTIONS_VERSION = '2024-03-01';

/** Stream of one container, or of the events of an app or a job. */
export interface StreamTarget {
  /** Segments of the URL below the app. */
  readonly below: readonly string[];
  /** Revision of an app, or execution of a job. */
  readonly revision?: string;
  readonly replica?: string;
  readonly container?: string;
}

/** Stream of the events of the system about an app or a job. */
export const EVENTS: StreamTarget = { below: ['eventstream'] };

/**
 * Streams of the containers that run: of all replicas of active revisions, or of running executions.
 *
 * @param withLast whether the last execution of a job counts too where none is running
 * @throws AzureError
 */
export function runningTargets(
  access: LogAccess,
  source: StreamedSource,
  withLast: boolean,
): Promise<readonly StreamTarget[]> {
  return source.kind === 'app' ? targetsOfApp(access, source) : targetsOfJob(access, source, withLast);
}

async function targetsOfApp({ arm, signal }: LogAccess, { id }: StreamedSource): Promise<readonly StreamTarget[]> {
  const revisions = await arm.list(`${id}/revisions`, API_VERSIONS.app, REVISION, { signal });
  const active = revisions.filter(({ properties }) => properties?.active !== false);
  const targets = await Promise.all(
    active.map(async ({ name: revision }) => {
      const replicas = await arm.list(`${id}/revisions/${revision}/replicas`, API_VERSIONS.app, REPLICA, { signal });
      return replicas.flatMap((replica) =>
        targetsOf({ kind: 'revisions', run: revision, replica: replica.name }, containersOf(replica)),
      );
    }),
  );
  return targets.flat();
}

async function targetsOfJob(
  { arm, signal }: LogAccess,
  { id }: StreamedSource,
  withLast: boolean,
): Promise<readonly StreamTarget[]> {
  const executions = await arm.list(`${id}/executions`, EXECUTIONS_VERSION, EXECUTION, { signal });
  const running = executions.filter(({ properties }) => properties?.status === 'Running');
  const last = [...executions].sort((a, b) => (startOf(a) < startOf(b) ? 1 : -1)).slice(0, withLast ? 1 : 0);
  const targets = await Promise.all(
    (running.length > 0 ? running : last).map(async ({ name: run }) => {
      const replicas = await arm.list(`${id}/executions/${run}/replicas`, API_VERSIONS.job, REPLICA, { signal });
      const names = replicas.some((replica) => containersOf(replica).length === 0)
        ? await containersOfJob(arm, id, signal)
        : [];
      return replicas.flatMap((replica) => {
        const own = containersOf(replica);
        return targetsOf({ kind: 'executions', run, replica: replica.name }, own.length > 0 ? own : names);
      });
    }),
  );
  return targets.flat();
}

function startOf({ properties }: { readonly properties?: { readonly startTime?: string | null } }): string {
  return properties?.startTime ?? '';
}

async function containersOfJob(arm: LogAccess['arm'], id: string, signal: AbortSignal): Promise<readonly string[]> {
  const { properties } = await arm.request(id, API_VERSIONS.job, TEMPLATE, { signal });
  return (properties.template?.containers ?? []).map(({ name }) => name);
}

function containersOf({ properties, containers }: ReturnType<typeof REPLICA.parse>): readonly string[] {
  return (properties?.containers ?? containers ?? []).map(({ name }) => name);
}

function targetsOf(
  { kind, run, replica }: { readonly kind: 'revisions' | 'executions'; readonly run: string; readonly replica: string },
  containers: readonly string[],
): readonly StreamTarget[] {
  return containers.map((container) => ({
    below: [kind, run, 'replicas', replica, 'containers', container, 'logstream'],
    revision: run,
    replica,
    container,
  }));
}
