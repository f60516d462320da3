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
  try {
    return await list;
  } catch (error) {
    if (error instanceof AzureError && error.status === 404) {
      return [];
    }
    throw error;
  }
}
