import { CognitiveDeployment } from '@cdktf/provider-azurerm/lib/cognitive-deployment';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { EnvironmentProfile } from '../../values/environment-profile';
import { type OpenAiModel, OpenAiModelLifecycle } from '../../values/open-ai-model';
import { ResourceName } from '../../values/resource-name';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { addCheck } from '../stage-check';
import { type IOpenAiContentFilter, OpenAiContentFilter } from './open-ai-content-filter';

/** SKU of a deployment: region of processing and billing. Source: azurerm cognitive_deployment_resource.go. */
export enum OpenAiDeploymentSku {
  /** By token, in any region of Azure: the widest choice of models. */
  GLOBAL_STANDARD = 'GlobalStandard',
  /** By token, within the data zone (European Union or United States) of the region. */
  DATA_ZONE_STANDARD = 'DataZoneStandard',
  /** By token, in the region of the account. */
  STANDARD = 'Standard',
  /** By reserved throughput unit, in any region. */
  GLOBAL_PROVISIONED = 'GlobalProvisionedManaged',
  /** By reserved throughput unit, within the data zone. */
  DATA_ZONE_PROVISIONED = 'DataZoneProvisionedManaged',
  /** By reserved throughput unit, in the region. */
  PROVISIONED = 'ProvisionedManaged',
  /** Files of requests, answered within a day, in any region. */
  GLOBAL_BATCH = 'GlobalBatch',
  /** Files of requests, answered within a day, within the data zone. */
  DATA_ZONE_BATCH = 'DataZoneBatch',
}

/** Policy for automatic upgrades of a deployed model version. */
export enum OpenAiUpgradePolicy {
  /** Never: the deployment stops answering when its version retires. */
  NO_AUTO_UPGRADE = 'NoAutoUpgrade',
  /** Upgrades once the version retires. The next plan then shows the pinned version as a change. */
  ONCE_CURRENT_VERSION_EXPIRED = 'OnceCurrentVersionExpired',
  /** Whenever Microsoft names a new default version: the pinned version holds for a while only. */
  ONCE_NEW_DEFAULT_VERSION_AVAILABLE = 'OnceNewDefaultVersionAvailable',
}

export interface OpenAiDeploymentOptions {
  /** The model and its version, which is pinned. */
  readonly model: OpenAiModel;
  /** Name of the deployment, which requests pass. Changing it replaces the deployment. @default the name of the model */
  readonly name?: string;
  /** SKU of the deployment. @default OpenAiDeploymentSku.GLOBAL_STANDARD */
  readonly sku?: OpenAiDeploymentSku;
  /**
   * Thousands of tokens a minute; throughput units when provisioned. Counts against the quota of subscription, region and model.
   *
   * @default 10; none for provisioned and batch deployments, whose unit is another
   */
  readonly capacity?: number;
  /** @default OpenAiContentFilter.DEFAULT_V2 */
  readonly contentFilter?: IOpenAiContentFilter;
  /** @default NO_AUTO_UPGRADE in prod, otherwise ONCE_CURRENT_VERSION_EXPIRED */
  readonly upgradePolicy?: OpenAiUpgradePolicy;
  /** Accepts a retired model, so that a stage whose model has just retired can still be applied. @default false */
  readonly allowRetired?: boolean;
}

export interface OpenAiDeploymentProps extends OpenAiDeploymentOptions {
  /** Id of the OpenAI account. */
  readonly accountId: string;
  /** The deployment made before this one; an account takes one write at a time. @default none */
  readonly after?: OpenAiDeployment;
}

/** Days before its retirement from which on a model is warned of. */
const NOTICE_DAYS = 90;

const BY_TOKEN: readonly OpenAiDeploymentSku[] = [
  OpenAiDeploymentSku.GLOBAL_STANDARD,
  OpenAiDeploymentSku.DATA_ZONE_STANDARD,
  OpenAiDeploymentSku.STANDARD,
];

/**
 * A model that an OpenAI account answers with. Made by {@link OpenAiAccount.addDeployment}.
 *
 * Refuses a retired model, and warns of one that is deprecated or retires within 90 days of the stage's `today`.
 */
export class OpenAiDeployment extends Construct {
  /** Name of the deployment, which requests pass. */
  public readonly deploymentName: string;
  public readonly deploymentId: string;
  public readonly model: OpenAiModel;
  private readonly resource: CognitiveDeployment;

  constructor(scope: Construct, id: string, props: OpenAiDeploymentProps) {
    super(scope, id);
    const { model } = props;
    const name = props.name ?? model.name;
    const sku = props.sku ?? OpenAiDeploymentSku.GLOBAL_STANDARD;
    check(this, name, sku, props);
    warnOfRetirement(this, model);
    this.resource = new CognitiveDeployment(this, 'Resource', {
      name,
      cognitiveAccountId: props.accountId,
      model: { format: 'OpenAI', name: model.name, version: model.version },
      sku: { name: sku, capacity: props.capacity ?? 10 },
      raiPolicyName: (props.contentFilter ?? OpenAiContentFilter.DEFAULT_V2).policyName,
      versionUpgradeOption: props.upgradePolicy ?? defaultUpgradePolicy(this),
      dependsOn: props.after && [props.after.dependable],
    });
    addCheck(this, 'model-deployment', this.resource);
    addCheck(this, 'quota', this.resource);
    addCheck(this, 'open-ai', this.resource, () => ({ model: model.kind }));
    this.model = model;
    this.deploymentName = this.resource.name;
    this.deploymentId = this.resource.id;
  }

  /** The deployment itself, for what must wait until it is there. */
  public get dependable(): ITerraformDependable {
    return this.resource;
  }
}

/** Sources: azurerm cognitive_deployment_resource.go, lib/facts/openai.json (lifecycle, capacity), lib/facts/naming.json. */
function check(deployment: OpenAiDeployment, name: string, sku: OpenAiDeploymentSku, props: OpenAiDeploymentProps) {
  const { today } = AzureContext.of(deployment);
  const { model } = props;
  const checks = new Checks(deployment)
    .wholeNumber('capacity', props.capacity, 1, 1_000_000)
    .together(
      props.capacity !== undefined || BY_TOKEN.includes(sku),
      `capacity: a deployment of ${sku} needs one, because its unit is not thousands of tokens a minute`,
      'Give the throughput units, or the queued tokens of a batch deployment.',
    )
    .together(
      props.allowRetired === true || model.lifecycle(today) !== OpenAiModelLifecycle.RETIRED,
      `model: ${model.toString()} was retired on ${model.retirementDate}, and calls of it fail`,
      `${use(model, today)} Set allowRetired to keep the deployment as it is.`.trim(),
    );
  checks.value('name', () => ResourceName.check('azurerm_cognitive_deployment', name));
  checks.done();
}

function warnOfRetirement(deployment: OpenAiDeployment, model: OpenAiModel): void {
  const context = AzureContext.of(deployment);
  const { today } = context;
  const days = model.daysLeft(today);
  const fix = use(model, today);
  if (model.lifecycle(today) === OpenAiModelLifecycle.RETIRED) {
    context.warn(deployment, `${model.toString()} was retired on ${model.retirementDate}: calls fail. ${fix}`.trim());
  } else if (model.lifecycle(today) === OpenAiModelLifecycle.DEPRECATED) {
    context.warn(
      deployment,
      `${model.toString()} is deprecated: who has no deployment of it gets none, and it retires on ${model.retirementDate}. ${fix}`.trim(),
    );
  } else if (days !== undefined && days <= NOTICE_DAYS) {
    context.warn(
      deployment,
      `${model.toString()} retires in ${days} days, on ${model.retirementDate}: calls fail from then on. ${fix}`.trim(),
    );
  }
}

function use(model: OpenAiModel, today: string): string {
  const replacement = model.replacement(today);
  return replacement === undefined ? '' : `Use ${replacement.toString()}.`;
}

function defaultUpgradePolicy(construct: Construct): OpenAiUpgradePolicy {
  return AzureContext.of(construct).profile === EnvironmentProfile.PROD
    ? OpenAiUpgradePolicy.NO_AUTO_UPGRADE
    : OpenAiUpgradePolicy.ONCE_CURRENT_VERSION_EXPIRED;
}
