import facts from '../../facts/openai.json';
import { OpenAiModel, OpenAiModelLifecycle } from '../../values';
import { badRequest, conflict, unsupported } from '../arm/arm-error';
import { type ArmRequest, type Azure, uuidOf } from '../arm/arm-request';
import { objectAt, objectsAt, stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ProviderOperation, type ResourceType } from '../arm/resource-type';

const SKUS = facts.skuNames.values;
const UPGRADES = facts.versionUpgradeOption.values;

/** Deployments of one account at most: https://learn.microsoft.com/azure/foundry/openai/quotas-limits */
const MOST_DEPLOYMENTS = 32;

/**
 * Quota of a model and SKU in a region, in thousands of tokens per minute, as the lowest paid tier has it for most models. Quotas differ by subscription:
 * https://learn.microsoft.com/azure/foundry/openai/quotas-limits
 */
const QUOTA = 1000;

/** Deployments of models. */
export const deployments: ResourceType = {
  type: 'Microsoft.CognitiveServices/accounts/deployments',
  name: { pattern: /^[a-zA-Z0-9][\w.-]{1,63}$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  exclusive: { within: 'parent', code: 'RequestConflict' },
  put: (request, body, existing) => {
    const version = checkModel(request, body, existing);
    const { capacity } = checkSku(request, body, existing);
    checkPolicy(request, body);
    const option = body.properties['versionUpgradeOption'] ?? facts.versionUpgradeOption.default;
    if (!UPGRADES.includes(String(option))) {
      throw badRequest(
        'InvalidResourceProperties',
        `The version upgrade option '${String(option)}' is none of ${UPGRADES.join(', ')}.`,
      );
    }
    return {
      ...body,
      sku: { ...objectAt(body, 'sku'), capacity },
      etag: `"${uuidOf(body.id, 'etag')}"`,
      properties: {
        ...body.properties,
        model: { ...objectAt(body.properties, 'model'), version },
        versionUpgradeOption: option,
        currentCapacity: capacity,
        capabilities: {},
        provisioningState: 'Succeeded',
      },
    };
  },
};

/** Version of the model, which has to be one that may be deployed: https://learn.microsoft.com/azure/foundry/concepts/model-lifecycle-retirement */
function checkModel({ azure }: ArmRequest, body: Resource, existing?: Resource): string {
  const { format, name, version } = objectAt(body.properties, 'model');
  if (format !== 'OpenAI') {
    throw unsupported(`deployments of models of the format ${String(format)}`);
  }
  const described = `'Format:OpenAI,Name:${String(name)},Version:${String(version ?? '')}'`;
  const model = modelOf(String(name), typeof version === 'string' && version !== '' ? version : undefined);
  if (model === undefined) {
    throw badRequest('DeploymentModelNotSupported', `The model ${described} of account deployment is not supported.`);
  }
  const lifecycle = model.lifecycle(azure.clock().toISOString().slice(0, 10));
  const { RETIRED, DEPRECATED } = OpenAiModelLifecycle;
  if (lifecycle === RETIRED || (lifecycle === DEPRECATED && existing === undefined)) {
    throw badRequest(
      'ServiceModelDeprecated',
      `The model ${described} has been deprecated${model.retirementDate === undefined ? '' : ` and retires on ${model.retirementDate}`}.`,
    );
  }
  return model.version;
}

function modelOf(name: string, version?: string): OpenAiModel | undefined {
  try {
    return OpenAiModel.of(name, version);
  } catch {
    return undefined;
  }
}

function checkSku({ azure, id }: ArmRequest, body: Resource, existing?: Resource): { readonly capacity: number } {
  const sku = stringAt(body, 'sku', 'name') ?? '';
  const capacity = Number(objectAt(body, 'sku')['capacity'] ?? 1);
  if (!SKUS.includes(sku)) {
    throw badRequest(
      'InvalidResourceProperties',
      `The specified SKU '${sku}' of account deployment is none of ${SKUS.join(', ')}.`,
    );
  }
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw badRequest(
      'InvalidCapacity',
      `The capacity ${String(capacity)} of account deployment is not a whole number from 1.`,
    );
  }
  const siblings = azure.store.children(deployments.type, id.parent ?? '');
  if (existing === undefined && siblings.length >= MOST_DEPLOYMENTS) {
    throw conflict('DeploymentLimitReached', `An account has at most ${MOST_DEPLOYMENTS} deployments.`);
  }
  const model = stringAt(body.properties, 'model', 'name') ?? '';
  const region = azure.store.get(id.parent ?? '')?.location;
  const used = usedIn(azure, { region, sku, model, except: id.key });
  if (sku.endsWith('Standard') && used + capacity > QUOTA) {
    const quota = `Tokens Per Minute (thousands) - ${model} - ${sku}`;
    throw badRequest(
      'InsufficientQuota',
      `This operation require ${capacity} new capacity in quota ${quota}, which is bigger than the current available capacity ${Math.max(0, QUOTA - used)}. The current quota usage is ${used} and the quota limit is ${QUOTA} for quota ${quota}.`,
    );
  }
  return { capacity };
}

/** Capacity of a model and SKU that the deployments in a region use. */
function usedIn(
  { store }: Azure,
  wanted: { readonly region?: string; readonly sku: string; readonly model: string; readonly except?: string },
): number {
  return store
    .ofType(deployments.type)
    .filter((each) => each.id.toLowerCase() !== wanted.except && stringAt(each, 'sku', 'name') === wanted.sku)
    .filter((each) => stringAt(each.properties, 'model', 'name') === wanted.model)
    .filter((each) => store.get(each.id.split('/').slice(0, -2).join('/'))?.location === wanted.region)
    .reduce((sum, each) => sum + Number(objectAt(each, 'sku')['capacity']), 0);
}

/** Use of the quotas of a region: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/usages/list */
export const usages: ProviderOperation = {
  method: 'GET',
  path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.CognitiveServices\/locations\/[^/]+\/usages$/i,
  answer: ({ azure, id }) => {
    const region = id.id.split('/').at(-2)?.toLowerCase();
    const models = [...new Set(facts.models.map(({ name }) => name))];
    const value = SKUS.filter((sku) => sku.endsWith('Standard')).flatMap((sku) =>
      models.map((model) => ({
        name: {
          value: `OpenAI.${sku}.${model}`,
          localizedValue: `Tokens Per Minute (thousands) - ${model} - ${sku}`,
        },
        currentValue: usedIn(azure, { region, sku, model }),
        limit: QUOTA,
        unit: 'Count',
      })),
    );
    return { value };
  },
};

function checkPolicy({ azure, id }: ArmRequest, { properties }: Resource): void {
  const name = stringAt(properties, 'raiPolicyName') ?? '';
  const isKnown = name === '' || isBuiltIn(name) || azure.store.has(`${id.parent ?? ''}/raiPolicies/${name}`);
  if (!isKnown) {
    throw badRequest('RaiPolicyNotFound', `The content filter '${name}' of account deployment was not found.`);
  }
}

function isBuiltIn(name: string): boolean {
  return /^Microsoft\.(Default|DefaultV2)$/i.test(name);
}

/** Categories of content filters: https://learn.microsoft.com/azure/foundry/openai/concepts/content-filter */
const FILTERS =
  /^(Hate|Sexual|Violence|Selfharm|Jailbreak|Indirect Attack|Protected Material Text|Protected Material Code|Profanity)$/i;

/** Content filters: policies of responsible AI. */
export const raiPolicies: ResourceType = {
  type: 'Microsoft.CognitiveServices/accounts/raiPolicies',
  status: { deleted: 204 },
  put: (_request, body) => {
    const base = stringAt(body.properties, 'basePolicyName') ?? '';
    if (/^microsoft\./i.test(body.name) || (base !== '' && !isBuiltIn(base))) {
      throw badRequest(
        'InvalidRaiPolicy',
        `The content filter '${body.name}' with the base '${base}': names that begin with Microsoft. are those of Microsoft, and one of them is the base.`,
      );
    }
    for (const { name, source, severityThreshold } of objectsAt(body.properties, 'contentFilters')) {
      if (
        !FILTERS.test(String(name)) ||
        !/^(Prompt|Completion)$/.test(String(source)) ||
        !/^(Low|Medium|High)$/.test(String(severityThreshold ?? 'Medium'))
      ) {
        throw badRequest(
          'InvalidRaiPolicy',
          `There is no filter '${String(name)}' for a ${String(source)} with the severity '${String(severityThreshold)}'.`,
        );
      }
    }
    return { ...body, properties: { mode: 'Default', ...body.properties, type: 'UserManaged' } };
  },
  implied: (_request, id) => {
    const name = id.slice(id.lastIndexOf('/') + 1);
    return isBuiltIn(name)
      ? {
          id,
          name,
          type: raiPolicies.type,
          properties: { mode: 'Blocking', type: 'SystemManaged', contentFilters: [] },
        }
      : undefined;
  },
  remove: ({ azure, id }, { name }) => {
    const user = azure.store
      .children(deployments.type, id.parent ?? '')
      .find((each) => each.properties['raiPolicyName'] === name);
    if (user !== undefined) {
      throw conflict('RaiPolicyInUse', `The content filter '${name}' is used by the deployment ${user.name}.`);
    }
  },
};
