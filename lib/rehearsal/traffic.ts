import { type Exchange } from './loopback/loopback-server';

/** Record of the requests that a loopback Azure answered. */
export class Traffic {
  public requests = 0;
  private readonly refused = new Set<string>();

  /** Counts a request. */
  public readonly note = ({ method, host, path, status }: Exchange): void => {
    this.requests += 1;
    if (status === 501) {
      this.refused.add(`${method} https://${host}${path}`);
    }
  };

  /** Requests that were refused because a rehearsal does not support them, sorted. */
  public get unsupported(): readonly string[] {
    return [...this.refused].sort();
  }
}
