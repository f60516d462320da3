/** A service of the platform as the pods of its service account sign in: the account has its name. */
export interface ServiceIdentity {
  readonly name: string;
  /** Whether it makes roles and tables in the database, as its administrator. */
  readonly administersDatabase: boolean;
}

/** The namespace of the services. */
export const NAMESPACE = 'platform-core';

/** The services that sign in; the first administrator is made by the same job as the tables, so by its identity. */
export const SERVICE_IDENTITIES: readonly ServiceIdentity[] = [
  { name: 'api', administersDatabase: false },
  { name: 'worker', administersDatabase: false },
  { name: 'scheduler', administersDatabase: false },
  { name: 'migrate', administersDatabase: true },
];
