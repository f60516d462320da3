import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type DataPlaneContext, type Verdict } from '../check';
import { askHealth } from './health';
import { findSecrets } from './key-vault';
import { askOpenAi } from './open-ai';
import { findExtensions, queryPostgresql } from './postgresql';
import { pingRedis } from './redis';
import { findContainers } from './storage';

const EXTENSIONS = z.array(z.string()).optional();
const ADMINISTRATORS = z.array(z.object({ objectId: z.string(), name: z.string() })).optional();

const DATA_PLANE_CHECK = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redis'), target: z.object({ host: z.string(), port: z.number() }) }),
  z.object({
    kind: z.literal('postgresql'),
    target: z.object({
      host: z.string(),
      port: z.number().optional(),
      database: z.string(),
      extensions: EXTENSIONS,
      user: z.string().optional(),
      administrators: ADMINISTRATORS,
    }),
  }),
  z.object({
    kind: z.literal('postgresql-extensions'),
    target: z.object({
      host: z.string(),
      databases: z.array(z.string()),
      extensions: z.array(z.string()),
      administrators: ADMINISTRATORS,
    }),
  }),
  z.object({
    kind: z.literal('storage'),
    target: z.object({ blobEndpoint: z.string(), containers: z.array(z.string()) }),
  }),
  z.object({ kind: z.literal('key-vault'), target: z.object({ vaultUri: z.string(), secrets: z.array(z.string()) }) }),
  z.object({
    kind: z.literal('open-ai'),
    target: z.object({ endpoint: z.string(), deployment: z.string(), kind: z.enum(['chat', 'embedding']) }),
  }),
  z.object({ kind: z.literal('health'), target: z.object({ url: z.string() }) }),
]);

/** Check of a data plane, as it is handed to a job. It has names and addresses, and no secret. */
export type DataPlaneCheck = z.infer<typeof DATA_PLANE_CHECK>;

/** Checks that a job carries out. */
export const JOB_CHECKS = new JsonFormat('list of checks of data planes', z.array(DATA_PLANE_CHECK));

/**
 * Carries out a check.
 *
 * @throws ToolkitError on Ctrl-C
 */
export function runDataPlaneCheck(check: DataPlaneCheck, context: DataPlaneContext): Promise<Verdict> {
  switch (check.kind) {
    case 'redis':
      return pingRedis(check.target, context);
    case 'postgresql':
      return queryPostgresql(check.target, context);
    case 'postgresql-extensions':
      return findExtensions(check.target, context);
    case 'storage':
      return findContainers(check.target, context);
    case 'key-vault':
      return findSecrets(check.target, context);
    case 'open-ai':
      return askOpenAi(check.target, context);
    case 'health':
      return askHealth(check.target, context);
  }
}
