import { type IConstruct } from 'constructs';
import { type IKeyVault } from './key-vault';

/** Type of the metadata of a construct that stands for a secret which somebody fills in. */
const DECLARED = 'azstage:secret';

/** Type of the metadata of a construct that uses secrets of key vaults. */
const USED = 'azstage:secret-use';

/** Secret in a key vault, as the construct that stands for it declares it. */
export interface DeclaredSecret {
  readonly keyVault: IKeyVault;
  readonly secretName: string;
  /** Whether it comes with the certificate of its name. */
  readonly isCertificate: boolean;
  readonly contentType?: string;
  readonly expires?: string;
}

/**
 * Notes a secret that somebody fills in, so that `azstage secrets` lists it.
 *
 * @param declared asked when the metadata is written
 */
export function declareSecret(construct: IConstruct, declared: () => DeclaredSecret): void {
  construct.node.addMetadata(DECLARED, declared);
}

/** Secret that a construct stands for; undefined where it stands for none. */
export function declaredSecret(construct: IConstruct): DeclaredSecret | undefined {
  const found = construct.node.metadata.find(({ type }) => type === DECLARED);
  return found && (found.data as () => DeclaredSecret)();
}

/** Notes that a construct uses a secret, so that its stage needs the value. */
export function useSecret(user: IConstruct, secret: SecretOfVault): void {
  user.node.addMetadata(USED, secret);
}

/** Secret that is used, whoever writes it. */
export interface SecretOfVault extends IConstruct {
  readonly keyVault: IKeyVault;
  readonly secretName: string;
}

/** Secrets that a construct uses. */
export function usedSecrets(construct: IConstruct): readonly SecretOfVault[] {
  return construct.node.metadata.filter(({ type }) => type === USED).map(({ data }) => data as SecretOfVault);
}
