import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { ask, type ControlCheck, failed, idOf, missing, passed, told } from '../subject';

/** Deployment of a model: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deployments/get */
export const MODEL_DEPLOYMENT = new JsonFormat(
  'deployment of a model',
  z.object({
    sku: z.object({ name: z.string(), capacity: z.number().nullish() }),
    properties: z.object({
      provisioningState: z.string(),
      model: z.object({ name: z.string(), version: z.string().nullish() }),
    }),
  }),
);

/** Checks that the deployment of a model has succeeded. */
export const checkModelDeployment: ControlCheck = async (subject, context) => {
  const found = await ask(idOf(subject), MODEL_DEPLOYMENT, context);
  if (found === undefined) {
    return missing(idOf(subject));
  }
  const { sku, properties } = found;
  const { provisioningState: state, model } = properties;
  const what = told([model.name, model.version ?? ''].join(' ').trim());
  return state === 'Succeeded'
    ? passed(`${what} is deployed as ${told(sku.name)} with a capacity of ${sku.capacity ?? 0}.`)
    : failed(
        `The deployment of ${what} is ${told(state)}.`,
        state === 'Disabled'
          ? 'Azure disables deployments of models that are retired: deploy a newer version.'
          : 'Run it again in some minutes; if it has failed, azstage deploy makes it again.',
      );
};
