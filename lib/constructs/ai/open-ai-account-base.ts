import { DataAzurermCognitiveAccount } from '@cdktf/provider-azurerm/lib/data-azurerm-cognitive-account';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { type OpenAiDeploymentNames } from './open-ai-account';

/** An Azure OpenAI account, defined in this app or imported. */
export interface IOpenAiAccount extends IConnectable {
  readonly accountId: string;
  readonly accountName: string;
  /** `https://<subdomain>.openai.azure.com/` */
  readonly endpoint: string;
  /** Lets a principal call the models. */
  grantUse(grantee: IGrantee): RoleAssignment;
  /** Lets a principal call the models, deploy them and fine-tune them. */
  grantManage(grantee: IGrantee): RoleAssignment;
}

/** Base of an account, defined in this app or imported. */
export abstract class OpenAiAccountBase extends Construct implements IOpenAiAccount {
  public abstract readonly accountId: string;
  public abstract readonly accountName: string;
  public abstract readonly endpoint: string;

  public grantUse(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.accountId, grantee, Role.of('Cognitive Services OpenAI User'));
  }

  public grantManage(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.accountId, grantee, Role.of('Cognitive Services OpenAI Contributor'));
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    this.grantUse(grantee);
    const prefix = options.prefix ?? 'AZURE_OPENAI';
    const { chatDeployment, embeddingDeployment } = this.deploymentNames();
    return {
      environment: {
        [`${prefix}_ENDPOINT`]: this.endpoint,
        ...(chatDeployment !== undefined && { [`${prefix}_CHAT_DEPLOYMENT`]: chatDeployment }),
        ...(embeddingDeployment !== undefined && { [`${prefix}_EMBEDDING_DEPLOYMENT`]: embeddingDeployment }),
      },
      ports: [443],
    };
  }

  protected abstract deploymentNames(): OpenAiDeploymentNames;
}

/** An existing account. Made by `OpenAiAccount.fromName`. */
export class ImportedOpenAiAccount extends OpenAiAccountBase {
  public readonly accountId: string;
  public readonly accountName: string;
  public readonly endpoint: string;

  constructor(
    scope: Construct,
    id: string,
    reference: { readonly name: string; readonly resourceGroupName: string },
    private readonly deployments: OpenAiDeploymentNames,
  ) {
    super(scope, id);
    const data = new DataAzurermCognitiveAccount(this, 'Resource', reference);
    this.accountId = data.id;
    this.accountName = data.name;
    this.endpoint = data.endpoint;
  }

  protected deploymentNames(): OpenAiDeploymentNames {
    return this.deployments;
  }
}
