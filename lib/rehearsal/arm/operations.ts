import { type Answer } from '../loopback/plane';
import { MANAGEMENT_HOST } from '../../azure/arm-id';
import { type JsonObject } from './json';

/** Path of the status of an operation. Azure keeps one below each resource provider and region. */
const PATH = /^\/subscriptions\/[^/]+\/providers\/([^/]+)\/locations\/[^/]+\/operation(statuses|results)\/([^/]+)$/i;

interface Operation {
  readonly id: string;
  readonly result?: JsonObject;
  /** What the operation excludes others from, in lower case. */
  readonly on?: string;
  /** Number of times that it is still in progress when asked. */
  pending: number;
}

/** Long-running operations: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations */
export class Operations {
  private readonly byId = new Map<string, Operation>();

  /**
   * @param slowness number of times that an operation is in progress when asked
   */
  constructor(private readonly slowness: () => number = () => 0) {}

  /** Headers of an answer whose operation goes on. */
  public start(
    {
      subscriptionId,
      namespace,
      on,
    }: {
      readonly subscriptionId: string;
      readonly namespace: string;
      /** What the operation excludes others from, in lower case. @default nothing */
      readonly on?: string;
    },
    result?: JsonObject,
  ): Readonly<Record<string, string>> {
    const id = String(this.byId.size + 1).padStart(8, '0');
    this.byId.set(id, { id, result, on, pending: this.slowness() });
    const base = `https://${MANAGEMENT_HOST}/subscriptions/${subscriptionId}/providers/${namespace}/locations/global`;
    const version = '?api-version=2020-01-01';
    return {
      'azure-asyncoperation': `${base}/operationStatuses/${id}${version}`,
      location: `${base}/operationResults/${id}${version}`,
      'retry-after': '0',
    };
  }

  /**
   * Whether an operation goes on that excludes others from something.
   *
   * The question counts as one for the operation too, so that one which nobody asks for any more comes to its end.
   */
  public isBusy(on: string): boolean {
    const going = [...this.byId.values()].filter((each) => each.on === on && each.pending > 0);
    going.forEach((each) => (each.pending -= 1));
    return going.length > 0;
  }

  /** Answer to a question for an operation; undefined for another path. */
  public answer(path: string): Answer | undefined {
    const [, , kind, id = ''] = PATH.exec(path) ?? [];
    if (kind === undefined) {
      return undefined;
    }
    const operation = this.byId.get(id);
    if (operation === undefined) {
      return { status: 404, body: { error: { code: 'NotFound', message: `There is no operation ${id}.` } } };
    }
    const headers = { 'retry-after': '0' };
    const isPending = operation.pending > 0;
    operation.pending -= isPending ? 1 : 0;
    if (kind.toLowerCase() === 'results') {
      return isPending
        ? { status: 202, headers: { ...headers, location: path } }
        : { status: operation.result === undefined ? 204 : 200, headers, body: operation.result };
    }
    const status = isPending ? 'InProgress' : 'Succeeded';
    return { status: 200, headers, body: { id: path, name: id, status, properties: operation.result } };
  }
}
