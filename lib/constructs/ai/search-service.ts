import { DataAzurermSearchService } from '@cdktf/provider-azurerm/lib/data-azurerm-search-service';
import {
  SearchService as SearchServiceResource,
  type SearchServiceConfig,
} from '@cdktf/provider-azurerm/lib/search-service';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee, PrincipalType } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { SEARCH_ALERTS } from './search-service-alerts';
import { answersPublicly, checkNetworkAccess, type NetworkAccessOptions } from '../network/network-access';

/** SKU of a search service: its size limits and features. */
export enum SearchSku {
  /** 50 MB on shared machines, without identity, private endpoints and semantic ranker. */
  FREE = 'free',
  /** 15 GB for each of up to three partitions. */
  BASIC = 'basic',
  STANDARD = 'standard',
  STANDARD2 = 'standard2',
  STANDARD3 = 'standard3',
  STORAGE_OPTIMIZED_L1 = 'storage_optimized_l1',
  STORAGE_OPTIMIZED_L2 = 'storage_optimized_l2',
}

/** Whether answers can be ranked by what they mean. */
export enum SemanticRanker {
  DISABLED = 'disabled',
  /** Up to a number of queries a month. */
  FREE = 'free',
  /** Paid by the query. */
  STANDARD = 'standard',
}

/** An AI Search service, defined in this app or imported. It is granted access as its system-assigned identity. */
export interface ISearchService extends IConnectable, IGrantee {
  readonly searchServiceId: string;
  readonly searchServiceName: string;
  /** `https://<name>.search.windows.net` */
  readonly endpoint: string;
  /** Lets a principal query indexes. */
  grantRead(grantee: IGrantee): RoleAssignment;
  /** Lets a principal query indexes and write documents into them. */
  grantReadWrite(grantee: IGrantee): RoleAssignment;
  /** Lets a principal make, change and delete indexes, indexers and skill sets, but not read documents. */
  grantManageIndexes(grantee: IGrantee): RoleAssignment;
}

export interface SearchServiceProps extends PlatformServiceProps, Omit<NetworkAccessOptions, 'allowedSubnets'> {
  /** Between FREE and the others a change makes a new service. @default BASIC */
  readonly sku?: SearchSku;
  /** Copies, for queries: 1 to 12, BASIC up to 3. @default 1; 2 where the profile is highly available, 3 where it is zone redundant */
  readonly replicas?: number;
  /** Parts, for documents: 1, 2, 3, 4, 6 or 12, BASIC up to 3. @default 1 */
  readonly partitions?: number;
  /** Whether it has up to 1000 small indexes instead of 200. STANDARD3 alone. Cannot be changed later. @default false */
  readonly highDensity?: boolean;
  /** @default DISABLED */
  readonly semanticRanker?: SemanticRanker;
  /** Whether clients may use API keys beside Entra ID. @default false */
  readonly localAuthentication?: boolean;
  /** Whether the services that Microsoft trusts, such as Azure OpenAI, pass the firewall. @default false */
  readonly trustedServices?: boolean;
  /** Whether it refuses indexes without a key of your own. Each index names its key itself. @default false */
  readonly requireCustomerManagedKeys?: boolean;
}

/** Base of a service, defined in this app or imported. */
abstract class SearchServiceBase extends Construct implements ISearchService {
  public abstract readonly searchServiceId: string;
  public abstract readonly searchServiceName: string;
  public abstract readonly principalId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  /** Made of the name: azurerm 4.55 does not have the attribute yet. */
  public get endpoint(): string {
    return `https://${this.searchServiceName}.search.windows.net`;
  }

  public grantRead(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Search Index Data Reader');
  }

  public grantReadWrite(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Search Index Data Contributor');
  }

  public grantManageIndexes(grantee: IGrantee): RoleAssignment {
    return this.grant(grantee, 'Search Service Contributor');
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    if (options.readOnly === true) {
      this.grantRead(grantee);
    } else {
      this.grantReadWrite(grantee);
    }
    return { environment: { [`${options.prefix ?? 'AZURE_SEARCH'}_ENDPOINT`]: this.endpoint }, ports: [443] };
  }

  /** Its identity comes into being with it, so it cannot wait. */
  public waitForGrant(_grant: TerraformResource): void {}

  private grant(grantee: IGrantee, role: string): RoleAssignment {
    return grantRole(this, this.searchServiceId, grantee, Role.of(role));
  }
}

/**
 * An Azure AI Search service.
 *
 * Private by default: no API keys, no public address. Terraform reaches only its control plane; indexes are created by
 * principals with `grantManageIndexes`.
 */
export class SearchService extends SearchServiceBase {
  /** Imports an existing service. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): ISearchService {
    return new ImportedSearchService(scope, id, name, resourceGroupName);
  }

  public readonly searchServiceId: string;
  public readonly searchServiceName: string;
  public readonly principalId: string;

  constructor(scope: Construct, id: string, props: SearchServiceProps = {}) {
    super(scope, id);
    const sku = props.sku ?? SearchSku.BASIC;
    check(this, sku, props);
    const resource = new SearchServiceResource(this, 'Resource', {
      ...place(this, 'azurerm_search_service', props),
      ...security(props),
      sku,
      replicaCount: props.replicas ?? defaultReplicas(this, sku),
      partitionCount: props.partitions ?? 1,
      hostingMode: props.highDensity === true ? 'HighDensity' : undefined,
      semanticSearchSku: props.semanticRanker === SemanticRanker.DISABLED ? undefined : props.semanticRanker,
      identity: sku === SearchSku.FREE ? undefined : { type: 'SystemAssigned' },
    });
    this.searchServiceId = resource.id;
    this.searchServiceName = resource.name;
    this.principalId = resource.identity.principalId;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_search_service',
      subresources: ['searchService'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'search', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: SEARCH_ALERTS,
    });
  }
}

class ImportedSearchService extends SearchServiceBase {
  public readonly searchServiceId: string;
  public readonly searchServiceName: string;
  public readonly principalId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermSearchService(this, 'Resource', { name, resourceGroupName });
    this.searchServiceId = data.id;
    this.searchServiceName = data.name;
    this.principalId = data.identity.get(0).principalId;
  }
}

function security(props: SearchServiceProps): Partial<SearchServiceConfig> {
  const keys = props.localAuthentication ?? false;
  const ranges = props.allowedIpRanges ?? [];
  return {
    localAuthenticationEnabled: keys,
    // Without it a service with keys takes keys alone, and no grant would work.
    authenticationFailureMode: keys ? 'http401WithBearerChallenge' : undefined,
    publicNetworkAccessEnabled: answersPublicly(props),
    allowedIps: ranges.length === 0 ? undefined : [...ranges],
    networkRuleBypassOption: props.trustedServices === true ? 'AzureServices' : 'None',
    customerManagedKeyEnforcementEnabled: props.requireCustomerManagedKeys ?? false,
  };
}

/** Two replicas for the service level agreement of queries, three for that of writes, and one for each zone. */
function defaultReplicas(construct: SearchService, sku: SearchSku): number {
  const { profile } = AzureContext.of(construct);
  return sku === SearchSku.FREE ? 1 : profile.zoneRedundant ? 3 : profile.highlyAvailable ? 2 : 1;
}

/**
 * Sources: azurerm internal/services/search/search_service_resource.go, which checks what depends on the SKU only while it applies;
 * learn.microsoft.com/azure/search/search-capacity-planning (36 search units), .../service-create-private-endpoint.
 */
function check(construct: SearchService, sku: SearchSku, props: SearchServiceProps): void {
  const { replicas, partitions, semanticRanker, highDensity, privateEndpoints } = props;
  const free = sku === SearchSku.FREE;
  const small = { [SearchSku.FREE]: 1, [SearchSku.BASIC]: 3 } as Readonly<Record<string, number>>;
  const allowed = [1, 2, 3, 4, 6, 12].filter((each) => each <= (small[sku] ?? (highDensity === true ? 3 : 12)));
  const checks = new Checks(construct)
    .wholeNumber('replicas', replicas, 1, small[sku] ?? 12)
    .that(
      'partitions',
      partitions,
      partitions !== undefined && allowed.includes(partitions),
      `${allowed.join(', ')} with ${sku}${highDensity === true ? ' and highDensity' : ''}`,
    )
    .together(
      (replicas ?? 1) * (partitions ?? 1) <= 36,
      `replicas: ${replicas} replicas of ${partitions} partitions are more than the 36 search units of a service`,
      'Use fewer replicas or partitions.',
    )
    .that('highDensity', highDensity, highDensity !== true || sku === SearchSku.STANDARD3, `false with ${sku}`)
    .that(
      'semanticRanker',
      semanticRanker,
      !free || semanticRanker === SemanticRanker.DISABLED,
      `${SemanticRanker.DISABLED} with ${sku}`,
    )
    .together(!free || privateEndpoints === undefined, 'privateEndpoints: the free SKU supports none', 'Use BASIC.')
    .together(
      !free || props.allowedIpRanges === undefined,
      'allowedIpRanges: the free SKU has no firewall',
      'Use BASIC.',
    );
  checkNetworkAccess(checks, props, 32);
  checks.done();
}
