import { AzureError } from '../azure/azure-error';
import { isFinal } from './follow-target';
import { type LogAccess } from './log-access';
import { type LogHistory, type PastLine } from './log-history';
import { type LogQuery } from './log-query';

/** Time between two queries, in seconds: lines reach Log Analytics minutes after they were written. */
const INTERVAL = 20;

/** Time that a line may take to reach Log Analytics, in milliseconds. */
const LATENESS = 900_000;

/** Properties of {@link followCluster}. */
export interface FollowClusterProps {
  readonly access: LogAccess;
  readonly history: LogHistory;
  /** Id that the workspace has in its API. */
  readonly workspace: string;
  readonly query: LogQuery;
  /** Time before which no line is wanted. */
  readonly from: Date;
  /** Time up to which Log Analytics had taken in what was shown. */
  readonly ingested: string;
  readonly onLine: (line: PastLine) => void;
  /** Called when a query failed that is tried again, once until one succeeds. */
  readonly onTrouble: (error: AzureError) => void;
}

/**
 * Follows the logs of a cluster, which has no log stream, by queries for the lines that Log Analytics took in since the last one: a line that arrives late
 * is not missed, and none comes twice.
 *
 * @throws AzureError when Azure refuses it
 */
export async function followCluster(props: FollowClusterProps): Promise<void> {
  const { access, history, workspace, query, from, onLine } = props;
  const { signal, clock } = access;
  let after = props.ingested;
  let isBroken = false;
  while (!signal.aborted) {
    await access.sleep(INTERVAL, signal);
    if (signal.aborted) {
      return;
    }
    const now = clock();
    const startTime = new Date(Math.max(from.getTime(), now.getTime() - LATENESS));
    try {
      const { lines, ingested } = await history.query(workspace, { ...query, after }, { startTime, endTime: now });
      lines.forEach(onLine);
      after = ingested ?? after;
      isBroken = false;
    } catch (error) {
      if (!(error instanceof AzureError) || isFinal(error) || error.status === 404) {
        throw error;
      }
      if (!isBroken) {
        props.onTrouble(error);
      }
      isBroken = true;
    }
  }
}
