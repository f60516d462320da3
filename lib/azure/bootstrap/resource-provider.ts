import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { AzureError } from '../azure-error';
import { type Part, type PartContext } from './part';

const API_VERSION = '2021-04-01';

/** Seconds between questions, and their number: a registration takes up to some minutes. */
const INTERVAL = 5;
const QUESTIONS = 60;

/** Registration of a resource provider: https://learn.microsoft.com/rest/api/resources/providers/get */
export const REGISTRATION = new JsonFormat(
  'registration of a resource provider',
  z.object({ registrationState: z.string() }),
);

/** Registration of a resource provider in the subscription, without which Azure refuses its resources. */
export async function resourceProviderPart({ arm, place, sleep }: PartContext, namespace: string): Promise<Part> {
  const id = `/subscriptions/${place.subscriptionId}/providers/${namespace}`;
  const isRegistered = async () =>
    (await arm.request(id, API_VERSION, REGISTRATION)).registrationState === 'Registered';
  return {
    kind: 'resource provider',
    name: namespace,
    id,
    status: (await isRegistered()) ? 'present' : 'missing',
    changes: [],
    apply: async () => {
      await arm.perform(`${id}/register`, API_VERSION, { method: 'POST' });
      for (let question = 0; question < QUESTIONS; question += 1) {
        if (await isRegistered()) {
          return;
        }
        await sleep(INTERVAL);
      }
      throw new AzureError({}, `The registration of ${namespace} has not ended yet.`, 'Run the command again later.');
    },
  };
}
