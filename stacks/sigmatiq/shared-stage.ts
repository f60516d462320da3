import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { ContainerRegistry, ContainerRegistrySku } from '../../lib/constructs/compute/container-registry';
import { ResourceGroup } from '../../lib/constructs/management/resource-group';
import { LogAnalyticsWorkspace } from '../../lib/constructs/observability/log-analytics-workspace';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { addActionGroup } from './action-group';
import { SHARED_GROUP, sharedRegistryName, sharedVaultName } from './names';
import { type SigmatiqParameters } from './parameters';

/** The key vault with the keys of the providers, and the registry, of all environments: steps 2a and 2b. */
export class SharedStage extends Stage {
  public readonly keyVault: KeyVault;
  public readonly registry: ContainerRegistry;

  constructor(scope: Construct, parameters: SigmatiqParameters) {
    super(scope, 'stage-shared', {
      title: 'Shared',
      purpose: 'The key vault with the keys of the providers and the registry, for beta and production.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      monthlyBudget: { from: 5, to: 6 },
      prerequisites: ['Choose a nameSuffix: names of vaults and registries are taken once in all of Azure.'],
      checks: [
        `You can sign in to the registry: az acr login --name ${sharedRegistryName(parameters)}`,
        ...parameters.secrets.map((name) => `The shared key vault has the secret ${name}.`),
      ],
    });
    // Under the id by which a stage looks for its own: everything here goes into it.
    new ResourceGroup(this, 'ResourceGroup', { name: SHARED_GROUP });
    this.context.setDefaults({ locks: parameters.locks });
    const logAnalyticsWorkspace = new LogAnalyticsWorkspace(this, 'LogAnalyticsWorkspace', {
      name: 'log-trading-shared',
    });
    this.context.setDefaults({ logAnalyticsWorkspace, actionGroup: addActionGroup(this, parameters) });
    this.keyVault = new KeyVault(this, 'KeyVault', {
      name: sharedVaultName(parameters),
      allowedIpRanges: parameters.operatorIpRanges,
    });
    // Makes no resource: azstage verify looks for them.
    parameters.secrets.forEach((name) => this.keyVault.secret(name));
    this.registry = new ContainerRegistry(this, 'ContainerRegistry', {
      name: sharedRegistryName(parameters),
      sku: ContainerRegistrySku.BASIC,
    });
    this.acknowledgeFindings();
    // The APIs begin to read the keys when their images are there.
    this.exportAttributes(this.keyVault.node.defaultChild as TerraformResource, 'id', 'vault_uri');
    this.addOutput('key_vault_uri', this.keyVault.vaultUri, { description: 'Where the keys of the providers go.' });
    this.addOutput('registry_login_server', this.registry.loginServer, { description: 'Where images are pushed to.' });
  }
  private acknowledgeFindings(): void {
    const { registry } = this;
    const basic = 'The design has one Basic registry for both environments; this comes with Premium.';
    acknowledge(registry, 'AZS001', `Its images hold no secrets, and managed identities alone pull them. ${basic}`);
    ['AZS016', 'AZS305', 'AZS401'].forEach((rule) => acknowledge(registry, rule, basic));
    acknowledge(
      registry,
      'AZS306',
      'No scanner releases images here, so that a quarantine would hold all of them back.',
    );
    acknowledge(
      registry,
      'AZS307',
      'The design has one Basic registry for both environments, and no Defender for Containers.',
    );
    acknowledge(
      registry,
      'AZS405',
      'The system runs in one region, and its images are built again from their sources.',
    );
  }
}
