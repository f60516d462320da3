import { PriceBook } from '../../../lib/cost/price-book';
import { type Price } from '../../../lib/cost/price';

const book = PriceBook.packaged();

function price(key: string, region: string, amount = 1): Price {
  return { key, region, amount, unit: 'hour', source: 'a test', date: '2026-01-02', verified: true };
}

describe('the price book of the package', () => {
  it('has every price once for a region, with its source and date', () => {
    const places = book.prices.map(({ key, region }) => `${key} ${region}`);
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
    expect(book.prices.filter(({ source, date }) => source === '' || date === '')).toEqual([]);
  });

  it('is in US dollars, and sorted', () => {
    expect(book.currency).toBe('USD');
    const places = book.prices.map(({ key, region }) => `${key} ${region}`);
    expect(places).toEqual([...places].sort());
  });

  it('marks what is not published as not verified, and only that', () => {
    const estimates = book.prices.filter(({ source }) =>
      /^(estimate|assumed|half|1\.25 times|a public cost note|"AKS)/.test(source),
    );
    expect(estimates.filter(({ verified }) => verified)).toEqual([]);
    expect(book.prices.filter(({ verified }) => !verified).map(({ source }) => source)).toEqual(
      estimates.map(({ source }) => source),
    );
  });

  it('has no price of nothing', () => {
    expect(book.prices.filter(({ amount }) => amount <= 0)).toEqual([]);
  });

  it('says where the Azure Retail Prices API has most of its prices', () => {
    const named = book.prices.filter(({ retail }) => retail !== undefined);
    expect(named.length / book.prices.length).toBeGreaterThan(0.75);
    expect(named.filter(({ retail }) => retail?.meterName === undefined && retail?.skuName === undefined)).toEqual([]);
  });
});

describe('a price', () => {
  const own = new PriceBook('USD', [
    price('a', 'westus', 1),
    price('a', 'eastus', 2),
    price('b', 'any', 3),
    price('c', 'westus', 4),
  ]);

  it('is that of the region', () => expect(own.tryFind('a', 'westus')?.amount).toBe(1));
  it('is that of East US where the region has none', () =>
    expect(own.tryFind('a', 'norwayeast')?.region).toBe('eastus'));
  it('is the one of all regions before that', () => expect(own.tryFind('b', 'westus')?.amount).toBe(3));
  it('is the first one otherwise', () => expect(own.tryFind('c', 'eastus')?.region).toBe('westus'));
  it('may be missing', () => expect(own.tryFind('d', 'eastus')).toBeUndefined());
  it('is replaced by another one of its key and region', () => {
    const later = own.with([price('a', 'westus', 9)]);
    expect([later.tryFind('a', 'westus')?.amount, later.tryFind('a', 'eastus')?.amount]).toEqual([9, 2]);
  });
});
