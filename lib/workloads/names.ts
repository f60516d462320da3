import { quote, ValueError } from '../errors';

/** Longest name of a service, so that the names of what is made from it fit into a label of 63 characters. */
const MAX_LENGTH = 40;

/**
 * Checks the name of a service or namespace: a DNS label.
 *
 * Source: kubernetes.io/docs/concepts/overview/working-with-objects/names, RFC 1123.
 *
 * @throws ValueError when it is none
 */
export function checkLabel(name: string, maxLength = MAX_LENGTH): void {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > maxLength) {
    throw new ValueError({
      message: `got ${quote(name)}`,
      allowed: `up to ${maxLength} lower-case letters, digits and hyphens, a letter first and no hyphen last`,
    });
  }
}

/**
 * Checks the name of an environment variable, as POSIX defines it.
 *
 * @throws ValueError when it is none
 */
export function checkVariable(name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name)) {
    throw new ValueError({ message: `got ${quote(name)}`, allowed: 'letters, digits and underscores, no digit first' });
  }
}

/**
 * Checks the name of a secret in a key vault.
 *
 * Source: learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates.
 *
 * @throws ValueError when it is none
 */
export function checkSecretName(name: string): void {
  if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) {
    throw new ValueError({
      message: `got ${quote(name)}`,
      allowed: 'the name of a secret in the vault: up to 127 letters, digits and hyphens',
      fix: 'Secrets are given by name: put the value into the key vault.',
    });
  }
}

/** Whether a variable of this name usually holds a secret. */
export function namesSecret(variable: string): boolean {
  return /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|(API|SECRET|PRIVATE|ACCESS|ACCOUNT|SIGNING|ENCRYPTION)_?KEY|CONNECTION_?STRING)$/i.test(
    variable,
  );
}

/** Whether a text has a password in a URL. */
export function holdsPassword(text: string): boolean {
  return /:\/\/[^/?#\s:@]*:[^/?#\s@]+@/.test(text);
}
