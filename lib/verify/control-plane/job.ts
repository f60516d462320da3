import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { nameIn } from '../arm-id';
import { askAll, type ControlCheck, failed, idOf, passed, told } from '../subject';

/** Execution of a job: https://learn.microsoft.com/rest/api/resource-manager/containerapps/jobs-executions/list */
export const EXECUTION = new JsonFormat(
  'result of an execution',
  z.object({
    name: z.string(),
    properties: z.object({
      status: z.string().optional(),
      startTime: z.string().nullish(),
      endTime: z.string().nullish(),
    }),
  }),
);

/** Checks how the last execution of a job ended. One that runs, or a job that has not run yet, is no failure. */
export const checkJob: ControlCheck = async (subject, context) => {
  const id = idOf(subject);
  const executions = await askAll(`${id}/executions`, 'Microsoft.App/jobs/executions', EXECUTION, context);
  const startOf = ({ properties }: (typeof executions)[number]) => Date.parse(properties.startTime ?? '') || 0;
  const last = executions.sort((a, b) => startOf(b) - startOf(a))[0];
  if (last === undefined) {
    return passed('It has not run yet.');
  }
  const { status = 'Unknown', startTime, endTime } = last.properties;
  const when = told(endTime ?? startTime ?? '');
  const what = `Its last execution ${told(last.name)}`;
  if (/^(Succeeded|Running|Processing)$/.test(status)) {
    return passed(status === 'Succeeded' ? `${what} succeeded on ${when}.` : `${what} is running.`);
  }
  const [job, group] = [nameIn(id, 'jobs') ?? '', nameIn(id, 'resourceGroups') ?? ''];
  return failed(
    `${what} ended as ${told(status)}${when === '' ? '' : ` on ${when}`}.`,
    `Look at its log: az containerapp job logs show --name ${told(job)} --resource-group ${told(group)} --execution ${told(last.name)} --container <container>`,
  );
};
