import { answerOrRefusal, ArmError } from '../arm/arm-error';
import { type Azure } from '../arm/arm-request';
import { type Answer, type Loopback, type Plane } from '../loopback/plane';
import { isValidToken } from '../providers/app-log-streams';
import { type ContainerLogs, type KeptLine } from './container-logs';

/** Lines of the past that a stream starts with at most: https://learn.microsoft.com/cli/azure/containerapp/logs */
const MOST_LINES = 300;

/** Paths of console streams and of event streams, as `az containerapp logs show` builds them. */
const PATH =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/(containerApps|jobs)\/([^/]+)(?:\/(?:revisions|executions)\/([^/]+)\/replicas\/([^/]+)\/containers\/([^/]+)\/logstream|\/eventstream)$/i;

/** What a path asks for. */
interface Wanted {
  /** Id of the app or the job. */
  readonly id: string;
  readonly replica?: string;
  readonly container?: string;
  readonly isWanted: (line: KeptLine) => boolean;
}

/** Log streams of Container Apps, on a host for each region: https://learn.microsoft.com/azure/container-apps/log-streaming */
export class LogStreamPlane implements Plane {
  public readonly hosts = ['*.azurecontainerapps.dev'];

  constructor(
    private readonly azure: Azure,
    private readonly logs: ContainerLogs,
  ) {}

  public answer(request: Loopback): Answer {
    return answerOrRefusal(
      () => this.stream(request),
      ({ status, code, message }) => ({ status, body: { error: { code, message } } }),
    );
  }

  private stream({ method, url, headers }: Loopback): Answer {
    const wanted = wantedBy(decodeURIComponent(url.pathname), this.azure.subscriptionId);
    if (method !== 'GET' || wanted === undefined) {
      throw new ArmError(404, 'NotFound', `There is no log stream at ${method} ${url.pathname}.`);
    }
    const [, token = ''] = /^Bearer (\S+)$/.exec(String(headers['authorization'] ?? '')) ?? [];
    if (!isValidToken(this.azure, wanted.id, token)) {
      throw new ArmError(401, 'Unauthorized', 'The token is not valid for this log stream.');
    }
    const tail = Number(url.searchParams.get('tailLines') ?? '20');
    if (!Number.isInteger(tail) || tail < 0 || tail > MOST_LINES) {
      throw new ArmError(400, 'InvalidTailLines', `tailLines must be between 0 and ${MOST_LINES}.`);
    }
    this.checkContainer(wanted);
    const follow = url.searchParams.get('follow') === 'true';
    return { status: 200, pieces: (signal) => this.pieces(wanted, tail, follow ? signal : undefined) };
  }

  private checkContainer({ id, replica, container }: Wanted): void {
    const { store } = this.azure;
    const replicas = store.below(id).filter(({ type }) => /\/replicas$/i.test(type));
    if (!store.has(id) || (container !== undefined && !replicas.some(({ name }) => name === replica))) {
      throw new ArmError(404, 'NotFound', `The container '${container ?? id}' of '${replica ?? id}' was not found.`);
    }
  }

  /** @param signal ends a stream that follows. @default it ends with the lines of the past */
  private async *pieces(wanted: Wanted, tail: number, signal?: AbortSignal): AsyncGenerator<string> {
    const { isWanted, container, replica } = wanted;
    const past = this.logs.matching(isWanted);
    const live = signal === undefined ? undefined : this.logs.following(isWanted, signal);
    // The stream listens from here on, so that nothing is missing between the past and what comes.
    let next = live?.next();
    next?.catch(() => undefined);
    yield* this.greeting(container, replica);
    yield* past.slice(past.length - Math.min(tail, past.length)).map(shown);
    for (let each = await next; live !== undefined && each?.done === false; each = await next) {
      yield shown(each.value);
      next = live.next();
    }
  }

  /** What a stream says of itself: times without an offset, unlike those of the lines. */
  private greeting(container?: string, replica?: string): readonly string[] {
    const now = this.azure.clock().toISOString().slice(0, -1);
    return container === undefined
      ? [
          event(now, 'Connecting to the events collector...', 'StartingGettingEvents'),
          event(now, 'Successfully connected to events server', 'ConnectedToEventsServer'),
        ]
      : [
          line(now, `Connecting to the container '${container}'...`),
          line(now, `Successfully Connected to container: '${container}' [Revision: '', Replica: '${replica ?? ''}']`),
        ];
  }
}

function wantedBy(path: string, subscriptionId: string): Wanted | undefined {
  const [, subscription = '', group = '', kind = '', name = '', , replica, container] = PATH.exec(path) ?? [];
  if (subscription.toLowerCase() !== subscriptionId.toLowerCase()) {
    return undefined;
  }
  const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.App/${kind}/${name}`;
  const isOfApp = (each: KeptLine) => each.id.toLowerCase() === id.toLowerCase();
  return {
    id,
    replica,
    container,
    isWanted: (each) =>
      isOfApp(each) &&
      (container === undefined
        ? each.reason !== undefined
        : each.reason === undefined && each.replica === replica && each.container === container),
  };
}

function shown({ time, text, reason, level, revision, replica, id }: KeptLine): string {
  if (reason === undefined) {
    return line(time.replace(/Z$/, '+00:00'), `F ${text}`);
  }
  const app = id.slice(id.lastIndexOf('/') + 1);
  return event(time.replace('T', ' ').replace(/Z$/, ' +0000 UTC'), text, reason, { level, app, revision, replica });
}

/** Backslashes and quotes come as .NET escapes them. */
function line(time: string, text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '\\u0022');
  return `{"TimeStamp": "${time}", "Log": "${escaped}"}\n`;
}

function event(
  time: string,
  text: string,
  reason: string,
  more: { readonly level?: string; readonly app?: string; readonly revision?: string; readonly replica?: string } = {},
): string {
  const { level = 'Normal', app = null, revision = '', replica = '' } = more;
  return `${JSON.stringify({ TimeStamp: time, Type: level, ContainerAppName: app, RevisionName: revision, ReplicaName: replica, Msg: text, Reason: reason, EventSource: 'ContainerAppController', Count: 1 })}\n`;
}
