import { z } from 'zod';
import { type StageCheckParameters } from '../manifest/stage-check';
import { type StateResource } from '../toolkit/terraform/terraform-state';
import { type DataPlaneContext, type Verdict } from './check';
import { askHealth } from './data-plane/health';
import { findSecrets } from './data-plane/key-vault';
import { askOpenAi } from './data-plane/open-ai';
import { type PostgresqlTarget, queryPostgresql } from './data-plane/postgresql';
import { pingRedis } from './data-plane/redis';
import { findContainers } from './data-plane/storage';
import { failed, textAt } from './subject';

/** Check of a data plane of what the state says. */
export type DataPlaneCheck = (context: DataPlaneContext) => Promise<Verdict>;

/** Checks of a resource; none where there is nothing to check. */
type ChecksOf = (
  subject: StateResource,
  parameters: StageCheckParameters,
  resources: readonly StateResource[],
) => readonly DataPlaneCheck[];

/** Checks of data planes by their kinds: hosts and names come from the state. */
export const DATA_PLANE_CHECKS: Readonly<Record<string, ChecksOf>> = {
  redis: (subject) =>
    needing({ host: textAt(subject, 'hostname') }, ({ host }) => [
      (context) => pingRedis({ host, port: redisPort(subject) }, context),
    ]),
  postgresql: postgresqlChecks,
  'storage-containers': (subject, _parameters, resources) =>
    needing({ blobEndpoint: textAt(subject, 'primary_blob_endpoint') }, ({ blobEndpoint }) => {
      const containers = containersOf(subject, resources);
      return containers.length === 0 ? [] : [(context) => findContainers({ blobEndpoint, containers }, context)];
    }),
  'open-ai': openAiChecks,
  secrets: (subject, { names = [] }) =>
    needing({ vaultUri: textAt(subject, 'vault_uri') }, ({ vaultUri }) => [
      (context) => findSecrets({ vaultUri, secrets: [names].flat() }, context),
    ]),
  health: (subject, { path = '/' }) =>
    needing({ base: baseUrl(subject) }, ({ base }) => [
      (context) => askHealth({ url: `${base}${String(path)}` }, context),
    ]),
};

/** Checks with attributes that the state must have. */
function needing<T extends Readonly<Record<string, string | undefined>>>(
  attributes: T,
  checks: (known: { readonly [Name in keyof T]: string }) => readonly DataPlaneCheck[],
): readonly DataPlaneCheck[] {
  const lacking = Object.values(attributes).includes(undefined);
  return lacking
    ? [() => Promise.resolve(failed('The state does not say where it answers.', 'azstage deploy --refresh reads it.'))]
    : checks(attributes as { readonly [Name in keyof T]: string });
}

const FIRST_PORT = z.array(z.object({ port: z.number() })).min(1);

/** Port for TLS: that of the database of a Managed Redis, or that of a cache. */
function redisPort({ attributes }: StateResource): number {
  const database = FIRST_PORT.safeParse(attributes['default_database']);
  const cache = z.number().safeParse(attributes['ssl_port']);
  return database.success ? (database.data[0]?.port ?? 10_000) : cache.success ? cache.data : 10_000;
}

function postgresqlChecks(
  subject: StateResource,
  { extensions = [] }: StageCheckParameters,
  resources: readonly StateResource[],
): readonly DataPlaneCheck[] {
  return needing({ host: textAt(subject, 'fqdn') }, ({ host }) => {
    const databases = resources
      .filter(({ type }) => type === 'azurerm_postgresql_flexible_server_database')
      .filter((each) => isOf(each, 'server_id', subject))
      .flatMap((each) => textAt(each, 'name') ?? []);
    const administrators = resources
      .filter(({ type }) => type === 'azurerm_postgresql_flexible_server_active_directory_administrator')
      .filter((each) => textAt(each, 'server_name') === textAt(subject, 'name'))
      .map((each) => ({
        objectId: textAt(each, 'object_id') ?? '',
        name: textAt(each, 'principal_name') ?? '',
      }));
    const wanted = [extensions].flat();
    const targets = (databases.length === 0 ? ['postgres'] : databases).map((database) => ({
      host,
      database,
      administrators,
    }));
    return targets.length === 1 || wanted.length === 0
      ? targets.map((target) => (context) => queryPostgresql({ ...target, extensions: wanted }, context))
      : [
          ...targets.map((target) => (context: DataPlaneContext) => queryPostgresql(target, context)),
          (context: DataPlaneContext) => somewhere(targets, wanted, context),
        ];
  });
}

/** Extensions belong to databases; of several, the app decides which one has them. */
async function somewhere(
  targets: readonly PostgresqlTarget[],
  extensions: readonly string[],
  context: DataPlaneContext,
): Promise<Verdict> {
  let verdict = failed('There is no database.');
  for (const target of targets) {
    verdict = await queryPostgresql({ ...target, extensions }, context);
    if (verdict.status !== 'failed') {
      return verdict;
    }
  }
  return { ...verdict, detail: `No database has all of the extensions. ${verdict.detail}` };
}

function containersOf(account: StateResource, resources: readonly StateResource[]): readonly string[] {
  return resources
    .filter(({ type }) => type === 'azurerm_storage_container')
    .filter(
      (each) =>
        isOf(each, 'storage_account_id', account) || textAt(each, 'storage_account_name') === textAt(account, 'name'),
    )
    .flatMap((each) => textAt(each, 'name') ?? []);
}

function openAiChecks(
  subject: StateResource,
  { model }: StageCheckParameters,
  resources: readonly StateResource[],
): readonly DataPlaneCheck[] {
  if (model !== 'chat' && model !== 'embedding') {
    return [];
  }
  const account = resources.find(
    (each) => each.type === 'azurerm_cognitive_account' && isOf(subject, 'cognitive_account_id', each),
  );
  const endpoint = account && textAt(account, 'endpoint');
  return needing({ endpoint, deployment: textAt(subject, 'name') }, (target) => [
    (context) => askOpenAi({ ...target, kind: model }, context),
  ]);
}

/** Whether a resource has the id of another one in an attribute. */
function isOf(resource: StateResource, attribute: string, other: StateResource): boolean {
  const [id, own] = [textAt(resource, attribute), textAt(other, 'id')];
  return id !== undefined && id.toLowerCase() === own?.toLowerCase();
}

const INGRESS = z.array(z.object({ fqdn: z.string().min(1) })).min(1);

/** URL without a path at which an app, a site or a gateway answers. */
function baseUrl(subject: StateResource): string | undefined {
  const ingress = INGRESS.safeParse(subject.attributes['ingress']);
  const host = ingress.success ? ingress.data[0]?.fqdn : textAt(subject, 'default_host_name');
  return host === undefined ? textAt(subject, 'gateway_url')?.replace(/\/$/, '') : `https://${host}`;
}
