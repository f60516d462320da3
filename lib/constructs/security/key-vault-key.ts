import { KeyVaultKey as KeyVaultKeyResource, type KeyVaultKeyConfig } from '@cdktf/provider-azurerm/lib/key-vault-key';
import { Fn } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { ValidationError } from '../../errors';
import { Role } from '../../values/role';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type IGrantee, waitForGrants } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { type IKeyVault } from './key-vault';
import { checkDate, checkItemName, checkItemTags } from './key-vault-rules';

/** Key type, and whether a hardware security module holds the key (which takes a premium vault). */
export enum KeyVaultKeyType {
  RSA = 'RSA',
  RSA_HSM = 'RSA-HSM',
  EC = 'EC',
  EC_HSM = 'EC-HSM',
}

/** Operations that a key permits. */
export enum KeyOperation {
  ENCRYPT = 'encrypt',
  DECRYPT = 'decrypt',
  SIGN = 'sign',
  VERIFY = 'verify',
  WRAP_KEY = 'wrapKey',
  UNWRAP_KEY = 'unwrapKey',
}

/** A key in a key vault, defined in this app or imported. */
export interface IKeyVaultKey extends IConstruct {
  /** Id without version: what uses it follows rotation. */
  readonly keyId: string;
  /**
   * Id with version, for the services that take no other (Managed Redis). It stays that of the version in the state: rotate
   * such a key manually, or turn its rotation off.
   */
  readonly versionedKeyId: string;
  /** Lets a principal wrap and unwrap with the key, as encryption at rest needs. */
  grantEncryption(grantee: IGrantee): RoleAssignment;
}

/** Rotation policy: age at which Key Vault creates a new version of a key, and lifetime of the versions. */
export interface KeyRotation {
  /** Days after which a new version is made, at least 21. @default 365 */
  readonly everyDays?: number;
  /** Days that a version stays valid after the next was made, at least 7. @default 30 */
  readonly overlapDays?: number;
}

/** Properties of a key. */
export interface KeyVaultKeyOptions {
  /** 1 to 127 letters, digits and hyphens. @default the construct's id in kebab case */
  readonly name?: string;
  /** Cannot be changed later. @default RSA */
  readonly type?: KeyVaultKeyType;
  /** Bits of an RSA key: 2048, 3072 or 4096. Cannot be changed later. @default 3072 */
  readonly size?: number;
  /** Curve of an EC key: P-256, P-256K, P-384 or P-521. Cannot be changed later. @default P-256 */
  readonly curve?: string;
  /** Permitted operations. @default wrapping and unwrapping for RSA, signing and verifying for EC */
  readonly operations?: readonly KeyOperation[];
  /** Rotation policy; false for none. @default every 365 days, each valid for 395 */
  readonly rotation?: KeyRotation | false;
  /**
   * Expiry of the first version, as `2027-12-31T00:00:00Z`; rotation sets that of the later ones. Left alone once the key is
   * made, if it rotates.
   *
   * @default as long after it is made as rotation lets the later ones live; never without rotation
   */
  readonly expirationDate?: string;
  /** Up to 15. Those of the stage are left out, because every change would need Terraform to reach the vault. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface KeyVaultKeyProps extends KeyVaultKeyOptions {
  readonly keyVault: IKeyVault;
}

/** An existing key. */
export interface KeyVaultKeyReference {
  readonly keyVault: IKeyVault;
  readonly name: string;
  /** Its version, for services that take no id without. @default none */
  readonly version?: string;
}

/**
 * A key in a key vault, for encryption at rest or for signing.
 *
 * Terraform makes it through the vault's data plane: the stage must be applied from where the vault can be reached, by a
 * principal that may manage keys in it. Key Vault rotates it by itself.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_112: Keys are protected by software; `type: KeyVaultKeyType.RSA_HSM` in a premium vault puts one into hardware,
 *   at a price for each key.
 */
export class KeyVaultKey extends Construct implements IKeyVaultKey {
  /** Imports an existing key. Terraform does not read it, so it need not reach the vault. */
  public static fromReference(scope: Construct, id: string, reference: KeyVaultKeyReference): IKeyVaultKey {
    return new ImportedKey(scope, id, reference);
  }

  public readonly keyId: string;
  public readonly versionedKeyId: string;
  private readonly grantScope: string;

  constructor(scope: Construct, id: string, props: KeyVaultKeyProps) {
    super(scope, id);
    const name = props.name ?? kebab(id);
    check(this, name, props);
    const { keyVault } = props;
    const context = AzureContext.of(this);
    if (!keyVault.publicNetworkAccess) {
      context.requirePrivateNetwork(this, `Terraform makes the key ${name} in a key vault without public address`);
    }
    const resource = new KeyVaultKeyResource(this, 'Resource', {
      name,
      keyVaultId: keyVault.keyVaultId,
      ...shape(props),
      ...lifetime(props),
      tags: props.tags,
    });
    waitForGrants(resource, keyVault.dataPlaneRequirements);
    context.markStateful(resource);
    this.keyId = resource.versionlessId;
    this.versionedKeyId = resource.id;
    this.grantScope = resource.resourceVersionlessId;
  }

  public grantEncryption(grantee: IGrantee): RoleAssignment {
    return grantEncryption(this, this.grantScope, grantee);
  }
}

class ImportedKey extends Construct implements IKeyVaultKey {
  public readonly keyId: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly reference: KeyVaultKeyReference,
  ) {
    super(scope, id);
    checkItemName(new Checks(this), reference.name).done();
    this.keyId = `${reference.keyVault.vaultUri}keys/${reference.name}`;
  }

  /** @throws ValidationError when the reference has no version */
  public get versionedKeyId(): string {
    const { version } = this.reference;
    if (version === undefined) {
      throw new ValidationError([
        {
          path: this.node.path,
          property: 'version',
          message: 'is missing, and what uses the key takes no id without',
          fix: 'Give the version in KeyVaultKey.fromReference(...).',
        },
      ]);
    }
    return `${this.keyId}/${version}`;
  }

  public grantEncryption(grantee: IGrantee): RoleAssignment {
    const { keyVault, name } = this.reference;
    // Joined, not concatenated: the role assignment splits it again, and cdktf takes no concatenation in a function.
    return grantEncryption(this, Fn.join('/', [keyVault.keyVaultId, 'keys', name]), grantee);
  }
}

function grantEncryption(key: Construct, keyResourceId: string, grantee: IGrantee): RoleAssignment {
  return grantRole(key, keyResourceId, grantee, Role.of('Key Vault Crypto Service Encryption User'));
}

function isElliptic({ type }: KeyVaultKeyOptions): boolean {
  return type === KeyVaultKeyType.EC || type === KeyVaultKeyType.EC_HSM;
}

function shape(props: KeyVaultKeyOptions): Pick<KeyVaultKeyConfig, 'keyType' | 'keySize' | 'curve' | 'keyOpts'> {
  const elliptic = isElliptic(props);
  const usual = elliptic ? [KeyOperation.SIGN, KeyOperation.VERIFY] : [KeyOperation.UNWRAP_KEY, KeyOperation.WRAP_KEY];
  return {
    keyType: props.type ?? KeyVaultKeyType.RSA,
    keySize: elliptic ? undefined : (props.size ?? 3072),
    curve: elliptic ? (props.curve ?? 'P-256') : undefined,
    keyOpts: [...(props.operations ?? usual)],
  };
}

/**
 * Rotates by age, not before expiry, because a policy sets the expiry of the versions that it makes and not of the first
 * (learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation). That one counts from the apply that makes it.
 *
 * azurerm reads the expiry of the newest version and makes the key anew when the configuration has none, so it is told to leave
 * that argument alone (internal/services/keyvault/key_vault_key_resource.go, CustomizeDiff).
 */
function lifetime(
  props: KeyVaultKeyOptions,
): Pick<KeyVaultKeyConfig, 'rotationPolicy' | 'expirationDate' | 'lifecycle'> {
  const { rotation: policy = {}, expirationDate } = props;
  if (policy === false) {
    return { expirationDate };
  }
  const { everyDays = 365, overlapDays = 30 } = policy;
  const days = everyDays + overlapDays;
  return {
    rotationPolicy: {
      automatic: { timeAfterCreation: `P${everyDays}D` },
      expireAfter: `P${days}D`,
      notifyBeforeExpiry: 'P7D',
    },
    expirationDate: expirationDate ?? Fn.timeadd(Fn.timestamp(), `${days * 24}h`),
    lifecycle: { ignoreChanges: ['expiration_date'] },
  };
}

/** Source of the limits: azurerm internal/services/keyvault/key_vault_key_resource.go. */
function check(construct: KeyVaultKey, name: string, props: KeyVaultKeyProps): void {
  const { size, curve, operations, rotation: policy } = props;
  const elliptic = isElliptic(props);
  const possible = elliptic ? [KeyOperation.SIGN, KeyOperation.VERIFY] : Object.values(KeyOperation);
  const checks = new Checks(construct)
    .that(
      'size',
      size,
      !elliptic && [2048, 3072, 4096].includes(size ?? 0),
      elliptic ? 'none: an EC key has a curve' : '2048, 3072, 4096',
    )
    .that('curve', curve, elliptic, 'none: an RSA key has a size')
    .oneOf('curve', elliptic ? curve : undefined, ['P-256', 'P-256K', 'P-384', 'P-521'])
    .that('operations', operations, operations?.every((each) => possible.includes(each)) === true, possible.join(', '));
  if (policy !== undefined && policy !== false) {
    checks
      .wholeNumber('rotation.everyDays', policy.everyDays, 21, 36_000)
      .wholeNumber('rotation.overlapDays', policy.overlapDays, 7, 365);
  }
  checkDate(checks, 'expirationDate', props.expirationDate);
  checkItemTags(checks, props.tags);
  checkItemName(checks, name).done();
}
