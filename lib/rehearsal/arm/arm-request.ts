import { type BuildStorage } from '../data-planes/build-storage';
import { type VaultObjects } from '../data-planes/vault-objects';
import { type Directory } from '../entra/directory';
import { sha256 } from '../../values/sha256';

import { type JsonObject } from './json';
import { type ResourceId } from './resource-id';
import { type ResourceStore } from './resource-store';

export { uuidOf } from '../../values/uuid-of';

/** What a resource provider knows of Azure apart from a request. */
export interface Azure {
  readonly store: ResourceStore;
  readonly directory: Directory;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clock: () => Date;
  /** Sources and logs of the builds of images. */
  readonly builds: BuildStorage;
  /** Keys and secrets of key vaults. */
  readonly vaultObjects: VaultObjects;
  /** Namespaces that are registered in the subscription, in lower case. */
  readonly registered: Set<string>;
}

/** Request on a resource, a collection or an action. */
export interface ArmRequest {
  readonly method: string;
  readonly id: ResourceId;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly azure: Azure;
}

/** Key that follows from a name: never one of a real service. */
export function keyOf(...names: readonly string[]): string {
  return sha256(['rehearsal', ...names].join('\n')).toString('base64');
}
