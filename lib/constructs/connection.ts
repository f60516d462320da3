import { type IConstruct } from 'constructs';
import { type IGrantee } from './identity/grantee';

/** What an app must be told to reach a resource, without a key where the resource can do without. */
export interface Connection {
  /** Environment variables: endpoints and names, never secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Environment variables whose values are secret: the key of a resource that knows no Entra ID. Whoever runs the app keeps them
   * where it keeps secrets, and never among the plain variables.
   *
   * @default none
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /** TCP ports that the network must let through from the app to the resource's private endpoint. */
  readonly ports: readonly number[];
}

export interface ConnectOptions {
  /**
   * What the environment variables start with, for an app that uses two resources of one kind.
   *
   * @default the kind's own: `REDIS`, `AZURE_STORAGE`, `AZURE_OPENAI`, `AZURE_KEY_VAULT`
   */
  readonly prefix?: string;
  /** Whether the app only reads. @default false */
  readonly readOnly?: boolean;
}

/** What an app can be connected to. */
export interface IConnectable extends IConstruct {
  /** The resource that it is a part of (a database, an event hub), whose private endpoints lead to it. @default itself */
  readonly partOf?: IConstruct;
  /** Grants the access that a client needs, and says how to reach the resource. */
  connectionFor(grantee: IGrantee, options?: ConnectOptions): Connection;
}
