import { type IConstruct } from 'constructs';
import { Checks } from '../checks';
import { type KeyVaultProps } from './key-vault';
import { checkNetworkAccess } from '../network/network-access';

/**
 * Source of the limits: azurerm internal/services/keyvault/key_vault_resource.go; that ranges must be public is on
 * learn.microsoft.com/azure/key-vault/general/network-security.
 */
export function checkKeyVault(construct: IConstruct, props: KeyVaultProps): void {
  const checks = new Checks(construct).wholeNumber('softDeleteDays', props.softDeleteDays, 7, 90);
  checkNetworkAccess(checks, props, 32);
  checks.done();
}

/**
 * Checks the name of a key or secret.
 *
 * Source: azurerm, ValidateNestedItemName; learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates.
 */
export function checkItemName(checks: Checks, name: string): Checks {
  return checks.that('name', name, /^[0-9A-Za-z-]{1,127}$/.test(name), '1 to 127 letters, digits and hyphens');
}

/** Checks a date and time as azurerm reads it, `2027-12-31T00:00:00Z`. */
export function checkDate(checks: Checks, property: string, date: string | undefined): Checks {
  const written = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/.test(date ?? '');
  return checks.that(
    property,
    date,
    written && !Number.isNaN(Date.parse(date ?? '')),
    'a date and time such as 2027-12-31T00:00:00Z',
  );
}

/**
 * Checks the tags of a key or secret.
 *
 * Source: azurerm internal/services/keyvault/key_vault_secret_resource.go.
 */
export function checkItemTags(checks: Checks, tags: Readonly<Record<string, string>> = {}): Checks {
  const count = Object.keys(tags).length;
  return checks.together(count <= 15, `tags: got ${count}, and Key Vault keeps up to 15 on a key or secret`);
}
