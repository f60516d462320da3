import { type ArmRequest } from './arm-request';
import { type JsonObject } from './json';
import { type Resource } from './resource-store';

/** Rule for the names of a type. */
export interface NameRule {
  readonly pattern: RegExp;
  /** Where two resources may not have the same name. @default their parent or resource group */
  readonly unique?: 'global';
  /** Error code for a name that is taken elsewhere. @default NameNotAvailable */
  readonly takenCode?: string;
}

/** Location of resources of a type: in a resource group, at a subscription, or on any other resource. */
export type Placement = 'resourceGroup' | 'subscription' | 'extension';

/** Answer of an action, which is a POST below a resource. */
export type Action = (request: ArmRequest, resource: Resource) => JsonObject | undefined;

/**
 * Type of resources as a resource provider serves it.
 *
 * What is not declared here is refused by name: a rehearsal never invents success.
 */
export interface ResourceType {
  /** Namespace and type: `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  /** @default one resource group, or the parent of a nested type */
  readonly placement?: Placement;
  /** @default any name */
  readonly name?: NameRule;
  /** Whether it has a location and tags. @default true for types that are not nested and no extensions */
  readonly isTracked?: boolean;
  /** Requests that are answered before they are carried out, as long-running operations. @default none */
  readonly longRunning?: readonly ('PUT' | 'PATCH' | 'DELETE' | 'POST')[];
  /** Refuses a write while a long-running operation goes on: on the resource, or on any resource of this type of the same parent. @default no refusal */
  readonly exclusive?: {
    readonly within: 'resource' | 'parent';
    /** Error code of the refusal, which is a 409. */
    readonly code: string;
  };
  /** References in the body that need not exist. @default none */
  readonly mayDangle?: RegExp;
  /**
   * Checks a body and completes it to what Azure keeps. The body has `id`, `name`, `type` and a `properties` object.
   *
   * @throws ArmError
   */
  readonly put?: (request: ArmRequest, body: Resource, existing?: Resource) => Resource;
  /** Body of a PUT for that of a PATCH. @default the resource with the patch merged */
  readonly patch?: (request: ArmRequest, existing: Resource, patch: JsonObject) => JsonObject;
  /** Resource as it is answered, without what is only written. @default as it is kept */
  readonly read?: (resource: Resource, request: ArmRequest) => JsonObject;
  /**
   * Checks whether a resource may be deleted, and deletes what goes with it elsewhere.
   *
   * @throws ArmError
   */
  readonly remove?: (request: ArmRequest, resource: Resource) => void;
  /** Actions by name, in lower case: `listkeys`. @default none */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Answers of a GET below a resource that are no resources, by name in lower case: `usages`. @default none */
  readonly views?: Readonly<Record<string, Action>>;
  /** Resources of a collection that a query asks for. @default all */
  readonly list?: (request: ArmRequest, found: readonly Resource[]) => readonly Resource[];
  /** Resource that exists without being created, such as a setting of its parent. @default none */
  readonly implied?: (request: ArmRequest, id: string) => Resource | undefined;
  /** Status codes where the type differs. @default 201, 200 and 200; 204 for a DELETE of what does not exist */
  readonly status?: {
    readonly created?: number;
    readonly updated?: number;
    readonly deleted?: number;
    readonly missing?: number;
  };
}

/** Operation of a resource provider that is not on one of its resources: a check of a name, a list of SKUs. */
export interface ProviderOperation {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Pattern of the whole path. */
  readonly path: RegExp;
  readonly answer: (request: ArmRequest) => JsonObject | undefined;
}

/** Resource provider: its types and its other operations. */
export interface ResourceProvider {
  readonly namespace: string;
  readonly types: readonly ResourceType[];
  /** @default none */
  readonly operations?: readonly ProviderOperation[];
}
