import { z } from 'zod';
import { JsonFormat } from '../json/json-format';

export const RESOURCE = new JsonFormat(
  'container app or job',
  z.object({ properties: z.object({ eventStreamEndpoint: z.string() }) }),
);

export const TOKEN = new JsonFormat(
  'token of a log stream',
  z.object({ properties: z.object({ token: z.string(), expires: z.string().nullish() }) }),
);

const CONTAINERS = z.array(z.object({ name: z.string() })).nullish();

export const REVISION = new JsonFormat(
  'revision of a container app',
  z.object({ name: z.string(), properties: z.object({ active: z.boolean().optional() }).optional() }),
);

export const EXECUTION = new JsonFormat(
  'execution of a job',
  z.object({
    name: z.string(),
    properties: z.object({ status: z.string().nullish(), startTime: z.string().nullish() }).optional(),
  }),
);

export const REPLICA = new JsonFormat(
  'replica of a container app or job',
  z.object({ name: z.string(), properties: z.object({ containers: CONTAINERS }).optional(), containers: CONTAINERS }),
);

export const TEMPLATE = new JsonFormat(
  'job with its containers',
  z.object({ properties: z.object({ template: z.object({ containers: CONTAINERS }).optional() }) }),
);

/** Line of a console stream, with `output=json`. */
export const CONSOLE = new JsonFormat('line of a console stream', z.object({ TimeStamp: z.string(), Log: z.string() }));

/** Line of an event stream. */
export const EVENT = new JsonFormat(
  'line of an event stream',
  z.object({
    TimeStamp: z.string().nullish(),
    Type: z.string().nullish(),
    RevisionName: z.string().nullish(),
    ReplicaName: z.string().nullish(),
    Msg: z.string(),
    Reason: z.string().nullish(),
  }),
);

export const ROWS = new JsonFormat(
  'result of Log Analytics',
  z.array(
    z.object({
      Time: z.string(),
      Revision: z.string(),
      Replica: z.string(),
      Container: z.string(),
      Namespace: z.string(),
      Level: z.string(),
      Reason: z.string(),
      Message: z.string(),
      Ingested: z.string(),
    }),
  ),
);

export const ENVIRONMENT = new JsonFormat(
  'environment of Container Apps',
  z.object({
    properties: z.object({
      appLogsConfiguration: z
        .object({ logAnalyticsConfiguration: z.object({ customerId: z.string().nullish() }).nullish() })
        .nullish(),
    }),
  }),
);

export const SETTING = new JsonFormat(
  'diagnostic setting',
  z.object({ properties: z.object({ workspaceId: z.string().nullish() }) }),
);

export const ASSOCIATION = new JsonFormat(
  'association of a data collection rule',
  z.object({ properties: z.object({ dataCollectionRuleId: z.string().nullish() }) }),
);

export const RULE = new JsonFormat(
  'data collection rule',
  z.object({
    properties: z.object({
      destinations: z
        .object({ logAnalytics: z.array(z.object({ workspaceResourceId: z.string().nullish() })).nullish() })
        .nullish(),
    }),
  }),
);

export const WORKSPACE = new JsonFormat(
  'workspace of Log Analytics',
  z.object({ properties: z.object({ customerId: z.string() }) }),
);
