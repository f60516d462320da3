import { DataAzurermKeyVault } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault';
import { KeyVault as KeyVaultResource, type KeyVaultConfig } from '@cdktf/provider-azurerm/lib/key-vault';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { currentClient } from '../identity/current-client';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { KEY_VAULT_ALERTS } from './key-vault-alerts';
import { checkKeyVault } from './key-vault-rules';
import { KeyVaultKey, type KeyVaultKeyOptions } from './key-vault-key';
import {
  type ISecretReference,
  KeyVaultSecret,
  type KeyVaultSecretOptions,
  SecretReference,
  type SecretReferenceOptions,
} from './key-vault-secret';
import { answersPublicly, type NetworkAccessOptions } from '../network/network-access';
import { addCheck } from '../stage-check';

/** Pricing tier: the protection of keys. */
export enum KeyVaultSku {
  /** Software. */
  STANDARD = 'standard',
  /** Software, or a hardware security module for the keys that require one. */
  PREMIUM = 'premium',
}

/** A key vault, defined in this app or imported. */
export interface IKeyVault extends IConnectable {
  readonly keyVaultId: string;
  readonly keyVaultName: string;
  /** `https://<name>.vault.azure.net/`, with the slash. */
  readonly vaultUri: string;
  /** Whether its keys and secrets can be reached from outside the network at all. */
  readonly publicNetworkAccess: boolean;
  /** Resources that keys and secrets wait for: the role assignments of administrators, and the private endpoints of the vault. */
  readonly dataPlaneRequirements: readonly TerraformResource[];
  /** Lets a principal read the values of all secrets. For one secret use `secret(name).grantRead(...)`. */
  grantReadSecrets(grantee: IGrantee): RoleAssignment;
  /** Lets a principal read, set and delete all secrets. */
  grantManageSecrets(grantee: IGrantee): RoleAssignment;
  /** Lets a principal encrypt, decrypt, sign and verify with all keys. */
  grantUseKeys(grantee: IGrantee): RoleAssignment;
  /** Lets a principal wrap and unwrap with all keys, and no more. For one key use `key.grantEncryption(...)`. */
  grantEncryption(grantee: IGrantee): RoleAssignment;
  /** Lets a principal make, rotate and delete all keys. */
  grantManageKeys(grantee: IGrantee): RoleAssignment;
  /** A secret that somebody else fills in, as with `azstage secrets set`. Terraform never touches its value. */
  secret(name: string, options?: SecretReferenceOptions): ISecretReference;
  /** Adds a secret whose value Terraform writes, and keeps in no state. */
  addSecret(id: string, props: KeyVaultSecretOptions): KeyVaultSecret;
  /** Adds a key. */
  addKey(id: string, props?: KeyVaultKeyOptions): KeyVaultKey;
}

export interface KeyVaultProps extends PlatformServiceProps, NetworkAccessOptions {
  /** @default STANDARD */
  readonly sku?: KeyVaultSku;
  /** Days that what is deleted can be restored, 7 to 90. Cannot be changed later. @default 90 */
  readonly softDeleteDays?: number;
  /** Purge protection: whether what is deleted stays restorable for its retention period, even against an owner. Cannot be turned off later. @default true */
  readonly purgeProtection?: boolean;
  /** Whether the services that Microsoft trusts, such as Storage for encryption, pass the firewall. @default true */
  readonly trustedServices?: boolean;
  /** Whether virtual machines may fetch certificates at deployment. @default false */
  readonly enabledForDeployment?: boolean;
  /** Whether Azure Disk Encryption may fetch secrets and unwrap keys. @default false */
  readonly enabledForDiskEncryption?: boolean;
  /** Whether Azure Resource Manager may fetch secrets at deployment. @default false */
  readonly enabledForTemplateDeployment?: boolean;
  /**
   * Administrators of all keys and secrets. Whoever applies a stage with `addKey` or `addSecret` must be one of them, and the
   * owner of the subscription is not by that alone.
   *
   * @default none: the role is assigned elsewhere
   */
  readonly administrators?: readonly IGrantee[];
}

/** Identifies an existing vault. */
export interface ImportedKeyVaultOptions {
  /** Whether Terraform can reach its keys and secrets from outside the network. @default false */
  readonly publicNetworkAccess?: boolean;
}

/** Base of a vault, defined in this app or imported. */
abstract class KeyVaultBase extends Construct implements IKeyVault {
  public abstract readonly keyVaultId: string;
  public abstract readonly keyVaultName: string;
  public abstract readonly vaultUri: string;
  public abstract readonly publicNetworkAccess: boolean;
  public readonly dataPlaneRequirements: TerraformResource[] = [];

  public grantReadSecrets(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Key Vault Secrets User');
  }

  public grantManageSecrets(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Key Vault Secrets Officer');
  }

  public grantUseKeys(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Key Vault Crypto User');
  }

  public grantEncryption(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Key Vault Crypto Service Encryption User');
  }

  public grantManageKeys(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Key Vault Crypto Officer');
  }

  public secret(name: string, options: SecretReferenceOptions = {}): ISecretReference {
    const id = `Secret-${name}`;
    const made = this.node.tryFindChild(id) as SecretReference | undefined;
    made?.describe(options);
    return made ?? new SecretReference(this, id, { ...options, keyVault: this, name });
  }

  public addSecret(id: string, props: KeyVaultSecretOptions): KeyVaultSecret {
    return new KeyVaultSecret(this, id, { ...props, keyVault: this });
  }

  public addKey(id: string, props: KeyVaultKeyOptions = {}): KeyVaultKey {
    return new KeyVaultKey(this, id, { ...props, keyVault: this });
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    this.grantReadSecrets(grantee);
    return { environment: { [`${options.prefix ?? 'AZURE_KEY_VAULT'}_URL`]: this.vaultUri }, ports: [443] };
  }

  /** Names of the secrets that somebody fills in; undefined where there are none. */
  protected filledIn(): { readonly names: readonly string[] } | undefined {
    const names = this.node.children.flatMap((child) => (child instanceof SecretReference ? child.secretName : []));
    return names.length === 0 ? undefined : { names };
  }

  protected grant(grantee: IGrantee, role: string): RoleAssignment {
    return grantRole(this, this.keyVaultId, grantee, Role.of(role));
  }
}

/**
 * A key vault.
 *
 * Private by default: roles instead of access policies, no public address, and nothing in it can be lost for 90 days.
 * Terraform reaches only its control plane, until `addKey` or `addSecret` is used: then the stage must be applied from where the
 * vault can be reached, by one of its administrators.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV2_AZURE_32: Closed without an endpoint, too: no address is allowed until `allowedIpRanges`, `allowedSubnets` or
 *   `privateEndpoints` says so.
 */
export class KeyVault extends KeyVaultBase {
  /** Imports an existing vault. Terraform reads it. It must use roles, not access policies, for grants to work. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedKeyVaultOptions = {},
  ): IKeyVault {
    return new ImportedKeyVault(scope, id, name, resourceGroupName, options);
  }

  public readonly keyVaultId: string;
  public readonly keyVaultName: string;
  public readonly vaultUri: string;
  public readonly publicNetworkAccess: boolean;

  constructor(scope: Construct, id: string, props: KeyVaultProps = {}) {
    super(scope, id);
    checkKeyVault(this, props);
    this.publicNetworkAccess = answersPublicly(props);
    const resource = new KeyVaultResource(this, 'Resource', {
      ...place(this, 'azurerm_key_vault', props),
      ...security(props),
      tenantId: currentClient(this).tenantId,
      skuName: props.sku ?? KeyVaultSku.STANDARD,
      publicNetworkAccessEnabled: this.publicNetworkAccess,
    });
    this.keyVaultId = resource.id;
    this.keyVaultName = resource.name;
    this.vaultUri = resource.vaultUri;
    props.administrators?.forEach((administrator) =>
      this.dataPlaneRequirements.push(this.grant(administrator, 'Key Vault Administrator').dependable),
    );
    const endpoints = addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_key_vault',
      subresources: ['vault'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'vault', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: KEY_VAULT_ALERTS,
    });
    this.dataPlaneRequirements.push(...endpoints.map((endpoint) => endpoint.node.defaultChild as TerraformResource));
    addCheck(this, 'secrets', resource, () => this.filledIn());
  }
}

class ImportedKeyVault extends KeyVaultBase {
  public readonly keyVaultId: string;
  public readonly keyVaultName: string;
  public readonly vaultUri: string;
  public readonly publicNetworkAccess: boolean;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string, options: ImportedKeyVaultOptions) {
    super(scope, id);
    const data = new DataAzurermKeyVault(this, 'Resource', { name, resourceGroupName });
    addCheck(this, 'secrets', data, () => this.filledIn());
    this.keyVaultId = data.id;
    this.keyVaultName = data.name;
    this.vaultUri = data.vaultUri;
    this.publicNetworkAccess = options.publicNetworkAccess ?? false;
  }
}

function security(props: KeyVaultProps): Partial<KeyVaultConfig> {
  return {
    rbacAuthorizationEnabled: true,
    purgeProtectionEnabled: props.purgeProtection ?? true,
    softDeleteRetentionDays: props.softDeleteDays ?? 90,
    enabledForDeployment: props.enabledForDeployment ?? false,
    enabledForDiskEncryption: props.enabledForDiskEncryption ?? false,
    enabledForTemplateDeployment: props.enabledForTemplateDeployment ?? false,
    networkAcls: {
      defaultAction: 'Deny',
      bypass: (props.trustedServices ?? true) ? 'AzureServices' : 'None',
      ipRules: props.allowedIpRanges && [...props.allowedIpRanges],
      virtualNetworkSubnetIds: props.allowedSubnets?.map((subnet) => subnet.subnetId),
    },
  };
}
