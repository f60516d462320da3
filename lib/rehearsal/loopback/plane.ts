import { type Json, type JsonObject } from '../arm/json';

/** Request that reached the loopback Azure. */
export interface Loopback {
  readonly method: string;
  /** URL with the host that was asked. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
}

/** Answer of a plane. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text with the type in the headers. @default none */
  readonly body?: Json | JsonObject | object;
  /**
   * Text that is sent piece by piece in place of a body, until it ends or the signal says that nobody reads it any more. A piece that fails cuts the
   * connection.
   *
   * @default none
   */
  readonly pieces?: (signal: AbortSignal) => AsyncIterable<string>;
}

/** Part of Azure with hosts of its own: Resource Manager, the token endpoint, the data plane of a service. */
export interface Plane {
  /** Host names; `*.` stands for one label. */
  readonly hosts: readonly string[];
  readonly answer: (request: Loopback) => Answer | Promise<Answer>;
}

/** Whether a host is one of a plane. */
export function isHostOf({ hosts }: Plane, host: string): boolean {
  return hosts.some((each) =>
    each.startsWith('*.') ? host.slice(host.indexOf('.')) === each.slice(1) : host === each,
  );
}
