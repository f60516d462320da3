import { sha256 } from '../toolkit/host/sha256';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type Answer } from './loopback/plane';

/** Kinds of faults on purpose. */
const KINDS = ['429', 'conflict', 'slow', 'drop'] as const;

type FaultKind = (typeof KINDS)[number];

/** Share of the requests that a fault hits unless it says so. */
const DEFAULT_SHARE = 0.1;

/** Times that an operation is in progress when asked, where it is slow. */
const SLOW_POLLS = 3;

/** Fault on purpose, and the share of the requests that it hits. */
export interface Fault {
  readonly kind: FaultKind;
  /** From 0 to 1. */
  readonly share: number;
}

/**
 * Reads a fault: `429`, or `429:0.2` with the share of the requests that it hits.
 *
 * @throws ToolkitError
 */
export function parseFault(text: string): Fault {
  const [kind = '', given] = text.split(':');
  const share = given === undefined ? DEFAULT_SHARE : Number(given);
  const known = KINDS.find((each) => each === kind);
  if (known === undefined || !(share > 0 && share <= 1) || given === '') {
    throw new ToolkitError(
      'USAGE',
      `--fault ${text}: expected one of ${KINDS.join(', ')}, with a share above 0 and up to 1: 429:0.2.`,
    );
  }
  return { kind: known, share };
}

/**
 * Faults of a run. Whether a request is hit follows from the seed, the request and the number of times that it was made, so that the order in which
 * concurrent requests arrive changes nothing.
 */
export class Faults {
  /** Number of requests that each kind hit. */
  public readonly counts: Record<string, number> = {};
  /** Whether faults happen at present. */
  public isActive = true;
  private readonly times = new Map<string, number>();

  constructor(
    private readonly faults: readonly Fault[],
    private readonly seed: number,
  ) {}

  /** Answer in place of a plane. `drop` answers nothing, `drop-after` only after the request was carried out. */
  public readonly of = (method: string, url: URL): Answer | 'drop' | 'drop-after' | undefined => {
    if (!this.isActive || url.hostname.startsWith('login.')) {
      return undefined;
    }
    const request = `${method} ${url.hostname}${url.pathname}`;
    const time = (this.times.get(request) ?? 0) + 1;
    this.times.set(request, time);
    for (const { kind, share } of this.faults) {
      const chance = this.chance(kind, request, time);
      if (kind !== 'slow' && chance < share && (kind !== 'conflict' || method === 'PUT' || method === 'DELETE')) {
        // What a request created without an answer would have to be imported before a second run.
        return this.hit(kind, chance < share / 2 || method === 'PUT' || method === 'POST');
      }
    }
    return undefined;
  };

  /** Number of times that a new operation is in progress when asked. */
  public readonly slowness = (): number => {
    const slow = this.isActive ? this.faults.find(({ kind }) => kind === 'slow') : undefined;
    const time = (this.times.get('operation') ?? 0) + 1;
    this.times.set('operation', time);
    if (slow === undefined || this.chance('slow', 'operation', time) >= slow.share) {
      return 0;
    }
    this.count('slow');
    return SLOW_POLLS;
  };

  private hit(kind: FaultKind, isBefore: boolean): Answer | 'drop' | 'drop-after' {
    this.count(kind);
    switch (kind) {
      case '429':
        return refusal(429, 'TooManyRequests', 'The request is being throttled.', { 'retry-after': '1' });
      case 'conflict':
        return refusal(
          409,
          'AnotherOperationInProgress',
          'Another operation on this or dependent resource is in progress.',
        );
      default:
        return isBefore ? 'drop' : 'drop-after';
    }
  }

  private count(kind: FaultKind): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  /** Number from 0 to 1 that follows from the arguments. */
  private chance(...parts: readonly (string | number)[]): number {
    return parseInt(sha256([this.seed, ...parts].join('\n')).slice(0, 8), 16) / 2 ** 32;
  }
}

function refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, headers, body: { error: { code, message } } };
}
