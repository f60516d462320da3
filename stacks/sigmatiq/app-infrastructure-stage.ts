import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { ContainerAppEnvironment } from '../../lib/constructs/compute/container-app-environment';
import { ContainerRegistry } from '../../lib/constructs/compute/container-registry';
import { type IContainerRegistry } from '../../lib/constructs/compute/container-registry-base';
import { UserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { AppConfiguration, AppConfigurationSku } from '../../lib/constructs/management/app-configuration';
import { ResourceGroup } from '../../lib/constructs/management/resource-group';
import { PrivateEndpoint } from '../../lib/constructs/network/private-endpoint';
import { type IKeyVault, KeyVault } from '../../lib/constructs/security/key-vault';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { PrivateLinkService } from '../../lib/values/private-link-service';
import { type DataStage } from './data-stage';
import { type FoundationStage } from './foundation-stage';
import { globalNameOf, nameOf, SHARED_GROUP, sharedRegistryName, sharedVaultName } from './names';
import { NetworkAccess, type SigmatiqParameters } from './parameters';
import { type SharedStage } from './shared-stage';

/** Constructs of earlier stages that the infrastructure of the APIs uses. */
export interface AppInfrastructureUpstream {
  readonly foundation: FoundationStage;
  readonly data: DataStage;
  /** Absent where another environment has made what is shared. */
  readonly shared?: SharedStage;
}

/** Identity, key vault, configuration store and environment of the APIs: step 4. */
export class AppInfrastructureStage extends Stage {
  public readonly identity: UserAssignedIdentity;
  public readonly keyVault: KeyVault;
  public readonly configuration: AppConfiguration;
  public readonly environment: ContainerAppEnvironment;
  public readonly sharedKeyVault: IKeyVault;
  public readonly registry: IContainerRegistry;

  constructor(scope: Construct, upstream: AppInfrastructureUpstream, parameters: SigmatiqParameters) {
    const { foundation, data, shared } = upstream;
    super(scope, 'stage-app-infrastructure', {
      title: 'App infrastructure',
      purpose: 'The identity of the APIs with its rights, their key vault, configuration store and environment.',
      lifecycle: StageLifecycle.ON_DEMAND,
      upstream: [foundation, data, ...(shared === undefined ? [] : [shared])],
      monthlyBudget: { from: 0, to: 10 },
      prerequisites: shared === undefined ? ['Deploy stage-shared in the environment that makes it.'] : [],
      checks: [`az role assignment list shows AcrPull for ${nameOf('mi', foundation.context)}.`],
    });
    new ResourceGroup(this, 'ResourceGroup', { qualifier: 'apps' });
    this.context.setDefaults(foundation.context.defaults);
    this.sharedKeyVault = shared?.keyVault ?? this.findSharedKeyVault(parameters);
    this.registry = shared?.registry ?? this.findRegistry(parameters);
    this.identity = new UserAssignedIdentity(this, 'Identity', { name: nameOf('mi', this.context) });
    this.keyVault = this.addKeyVault(foundation, parameters);
    this.configuration = this.addConfiguration(foundation, parameters);
    this.environment = this.addEnvironment(foundation, parameters);
    this.grantRights(data, parameters);
    this.addOutput('key_vault_uri', this.keyVault.vaultUri, { description: 'The key vault of this environment.' });
    this.addOutput('default_domain', this.environment.defaultDomain, { description: 'The end of all host names.' });
  }

  private findSharedKeyVault(parameters: SigmatiqParameters): IKeyVault {
    return KeyVault.fromName(this, 'SharedKeyVault', sharedVaultName(parameters), SHARED_GROUP);
  }

  private findRegistry(parameters: SigmatiqParameters): IContainerRegistry {
    return ContainerRegistry.fromName(this, 'SharedRegistry', sharedRegistryName(parameters), SHARED_GROUP);
  }

  /** The vault of this environment, and the way to the one that all share. */
  private addKeyVault({ privateEndpoints }: FoundationStage, parameters: SigmatiqParameters): KeyVault {
    new PrivateEndpoint(this, 'SharedKeyVaultEndpoint', {
      ...privateEndpoints,
      service: PrivateLinkService.KEY_VAULT,
      targetResourceId: this.sharedKeyVault.keyVaultId,
    });
    return new KeyVault(this, 'KeyVault', {
      name: globalNameOf('kv', this.context, parameters),
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints,
    });
  }

  private addConfiguration(foundation: FoundationStage, parameters: SigmatiqParameters): AppConfiguration {
    const isPublic = parameters.networkAccess === NetworkAccess.PUBLIC;
    const configuration = new AppConfiguration(this, 'AppConfiguration', {
      name: globalNameOf('appcs', this.context, parameters),
      sku: parameters.appConfigurationSku,
      publicNetworkAccess: isPublic,
      privateEndpoints: foundation.dataEndpoints,
    });
    if (isPublic) {
      acknowledge(configuration, 'AZS001', 'Beta is public by design; whoever reads it signs in with Entra ID.');
    }
    if (parameters.appConfigurationSku === AppConfigurationSku.DEVELOPER) {
      const developer = 'Beta may lose its settings: the Developer tier, which costs a tenth, has no more.';
      ['AZS301', 'AZS411'].forEach((rule) => acknowledge(configuration, rule, developer));
    }
    acknowledge(configuration, 'AZS203', 'It holds settings and no secrets, which are in the key vaults.');
    return configuration;
  }

  private addEnvironment({ virtualNetwork }: FoundationStage, { networkAccess }: SigmatiqParameters) {
    const external = networkAccess === NetworkAccess.PUBLIC;
    const environment = new ContainerAppEnvironment(this, 'ContainerAppEnvironment', {
      name: nameOf('cae', this.context),
      subnet: virtualNetwork.subnet('container-apps'),
      external,
      virtualNetwork: external ? undefined : virtualNetwork,
    });
    acknowledge(environment, 'AZS401', 'APIs of beta scale to zero, and may be away with their zone.', {
      profiles: ['dev', 'staging'],
    });
    return environment;
  }

  /** Here and not in the stage of the APIs, so that an image can be changed without a right being changed. */
  private grantRights({ postgresql, redis }: DataStage, { databaseAdminGroup }: SigmatiqParameters): void {
    this.registry.grantPull(this.identity);
    this.sharedKeyVault.grantReadSecrets(this.identity);
    this.keyVault.grantReadSecrets(this.identity);
    this.configuration.grantRead(this.identity);
    redis.grantAccess(this.identity);
    if (databaseAdminGroup === undefined) {
      postgresql.grantAdmin(this.identity, Fn.basename(this.identity.identityId));
      this.context.warn(
        this.identity,
        'administers PostgreSQL until the parameter databaseAdminGroup names a group of people',
      );
    }
  }
}
