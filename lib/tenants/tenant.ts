import { type Region } from '../values/region';
import { type ComplianceRequirement } from './compliance';
import { type DataResidency } from './data-residency';
import { TENANTS_DIRECTORY } from './tenant-id';

/** Tier of a tenant: what it has for itself. */
export enum TenantTier {
  /** Rows of the shared database, told apart by row-level security, and application quotas. */
  SHARED = 'shared',
  /** A namespace, an identity, a database and a container of its own. */
  DEDICATED = 'dedicated',
}

/** Database of a dedicated tenant. */
export enum TenantDatabase {
  /** A database of its own on the server of the region. */
  SHARED_SERVER = 'shared-server',
  /** A server of its own. */
  OWN_SERVER = 'own-server',
}

/** Redis of a dedicated tenant. */
export enum TenantRedis {
  /** Keys with a prefix of its own in the caches of the region. */
  PREFIX = 'prefix',
  /** A cache of its own. */
  OWN = 'own',
}

/** Limits of what a tenant uses. */
export interface TenantQuotas {
  /** Virtual CPUs of all pods of its namespace. @default none: a shared tenant has no namespace */
  readonly cpu?: number;
  /** Gibibytes of memory of all pods of its namespace. @default none: a shared tenant has no namespace */
  readonly memoryGb?: number;
  /** Pods of its namespace. @default none: a shared tenant has no namespace */
  readonly pods?: number;
  /** Gibibytes of documents. */
  readonly storageGb: number;
  /** Calls of the API a day. */
  readonly apiCallsPerDay: number;
  /** Tokens of language models a month. */
  readonly tokensPerMonth: number;
}

/** Properties of a tenant, as its file has them after defaults. */
export interface TenantProps {
  readonly id: string;
  readonly displayName: string;
  readonly owner: string;
  readonly tier: TenantTier;
  readonly database?: TenantDatabase;
  readonly redis?: TenantRedis;
  readonly primaryRegion: Region;
  readonly dataResidency: DataResidency;
  readonly allowedRegions: readonly Region[];
  readonly complianceRequirements: readonly ComplianceRequirement[];
  readonly quotas: TenantQuotas;
  readonly monthlyBudget?: number;
}

/**
 * A tenant of a platform, from its file `tenants/<id>.json`. Made by `StagedApp.readTenants`.
 */
export class Tenant {
  /** Id: 1 to 36 lower-case letters, digits and single hyphens. */
  public readonly id: string;
  /** Display name. */
  public readonly displayName: string;
  /** E-mail address of the owner, and is notified of its budget. */
  public readonly owner: string;
  public readonly tier: TenantTier;
  /** Database; undefined in the tier `shared`. */
  public readonly database?: TenantDatabase;
  /** Redis; undefined in the tier `shared`. */
  public readonly redis?: TenantRedis;
  /** Region of its data and its workloads. */
  public readonly primaryRegion: Region;
  /** Area that its data stays in. */
  public readonly dataResidency: DataResidency;
  /** Regions that its data may be in, the primary one included. */
  public readonly allowedRegions: readonly Region[];
  public readonly complianceRequirements: readonly ComplianceRequirement[];
  public readonly quotas: TenantQuotas;
  /** Budget of a month, in the billing currency; undefined: none. */
  public readonly monthlyBudget?: number;

  /** @internal */
  constructor(props: TenantProps) {
    this.id = props.id;
    this.displayName = props.displayName;
    this.owner = props.owner;
    this.tier = props.tier;
    this.database = props.database;
    this.redis = props.redis;
    this.primaryRegion = props.primaryRegion;
    this.dataResidency = props.dataResidency;
    this.allowedRegions = props.allowedRegions;
    this.complianceRequirements = props.complianceRequirements;
    this.quotas = props.quotas;
    this.monthlyBudget = props.monthlyBudget;
  }

  public get isDedicated(): boolean {
    return this.tier === TenantTier.DEDICATED;
  }

  /** `tenant-<id>`: a valid name of a stage, a Kubernetes namespace, a storage container and a database. */
  public get qualifiedId(): string {
    return `tenant-${this.id}`;
  }

  /** Prefix of its keys in a Redis that it shares with others: `<id>:`. */
  public get keyPrefix(): string {
    return `${this.id}:`;
  }

  /** Tags by which Cost Management groups what its resources cost: `tenant`, `tenant-tier` and `tenant-owner`. */
  public get costTags(): Readonly<Record<string, string>> {
    return { tenant: this.id, 'tenant-tier': this.tier, 'tenant-owner': this.owner };
  }

  /** File that it is from, relative to the directory of the project. */
  public get file(): string {
    return `${TENANTS_DIRECTORY}/${this.id}.json`;
  }

  public allows(region: Region): boolean {
    return this.allowedRegions.some((allowed) => allowed.name === region.name);
  }
}
