import { conflict } from './arm-error';
import { type ArmRequest } from './arm-request';
import { stringAt } from './json';

/** Type of management locks. */
export const LOCK_TYPE = 'Microsoft.Authorization/locks';

/**
 * Refuses a request that a management lock forbids, on the resource, on what contains it, or, for a deletion, on what it contains:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 */
export function refuseLocked({ id, azure }: ArmRequest, operation: 'write' | 'delete'): void {
  if (id.type.toLowerCase() === LOCK_TYPE.toLowerCase()) {
    return;
  }
  const locks = azure.store.ofType(LOCK_TYPE).filter((lock) => {
    const level = stringAt(lock.properties, 'level')?.toLowerCase();
    const scope = scopeOf(lock.id);
    const isAbove = id.key === scope || id.key.startsWith(`${scope}/`);
    const isBelow = operation === 'delete' && scope.startsWith(`${id.key}/`);
    return (level === 'readonly' || operation === 'delete') && (isAbove || isBelow);
  });
  if (locks.length > 0) {
    const scopes = [...new Set(locks.map((lock) => scopeOf(lock.id)))].join(', ');
    throw conflict(
      'ScopeLocked',
      `The scope '${id.id}' cannot perform ${operation} operation because following scope(s) are locked: '${scopes}'. Please remove the lock and try again.`,
    );
  }
}

function scopeOf(lockId: string): string {
  return lockId.toLowerCase().slice(0, lockId.toLowerCase().lastIndexOf('/providers/microsoft.authorization/locks/'));
}
