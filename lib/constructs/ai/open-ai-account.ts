import {
  CognitiveAccount as CognitiveAccountResource,
  type CognitiveAccountConfig,
} from '@cdktf/provider-azurerm/lib/cognitive-account';
import { dependable, Lazy, TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { OpenAiModelKind } from '../../values/open-ai-model';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type PrivateEndpoint } from '../network/private-endpoint';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { OPEN_AI_ALERTS } from './open-ai-account-alerts';
import { ImportedOpenAiAccount, type IOpenAiAccount, OpenAiAccountBase } from './open-ai-account-base';
import { OpenAiContentFilter, type OpenAiContentFilterProps } from './open-ai-content-filter';
import { OpenAiDeployment, type OpenAiDeploymentOptions } from './open-ai-deployment';
import { answersPublicly, checkNetworkAccess, type NetworkAccessOptions } from '../network/network-access';
import { type CustomerManagedKeyOptions, encryptWith } from '../security/customer-managed-key';

/** Kind of account: OpenAI's models alone, or all of Azure AI services. */
export enum OpenAiAccountKind {
  /** OpenAI's models alone. */
  OPEN_AI = 'OpenAI',
  /** Microsoft Foundry: also the models of others, speech, vision and language. */
  AI_SERVICES = 'AIServices',
}

/** The deployments that `connectTo` passes to apps. */
export interface OpenAiDeploymentNames {
  /** @default none */
  readonly chatDeployment?: string;
  /** @default none */
  readonly embeddingDeployment?: string;
}

export interface OpenAiAccountProps extends PlatformServiceProps, NetworkAccessOptions {
  /** @default OpenAiAccountKind.OPEN_AI */
  readonly kind?: OpenAiAccountKind;
  /** Model deployments, by construct id. @default none: see {@link OpenAiAccount.addDeployment} */
  readonly deployments?: Readonly<Record<string, OpenAiDeploymentOptions>>;
  /** First part of its host name, unique in all of Azure. Changing it replaces the account. @default the name in lower case */
  readonly customSubdomainName?: string;
  /** Whether requests may be signed with an account key. @default false: Entra ID only */
  readonly localAuth?: boolean;
  /** Whether Azure services that Microsoft trusts pass the network rules, such as AI Search. @default false */
  readonly trustedServices?: boolean;
  /** Whether the account itself calls only `allowedFqdns`. @default true */
  readonly restrictOutbound?: boolean;
  /** Host names that the account may call, for "on your data" and the like. Up to 1000. @default none */
  readonly allowedFqdns?: readonly string[];
  /** @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
}

const ABBREVIATIONS: Readonly<Record<OpenAiAccountKind, string>> = {
  [OpenAiAccountKind.OPEN_AI]: 'oai',
  [OpenAiAccountKind.AI_SERVICES]: 'ais',
};

/** The private link facts have a type for each kind, because their DNS zones differ. */
const PRIVATE_LINK_TYPES: Readonly<Record<OpenAiAccountKind, string>> = {
  [OpenAiAccountKind.OPEN_AI]: 'azurerm_cognitive_account',
  [OpenAiAccountKind.AI_SERVICES]: 'azurerm_ai_services',
};

/**
 * An Azure OpenAI account with its model deployments.
 *
 * Private by default: no account keys, no public address, no calls to other hosts; pinned model versions behind an explicit
 * content filter. Terraform reaches only its control plane, so it can be made from outside the network.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_247: Calls to other hosts are off, and no host is excepted. The check wants a list of exceptions: `allowedFqdns`.
 * - CKV2_AZURE_22: Encrypted with a key of Microsoft's; `customerManagedKey` takes yours.
 */
export class OpenAiAccount extends OpenAiAccountBase {
  /**
   * Imports an existing account. Terraform reads it.
   *
   * @param deployments its deployments, which `connectTo` passes to apps. @default none
   */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    deployments: OpenAiDeploymentNames = {},
  ): IOpenAiAccount {
    return new ImportedOpenAiAccount(scope, id, { name, resourceGroupName }, deployments);
  }

  public readonly accountId: string;
  public readonly accountName: string;
  public readonly endpoint: string;
  /** Object id of the account's own identity, as which it calls other services. */
  public readonly principalId: string;
  /** By name in lower case, in the order in which they are made. */
  private readonly deployments = new Map<string, OpenAiDeployment>();
  private connected = false;

  constructor(scope: Construct, id: string, props: OpenAiAccountProps = {}) {
    super(scope, id);
    check(this, props);
    const { kind = OpenAiAccountKind.OPEN_AI, customerManagedKey } = props;
    const placement = place(this, 'azurerm_cognitive_account', props, ABBREVIATIONS[kind]);
    const resource = new CognitiveAccountResource(this, 'Resource', {
      ...placement,
      ...security(props),
      ...encryption(customerManagedKey),
      kind,
      skuName: 'S0',
      customSubdomainName: props.customSubdomainName ?? placement.name.toLowerCase(),
    });
    encryptWith(resource, customerManagedKey);
    this.accountId = resource.id;
    this.accountName = resource.name;
    this.endpoint = resource.endpoint;
    this.principalId = resource.identity.principalId;
    Object.entries(props.deployments ?? {}).forEach(([key, options]) => this.addDeployment(key, options));
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: PRIVATE_LINK_TYPES[kind],
      subresources: ['account'],
      diagnosticScopes: [{ id: 'account', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: OPEN_AI_ALERTS,
    }).forEach((endpoint) => this.keepAfterDeployments(endpoint));
  }

  /**
   * Adds a model.
   *
   * Deployments are made one after the other, in this order. Add them before apps are connected: `connectTo` passes those
   * that exist by then.
   */
  public addDeployment(id: string, options: OpenAiDeploymentOptions): OpenAiDeployment {
    const name = options.name ?? options.model.name;
    new Checks(this)
      .that(
        `deployments.${id}.name`,
        name,
        !this.deployments.has(name.toLowerCase()),
        'a name that no other deployment of the account has',
        'Give one of them a name.',
      )
      .done();
    const known = this.deploymentNames();
    const after = [...this.deployments.values()].at(-1);
    const deployment = new OpenAiDeployment(this, id, { ...options, accountId: this.accountId, after });
    this.deployments.set(name.toLowerCase(), deployment);
    if (this.connected && Object.keys(this.deploymentNames()).length > Object.keys(known).length) {
      AzureContext.of(this).warn(deployment, 'was added after an app was connected, which gets no setting for it');
    }
    return deployment;
  }

  /** Adds a content filter of your own, for the `contentFilter` of deployments. */
  public addContentFilter(id: string, props: Omit<OpenAiContentFilterProps, 'accountId'> = {}): OpenAiContentFilter {
    return new OpenAiContentFilter(this, id, { ...props, accountId: this.accountId });
  }

  public override connectionFor(grantee: IGrantee, options?: ConnectOptions): Connection {
    this.connected = true;
    return super.connectionFor(grantee, options);
  }

  protected deploymentNames(): OpenAiDeploymentNames {
    const first = (kind: OpenAiModelKind) =>
      [...this.deployments.values()].find((each) => each.model.kind === kind)?.deploymentName;
    const chatDeployment = first(OpenAiModelKind.CHAT);
    const embeddingDeployment = first(OpenAiModelKind.EMBEDDING);
    return {
      ...(chatDeployment !== undefined && { chatDeployment }),
      ...(embeddingDeployment !== undefined && { embeddingDeployment }),
    };
  }

  /** Azure refuses concurrent writes to an account, and deployments may still be added after the endpoint. */
  private keepAfterDeployments(endpoint: PrivateEndpoint): void {
    const resource = endpoint.node.defaultChild;
    if (TerraformResource.isTerraformResource(resource)) {
      resource.dependsOn = Lazy.listValue(
        { produce: () => [...this.deployments.values()].map((each) => dependable(each.dependable)) },
        { omitEmpty: true },
      );
    }
  }
}

/** Sources: azurerm cognitive_account_resource.go (CustomizeDiff), lib/facts/openai.json, cognitive-services-data-loss-prevention. */
function check(account: OpenAiAccount, props: OpenAiAccountProps): void {
  const subdomain = props.customSubdomainName ?? props.name?.toLowerCase();
  const checks = new Checks(account)
    .that(
      'customSubdomainName',
      subdomain,
      subdomain !== undefined && /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/.test(subdomain),
      '2 to 64 lower-case letters, digits and hyphens',
      props.customSubdomainName === undefined ? 'It is the name unless you give one.' : undefined,
    )
    .that(
      'allowedFqdns',
      props.allowedFqdns?.length,
      (props.allowedFqdns?.length ?? 0) <= 1000,
      'up to 1000 host names',
    )
    .together(
      !(props.restrictOutbound === false && (props.allowedFqdns?.length ?? 0) > 0),
      'allowedFqdns: the account may call any host, because restrictOutbound is false',
      'Leave one of them out.',
    );
  checkNetworkAccess(checks, props, 30);
  checks.done();
}

function security(props: OpenAiAccountProps): Partial<CognitiveAccountConfig> {
  return {
    localAuthEnabled: props.localAuth ?? false,
    publicNetworkAccessEnabled: answersPublicly(props),
    networkAcls: {
      defaultAction: 'Deny',
      bypass: props.trustedServices === true ? 'AzureServices' : 'None',
      ipRules: props.allowedIpRanges && [...props.allowedIpRanges],
      virtualNetworkRules: props.allowedSubnets?.map((subnet) => ({ subnetId: subnet.subnetId })),
    },
    outboundNetworkAccessRestricted: props.restrictOutbound ?? true,
    fqdns: props.allowedFqdns && [...props.allowedFqdns],
  };
}

/** The key with its version: the service does not follow rotation by itself (docs: foundry/concepts/encryption-keys-portal). */
function encryption(options?: CustomerManagedKeyOptions): Partial<CognitiveAccountConfig> {
  return options === undefined
    ? { identity: { type: 'SystemAssigned' } }
    : {
        identity: { type: 'SystemAssigned, UserAssigned', identityIds: [options.identity.identityId] },
        customerManagedKey: {
          keyVaultKeyId: options.key.versionedKeyId,
          identityClientId: options.identity.clientId,
        },
      };
}
