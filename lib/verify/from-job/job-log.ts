import { AzureError } from '../../azure/azure-error';
import { LineStreams, MOST_PAST_LINES } from '../../logs/line-stream';
import { type LogAccess } from '../../logs/log-access';
import { StreamEndpoint, type StreamedSource } from '../../logs/stream-endpoint';
import { parseConsoleLine } from '../../logs/stream-line';
import { runningTargets } from '../../logs/stream-targets';
import { type FromJobProps } from './verify-from-job';

/** Lines of the log of a job from its log stream; none while it has no replica. */
export function jobLines(access: LogAccess): FromJobProps['lines'] {
  return async function* ({ jobId, execution }, signal) {
    const source: StreamedSource = { stage: '', kind: 'job', id: jobId, name: jobId.split('/').at(-1) ?? '' };
    const own = { ...access, signal };
    try {
      const targets = await runningTargets(own, source, true);
      const streams = new LineStreams(own, new StreamEndpoint(own, source));
      for (const target of targets.filter(({ revision }) => revision === execution)) {
        for await (const text of streams.lines(target, { follow: true, tail: MOST_PAST_LINES, signal })) {
          yield parseConsoleLine(text)?.message ?? '';
        }
      }
    } catch (error) {
      // The log of a container that is not there yet cannot be read; a missing role stays.
      if (!(error instanceof AzureError) || error.status === 401 || error.status === 403) {
        throw error;
      }
    }
  };
}
