import { didYouMean, quote, ValueError } from '../errors';

/**
 * Differences between development, staging and production: sizes, redundancy, retention and locks.
 *
 * Never security: there is no field here that a construct could read to weaken its access rules.
 */
export class EnvironmentProfile {
  /** One of everything, nothing kept for long, nothing locked. */
  public static readonly DEV = new EnvironmentProfile('dev', {
    highlyAvailable: false,
    zoneRedundant: false,
    locksPermanentResources: false,
    persistsMemory: false,
    logRetentionDays: 30,
    logDailyQuotaGb: 1,
    backupRetentionDays: 7,
    geoRedundantBackups: false,
  });

  /** As production, in one zone and without locks. */
  public static readonly STAGING = new EnvironmentProfile('staging', {
    highlyAvailable: true,
    zoneRedundant: false,
    locksPermanentResources: false,
    persistsMemory: false,
    logRetentionDays: 30,
    logDailyQuotaGb: 5,
    backupRetentionDays: 7,
    geoRedundantBackups: false,
  });

  /** Redundant over the zones of the region, kept long, and locked against deletion. */
  public static readonly PROD = new EnvironmentProfile('prod', {
    highlyAvailable: true,
    zoneRedundant: true,
    locksPermanentResources: true,
    persistsMemory: true,
    logRetentionDays: 90,
    backupRetentionDays: 35,
    geoRedundantBackups: true,
  });

  /** All profiles. */
  public static get all(): EnvironmentProfile[] {
    return [EnvironmentProfile.DEV, EnvironmentProfile.STAGING, EnvironmentProfile.PROD];
  }

  /**
   * Finds a profile by name.
   *
   * @throws ValueError when there is no such profile
   */
  public static of(name: string): EnvironmentProfile {
    const names = EnvironmentProfile.all.map((profile) => profile.name);
    const found = EnvironmentProfile.all.find((profile) => profile.name === name);
    if (found === undefined) {
      throw new ValueError({
        message: `${quote(name)} is not an environment profile`,
        allowed: names.join(', '),
        fix: didYouMean(name, names),
      });
    }
    return found;
  }

  /** Whether services with replicas have at least two. */
  public readonly highlyAvailable: boolean;
  /** Whether services spread over availability zones, in a region that has them. */
  public readonly zoneRedundant: boolean;
  /** Whether resources that hold data or are shared get a `CanNotDelete` lock. */
  public readonly locksPermanentResources: boolean;
  /** Whether services that keep their data in memory also write it to disk. */
  public readonly persistsMemory: boolean;
  /** Days that logs stay queryable. */
  public readonly logRetentionDays: number;
  /** Gigabytes of logs a day after which ingestion stops. Undefined means no limit. */
  public readonly logDailyQuotaGb?: number;
  /** Days that backups are kept. */
  public readonly backupRetentionDays: number;
  /** Whether backups are in the paired region as well, where the service copies them there. */
  public readonly geoRedundantBackups: boolean;

  private constructor(
    /** `dev`, `staging` or `prod`. */
    public readonly name: string,
    settings: Pick<
      EnvironmentProfile,
      | 'highlyAvailable'
      | 'zoneRedundant'
      | 'locksPermanentResources'
      | 'persistsMemory'
      | 'logRetentionDays'
      | 'logDailyQuotaGb'
      | 'backupRetentionDays'
      | 'geoRedundantBackups'
    >,
  ) {
    this.highlyAvailable = settings.highlyAvailable;
    this.zoneRedundant = settings.zoneRedundant;
    this.locksPermanentResources = settings.locksPermanentResources;
    this.persistsMemory = settings.persistsMemory;
    this.logRetentionDays = settings.logRetentionDays;
    this.logDailyQuotaGb = settings.logDailyQuotaGb;
    this.backupRetentionDays = settings.backupRetentionDays;
    this.geoRedundantBackups = settings.geoRedundantBackups;
  }
}
