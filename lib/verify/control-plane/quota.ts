import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { parseArmId } from '../arm-id';
import { ask, askAll, type ControlCheck, failed, idOf, missing, passed, told } from '../subject';
import { MODEL_DEPLOYMENT } from './model-deployment';

/** Account, whose region decides which quota counts. */
export const LOCATED = new JsonFormat('account of Azure AI services', z.object({ location: z.string() }));

/** Use of a quota: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/usages/list */
export const USAGE = new JsonFormat(
  'usage of a quota',
  z.object({
    name: z.object({ value: z.string(), localizedValue: z.string().nullish() }),
    currentValue: z.number(),
    limit: z.number(),
  }),
);

/** Checks that a deployment of a model is within the quota of its region, and says what is left of it. */
export const checkQuota: ControlCheck = async (subject, context) => {
  const deployment = idOf(subject);
  const account = deployment.replace(/\/deployments\/[^/]+$/i, '');
  const [found, located] = [await ask(deployment, MODEL_DEPLOYMENT, context), await ask(account, LOCATED, context)];
  if (found === undefined || located === undefined) {
    return missing(found === undefined ? deployment : account);
  }
  const region = located.location.toLowerCase().replace(/\s+/g, '');
  const { subscriptionId = '' } = parseArmId(account) ?? {};
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.CognitiveServices/locations/${region}/usages`;
  const usages = await askAll(path, 'Microsoft.CognitiveServices/accounts', USAGE, context);
  const name = `OpenAI.${found.sku.name}.${found.properties.model.name}`;
  const usage = usages.find((each) => each.name.value.toLowerCase() === name.toLowerCase());
  if (usage === undefined) {
    return passed(`Azure lists no quota ${told(name)} in ${told(region)}.`);
  }
  const { currentValue: used, limit } = usage;
  const left = Math.max(0, limit - used);
  return used > limit
    ? failed(
        `${used} of ${limit} of the quota ${told(name)} in ${told(region)} are used.`,
        'Lower the capacity of deployments in the region, or ask for more quota: https://aka.ms/oai/quotaincrease',
      )
    : passed(`${left} of ${limit} of the quota ${told(name)} in ${told(region)} are left.`);
};
