import { type IConstruct } from 'constructs';
import { type IGrantee } from './identity/grantee';

/** Environment variables and ports with which an app reaches a resource, without a key where the resource supports Entra ID. */
export interface Connection {
  /** Environment variables: endpoints and names, never secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Environment variables whose values are secret: the key of a resource that does not support Entra ID. They belong in
   * the app's secret store, and never among its plain variables.
   *
   * @default none
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /** TCP ports that the network must allow from the app to the resource's private endpoint. */
  readonly ports: readonly number[];
}

export interface ConnectOptions {
  /**
   * Prefix of the environment variables, for an app that uses two resources of one kind.
   *
   * @default the kind's own: `REDIS`, `AZURE_STORAGE`, `AZURE_OPENAI`, `AZURE_KEY_VAULT`
   */
  readonly prefix?: string;
  /** Whether the app only reads. @default false */
  readonly readOnly?: boolean;
}

/** A resource that apps can connect to. */
export interface IConnectable extends IConstruct {
  /** The resource that it is a part of (a database, an event hub), whose private endpoints it uses. @default itself */
  readonly partOf?: IConstruct;
  /** Grants the access that a client needs, and returns the connection to the resource. */
  connectionFor(grantee: IGrantee, options?: ConnectOptions): Connection;
}
