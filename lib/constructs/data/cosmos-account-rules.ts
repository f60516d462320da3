import { checkedRegion } from '../placement';
import { Region } from '../../values/region';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { allowsSome, checkNetworkAccess } from '../network/network-access';
import { type CosmosAccount, type CosmosAccountProps } from './cosmos-account';
import { CosmosConsistency } from './cosmos-consistency';

/** RU/s that an account's databases and containers can have together. Keeps a slip from costing a fortune. */
export const DEFAULT_THROUGHPUT_LIMIT = 10_000;

/** Azure's value for no limit. */
export const NO_THROUGHPUT_LIMIT = -1;

/**
 * Notes and throws what cannot be an account.
 *
 * Sources: azurerm internal/services/cosmos/cosmosdb_account_resource.go (staleness, regions), which leaves the rules of serverless to
 * Azure: learn.microsoft.com/azure/cosmos-db/serverless.
 */
export function checkCosmosAccount(account: CosmosAccount, props: CosmosAccountProps): void {
  const { throughputLimit: limit, databases = [] } = props;
  const checks = new Checks(account)
    .that(
      'throughputLimit',
      limit,
      limit === NO_THROUGHPUT_LIMIT || (limit !== undefined && Number.isInteger(limit) && limit >= 400),
      '400 or more, or -1 for no limit',
    )
    .that('databases', databases, new Set(databases).size === databases.length, 'each name once');
  checkNetworkAccess(checks, props, 32);
  checkRegions(account, checks, props);
  checkStaleness(checks, props);
  checkServerless(checks, props);
  checks.done();
  if (props.publicNetworkAccess === true && !allowsSome(props)) {
    AzureContext.of(account).warn(
      account,
      'is reachable from the whole Internet: set allowedIpRanges or allowedSubnets',
    );
  }
}

function checkRegions(account: CosmosAccount, checks: Checks, props: CosmosAccountProps): void {
  const { location, additionalLocations = [] } = props;
  const known = additionalLocations.map((each, index) =>
    checks.value(`additionalLocations[${index}]`, () => Region.of(each)),
  );
  const own = checkedRegion(account, checks, location);
  const names = [own, ...known].flatMap((region) => region?.name ?? []);
  checks
    .that(
      'additionalLocations',
      additionalLocations,
      new Set(names).size === names.length,
      "each region once, without the account's own",
    )
    .that(
      'multipleWriteLocations',
      props.multipleWriteLocations,
      props.multipleWriteLocations !== true || additionalLocations.length > 0,
      'false in one region',
      'Set additionalLocations.',
    )
    .that(
      'zoneRedundant',
      props.zoneRedundant,
      props.zoneRedundant !== true || own?.hasAvailabilityZones !== false,
      `false in ${own?.name}, which has no zones`,
    );
}

function checkStaleness(
  checks: Checks,
  { consistency, staleness, additionalLocations = [], ...props }: CosmosAccountProps,
): void {
  const several = additionalLocations.length > 0;
  checks
    .together(
      staleness === undefined || consistency === CosmosConsistency.BOUNDED_STALENESS,
      'staleness: only bounded staleness has one',
      'Leave it out, or set consistency to BOUNDED_STALENESS.',
    )
    .wholeNumber('staleness.seconds', staleness?.seconds, several ? 300 : 5, 86_400)
    .wholeNumber('staleness.versions', staleness?.versions, several ? 100_000 : 10, 2_147_483_647)
    .that(
      'consistency',
      consistency,
      consistency !== CosmosConsistency.STRONG || props.multipleWriteLocations !== true,
      'a level other than Strong where every region accepts writes',
    );
}

function checkServerless(checks: Checks, props: CosmosAccountProps): void {
  if (props.serverless !== true) {
    return;
  }
  const { additionalLocations = [], automaticFailover, freeTier, throughputLimit } = props;
  checks
    .that('additionalLocations', additionalLocations, additionalLocations.length === 0, 'none with serverless')
    .that('automaticFailover', automaticFailover, automaticFailover !== true, 'false with serverless')
    .that('freeTier', freeTier, freeTier !== true, 'false with serverless')
    .that('throughputLimit', throughputLimit, false, 'none with serverless, which has no throughput to limit');
}
