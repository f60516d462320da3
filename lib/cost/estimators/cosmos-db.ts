import {
  type CostedResource,
  type Estimate,
  type Estimator,
  type Surroundings,
  type UsageQuantity,
} from '../estimator';
import { between, type Range, range, times } from '../range';
import { block, blocks, flag, number, text, type Values } from '../../synthesized/values';

/** Share of its maximum that autoscale never goes below. */
const LEAST_SHARE = 0.1;

/** Price of autoscale, of that of manual throughput; and what a region with zone redundancy adds to the latter. */
const AUTOSCALE = 1.5;
const ZONE_REDUNDANT = 0.25;

const scaleOut: UsageQuantity = {
  description: 'How far autoscale is scaled out on average: 0 for a tenth of max_throughput, 1 for all of it',
  unit: 'share',
  default: range(0, 0.25),
};

/** An account: what is stored in its containers in all regions, continuous backups, and the request units of a serverless one. */
export const cosmosAccount: Estimator<'gbStored' | 'millionRequestUnits'> = {
  types: ['azurerm_cosmosdb_account'],
  usage: {
    gbStored: { description: 'Data and indexes of all containers', unit: 'GB', default: range(1, 20) },
    millionRequestUnits: {
      description: 'Request units, of a serverless account',
      unit: 'million/month',
      default: range(1, 50),
    },
  },
  estimate({ values }, usage) {
    const regions = regionsOf(values);
    const backup = block(values, 'backup');
    const isContinuous = text(backup ?? {}, 'type') === 'Continuous';
    // Of the tiers, the one of seven days is free.
    const isPaid = isContinuous && text(backup ?? {}, 'tier') !== 'Continuous7Days';
    return {
      components: [
        { name: 'Data stored', quantity: times(usage.gbStored, regions), price: 'cosmos.storage' },
        ...(isPaid
          ? [
              {
                name: 'Continuous backup, 30 days',
                quantity: times(usage.gbStored, regions),
                price: 'cosmos.continuousBackup',
              },
            ]
          : []),
        ...(isServerless(values)
          ? [{ name: 'Request units', quantity: usage.millionRequestUnits, price: 'cosmos.serverless' }]
          : []),
      ],
    };
  },
};

/** Throughput of a database or a container, in every region of its account; without any, it shares that of its database. */
export const cosmosThroughput: Estimator<'scaleOut'> = {
  types: ['azurerm_cosmosdb_sql_database', 'azurerm_cosmosdb_sql_container'],
  usage: { scaleOut },
  estimate: (resource, usage, surroundings) => throughput(resource, usage.scaleOut, surroundings),
};

function throughput({ values }: CostedResource, share: Range, { hours, tryFind }: Surroundings): Estimate {
  const autoscale = block(values, 'autoscale_settings');
  const [most, fixed] = [number(autoscale ?? {}, 'max_throughput'), number(values, 'throughput')];
  if (most === undefined && fixed === undefined) {
    return { components: [] };
  }
  const account = tryFind('azurerm_cosmosdb_account', values['account_name']);
  if (account === undefined) {
    return { components: [], notPriced: ['throughput: the account and its regions are not known'] };
  }
  if (flag(account.values, 'multiple_write_locations_enabled') === true) {
    return { components: [], notPriced: ['throughput of an account with several regions to write to'] };
  }
  const regions = regionsOf(account.values);
  if (most !== undefined) {
    const quantity = times(times(hours, regions / 100), between(most * LEAST_SHARE, most, share));
    const name = `Throughput, autoscale to ${most} RU/s`;
    return { components: [{ name, quantity, price: 'cosmos.provisioned', factor: AUTOSCALE }] };
  }
  const isZonal = (region: Values): boolean => flag(region, 'zone_redundant') === true;
  const zonal = blocks(account.values, 'geo_location').filter(isZonal).length;
  const quantity = times(hours, ((fixed ?? 0) * (regions + zonal * ZONE_REDUNDANT)) / 100);
  return { components: [{ name: `Throughput, ${fixed} RU/s`, quantity, price: 'cosmos.provisioned' }] };
}

function regionsOf(account: Values): number {
  return Math.max(1, blocks(account, 'geo_location').length);
}

function isServerless(account: Values): boolean {
  return blocks(account, 'capabilities').some((capability) => text(capability, 'name') === 'EnableServerless');
}
