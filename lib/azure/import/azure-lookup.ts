import pLimit from 'p-limit';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type ArmClient } from '../arm-client';
import { AzureError } from '../azure-error';
import { armTypeOf, subscriptionOf } from '../arm-id';
import { UnknownValue } from './unknown-value';

/** A resource as Azure answers it. */
export type ArmResource = Readonly<Record<string, unknown>>;

/** Format of a resource of any type. */
export const ARM_RESOURCE = new JsonFormat<ArmResource>('resource', z.record(z.string(), z.unknown()));

/** Number of requests at once: the limits of Resource Manager refill by the second. */
const AT_ONCE = 8;

/** Statuses with which a type says that it cannot be read by its id. */
const NOT_READABLE = [400, 405];

/** Code of the refusal of all requests to a resource provider that the subscription has not registered, and so has no resources of. */
const NOT_REGISTERED = 'MissingSubscriptionRegistration';

/** Reader of resources, each of which is asked for once. */
export class AzureLookup {
  private readonly limit = pLimit(AT_ONCE);
  private readonly resources = new Map<string, Promise<ArmResource | undefined>>();
  private readonly lists = new Map<string, Promise<readonly ArmResource[]>>();

  constructor(
    private readonly arm: ArmClient,
    private readonly subscriptionId: string,
  ) {}

  /**
   * A resource; undefined where Azure has none of that id.
   *
   * @throws AzureError when the request is refused
   * @throws UnknownValue when resources of the type cannot be read
   */
  public find(id: string, apiVersion?: string): Promise<ArmResource | undefined> {
    return once(this.resources, id, () =>
      this.inTurn(async () => this.arm.find(id, apiVersion ?? (await this.versionOf(id)), ARM_RESOURCE), undefined),
    );
  }

  /** Resources of a list; none where what it belongs to does not exist. */
  public list(path: string): Promise<readonly ArmResource[]> {
    return once(this.lists, path, () =>
      this.inTurn(async () => {
        const version = await this.versionOf(`${path}/-`);
        try {
          return await this.arm.list(path, version, ARM_RESOURCE);
        } catch (error) {
          if (error instanceof AzureError && error.status === 404) {
            return [];
          }
          throw error;
        }
      }, []),
    );
  }

  /** Leaves out requests that wait. */
  public stop(): void {
    this.limit.clearQueue();
  }

  private inTurn<T>(work: () => Promise<T>, nothing: T): Promise<T> {
    return this.limit(async () => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof AzureError)) {
          throw error;
        }
        if (error.reason === NOT_REGISTERED) {
          return nothing;
        }
        throw NOT_READABLE.includes(error.status ?? 0) ? new UnknownValue(error.message) : error;
      }
    });
  }

  private async versionOf(id: string): Promise<string> {
    const type = armTypeOf(id);
    if (type === undefined) {
      throw new UnknownValue(`${id} is not the id of a resource`);
    }
    return this.arm.apiVersionOf(subscriptionOf(id) ?? this.subscriptionId, type);
  }
}

function once<T>(known: Map<string, Promise<T>>, id: string, ask: () => Promise<T>): Promise<T> {
  const key = id.toLowerCase();
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}
