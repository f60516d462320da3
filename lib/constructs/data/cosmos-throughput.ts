import { type CosmosThroughput } from '../../values/cosmos-throughput';
import { type Checks } from '../checks';
import { type ICosmosAccount } from './cosmos-account-base';

/** Notes that a serverless account has no throughput to give. Source: learn.microsoft.com/azure/cosmos-db/serverless. */
export function checkThroughput(checks: Checks, account: ICosmosAccount, throughput?: CosmosThroughput): Checks {
  return checks.that(
    'throughput',
    throughput?.requestUnits,
    account.serverless !== true,
    'none: the account is serverless',
    'Leave it out.',
  );
}

/** Throughput as the resources of databases and containers take it. */
export function throughputArguments(throughput?: CosmosThroughput) {
  return throughput?.isAutoscale === true
    ? { autoscaleSettings: { maxThroughput: throughput.requestUnits } }
    : { throughput: throughput?.requestUnits };
}
