import { Construct } from 'constructs';
import { OpenAiAccount } from '../../lib/constructs/ai/open-ai-account';
import { SearchService } from '../../lib/constructs/ai/search-service';
import { CosmosContainer } from '../../lib/constructs/data/cosmos-container';
import { type ICosmosDatabase } from '../../lib/constructs/data/cosmos-database';
import { type IStorageAccount } from '../../lib/constructs/data/storage-account';
import { StorageContainer } from '../../lib/constructs/data/storage-container';
import { type IConnectable } from '../../lib/constructs/connection';
import { grantRole } from '../../lib/constructs/identity/role-assignment';
import { UserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { type OpenAiModel } from '../../lib/values/open-ai-model';
import { Role } from '../../lib/values/role';
import { type SharedCache } from './shared-cache';

/** The models that an agent asks. */
export interface AgentModels {
  readonly chatModel: OpenAiModel;
  readonly chatCapacity: number;
  readonly embeddingModel: OpenAiModel;
  readonly embeddingCapacity: number;
}

export interface AgentMemoryProps {
  /** Stem of its containers' names: `warm-<name>-chat-memory`. @default the construct's id */
  readonly memoryName?: string;
  /** The database of its warm memory. */
  readonly database: ICosmosDatabase;
  /** The account of its cold memory. */
  readonly storage: IStorageAccount;
  /** The cache of its hot memory. */
  readonly cache: SharedCache;
  /** Its database there, where the cache has that many. */
  readonly redisDatabase: number;
  /** Subnet and DNS zones for the private endpoints of its own resources. */
  readonly privateEndpoints: PrivateEndpointsOptions;
  /** Whether it has an AI Search service for itself. @default false */
  readonly search?: boolean;
  /** The models of an Azure OpenAI account for itself. @default none */
  readonly models?: AgentModels;
  /** Addresses that reach what it has for itself over the Internet. @default none */
  readonly allowedIpRanges?: readonly string[];
}

/**
 * Memory of one agent: hot in a shared Redis, warm in a Cosmos DB container of its own, cold in a blob container of its own;
 * and, if it needs them, a search service and models of its own.
 *
 * The agent signs in as an identity that reaches its own containers and nobody else's. The construct's id is the agent's name.
 */
export class AgentMemory extends Construct {
  /** As which the agent signs in. */
  public readonly identity: UserAssignedIdentity;
  public readonly warm: CosmosContainer;
  public readonly cold: StorageContainer;
  public readonly search?: SearchService;
  public readonly openAi?: OpenAiAccount;
  private readonly variables: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: AgentMemoryProps) {
    super(scope, id);
    const name = props.memoryName ?? id;
    this.identity = new UserAssignedIdentity(this, 'UserAssignedIdentity');
    this.warm = new CosmosContainer(this, 'Warm', {
      database: props.database,
      name: `warm-${name}-chat-memory`,
      partitionKeyPaths: ['/pk'],
    });
    this.cold = new StorageContainer(this, 'Cold', {
      storageAccountId: props.storage.storageAccountId,
      name: `cold-${name}-chat-memory`,
    });
    grantRole(this.cold, this.cold.containerId, this.identity, Role.of('Storage Blob Data Contributor'));
    this.connectTo(this.warm);
    Object.assign(this.variables, {
      AZURE_CLIENT_ID: this.identity.clientId,
      AZURE_STORAGE_BLOB_ENDPOINT: props.storage.blobEndpoint,
      AZURE_STORAGE_CONTAINER: this.cold.containerName,
      ...props.cache.connect(this.identity, id, props.redisDatabase),
    });
    this.search = this.addSearch(props);
    this.openAi = this.addModels(props);
  }

  /** Environment variables for the pods of the agent: endpoints and names, no secrets. */
  public get environment(): Readonly<Record<string, string>> {
    return this.variables;
  }

  /** Grants the agent access to another resource, and adds the connection to its variables. */
  public connectTo(resource: IConnectable): void {
    Object.assign(this.variables, resource.connectionFor(this.identity).environment);
  }

  private addSearch({ search, privateEndpoints, allowedIpRanges }: AgentMemoryProps): SearchService | undefined {
    if (search !== true) {
      return undefined;
    }
    const service = new SearchService(this, 'SearchService', { privateEndpoints, allowedIpRanges });
    // Agents keep their indexes themselves.
    service.grantManageIndexes(this.identity);
    this.connectTo(service);
    return service;
  }

  private addModels({ models, privateEndpoints, allowedIpRanges }: AgentMemoryProps): OpenAiAccount | undefined {
    if (models === undefined) {
      return undefined;
    }
    const account = new OpenAiAccount(this, 'OpenAiAccount', {
      deployments: {
        Chat: { model: models.chatModel, capacity: models.chatCapacity },
        Embedding: { model: models.embeddingModel, capacity: models.embeddingCapacity },
      },
      privateEndpoints,
      allowedIpRanges,
    });
    this.connectTo(account);
    return account;
  }
}
