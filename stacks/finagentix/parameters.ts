import { z } from 'zod';
import { parsedBy, ParameterSet } from '../../lib/stage/parameter-set';
import { Cidr } from '../../lib/values/cidr';
import { OpenAiModel } from '../../lib/values/open-ai-model';
import { RedisKind, RedisSku } from '../../lib/values/redis-sku';

/** Reachability of the agent API. */
export enum ApiExposure {
  PUBLIC = 'public',
  INTERNAL = 'internal',
}

/** Trigger of the data ingestion. */
export enum IngestionMode {
  /** An app that scales to zero while there is nothing to do. */
  SERVICE = 'service',
  /** A job that runs when it is started, and ends. */
  JOB = 'job',
}

/** Authentication of Redis clients. */
export enum RedisAccess {
  /** With their Entra identity. */
  ENTRA = 'entra',
  /** With the access key of the database. */
  KEY = 'key',
}

const replicas = (what: string, least: number) => z.int().min(least).max(300).describe(what);

/** Parameters of FinagentiX. */
export const finagentixParameters = new ParameterSet({
  shape: {
    redisSku: parsedBy((text) => RedisSku.parse(text)).describe(
      'Redis SKU: Managed Redis as B10 or Balanced_B10, or the retiring Enterprise tier as E5 or E10. Between the two Redis is replaced later, and its data is lost',
    ),
    redisAccess: z
      .enum(RedisAccess)
      .optional()
      .describe('How clients sign in to Redis. Default: entra, or key for the Enterprise tier, which has nothing else'),
    redisHighAvailability: z
      .boolean()
      .describe('Whether Redis has a replica. Another choice later replaces Redis, and its data is lost'),
    chatModel: parsedBy((text) => OpenAiModel.parse(text)).describe(
      'Chat model, as name or name@version. Another model later replaces the deployment that the apps use',
    ),
    embeddingModel: parsedBy((text) => OpenAiModel.parse(text)).describe(
      'Embedding model, as name or name@version. Another model later replaces the deployment that the apps use, and its vectors do not fit the old ones',
    ),
    chatCapacity: z.int().min(1).default(50).describe('Thousands of tokens a minute of the chat model'),
    embeddingCapacity: z.int().min(1).default(100).describe('Thousands of tokens a minute of the embedding model'),
    minReplicas: replicas('Fewest replicas of the agent API; 0 scales to zero', 0),
    maxReplicas: replicas('Most replicas of the agent API', 1).default(10),
    apiExposure: z
      .enum(ApiExposure)
      .default(ApiExposure.PUBLIC)
      .describe(
        'Whether the agent API answers HTTPS from the Internet or only in the network. Another choice later replaces the Container Apps environment, from which the apps must go first',
      ),
    agentImage: z
      .string()
      .min(1)
      .optional()
      .describe('Image of the agent API, as agent-api:1.0.0 in its registry, or with a host'),
    ingestionImage: z
      .string()
      .min(1)
      .optional()
      .describe('Image of the ingestion, as data-ingestion:1.0.0 in its registry, or with a host'),
    ingestionMode: z
      .enum(IngestionMode)
      .default(IngestionMode.SERVICE)
      .describe('Whether the ingestion is an app or a job'),
    registryId: z
      .string()
      .optional()
      .describe(
        'Resource id of the registry with the agent image. Default: one of its own, which is deleted with its images when an id is given later',
      ),
    privateRegistry: z
      .boolean()
      .describe(
        'Whether the registries answer only in the network, which takes the Premium SKU. With the profile of production another choice later replaces them, and their images are lost',
      ),
    customDomain: z.string().optional().describe('Host name of the agent API, as api.example.com'),
    alertEmail: z.email().optional().describe('E-mail address that receives alerts'),
    vnetAddressSpace: parsedBy((text) => Cidr.parse(text))
      .prefault('10.0.0.0/16')
      .describe(
        'Address space of the network, /20 or larger. Cannot be changed later, while anything is in the network',
      ),
    operatorIpRanges: z
      .array(z.string())
      .default([])
      .describe('Address ranges that reach the private services from the Internet, for operators'),
    secrets: z
      .array(z.string())
      .default(['newsapi-key', 'sec-edgar-user-agent'])
      .describe('Secrets of the data sources that you put in the key vault. Empty: the ingestion runs without'),
    locks: z.boolean().describe('Whether what holds data or is shared is locked against deletion'),
  },
  defaults: (profile) => ({
    redisSku: profile.name === 'prod' ? 'Balanced_B10' : 'Balanced_B5',
    redisHighAvailability: profile.highlyAvailable,
    chatModel: OpenAiModel.longestLivedChat().name,
    embeddingModel: 'text-embedding-3-large',
    minReplicas: profile.highlyAvailable ? 2 : 0,
    privateRegistry: profile.name === 'prod',
    locks: profile.locksPermanentResources,
  }),
  problems: ({ redisSku, redisAccess, minReplicas, maxReplicas }) => [
    ...(minReplicas > maxReplicas
      ? [
          {
            property: 'minReplicas',
            message: `got ${minReplicas}, more than maxReplicas (${maxReplicas})`,
            allowed: `up to ${maxReplicas}`,
            fix: 'Raise maxReplicas as well.',
          },
        ]
      : []),
    ...(redisSku.kind === RedisKind.ENTERPRISE && redisAccess === RedisAccess.ENTRA
      ? [
          {
            property: 'redisAccess',
            message: `got "entra" for ${redisSku.name}, which does not support Entra ID`,
            allowed: 'key',
            fix: 'Leave redisAccess out, or take a Managed Redis SKU such as B10.',
          },
        ]
      : []),
  ],
});

/** The parameters in force. */
export type FinagentixParameters = ReturnType<typeof finagentixParameters.read>['values'];
