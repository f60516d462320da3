import { type Construct } from 'constructs';
import { ApiManagement } from '../../lib/constructs/web/api-management';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { type NetworkStage } from './network-stage';
import { type ObservabilityStage } from './observability-stage';
import { type HolidayPeakHubParameters } from './parameters';

const NOBODY = 'noreply@example.com';

/** The API gateway, the only way from the Internet to the services. */
export class GatewayStage extends Stage {
  public readonly gateway: ApiManagement;

  constructor(
    scope: Construct,
    observability: ObservabilityStage,
    network: NetworkStage,
    parameters: HolidayPeakHubParameters,
  ) {
    super(scope, 'stage-gateway', {
      title: 'Gateway',
      purpose: 'The API gateway: the one door of the services to the Internet.',
      lifecycle: StageLifecycle.ON_DEMAND,
      sharing: StageSharing.SHARED,
      upstream: [observability, network],
      monthlyBudget: { from: 10, to: 900 },
      checks: ['The gateway answers: curl -i <gateway_url>/status-0123456789abcdef'],
    });
    this.context.setDefaults(network.context.defaults);
    const { apiManagementSku: sku } = parameters;
    this.gateway = new ApiManagement(this, 'ApiManagement', {
      sku,
      publisherName: 'Holiday Peak Hub',
      publisherEmail: parameters.publisherEmail ?? parameters.alertEmail ?? NOBODY,
      subnet: sku.supportsIntegration ? network.subnet('apim') : undefined,
      applicationInsights: observability.applicationInsights,
      // The gateway is reachable from the Internet: its policies decide which requests pass.
      publicNetworkAccess: true,
    });
    this.acknowledgeFindings(parameters);
    this.warn(parameters);
    this.addOutput('gateway_url', this.gateway.gatewayUrl, { description: 'Where the APIs answer.' });
  }

  private acknowledgeFindings({ apiManagementSku: sku }: HolidayPeakHubParameters): void {
    const { gateway } = this;
    acknowledge(
      gateway,
      'AZS001',
      'It is the one door of the services to the Internet: its policies decide which requests pass.',
    );
    acknowledge(
      gateway,
      'AZS401',
      'Zones come with Premium; StandardV2 of the design is in the network for a quarter of the price.',
    );
    acknowledge(gateway, 'AZS410', 'StandardV2 of the design is in the network for a quarter of the price of Premium.');
    if (!sku.supportsIntegration) {
      acknowledge(gateway, 'AZS014', 'Development has the Consumption tier, as the design says; it is in no network.');
      acknowledge(gateway, 'AZS111', 'Browsers call it, and have no certificates: its policies check tokens.');
    }
  }

  private warn({ apiManagementSku, publisherEmail, alertEmail }: HolidayPeakHubParameters): void {
    if (publisherEmail === undefined && alertEmail === undefined) {
      this.context.warn(this.gateway, 'nobody receives its notifications until the parameter publisherEmail is set');
    }
    if (!apiManagementSku.supportsIntegration) {
      this.context.warn(
        this.gateway,
        `${apiManagementSku.name} is in no network, and reaches no service in the cluster`,
      );
    }
  }
}
