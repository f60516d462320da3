import { formatTime } from '../host/local-time';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';

/** Lock of a state, as far as Terraform reports it. */
export interface LockInfo {
  readonly id?: string;
  /** Holder of the lock: `user@host`. */
  readonly who?: string;
  /** Operation of Terraform: `OperationTypeApply`. */
  readonly operation?: string;
  /** Time of creation, in ISO 8601. */
  readonly created?: string;
}

/** Format of the lock file that Terraform writes next to a local state; of a file by another program, the fields that match. */
const FORMAT = new JsonFormat(
  'lock.info',
  z.object({
    ID: z.string().optional(),
    Who: z.string().optional(),
    Operation: z.string().optional(),
    Created: z.string().optional(),
  }),
);

/** Errors of Terraform when a lock could not be acquired. */
const NOT_TAKEN = /Error acquiring the state lock|state blob is already locked|Error locking state/i;

/**
 * Parts of such an error that prove that the lock is held; without them the backend was unreachable, or refused. In Azure the lease is acquired
 * before the holder is written: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 */
const HELD =
  /Lock Info:|already\s+locked|resource\s+temporarily\s+unavailable|another\s+process\s+has\s+locked|LeaseAlreadyPresent/i;

/**
 * Patterns of the id of the conflicting lock, for backends whose lock info is that of the requested lock: `http` and HCP Terraform. Terraform may
 * break lines anywhere.
 */
const ID_ALONE = [/already\s+locked:\s+ID=(\S+)/, /\(lock\s+ID:\s+"([^"]+)"\)/];

/** Conflicting lock according to errors of Terraform; undefined when they are not about a lock. */
export function lockInText(text: string): LockInfo | undefined {
  if (!NOT_TAKEN.test(text) || !HELD.test(text)) {
    return undefined;
  }
  const plain = text.replace(/^[│╵╷] ?/gm, '');
  const id = ID_ALONE.map((pattern) => pattern.exec(plain)?.[1]).find((found) => found !== undefined);
  if (id !== undefined) {
    return { id };
  }
  const field = (name: string) => new RegExp(`^[ \\t]*${name}:[ \\t]+(\\S.*)$`, 'm').exec(plain)?.[1]?.trimEnd();
  return {
    id: field('ID'),
    who: field('Who'),
    operation: field('Operation'),
    created: isoTime(field('Created')),
  };
}

/**
 * Lock in the lock file of a local state.
 *
 * @returns undefined when the file is damaged
 */
export function lockInFile(text: string): LockInfo | undefined {
  const note = FORMAT.tryParse(text);
  return note && { id: note.ID, who: note.Who, operation: note.Operation, created: isoTime(note.Created) };
}

/** `The state is locked by ann@laptop for OperationTypeApply since 2026-01-02 04:04:05 +01:00 (lock 4f0e...).` */
export function describeLock({ id, who, operation, created }: LockInfo): string {
  const parts = [
    'The state is locked',
    who === undefined ? '' : ` by ${who}`,
    operation === undefined ? '' : ` for ${operation}`,
    created === undefined ? '' : ` since ${formatTime(created)}`,
    id === undefined ? '' : ` (lock ${id})`,
  ];
  return `${parts.join('')}.`;
}

/** Time in ISO 8601. Terraform prints `2026-01-02 03:04:05.678901234 +0000 UTC`, and writes RFC 3339 into files, both in UTC. */
function isoTime(text: string | undefined): string | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(text ?? '') ?? [];
  const date = new Date(`${day}T${time}Z`);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
