import { type StagedApp } from '../../lib/stage/staged-app';
import { type Tenant, TenantService, type TenantPlacement, TenantDatabase } from '../../lib/tenants';
import { Region } from '../../lib/values/region';
import { sha256 } from '../../lib/values/sha256';
import { type Manifests, substitution, tenantManifests } from '../../lib/workloads';
import { addGitOps } from './gitops';
import { PGBOUNCER_PORT } from './network-stage';
import { type AgenticPlatformParameters, ReplicaPlace } from './parameters';
import { Phase, reaches } from './phase';
import { type RegionStages } from './region-stages';
import { NAMESPACE } from './service-identities';
import { SharedTenantsStage, type TenantRegion, TenantStage } from './tenants';

/** The tenants of the platform; none before the phase that has them. */
export function platformTenants(app: StagedApp, parameters: AgenticPlatformParameters): readonly Tenant[] {
  return reaches(parameters.phase, Phase.TENANTS)
    ? app.readTenants({
        // One directory is for all environments, so those of a region that only the next phase has are no mistake.
        regions: [
          app.settings.location,
          ...parameters.regions.filter(({ name }) => name !== app.settings.location.name),
        ],
        placements: (tenant) => placementsOf(app, tenant, parameters),
      })
    : [];
}

/** Adds the stage of the shared tenants of each region, and one for each dedicated tenant. */
export function addTenants(
  app: StagedApp,
  regions: readonly RegionStages[],
  tenants: readonly Tenant[],
  parameters: AgenticPlatformParameters,
): void {
  warnOfWaiting(regions, tenants);
  for (const stages of regions) {
    const here = tenants.filter(({ primaryRegion }) => primaryRegion.name === stages.region.name);
    const region = tenantRegionOf(stages);
    const shared = new SharedTenantsStage(
      app,
      region,
      here.filter(({ isDedicated }) => !isDedicated),
    );
    shared.addDependency(stages.data);
    here
      .filter(({ isDedicated }) => isDedicated)
      .forEach((tenant) => addTenant(app, stages, region, tenant, parameters));
  }
}

function warnOfWaiting(regions: readonly RegionStages[], tenants: readonly Tenant[]): void {
  const names = regions.map(({ region }) => region.name);
  const waiting = tenants.filter(({ primaryRegion }) => !names.includes(primaryRegion.name)).map(({ id }) => id);
  const [first] = regions;
  if (first !== undefined && waiting.length > 0) {
    first.platform.context.warn(
      first.platform,
      `${waiting.length} tenants have no stage until the phase global: their regions are not deployed before (${waiting.slice(0, 5).join(', ')})`,
    );
  }
}

function tenantRegionOf({ region, network, data, cluster }: RegionStages): TenantRegion {
  const { postgresql, storage, keyVault, cache, queue } = data;
  return {
    region,
    cluster: cluster.cluster,
    postgresql,
    storage,
    keyVault,
    cache,
    queue,
    privateEndpoints: network.privateEndpoints,
    defaults: data.context.defaults,
  };
}

function addTenant(
  app: StagedApp,
  { region, network, platform }: RegionStages,
  tenantRegion: TenantRegion,
  tenant: Tenant,
  parameters: AgenticPlatformParameters,
): void {
  const { tenantPostgresSku: postgresSku, tenantRedisSku: redisSku } = parameters;
  const stage = new TenantStage(app, tenant, tenantRegion, { postgresSku, redisSku });
  const folder = `tenants/${tenant.id}`;
  const manifests = tenantManifestsOf(tenant, network.privateRange, parameters);
  app.addFiles(`manifests/${region.name}/${folder}`, manifests.files);
  const values = { [CLIENT_ID]: stage.identity.clientId };
  addGitOps(
    stage,
    'Tenant',
    { flux: platform.flux, region, folder, name: nameOf(tenant), manifests, values, identities: [stage.identity] },
    parameters,
  );
}

const CLIENT_ID = 'tenant_client_id';

function tenantManifestsOf(tenant: Tenant, range: string, { meshRevisions }: AgenticPlatformParameters): Manifests {
  const { cpu = 0, memoryGb = 0, pods = 0, storageGb } = tenant.quotas;
  const ranges = [range];
  const [revision = ''] = meshRevisions.slice(-1);
  return tenantManifests({
    id: tenant.id,
    platformNamespace: NAMESPACE,
    quota: { cpu: `${cpu}`, memory: `${memoryGb}Gi`, pods, storage: `${storageGb}Gi` },
    identity: substitution(CLIENT_ID),
    backings: {
      // A server of its own has no pooler.
      postgres: { ranges, port: tenant.database === TenantDatabase.OWN_SERVER ? 5432 : PGBOUNCER_PORT },
      redis: { ranges, port: 10000 },
      documents: { ranges, port: 443 },
    },
    mesh: { revision },
  });
}

/** Flux takes names of 30 characters: the id where it fits, else its start and a digest. */
function nameOf({ id }: Tenant): string {
  const digest = sha256(id).toString('hex').slice(0, 8);
  return id.length <= 28 ? `t-${id}` : `t-${id.slice(0, 19).replace(/-$/, '')}-${digest}`;
}

/** Places that the data of a tenant goes to: those of its region, and copies in the paired one. The cache of all regions has none of it. */
function placementsOf(app: StagedApp, tenant: Tenant, parameters: AgenticPlatformParameters): TenantPlacement[] {
  const { primaryRegion: region } = tenant;
  const { postgresReplica, storageRedundancy } = parameters;
  const isCopied = app.settings.profile.geoRedundantBackups;
  const here: TenantPlacement[] = [
    { purpose: 'the database', region, service: TenantService.POSTGRESQL },
    { purpose: 'the cache and the queue', region, service: TenantService.MANAGED_REDIS },
    { purpose: 'the documents', region, service: TenantService.STORAGE },
    { purpose: 'the backups', region, service: TenantService.BACKUP },
    { purpose: 'the logs', region, service: TenantService.MONITOR },
  ];
  if (region.pairedRegion === undefined) {
    return here;
  }
  const pair = Region.of(region.pairedRegion);
  const copies: readonly [boolean, TenantPlacement][] = [
    [
      postgresReplica === ReplicaPlace.PAIRED_REGION,
      { purpose: 'the replica of the database', region: pair, service: TenantService.POSTGRESQL },
    ],
    [
      storageRedundancy.includes('G'),
      { purpose: 'the copy of the documents', region: pair, service: TenantService.STORAGE },
    ],
    [isCopied, { purpose: 'the copy of the backups', region: pair, service: TenantService.BACKUP }],
  ];
  return [...here, ...copies.flatMap(([holds, placement]) => (holds ? [placement] : []))];
}
