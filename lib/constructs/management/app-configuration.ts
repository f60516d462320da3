import {
  AppConfiguration as AppConfigurationResource,
  type AppConfigurationConfig,
} from '@cdktf/provider-azurerm/lib/app-configuration';
import { DataAzurermAppConfiguration } from '@cdktf/provider-azurerm/lib/data-azurerm-app-configuration';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { APP_CONFIGURATION_ALERTS } from './app-configuration-alerts';
import { AppConfigurationKey, type AppConfigurationKeyOptions } from './app-configuration-key';
import { type CustomerManagedKeyOptions, encryptWith, keyIdentity } from '../security/customer-managed-key';

/** Pricing tier of a store. A lower one than before makes a new store, except from PREMIUM to STANDARD. */
export enum AppConfigurationSku {
  /** 1,000 requests a day, one store for each subscription. */
  FREE = 'free',
  /** For development: without service level agreement, soft delete and purge protection. */
  DEVELOPER = 'developer',
  STANDARD = 'standard',
  PREMIUM = 'premium',
}

/** A configuration store, defined in this app or imported. */
export interface IAppConfiguration extends IConnectable {
  readonly appConfigurationId: string;
  readonly appConfigurationName: string;
  /** `https://<name>.azconfig.io` */
  readonly endpoint: string;
  /** Whether its keys can be reached from outside the network at all. */
  readonly publicNetworkAccess: boolean;
  /** Resources that keys wait for: the role assignments of their administrators, and the private endpoints of the store. */
  readonly dataPlaneRequirements: readonly TerraformResource[];
  /** Lets a principal read all keys. */
  grantRead(grantee: IGrantee): RoleAssignment;
  /** Lets a principal read, write and delete all keys. */
  grantReadWrite(grantee: IGrantee): RoleAssignment;
  /** Adds a key that Terraform writes, with a value or a reference to a secret. */
  addKey(id: string, props: AppConfigurationKeyOptions): AppConfigurationKey;
}

export interface AppConfigurationProps extends PlatformServiceProps {
  /** @default STANDARD */
  readonly sku?: AppConfigurationSku;
  /** Whether clients may use access keys beside Entra ID. @default false */
  readonly localAuthentication?: boolean;
  /** Whether it answers on its public address. @default false */
  readonly publicNetworkAccess?: boolean;
  /** Days that a deleted store can be restored, 1 to 7. Cannot be changed later. STANDARD and PREMIUM alone. @default 7 */
  readonly softDeleteDays?: number;
  /** Whether a deleted store stays restorable until its days are over. @default true with STANDARD and PREMIUM, which alone have it */
  readonly purgeProtection?: boolean;
  /** Whether deployments through Resource Manager reach its keys through a private link of Resource Manager. @default false */
  readonly resourceManagerPrivateLink?: boolean;
  /** STANDARD and PREMIUM alone. @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
  /**
   * Data owners, who can write all keys. Whoever applies a stage with `addKey` must be one of them, and the owner of the
   * subscription is not by that alone.
   *
   * @default none: the role is assigned elsewhere
   */
  readonly administrators?: readonly IGrantee[];
}

/** Identifies an existing store. */
export interface ImportedAppConfigurationOptions {
  /** Whether Terraform can reach its keys from outside the network. @default false */
  readonly publicNetworkAccess?: boolean;
}

/** Base of a store, defined in this app or imported. */
abstract class AppConfigurationBase extends Construct implements IAppConfiguration {
  public abstract readonly appConfigurationId: string;
  public abstract readonly appConfigurationName: string;
  public abstract readonly endpoint: string;
  public abstract readonly publicNetworkAccess: boolean;
  public readonly dataPlaneRequirements: TerraformResource[] = [];

  public grantRead(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.appConfigurationId, grantee, Role.of('App Configuration Data Reader'));
  }

  public grantReadWrite(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.appConfigurationId, grantee, Role.of('App Configuration Data Owner'));
  }

  public addKey(id: string, props: AppConfigurationKeyOptions): AppConfigurationKey {
    return new AppConfigurationKey(this, id, { ...props, appConfiguration: this });
  }

  /** Apps read configuration and seldom write it, so this grants reading unless `readOnly` is false. */
  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    if (options.readOnly === false) {
      this.grantReadWrite(grantee);
    } else {
      this.grantRead(grantee);
    }
    return { environment: { [`${options.prefix ?? 'AZURE_APP_CONFIG'}_ENDPOINT`]: this.endpoint }, ports: [443] };
  }
}

/**
 * An App Configuration store.
 *
 * Private by default: no access keys, no public address, and nothing in it can be lost for seven days. Terraform reaches
 * only its control plane, until `addKey` is used: then the stage must be applied from where the store can be reached, by one of its
 * administrators.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_185: Closed by default; the beta of Sigmatiq is public, by `publicNetworkAccess`.
 * - CKV_AZURE_186: Encrypted with a key of Microsoft's; `customerManagedKey` takes yours, and then the key must outlive the
 *   store.
 * - CKV_AZURE_187, CKV_AZURE_188: The default `sku` is Standard, with purge protection. Developer has neither.
 */
export class AppConfiguration extends AppConfigurationBase {
  /** Imports an existing store. Terraform reads it, and azurerm keeps its access keys in the state. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedAppConfigurationOptions = {},
  ): IAppConfiguration {
    return new ImportedAppConfiguration(scope, id, name, resourceGroupName, options);
  }

  public readonly appConfigurationId: string;
  public readonly appConfigurationName: string;
  public readonly endpoint: string;
  public readonly publicNetworkAccess: boolean;

  constructor(scope: Construct, id: string, props: AppConfigurationProps = {}) {
    super(scope, id);
    const sku = props.sku ?? AppConfigurationSku.STANDARD;
    check(this, sku, props);
    this.publicNetworkAccess = props.publicNetworkAccess ?? false;
    const { customerManagedKey } = props;
    const resource = new AppConfigurationResource(this, 'Resource', {
      ...place(this, 'azurerm_app_configuration', props),
      ...security(sku, props),
      sku,
      publicNetworkAccess: this.publicNetworkAccess ? 'Enabled' : 'Disabled',
      encryption: customerManagedKey && {
        keyVaultKeyIdentifier: customerManagedKey.key.keyId,
        identityClientId: customerManagedKey.identity.clientId,
      },
      identity: customerManagedKey && keyIdentity(customerManagedKey),
    });
    encryptWith(resource, customerManagedKey);
    this.appConfigurationId = resource.id;
    this.appConfigurationName = resource.name;
    this.endpoint = resource.endpoint;
    props.administrators?.forEach((administrator) =>
      this.dataPlaneRequirements.push(this.grantReadWrite(administrator).dependable),
    );
    const endpoints = addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_app_configuration',
      subresources: ['configurationStores'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'store', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: APP_CONFIGURATION_ALERTS,
    });
    this.dataPlaneRequirements.push(...endpoints.map((endpoint) => endpoint.node.defaultChild as TerraformResource));
  }
}

class ImportedAppConfiguration extends AppConfigurationBase {
  public readonly appConfigurationId: string;
  public readonly appConfigurationName: string;
  public readonly endpoint: string;
  public readonly publicNetworkAccess: boolean;

  constructor(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedAppConfigurationOptions,
  ) {
    super(scope, id);
    const data = new DataAzurermAppConfiguration(this, 'Resource', { name, resourceGroupName });
    this.appConfigurationId = data.id;
    this.appConfigurationName = data.name;
    this.endpoint = data.endpoint;
    this.publicNetworkAccess = options.publicNetworkAccess ?? false;
  }
}

/** Whether deleted stores of a SKU can be restored, and keys of yours encrypt them. */
function isProtected(sku: AppConfigurationSku): boolean {
  return sku === AppConfigurationSku.STANDARD || sku === AppConfigurationSku.PREMIUM;
}

function security(sku: AppConfigurationSku, props: AppConfigurationProps): Partial<AppConfigurationConfig> {
  return {
    localAuthEnabled: props.localAuthentication ?? false,
    purgeProtectionEnabled: props.purgeProtection ?? isProtected(sku),
    softDeleteRetentionDays: isProtected(sku) ? (props.softDeleteDays ?? 7) : undefined,
    // The other mode uses an access key, which is off, and leaves no trace of who it was.
    dataPlaneProxyAuthenticationMode: 'Pass-through',
    dataPlaneProxyPrivateLinkDelegationEnabled: props.resourceManagerPrivateLink ?? false,
  };
}

/**
 * Sources: azurerm internal/services/appconfiguration/app_configuration_resource.go; azure-docs
 * articles/azure-app-configuration/faq.yml and concept-customer-managed-keys.md for what the SKUs have.
 */
function check(construct: AppConfiguration, sku: AppConfigurationSku, props: AppConfigurationProps): void {
  const { softDeleteDays, purgeProtection, customerManagedKey, privateEndpoints } = props;
  const upgrade = 'Use STANDARD or PREMIUM.';
  new Checks(construct)
    .wholeNumber('softDeleteDays', softDeleteDays, 1, 7)
    .that('softDeleteDays', softDeleteDays, isProtected(sku), `none with ${sku}`, upgrade)
    .that(
      'purgeProtection',
      purgeProtection,
      purgeProtection !== true || isProtected(sku),
      `false with ${sku}`,
      upgrade,
    )
    .together(
      customerManagedKey === undefined || isProtected(sku),
      `customerManagedKey: the SKU ${sku} supports none`,
      upgrade,
    )
    .together(
      privateEndpoints === undefined || sku !== AppConfigurationSku.FREE,
      `privateEndpoints: the SKU ${sku} supports none`,
      upgrade,
    )
    .done();
}
