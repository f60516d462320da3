export { SharedTenantsStage } from './shared-tenants-stage';
export { type TenantRegion, type TenantSizes } from './tenant-region';
export { tenantConfigMapData, tenantSettings } from './tenant-settings';
export { TENANT_SERVICE_ACCOUNT, TenantStage } from './tenant-stage';
