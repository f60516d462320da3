import fs from 'node:fs';
import path from 'node:path';
import billing from '../../../lib/cost/billing.json';
import { type CostedResource } from '../../../lib/cost/estimator';
import { tryFindEstimator } from '../../../lib/cost/estimators';
import { PriceBook } from '../../../lib/cost/price-book';
import { costOfStage, reasonForFree } from '../../../lib/cost/stage-cost';
import { NO_USAGE } from '../../../lib/cost/usage-file';

const book = PriceBook.packaged();

function cost(resources: readonly Omit<CostedResource, 'region'>[], region = 'eastus') {
  const placed = resources.map((resource) => ({ ...resource, region }));
  return costOfStage(placed, { stage: 'stage-a', book, usage: NO_USAGE, tryFind: () => undefined });
}

const cache = (sku: string) => ({
  address: `azurerm_managed_redis.${sku}`,
  type: 'azurerm_managed_redis',
  values: { sku_name: sku, high_availability_enabled: false },
});

describe('the cost of a stage', () => {
  it('is the sum of its resources, the most expensive first', () => {
    const { monthly, resources } = cost([cache('Balanced_B1'), cache('Balanced_B3')]);
    expect(monthly).toEqual({ low: 70.81, high: 70.81 });
    expect(resources.map(({ address }) => address)).toEqual([
      'azurerm_managed_redis.Balanced_B3',
      'azurerm_managed_redis.Balanced_B1',
    ]);
  });

  it('counts what is free, and what is of another provider', () => {
    const { freeCount, notPriced } = cost([
      { address: 'azurerm_subnet.A', type: 'azurerm_subnet', values: {} },
      { address: 'terraform_data.A', type: 'terraform_data', values: {} },
    ]);
    expect([freeCount, notPriced]).toEqual([2, []]);
  });

  it('lists what is not priced, and never counts it as nothing', () => {
    const { notPriced, resources, freeCount } = cost([
      cache('Balanced_B9999'),
      { address: 'azurerm_firewall.A', type: 'azurerm_firewall', values: {} },
      { address: 'azapi_resource.A', type: 'azapi_resource', values: {} },
    ]);
    expect(notPriced.map(({ reason }) => reason)).toEqual([
      'azstage cannot estimate azapi_resource',
      'azstage cannot estimate azurerm_firewall',
      'Cache Balanced_B9999, 1 node: no price of managedRedis.Balanced_B9999 in USD is known',
    ]);
    expect([resources, freeCount]).toEqual([[], 0]);
  });

  it('lists resources whose number is not known, unless they are free', () => {
    const uncounted = [
      { address: 'azurerm_managed_redis.A', type: 'azurerm_managed_redis' },
      { address: 'azurerm_subnet.A', type: 'azurerm_subnet' },
    ];
    const found = costOfStage([], { stage: 'a', book, usage: NO_USAGE, tryFind: () => undefined, uncounted });
    expect(found.notPriced).toEqual([{ ...uncounted[0], reason: 'its number is not known before the deployment' }]);
  });

  it('marks estimates, and prices of other regions', () => {
    const marks = (sku: string, region: string) => {
      const { verified, isOfRegion } = cost([cache(sku)], region).resources[0]?.components[0] ?? {};
      return { verified, isOfRegion };
    };
    expect(marks('Balanced_B5', 'eastus')).toEqual({ verified: true, isOfRegion: true });
    expect(marks('Balanced_B5', 'norwayeast')).toEqual({ verified: true, isOfRegion: false });
    expect(marks('Balanced_B10', 'eastus')).toEqual({ verified: false, isOfRegion: true });
  });
});

describe('the types of the systems', () => {
  const goldens = path.join(__dirname, '../../stacks');
  const types = new Set(
    fs
      .readdirSync(goldens, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json') && !file.includes('azurerm-5'))
      .flatMap((file) => {
        const { resource = {} } = JSON.parse(fs.readFileSync(path.join(goldens, file), 'utf8')) as {
          readonly resource?: object;
        };
        return Object.keys(resource);
      })
      .filter((type) => type.startsWith('azurerm_')),
  );

  it('are there', () => expect(types.size).toBeGreaterThan(80));

  it('have an estimator, or a reason why they are free or not priced', () => {
    const known = (type: string) => tryFindEstimator(type) ?? reasonForFree(type) ?? type in billing.notPriced;
    expect([...types].filter((type) => known(type) === false)).toEqual([]);
  });
});

test('no type has both an estimator and a reason to have none', () => {
  const reasons = [...Object.keys(billing.free), ...Object.keys(billing.notPriced)];
  expect(reasons.filter((type) => tryFindEstimator(type) !== undefined)).toEqual([]);
});
