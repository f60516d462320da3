import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';

/** The lock of a state, as far as Terraform tells of it. */
export interface LockInfo {
  readonly id?: string;
  /** `user@host` */
  readonly who?: string;
  /** `OperationTypeApply` */
  readonly operation?: string;
  /** In ISO 8601. */
  readonly created?: string;
}

/** What Terraform notes beside a local state while it is locked; of a note that another program wrote, what can be read. */
const FORMAT = new JsonFormat(
  'lock.info',
  z.object({
    ID: z.string().optional(),
    Who: z.string().optional(),
    Operation: z.string().optional(),
    Created: z.string().optional(),
  }),
);

/** What Terraform says where a lock could not be taken. */
const NOT_TAKEN = /Error acquiring the state lock|state blob is already locked|Error locking state/i;

/**
 * What is in it where somebody holds the lock; otherwise the backend was not reached, or refused. In Azure a lease is taken before it is noted
 * by whom: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 */
const HELD =
  /Lock Info:|already\s+locked|resource\s+temporarily\s+unavailable|another\s+process\s+has\s+locked|LeaseAlreadyPresent/i;

/**
 * What names the lock that is in the way where a backend fills in the one that was asked for: `http` and HCP Terraform. Terraform
 * breaks lines where it likes.
 */
const ID_ALONE = [/already\s+locked:\s+ID=(\S+)/, /\(lock\s+ID:\s+"([^"]+)"\)/];

/** The lock that the errors of Terraform tell of; undefined when no lock is in the way. */
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
 * The lock in the file that Terraform leaves beside a local state.
 *
 * @returns undefined when the file is damaged
 */
export function lockInFile(text: string): LockInfo | undefined {
  const note = FORMAT.tryParse(text);
  return note && { id: note.ID, who: note.Who, operation: note.Operation, created: isoTime(note.Created) };
}

/** `The state is locked by ann@laptop for OperationTypeApply since 2026-01-02T03:04:05.678Z (lock 4f0e...).` */
export function describeLock({ id, who, operation, created }: LockInfo): string {
  const parts = [
    'The state is locked',
    who === undefined ? '' : ` by ${who}`,
    operation === undefined ? '' : ` for ${operation}`,
    created === undefined ? '' : ` since ${created}`,
    id === undefined ? '' : ` (lock ${id})`,
  ];
  return `${parts.join('')}.`;
}

/** Terraform writes `2026-01-02 03:04:05.678901234 +0000 UTC` for people, and RFC 3339 in files, both of UTC. */
function isoTime(text: string | undefined): string | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(text ?? '') ?? [];
  const date = new Date(`${day}T${time}Z`);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
