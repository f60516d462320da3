/** Identity of services of the platform. The pods of its service accounts sign in as it; a service account has the name of its service. */
export interface ServiceIdentity {
  readonly name: string;
  /** Service accounts of it. */
  readonly accounts: readonly string[];
  /** Whether it makes roles and tables in the database, as its administrator. */
  readonly administersDatabase: boolean;
  /** Whether KEDA asks the metrics in its name. */
  readonly scalesByMetrics: boolean;
  /** Whether it wraps and unwraps with the keys of the tenants. */
  readonly usesTenantKeys: boolean;
}

/** The namespace of the services. */
export const NAMESPACE = 'platform-core';

const RUNNING = { administersDatabase: false, scalesByMetrics: false, usesTenantKeys: false };

/** The identities of the services; the first administrator is made like the tables are, and so by the same identity. */
export const SERVICE_IDENTITIES: readonly ServiceIdentity[] = [
  { ...RUNNING, name: 'api', accounts: ['api'], scalesByMetrics: true, usesTenantKeys: true },
  { ...RUNNING, name: 'worker', accounts: ['worker'], scalesByMetrics: true, usesTenantKeys: true },
  { ...RUNNING, name: 'scheduler', accounts: ['scheduler'] },
  { ...RUNNING, name: 'migrate', accounts: ['migrate', 'create-admin'], administersDatabase: true },
];
