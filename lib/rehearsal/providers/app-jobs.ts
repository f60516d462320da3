import { CronExpression } from '../../values/cron-expression';
import { badRequest } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { hasProfiles } from './app-environments';
import { getAuthToken } from './app-log-streams';
import { keptSecrets, listSecrets, shownSecrets } from './app-secrets';
import { checkScaleRules, checkWorkload, completedTemplate, environmentOf } from './app-workloads';

const TRIGGERS = {
  Manual: 'manualTriggerConfig',
  Schedule: 'scheduleTriggerConfig',
  Event: 'eventTriggerConfig',
} as const;

const jobs: ResourceType = {
  type: 'Microsoft.App/jobs',
  name: { pattern: /^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    const environment = environmentOf(request, body);
    checkWorkload(request, body, environment);
    const trigger = checkTrigger(body);
    const configuration = objectAt(body.properties, 'configuration');
    return {
      ...body,
      properties: {
        ...body.properties,
        provisioningState: 'Succeeded',
        environmentId: environment.id,
        workloadProfileName: hasProfiles(environment)
          ? stringAt(body.properties, 'workloadProfileName') || 'Consumption'
          : undefined,
        template: completedTemplate(objectAt(body.properties, 'template')),
        configuration: {
          ...withDefaults(configuration, { replicaRetryLimit: 0, [trigger]: TRIGGER_DEFAULTS }),
          secrets: keptSecrets(objectsAt(configuration, 'secrets')),
        },
        eventStreamEndpoint: `https://${body.location ?? ''}.azurecontainerapps.dev${body.id}/eventstream`,
      },
    };
  },
  read: (resource) => {
    const configuration = objectAt(resource.properties, 'configuration');
    const secrets = shownSecrets(objectsAt(configuration, 'secrets'));
    return { ...resource, properties: { ...resource.properties, configuration: { ...configuration, secrets } } };
  },
  actions: { listsecrets: listSecrets, getauthtoken: getAuthToken, start },
};

const TRIGGER_DEFAULTS: JsonObject = { parallelism: 1, replicaCompletionCount: 1 };

/** Rules of triggers: https://learn.microsoft.com/azure/container-apps/jobs */
function checkTrigger(body: Resource): string {
  const configuration = objectAt(body.properties, 'configuration');
  const type = String(configuration['triggerType']);
  const wanted = TRIGGERS[type as keyof typeof TRIGGERS] as string | undefined;
  const given = Object.values(TRIGGERS).filter(
    (each) => configuration[each] !== undefined && configuration[each] !== null,
  );
  if (wanted === undefined || given.length !== 1 || given[0] !== wanted) {
    throw badRequest(
      'JobTriggerConfigInvalid',
      `A job with the trigger type '${type}' has just the configuration of that trigger, not ${given.join(', ') || 'none'}.`,
    );
  }
  if (!(Number(configuration['replicaTimeout']) >= 1)) {
    throw badRequest('JobReplicaTimeoutInvalid', `The replica timeout of ${body.name} is not at least 1 second.`);
  }
  const trigger = objectAt(configuration, wanted);
  const { parallelism = 1, replicaCompletionCount = 1 } = trigger;
  if (Number(replicaCompletionCount) > Number(parallelism)) {
    throw badRequest(
      'JobReplicaCompletionCountInvalid',
      `The replica completion count ${String(replicaCompletionCount)} is larger than the parallelism ${String(parallelism)}.`,
    );
  }
  if (type === 'Schedule') {
    checkCron(stringAt(trigger, 'cronExpression') ?? '');
  }
  checkScaleRules(body, objectsAt(trigger, 'scale', 'rules'));
  return wanted;
}

function checkCron(expression: string): void {
  try {
    CronExpression.parse(expression);
  } catch {
    throw badRequest('JobCronExpressionInvalid', `'${expression}' is not a cron expression of five fields.`);
  }
}

/** Executions of a job, which its start makes, and which succeed: https://learn.microsoft.com/rest/api/resource-manager/containerapps/jobs-executions/list */
const executions: ResourceType = { type: 'Microsoft.App/jobs/executions' };

function start({ azure }: ArmRequest, { id, name, properties }: Resource): JsonObject {
  const number = azure.store.children(executions.type, id).length;
  const execution = `${name}-${uuidOf(id, 'execution', String(number)).slice(0, 7)}`;
  const time = azure.clock().toISOString();
  azure.store.set({
    id: `${id}/executions/${execution}`,
    name: execution,
    type: executions.type,
    properties: {
      status: 'Succeeded',
      startTime: time,
      endTime: time,
      template: objectAt(properties, 'template'),
    },
  });
  return { id: `${id}/executions/${execution}`, name: execution };
}

/** Jobs and their executions. */
export const jobTypes: readonly ResourceType[] = [jobs, executions];
