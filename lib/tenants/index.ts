export { ComplianceRequirement, TenantService } from './compliance';
export { DataResidency } from './data-residency';
export { Tenant, TenantDatabase, type TenantProps, type TenantQuotas, TenantRedis, TenantTier } from './tenant';
export { type TenantPlacement, type TenantRuleOptions } from './tenant-rules';
