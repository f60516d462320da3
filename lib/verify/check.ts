import { type LookupFunction } from 'node:net';
import { type TokenCredential } from '@azure/core-auth';
import { type AzurePipelineOptions } from '../azure/pipeline';

/** Verdict of one check. */
export interface Verdict {
  /** `unreachable`: nothing is known of the service, as it lies in a network that does not let this machine in. */
  readonly status: 'passed' | 'failed' | 'unreachable';
  /** Finding, as a sentence; printable, and without credentials. */
  readonly detail: string;
  /** Action that solves it, as a sentence. */
  readonly fix?: string;
}

/** Means of a check of a data plane. */
export interface DataPlaneContext {
  readonly credential: TokenCredential;
  /**
   * Time limit and Ctrl-C. A reason with the name `TimeoutError`, as of `AbortSignal.timeout`, gives a verdict; any other one ends the check with the error
   * INTERRUPTED.
   */
  readonly signal: AbortSignal;
  /** Options of requests over HTTPS. @default those of the environment, its proxy included */
  readonly options?: AzurePipelineOptions;
  /** Certificates in PEM that are trusted for TLS. @default those of Node.js */
  readonly certificates?: readonly string[];
  /** Resolution of host names. @default that of the system */
  readonly lookup?: LookupFunction;
}
