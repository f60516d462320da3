import { AzureError } from '../azure/azure-error';
import { followTarget, isFinal } from './follow-target';
import { LineStreams, MOST_PAST_LINES } from './line-stream';
import { type LogAccess } from './log-access';
import { type SeenLinesProps } from './seen-lines';
import { StreamEndpoint, type StreamedSource } from './stream-endpoint';
import { type StreamedLine } from './stream-line';
import { EVENTS, runningTargets, type StreamTarget } from './stream-targets';

/** Time between two looks for new replicas, in seconds. */
const INTERVAL = 10;

/** Properties of {@link followSource}. */
export interface FollowSourceProps {
  readonly access: LogAccess;
  readonly source: StreamedSource;
  readonly isSystem: boolean;
  /** Number of lines of the past for each container. */
  readonly tail: number;
  /** What was shown of a container before. @default nothing */
  readonly seen?: (target: StreamTarget) => SeenLinesProps;
  readonly onLine: (target: StreamTarget, line: StreamedLine) => void;
  /** Called when something broke that is tried again. */
  readonly onTrouble: (error: AzureError, target?: StreamTarget) => void;
  /** Called when nothing runs, once until something does. */
  readonly onNothing: () => void;
}

/**
 * Follows the logs of all containers of an app or a job, those of replicas that start meanwhile too, until the signal is aborted.
 *
 * @throws AzureError when Azure refuses them
 */
export async function followSource(props: FollowSourceProps): Promise<void> {
  await new SourceFollower(props).run();
}

class SourceFollower {
  private readonly streams: LineStreams;
  /** Targets that are followed, and whether they are still there, by their places. */
  private readonly followed = new Map<string, { isThere: boolean }>();
  /** Called for the first target that is refused for good. */
  private refuse!: (error: unknown) => void;
  private readonly refused: Promise<never>;
  private isQuiet = false;

  constructor(private readonly props: FollowSourceProps) {
    this.refused = new Promise<never>((_, reject) => {
      this.refuse = reject;
    });
    this.streams = new LineStreams(props.access, new StreamEndpoint(props.access, props.source));
  }

  public async run(): Promise<void> {
    await Promise.race([this.refused, this.props.isSystem ? this.follow(EVENTS, this.props.tail) : this.look()]);
  }

  /** Looks for containers again and again. */
  private async look(): Promise<void> {
    const { access, source, onTrouble } = this.props;
    const { signal } = access;
    let isFirst = true;
    let isBroken = false;
    while (!signal.aborted) {
      try {
        this.update(await runningTargets(access, source, false), isFirst);
        isFirst = false;
        isBroken = false;
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        if (!(error instanceof AzureError) || isFirst || isFinal(error) || error.status === 404) {
          throw error;
        }
        if (!isBroken) {
          onTrouble(error);
        }
        isBroken = true;
      }
      await access.sleep(INTERVAL, signal);
    }
  }

  private update(targets: readonly StreamTarget[], isFirst: boolean): void {
    const there = new Set(targets.map(placeOf));
    this.followed.forEach((state, place) => (state.isThere = there.has(place)));
    if (targets.length === 0 && !this.isQuiet) {
      this.props.onNothing();
    }
    this.isQuiet = targets.length === 0;
    for (const target of targets.filter((each) => !this.followed.has(placeOf(each)))) {
      // Of what starts later, every line is new.
      this.follow(target, isFirst ? this.props.tail : MOST_PAST_LINES).catch(this.refuse);
    }
  }

  private async follow(target: StreamTarget, tail: number): Promise<void> {
    const { access, onLine, onTrouble, seen } = this.props;
    const place = placeOf(target);
    const state = { isThere: true };
    this.followed.set(place, state);
    try {
      await followTarget({
        ...seen?.(target),
        access,
        streams: this.streams,
        target,
        tail,
        isWanted: () => state.isThere,
        onLine: (line) => onLine(target, line),
        onTrouble: (error) => onTrouble(error, target),
      });
    } finally {
      this.followed.delete(place);
    }
  }
}

function placeOf({ below }: StreamTarget): string {
  return below.join('/');
}
