import { type ArmClient } from '../arm-client';
import { AzureError } from '../azure-error';
import { type BootstrapPart } from '../../toolkit/io/bootstrap-result';
import { type StatePlace } from './state-place';

/** Part of what states need in Azure, compared with what is there. */
export interface Part extends Omit<BootstrapPart, 'status'> {
  readonly status: 'present' | 'missing' | 'incomplete';
  /** Makes or completes it; done once the parts before it are. */
  readonly apply: () => Promise<void>;
}

/** What all parts know. */
export interface PartContext {
  readonly arm: ArmClient;
  readonly place: StatePlace;
  /** Waits, unless the run is interrupted. */
  readonly sleep: (seconds: number) => Promise<void>;
  /** Says that something is waited for that takes minutes. */
  readonly waitingFor: (what: string) => void;
}

/** Setting that is weaker than required, as text; undefined where it is not. */
export type Weakness = string | undefined;

/** The setting with what it becomes. */
export function becomes(setting: string, from: unknown, to: unknown): string {
  return `${setting}: ${from === undefined || from === null ? 'not set' : String(from)} becomes ${String(to)}`;
}

/** Status of a part that is there. */
export function statusOf(changes: readonly string[]): Part['status'] {
  return changes.length === 0 ? 'present' : 'incomplete';
}

/** Items of a list; none where what they are part of does not exist. */
export async function noneWithout<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  return (await unlessAbsent(list)) ?? [];
}

/**
 * Result of a question; undefined where Azure answers that there is no such thing, or that there can be none before its resource provider is registered.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
 */
export async function unlessAbsent<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof AzureError && (error.status === 404 || error.reason === 'MissingSubscriptionRegistration')) {
      return undefined;
    }
    throw error;
  }
}
