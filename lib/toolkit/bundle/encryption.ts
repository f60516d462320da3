import { readTextFile } from '../host/file-trouble';
import { IDENTITY_FILE, PASSPHRASE } from '../host/environment-variables';
import { ToolkitError } from '../toolkit-error';

/** Recipients and environment of an encryption. */
export interface EncryptionProps {
  /** Recipients of age: `age1...`. The passphrase is used when empty. */
  readonly recipients: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Cipher for some recipients, or for a passphrase. */
export interface Encrypter {
  encrypt(content: Uint8Array): Promise<Uint8Array>;
}

/** Encryption by age: https://age-encryption.org/v1 */
export class Encryption {
  /**
   * Encrypts for recipients, or with the passphrase of the environment.
   *
   * @throws ToolkitError when there is neither, or a recipient is not valid
   */
  public static async encrypt(content: Buffer, props: EncryptionProps): Promise<Buffer> {
    const encrypter = await Encryption.encrypterOf(props);
    return Buffer.from(await encrypter.encrypt(content));
  }

  /**
   * The encrypter for recipients, or for the passphrase of the environment.
   *
   * @throws ToolkitError when there is neither, or a recipient is not valid
   */
  public static async encrypterOf({ recipients, env }: EncryptionProps): Promise<Encrypter> {
    const library = await age();
    const encrypter = new library.Encrypter();
    if (recipients.length === 0) {
      encrypter.setPassphrase(passphraseOf(env));
    }
    for (const recipient of recipients) {
      try {
        encrypter.addRecipient(recipient);
      } catch (error) {
        throw new ToolkitError(
          'USAGE',
          `"${recipient}" is not a recipient of age: ${(error as Error).message}.`,
          'Give the public key that age-keygen printed, which starts with age1, or none to use a passphrase.',
        );
      }
    }
    return encrypter;
  }

  /** The environment variable with the key for decryption, even if empty; undefined when none is set. The passphrase has precedence. */
  public static keyIn(env: NodeJS.ProcessEnv): string | undefined {
    return [PASSPHRASE, IDENTITY_FILE].find((name) => env[name] !== undefined);
  }

  /**
   * Decrypts with the passphrase of the environment, or else with the identities. Whoever knows a recipient can encrypt for it: where a
   * passphrase is set, which proves more, nothing else is accepted.
   *
   * @throws ToolkitError when there is neither, the key is another one, or the content was changed
   */
  public static async decrypt(content: Buffer, env: NodeJS.ProcessEnv): Promise<Buffer> {
    const { Decrypter } = await age();
    const decrypter = new Decrypter();
    const key = Encryption.keyIn(env) ?? PASSPHRASE;
    if (key === PASSPHRASE) {
      decrypter.addPassphrase(passphraseOf(env));
    } else {
      identitiesIn(env[IDENTITY_FILE] ?? '').forEach((identity) => decrypter.addIdentity(identity));
    }
    try {
      return Buffer.from(await decrypter.decrypt(content));
    } catch (error) {
      throw new ToolkitError(
        'BUNDLE_UNUSABLE',
        `The bundle cannot be decrypted: ${(error as Error).message}.`,
        `Either ${key} is not what it was encrypted for, or it was changed.`,
      );
    }
  }
}

function passphraseOf(env: NodeJS.ProcessEnv): string {
  const passphrase = env[PASSPHRASE] ?? '';
  if (passphrase === '') {
    throw new ToolkitError(
      'USAGE',
      'There is no key to encrypt or decrypt the bundle with.',
      `Set ${PASSPHRASE}, or encrypt for a recipient (--encrypt age1...) and set ${IDENTITY_FILE} to the file of its identity.`,
    );
  }
  return passphrase;
}

function identitiesIn(file: string): string[] {
  const lines = (readTextFile(file) ?? '').split('\n').map((line) => line.trim());
  const identities = lines.filter((line) => line.startsWith('AGE-SECRET-KEY-'));
  if (identities.length === 0) {
    throw new ToolkitError(
      'USAGE',
      `${IDENTITY_FILE} names "${file}", which contains no identity of age.`,
      'Name the file that age-keygen wrote: one of its lines starts with AGE-SECRET-KEY-.',
    );
  }
  return identities;
}

/** Loads the library of age when it is needed: it is large. */
async function age() {
  return import('age-encryption');
}
