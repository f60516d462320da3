import { z } from 'zod';
import { type StageCheckParameters } from '../manifest/stage-check';
import { type StateResource } from '../toolkit/terraform/terraform-state';
import { type DataPlaneCheck } from './data-plane/data-plane-check';
import { textAt } from './subject';

/** Checks of a resource; none where there is nothing to check, undefined where the state does not say where it answers. */
type ChecksOf = (
  subject: StateResource,
  parameters: StageCheckParameters,
  resources: readonly StateResource[],
) => readonly DataPlaneCheck[] | undefined;

/** Checks of data planes by their kinds: hosts and names come from the state. */
export const DATA_PLANE_CHECKS: Readonly<Record<string, ChecksOf>> = {
  redis: (subject) =>
    needing({ host: textAt(subject, 'hostname') }, ({ host }) => [
      { kind: 'redis', target: { host, port: redisPort(subject) } },
    ]),
  postgresql: postgresqlChecks,
  'storage-containers': (subject, _parameters, resources) =>
    needing({ blobEndpoint: textAt(subject, 'primary_blob_endpoint') }, ({ blobEndpoint }) => {
      const containers = containersOf(subject, resources);
      return containers.length === 0 ? [] : [{ kind: 'storage', target: { blobEndpoint, containers } }];
    }),
  'open-ai': openAiChecks,
  secrets: (subject, { names = [] }) =>
    needing({ vaultUri: textAt(subject, 'vault_uri') }, ({ vaultUri }) => [
      { kind: 'key-vault', target: { vaultUri, secrets: [names].flat() } },
    ]),
  health: (subject, { path = '/' }) =>
    needing({ base: baseUrl(subject) }, ({ base }) => [{ kind: 'health', target: { url: `${base}${String(path)}` } }]),
};

/** Checks with attributes that the state must have. */
function needing<T extends Readonly<Record<string, string | undefined>>>(
  attributes: T,
  checks: (known: { readonly [Name in keyof T]: string }) => readonly DataPlaneCheck[],
): readonly DataPlaneCheck[] | undefined {
  return Object.values(attributes).includes(undefined)
    ? undefined
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
): readonly DataPlaneCheck[] | undefined {
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
    const names = databases.length === 0 ? ['postgres'] : databases;
    const each = (own: string[]): DataPlaneCheck[] =>
      names.map((database) => ({ kind: 'postgresql', target: { host, database, administrators, extensions: own } }));
    return names.length === 1 || wanted.length === 0
      ? each(wanted)
      : [
          ...each([]),
          { kind: 'postgresql-extensions', target: { host, databases: names, extensions: wanted, administrators } },
        ];
  });
}

function containersOf(account: StateResource, resources: readonly StateResource[]): string[] {
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
): readonly DataPlaneCheck[] | undefined {
  if (model !== 'chat' && model !== 'embedding') {
    return [];
  }
  const account = resources.find(
    (each) => each.type === 'azurerm_cognitive_account' && isOf(subject, 'cognitive_account_id', each),
  );
  const endpoint = account && textAt(account, 'endpoint');
  return needing({ endpoint, deployment: textAt(subject, 'name') }, (target) => [
    { kind: 'open-ai', target: { ...target, kind: model } },
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
