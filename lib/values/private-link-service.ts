import { quote, ValueError } from '../errors';
import facts from '../facts/private-link.json';
import { type Region } from './region';

interface PrivateLinkFact {
  readonly service: string;
  readonly azurermResources: readonly string[];
  readonly subresources: readonly string[];
  readonly zones: { readonly public?: readonly string[] };
}

/**
 * A kind of resource that private endpoints can lead to: its subresource (group id) and the DNS zones that go with it.
 */
export class PrivateLinkService {
  public static readonly STORAGE_BLOB = PrivateLinkService.of('azurerm_storage_account', 'blob');
  public static readonly STORAGE_QUEUE = PrivateLinkService.of('azurerm_storage_account', 'queue');
  public static readonly STORAGE_TABLE = PrivateLinkService.of('azurerm_storage_account', 'table');
  public static readonly STORAGE_FILE = PrivateLinkService.of('azurerm_storage_account', 'file');
  public static readonly STORAGE_DFS = PrivateLinkService.of('azurerm_storage_account', 'dfs');
  public static readonly MANAGED_REDIS = PrivateLinkService.of('azurerm_managed_redis');
  public static readonly REDIS_ENTERPRISE = PrivateLinkService.of('azurerm_redis_enterprise_cluster');
  public static readonly KEY_VAULT = PrivateLinkService.of('azurerm_key_vault');
  public static readonly CONTAINER_REGISTRY = PrivateLinkService.of('azurerm_container_registry');
  /** Azure OpenAI accounts; for those of kind AIServices use {@link AI_SERVICES}. */
  public static readonly OPENAI = PrivateLinkService.of('azurerm_cognitive_account');
  /** Accounts of kind AIServices (Foundry), which answer in three zones. */
  public static readonly AI_SERVICES = PrivateLinkService.of('azurerm_ai_services');
  public static readonly AI_SEARCH = PrivateLinkService.of('azurerm_search_service');
  public static readonly APP_CONFIGURATION = PrivateLinkService.of('azurerm_app_configuration');
  public static readonly COSMOS_DB_SQL = PrivateLinkService.of('azurerm_cosmosdb_account', 'Sql');
  public static readonly POSTGRESQL = PrivateLinkService.of('azurerm_postgresql_flexible_server');
  public static readonly EVENT_HUBS = PrivateLinkService.of('azurerm_eventhub_namespace');
  public static readonly SERVICE_BUS = PrivateLinkService.of('azurerm_servicebus_namespace');
  public static readonly API_MANAGEMENT = PrivateLinkService.of('azurerm_api_management');
  /** Azure Monitor Private Link Scopes, which answer in five zones, that of blobs among them. */
  public static readonly MONITOR = PrivateLinkService.of('azurerm_monitor_private_link_scope');
  public static readonly CONTAINER_APP_ENVIRONMENT = PrivateLinkService.of('azurerm_container_app_environment');

  /**
   * Finds the service of a Terraform type.
   *
   * @param resourceType such as `azurerm_storage_account`
   * @param subresource the group id. @default the first that the facts list for the type
   * @throws ValueError when there is none
   */
  public static of(resourceType: string, subresource?: string): PrivateLinkService {
    const candidates = (facts.entries as readonly PrivateLinkFact[]).filter((fact) =>
      fact.azurermResources.includes(resourceType),
    );
    const fact = candidates.find((each) => subresource === undefined || each.subresources.includes(subresource));
    const groupId = subresource ?? fact?.subresources[0];
    if (fact === undefined || groupId === undefined) {
      throw new ValueError({
        message:
          subresource === undefined
            ? `${resourceType} has no private link subresource`
            : `${resourceType} has no private link subresource ${quote(subresource)}`,
        allowed:
          candidates.flatMap((each) => each.subresources).join(', ') || 'no subresource: it has no private endpoints',
      });
    }
    return new PrivateLinkService(fact.service, resourceType, groupId, fact.zones.public ?? []);
  }

  private constructor(
    /** Name of the service, for messages. */
    public readonly title: string,
    /** Terraform type of the resource: `azurerm_storage_account`. */
    public readonly resourceType: string,
    /** The subresource (group id) of the endpoint: `blob`. */
    public readonly subresource: string,
    private readonly zonePatterns: readonly string[],
  ) {}

  /**
   * The private DNS zones that must resolve for an endpoint in a region.
   *
   * Without those whose names are known only after the deployment, such as the partition of a static web app.
   */
  public zoneNames(region: Region): string[] {
    return this.zonePatterns
      .map((pattern) => pattern.replace('{regionName}', region.name))
      .filter((name) => !name.includes('{'));
  }
}
