import { KeyVaultSecret as KeyVaultSecretResource } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { Fn } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type IGrantee, waitForGrants } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { checkNoLiteral } from '../literal-secret';
import { type IKeyVault } from './key-vault';
import { checkDate, checkItemName, checkItemTags } from './key-vault-rules';
import { declareSecret, useSecret } from './secret-use';

/** A secret in a key vault, written by Terraform or not. */
export interface ISecretReference extends IConstruct {
  readonly secretName: string;
  /** `https://<vault>.vault.azure.net/secrets/<name>`, without version: what uses it gets the newest value. */
  readonly secretId: string;
  readonly keyVault: IKeyVault;
  /** Lets a principal read this secret, and no other. */
  grantRead(grantee: IGrantee): RoleAssignment;
}

/** Properties of a secret that Terraform writes. */
export interface KeyVaultSecretOptions {
  /** 1 to 127 letters, digits and hyphens. @default the construct's id in kebab case */
  readonly name?: string;
  /** The value, as a token: a sensitive `TerraformVariable`, or an attribute of a resource. Literals are refused. */
  readonly value: string;
  /** Raise it to write the value again: Terraform keeps none to compare with. @default 1 */
  readonly version?: number;
  /** Content type of the value, such as `text/plain`. @default none */
  readonly contentType?: string;
  /** Expiry, as `2027-12-31T00:00:00Z`. @default never */
  readonly expires?: string;
  /** Up to 15. Those of the stage are left out, because every change would need Terraform to reach the vault. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface KeyVaultSecretProps extends KeyVaultSecretOptions {
  readonly keyVault: IKeyVault;
}

/** Options of a secret that somebody fills in: what `azstage secrets set` writes beside the value. */
export interface SecretReferenceOptions {
  /** Content type of the value, such as `text/plain`. @default none */
  readonly contentType?: string;
  /** Expiry, as `2027-12-31T00:00:00Z`. @default never */
  readonly expires?: string;
  /** Whether it is the secret of the certificate of its name, which comes with the certificate and is never set by itself. @default false */
  readonly isCertificate?: boolean;
}

/** Identifies an existing secret. */
export interface SecretReferenceProps extends SecretReferenceOptions {
  readonly keyVault: IKeyVault;
  /** 1 to 127 letters, digits and hyphens. */
  readonly name: string;
}

/**
 * A secret that somebody else fills in, with `azstage secrets set`, with `az keyvault secret set` or in the portal.
 *
 * It makes no resource: Terraform neither reads nor writes the value, and need not reach the vault. `vault.secret(name)` makes it.
 */
export class SecretReference extends Construct implements ISecretReference {
  public readonly keyVault: IKeyVault;
  public readonly secretName: string;
  public readonly secretId: string;
  private options: SecretReferenceOptions;

  constructor(scope: Construct, id: string, props: SecretReferenceProps) {
    super(scope, id);
    checkReference(this, props);
    this.options = props;
    declareSecret(this, () => ({
      keyVault: props.keyVault,
      secretName: props.name,
      isCertificate: this.options.isCertificate ?? false,
      contentType: this.options.contentType,
      expires: this.options.expires,
    }));
    this.keyVault = props.keyVault;
    this.secretName = props.name;
    // Joined, not concatenated: containers join and split it again, and cdktf takes no concatenation in a function.
    this.secretId = Fn.join('', [props.keyVault.vaultUri, `secrets/${props.name}`]);
  }

  /**
   * Adds to what is written beside the value, where the secret is asked for again.
   *
   * @throws ValidationError when it was given otherwise before
   * @internal
   */
  public describe(options: SecretReferenceOptions): void {
    checkReference(this, { ...options, name: this.secretName });
    const checks = new Checks(this);
    for (const key of ['contentType', 'expires', 'isCertificate'] as const) {
      const [before, given] = [this.options[key], options[key]];
      checks.together(
        before === undefined || given === undefined || before === given,
        `${key}: got ${JSON.stringify(given)}, and it was ${JSON.stringify(before)} where the secret was asked for before`,
        'Give it once.',
      );
    }
    checks.done();
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.options = { ...this.options, ...Object.fromEntries(given) };
  }

  /**
   * Grants a principal read access to this secret, and no other, whether or not it exists yet.
   *
   * Azure does not ask whether what a role is given on exists: Azure/azure-powershell#3771, where those who make role assignments say
   * so of a subnet that does not, and learn.microsoft.com/azure/key-vault/general/rbac-guide for secrets as scopes.
   */
  public grantRead(grantee: IGrantee): RoleAssignment {
    // Joined too: the role assignment splits it again.
    return grantRead(this, Fn.join('/', [this.keyVault.keyVaultId, 'secrets', this.secretName]), grantee);
  }
}

/**
 * A secret whose value Terraform writes, and keeps neither in its state nor in a plan.
 *
 * That takes Terraform 1.11, which the stage then requires. The stage must be applied from where the vault can be reached,
 * by a principal that may manage secrets in it.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_41: Nobody renews a secret by itself, so its end is for you to say: `expires`.
 * - CKV_AZURE_114: What kind of thing a secret is, only you know: `contentType`.
 */
export class KeyVaultSecret extends Construct implements ISecretReference {
  public readonly keyVault: IKeyVault;
  public readonly secretName: string;
  public readonly secretId: string;
  private readonly grantScope: string;

  constructor(scope: Construct, id: string, props: KeyVaultSecretProps) {
    super(scope, id);
    const { keyVault } = props;
    const name = props.name ?? kebab(id);
    check(this, name, props);
    const context = AzureContext.of(this);
    context.requireTerraformMinor(11);
    if (!keyVault.publicNetworkAccess) {
      context.requirePrivateNetwork(this, `Terraform writes the secret ${name} to a key vault without public address`);
    }
    const resource = new KeyVaultSecretResource(this, 'Resource', {
      name,
      keyVaultId: keyVault.keyVaultId,
      valueWo: props.value,
      valueWoVersion: props.version ?? 1,
      contentType: props.contentType,
      expirationDate: props.expires,
      tags: props.tags,
    });
    waitForGrants(resource, keyVault.dataPlaneRequirements);
    this.keyVault = keyVault;
    this.secretName = name;
    this.secretId = resource.versionlessId;
    this.grantScope = resource.resourceVersionlessId;
  }

  public grantRead(grantee: IGrantee): RoleAssignment {
    return grantRead(this, this.grantScope, grantee);
  }
}

function grantRead(secret: ISecretReference, secretResourceId: string, grantee: IGrantee): RoleAssignment {
  useSecret(grantee, secret);
  return grantRole(secret, secretResourceId, grantee, Role.of('Key Vault Secrets User'));
}

function checkReference(
  construct: SecretReference,
  { name, expires, contentType, isCertificate }: SecretReferenceOptions & { readonly name: string },
): void {
  const checks = checkItemName(new Checks(construct), name).together(
    isCertificate !== true || (contentType === undefined && expires === undefined),
    'isCertificate: a certificate has the content type and the expiry of its policy',
    'Leave out contentType and expires.',
  );
  checkDate(checks, 'expires', expires).done();
}

/** Source of the limits: azurerm internal/services/keyvault/key_vault_secret_resource.go. The value is in no message. */
function check(construct: KeyVaultSecret, name: string, props: KeyVaultSecretProps): void {
  const checks = checkNoLiteral(
    new Checks(construct),
    'value',
    props.value,
    'Pass the value of a TerraformVariable with sensitive: true, or use vault.secret(name) and fill it in with azstage secrets set.',
  ).wholeNumber('version', props.version, 1, Number.MAX_SAFE_INTEGER);
  checkDate(checks, 'expires', props.expires);
  checkItemTags(checks, props.tags);
  checkItemName(checks, name).done();
}
