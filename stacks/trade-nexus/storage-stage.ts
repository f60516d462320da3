import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { StorageAccount, StorageRedundancy } from '../../lib/constructs/data/storage-account';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { type EnvironmentStage } from './environment-stage';
import { type TradeNexusParameters } from './parameters';

/** The market data, and the vault with the keys of the data providers. */
export class StorageStage extends Stage {
  public readonly data: StorageAccount;
  public readonly keyVault: KeyVault;

  constructor(scope: Construct, environment: EnvironmentStage, parameters: TradeNexusParameters) {
    super(scope, 'stage-storage', {
      title: 'Storage',
      purpose: 'Market data in the format of Lona (OHLCV), its exports, and the keys of the data providers.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      upstream: [environment],
      resourceGroup: environment.resourceGroup,
      monthlyBudget: { from: 20, to: 40 },
      checks: ['The containers ohlcv and exports are there.', 'The vault has the secrets of the data providers.'],
    });
    this.context.setDefaults(environment.context.defaults);
    const { privateEndpoints } = environment;
    const allowedIpRanges = parameters.operatorIpRanges;
    this.data = new StorageAccount(this, 'Data', {
      name: parameters.storageAccountName,
      redundancy: parameters.storageRedundancy,
      containers: ['ohlcv', 'exports'],
      lifecycleRules: [{ name: 'old-versions', deleteVersionsAfterDays: 90 }],
      allowedIpRanges,
      privateEndpoints,
    });
    this.acknowledgeFindings(parameters);
    this.keyVault = new KeyVault(this, 'KeyVault', { allowedIpRanges, privateEndpoints });
    // Apps read secrets once they run their images.
    this.exportAttributes(this.keyVault.node.defaultChild as TerraformResource, 'id', 'vault_uri');
    this.addOutput('storage_blob_endpoint', this.data.blobEndpoint, { description: 'Where the market data is.' });
    this.addOutput('key_vault_uri', this.keyVault.vaultUri, { description: 'Where the keys of the providers go.' });
  }

  private acknowledgeFindings({ storageRedundancy }: TradeNexusParameters): void {
    const { LRS, ZRS } = StorageRedundancy;
    const again = 'Market data is downloaded again from the providers; storageRedundancy keeps more copies.';
    if (storageRedundancy === LRS) {
      acknowledge(this.data, 'AZS404', again);
    }
    if (storageRedundancy === LRS || storageRedundancy === ZRS) {
      acknowledge(this.data, 'AZS405', again);
    }
  }
}
