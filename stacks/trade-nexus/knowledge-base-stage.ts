import { TerraformVariable } from 'cdktf';
import { type Construct } from 'constructs';
import { type PostgresqlPasswordAuthentication } from '../../lib/constructs/data/postgresql-server-options';
import { PostgresqlServer } from '../../lib/constructs/data/postgresql-server';
import { type PostgresqlDatabase } from '../../lib/constructs/data/postgresql-database';
import { Principal } from '../../lib/constructs/identity/principal';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { type EnvironmentStage } from './environment-stage';
import { KnowledgeBaseAccess, type TradeNexusParameters } from './parameters';

/** The knowledge base on PostgreSQL with pgvector. */
export class KnowledgeBaseStage extends Stage {
  public readonly server: PostgresqlServer;
  public readonly database: PostgresqlDatabase;

  constructor(scope: Construct, environment: EnvironmentStage, parameters: TradeNexusParameters) {
    super(scope, 'stage-knowledge-base', {
      title: 'Knowledge base',
      purpose: 'PostgreSQL with pgvector, in place of the knowledge base in Supabase.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      upstream: [environment],
      resourceGroup: environment.resourceGroup,
      monthlyBudget: { from: 100, to: 180 },
      prerequisites:
        parameters.knowledgeBaseAccess === KnowledgeBaseAccess.PASSWORD
          ? ['Set TF_VAR_knowledge_base_password to the password of kbadmin.']
          : [],
      checks: [
        'The server is ready: az postgres flexible-server show --resource-group trade-nexus --name <server> --query state',
        'CREATE EXTENSION IF NOT EXISTS vector; succeeds in the database knowledge.',
      ],
    });
    this.context.setDefaults(environment.context.defaults);
    this.server = this.addServer(environment, parameters);
    this.database = this.server.addDatabase('knowledge');
    this.addAdministrators(parameters);
    this.addOutput('knowledge_base_host', this.server.hostName, { description: 'Host of PostgreSQL, in the network.' });
  }

  private addServer(environment: EnvironmentStage, parameters: TradeNexusParameters): PostgresqlServer {
    const server = new PostgresqlServer(this, 'KnowledgeBase', {
      name: parameters.knowledgeBaseName,
      location: parameters.knowledgeBaseLocation,
      sku: parameters.knowledgeBaseSku,
      version: parameters.knowledgeBaseVersion,
      storageGb: parameters.knowledgeBaseStorageGb,
      extensions: ['vector'],
      passwordAuthentication: this.password(parameters),
      // The endpoint is in the network of the apps, wherever the server is.
      privateEndpoints: { ...environment.privateEndpoints, location: this.context.location.name },
    });
    const embedded = 'The documents of the knowledge base are embedded again from their sources.';
    acknowledge(server, 'AZS304', embedded, { profiles: ['dev', 'staging'] });
    acknowledge(server, 'AZS403', embedded, { profiles: ['dev', 'staging'] });
    return server;
  }

  private password({ knowledgeBaseAccess }: TradeNexusParameters): PostgresqlPasswordAuthentication | undefined {
    if (knowledgeBaseAccess === KnowledgeBaseAccess.ENTRA) {
      return undefined;
    }
    const password = new TerraformVariable(this, 'knowledge_base_password', {
      type: 'string',
      description: 'Password of kbadmin.',
      sensitive: true,
      nullable: false,
    });
    this.context.warn(this, 'kbadmin signs in with a password, which has to be kept and changed; Entra ID needs none');
    return { login: 'kbadmin', password: password.stringValue };
  }

  private addAdministrators({ knowledgeBaseAdminGroup }: TradeNexusParameters): void {
    const [name, objectId] = knowledgeBaseAdminGroup?.split('=') ?? [];
    if (name !== undefined && objectId !== undefined) {
      this.server.grantAdmin(Principal.group(this, 'Administrators', objectId), name);
    }
  }
}
