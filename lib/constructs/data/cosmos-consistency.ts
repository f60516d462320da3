/** Consistency level of reads. */
export enum CosmosConsistency {
  STRONG = 'Strong',
  /** Behind by no more than a number of versions and a time. */
  BOUNDED_STALENESS = 'BoundedStaleness',
  /** A client always sees its own writes. */
  SESSION = 'Session',
  CONSISTENT_PREFIX = 'ConsistentPrefix',
  EVENTUAL = 'Eventual',
}

/** Maximum lag of reads behind the writes, with bounded staleness. */
export interface CosmosStaleness {
  /** 5 to 86,400; from 300 on with several regions. */
  readonly seconds: number;
  /** Versions of an item: 10 to 2,147,483,647; from 100,000 on with several regions. */
  readonly versions: number;
}
