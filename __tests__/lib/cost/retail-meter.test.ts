import { type RetailQuery } from '../../../lib/cost/price';
import { PriceBook } from '../../../lib/cost/price-book';
import { type RetailMeter, selectRetailPrice } from '../../../lib/cost/retail-meter';

const QUERY: RetailQuery = {
  serviceName: 'Virtual Machines',
  productNameEnd: 'Series',
  armSkuName: 'Standard_D2s_v5',
  skuName: 'D2s v5',
  unitOfMeasure: '1 Hour',
};

const METER: RetailMeter = {
  serviceName: 'Virtual Machines',
  productName: 'Virtual Machines Dsv5 Series',
  skuName: 'D2s v5',
  meterName: 'D2s v5',
  armSkuName: 'Standard_D2s_v5',
  armRegionName: 'westeurope',
  unitOfMeasure: '1 Hour',
  tierMinimumUnits: 0,
  retailPrice: 0.115,
  type: 'Consumption',
  isPrimaryMeterRegion: true,
  meterId: 'm1',
  effectiveStartDate: '2021-11-01T00:00:00Z',
};

const select = (query: Partial<RetailQuery>, ...meters: readonly Partial<RetailMeter>[]) =>
  selectRetailPrice(
    { ...QUERY, ...query },
    'westeurope',
    meters.map((meter, index) => ({ ...METER, meterId: `m${index}`, ...meter })),
    '2026-03-01',
  );

describe('the selection of a retail price', () => {
  it('takes the one meter that has all fields of the query', () => {
    const others = [
      { productName: 'Virtual Machines Dsv5 Series Windows', retailPrice: 0.207 },
      { productName: 'Dsv5 Series Cloud Services', retailPrice: 0.9 },
      { skuName: 'D2s v5 Spot', meterName: 'D2s v5 Spot', retailPrice: 0.02 },
      { type: 'DevTestConsumption', retailPrice: 0.1 },
      { type: 'Reservation', retailPrice: 593 },
      { armRegionName: 'northeurope', retailPrice: 0.107 },
      { effectiveStartDate: '2026-04-01T00:00:00Z', retailPrice: 0.2 },
      { effectiveEndDate: '2026-01-01T00:00:00Z', retailPrice: 0.3 },
    ];
    expect(select({}, {}, ...others)).toEqual({ kind: 'found', amount: 0.115 });
  });

  it('takes a region of its own where the query has one, and a factor', () => {
    const query = { armRegionName: 'Global', factor: 730 };
    expect(select(query, {}, { armRegionName: 'Global', retailPrice: 0.01 })).toEqual({ kind: 'found', amount: 7.3 });
  });

  it('does not guess between meters with different prices', () => {
    const several = [0.115, 0.12, 0.13, 0.14].map((retailPrice) => ({ retailPrice }));
    expect(select({}, ...several)).toEqual({
      kind: 'ambiguous',
      reason:
        'several meters: Virtual Machines Dsv5 Series / D2s v5 / D2s v5 0.115; Virtual Machines Dsv5 Series / D2s v5 / D2s v5 0.12; Virtual Machines Dsv5 Series / D2s v5 / D2s v5 0.13; and 1 more',
    });
    expect(select({}, {}, {})).toEqual({ kind: 'found', amount: 0.115 });
  });

  it('prefers what Azure bills by, and the newest price of a meter', () => {
    const copy = { isPrimaryMeterRegion: false, retailPrice: 0.5 };
    expect(select({}, {}, copy)).toEqual({ kind: 'found', amount: 0.115 });
    expect(select({}, copy)).toEqual({ kind: 'found', amount: 0.5 });
    const old = { meterId: 'm', retailPrice: 0.2, effectiveStartDate: '2020-01-01T00:00:00Z' };
    expect(select({}, old, { meterId: 'm' })).toEqual({ kind: 'found', amount: 0.115 });
  });

  it('takes the tier that the query names, and no free one by accident', () => {
    const tiers = [{ retailPrice: 0 }, { tierMinimumUnits: 5, retailPrice: 2.3 }];
    expect(select({ tierMinimumUnits: 5 }, ...tiers)).toEqual({ kind: 'found', amount: 2.3 });
    expect(select({ tierMinimumUnits: 0 }, ...tiers)).toEqual({ kind: 'found', amount: 0 });
    expect(select({}, ...tiers)).toEqual({
      kind: 'ambiguous',
      reason: 'the first units are free; its tiers begin at 0, 5 units',
    });
    expect(select({ tierMinimumUnits: 10 }, ...tiers)).toEqual({
      kind: 'missing',
      reason: 'its price has tiers from 0, 5 units, none from 10',
    });
  });

  it('says which meter there is not, or in which unit', () => {
    expect(select({ meterName: 'D2s v5' })).toEqual({
      kind: 'missing',
      reason: 'no meter "Series" "Standard_D2s_v5" "D2s v5" in westeurope',
    });
    expect(select({}, { unitOfMeasure: '100 Hours' })).toEqual({
      kind: 'missing',
      reason: 'its meter is in "100 Hours", not "1 Hour"',
    });
  });
});

describe('the queries of the price book', () => {
  const { prices } = PriceBook.packaged();

  it('are one for each key', () => {
    const byKey = new Map<string, Set<string>>();
    prices.forEach(({ key, retail }) => byKey.set(key, (byKey.get(key) ?? new Set()).add(JSON.stringify(retail))));
    expect([...byKey].filter(([, queries]) => queries.size > 1).map(([key]) => key)).toEqual([]);
  });

  it('are for as much as the unit of the price is, with their factor', () => {
    const hours: Readonly<Record<string, number>> = { '1 Hour': 1, '1/Hour': 1 };
    const months: Readonly<Record<string, number>> = { '1/Month': 1, '1': 1, '1 Hour': 730, '1/Hour': 730 };
    const odd = prices.flatMap(({ key, unit, retail }) => {
      if (retail === undefined) {
        return [];
      }
      const { unitOfMeasure: of, factor = 1 } = retail;
      const expected = /(^|-)hour$/.test(unit) ? hours[of] : /^(?!GB).*month$/.test(unit) ? months[of] : undefined;
      // Two nodes or two units for one price.
      const isHalfOrDouble = key.startsWith('redisCache.Standard') || key === 'grafana.Standard';
      return expected === undefined || factor === expected || isHalfOrDouble ? [] : [{ key, unit, of, factor }];
    });
    expect(odd).toEqual([]);
    const tokens = prices.filter(({ unit, retail }) => unit === '1M tokens' && retail !== undefined);
    expect(tokens.map(({ retail }) => [retail?.unitOfMeasure, retail?.factor ?? 1])).toEqual(
      tokens.map(({ retail }) => (retail?.unitOfMeasure === '1M' ? ['1M', 1] : ['1K', 1000])),
    );
  });

  it('name a product, or a size of a virtual machine', () => {
    const wide = prices.filter(
      ({ retail }) => retail !== undefined && (retail.productName ?? retail.armSkuName) === undefined,
    );
    expect(wide.map(({ key }) => key)).toEqual([]);
  });

  it('are there for all prices but some whose meter no public source names', () => {
    const without = prices.filter(({ retail }) => retail === undefined).map(({ key }) => key);
    expect([...new Set(without)].sort()).toEqual([
      'backup.aksNamespace',
      'bandwidth.geoReplication',
      'openai.gpt-5.5.cachedInput',
      'openai.gpt-5.5.input',
      'openai.gpt-5.5.output',
      'openai.text-embedding-ada-002.input',
      'peering.global.zone1',
      'peering.global.zone2',
      'storage.file.Premium.ZRS',
      'vpnGateway.data',
    ]);
  });
});
