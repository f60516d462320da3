import { AppConfigurationKey as AppConfigurationKeyResource } from '@cdktf/provider-azurerm/lib/app-configuration-key';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { waitForGrants } from '../identity/grantee';
import { type ISecretReference } from '../security/key-vault-secret';
import { useSecret } from '../security/secret-use';
import { type IAppConfiguration } from './app-configuration';

/** Properties of a key of a configuration store. */
export interface AppConfigurationKeyOptions {
  /** Its name, such as `orders:timeout`. */
  readonly key: string;
  /** Its value, readable in the plan and the state. One of this and `secret`. */
  readonly value?: string;
  /** The secret in Key Vault that it refers to: readers fetch the value there, as themselves. One of this and `value`. */
  readonly secret?: ISecretReference;
  /** Label, which distinguishes keys of one name, such as those of two environments. @default none */
  readonly label?: string;
  /** Content type of the value, such as `application/json`. @default none */
  readonly contentType?: string;
  /** Those of the stage are left out, because every change would need Terraform to reach the store. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AppConfigurationKeyProps extends AppConfigurationKeyOptions {
  readonly appConfiguration: IAppConfiguration;
}

/**
 * A key in a configuration store.
 *
 * Terraform writes it through the store's data plane: the stage must be applied from where the store can be reached, by one of its
 * administrators. Made by `AppConfiguration.addKey`.
 */
export class AppConfigurationKey extends Construct {
  public readonly keyId: string;

  constructor(scope: Construct, id: string, props: AppConfigurationKeyProps) {
    super(scope, id);
    check(this, props);
    const { appConfiguration, key, secret } = props;
    if (!appConfiguration.publicNetworkAccess) {
      AzureContext.of(this).requirePrivateNetwork(
        this,
        `Terraform writes the key ${key} to a configuration store without public address`,
      );
    }
    const resource = new AppConfigurationKeyResource(this, 'Resource', {
      configurationStoreId: appConfiguration.appConfigurationId,
      key,
      label: props.label,
      type: secret === undefined ? 'kv' : 'vault',
      value: props.value,
      vaultKeyReference: secret?.secretId,
      contentType: props.contentType,
      tags: props.tags,
    });
    waitForGrants(resource, appConfiguration.dataPlaneRequirements);
    if (secret !== undefined) {
      useSecret(this, secret);
    }
    this.keyId = resource.id;
  }
}

/**
 * Sources: azurerm internal/services/appconfiguration/app_configuration_key_resource.go;
 * learn.microsoft.com/azure/azure-app-configuration/concept-key-value for the characters.
 */
function check(construct: AppConfigurationKey, { key, value, secret, contentType }: AppConfigurationKeyProps): void {
  new Checks(construct)
    .that(
      'key',
      key,
      key.trim() !== '' && !key.includes('%') && !['.', '..'].includes(key),
      'a name that is not blank, "." or "..", without %',
    )
    .together(
      (value === undefined) !== (secret === undefined),
      value === undefined
        ? 'value: neither a value nor a secret is given'
        : 'value: both a value and a secret are given',
      'Give one of them.',
    )
    .together(
      secret === undefined || contentType === undefined,
      'contentType: Azure sets that of a reference to a secret itself',
      'Leave it out.',
    )
    .done();
}
