import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LivePriceSource } from '../../../lib/azure/live-price-source';
import { RetailPriceCache } from '../../../lib/azure/retail-price-cache';
import { RetailPrices } from '../../../lib/azure/retail-prices';
import { type DatedLivePrices } from '../../../lib/cost/live-price';
import { PriceBook } from '../../../lib/cost/price-book';
import { type RetailServer, startRetailPrices } from '../../helpers/retail-prices';

const REGISTRY = { serviceName: 'Container Registry', productName: 'Container Registry' };
const WANTED = [
  { key: 'acr.Premium', region: 'westeurope' },
  { key: 'acr.Basic', region: 'westeurope' },
  { key: 'acr.Basic', region: 'westeurope' },
  { key: 'privateEndpoint.hour', region: 'westeurope' },
  { key: 'backup.aksNamespace', region: 'westeurope' },
  { key: 'nothing.at.all', region: 'westeurope' },
];

const ITEMS = [
  { retailPrice: 0.1666, meterId: 'b' },
  { skuName: 'Premium', meterName: 'Premium Registry Unit', retailPrice: 1.8, meterId: 'p' },
  {
    serviceName: 'Virtual Network',
    productName: 'Virtual Network Private Link',
    skuName: 'Standard',
    meterName: 'Standard Private Endpoint',
    armRegionName: 'Global',
    unitOfMeasure: '1 Hour',
    retailPrice: 0.01,
    meterId: 'e',
  },
];

describe('live prices', () => {
  const book = PriceBook.packaged();
  let server: RetailServer;
  let directory: string;
  let now: Date;

  beforeAll(async () => {
    server = await startRetailPrices();
  });
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-prices-'));
    now = new Date('2026-03-01T12:00:00.000Z');
    server.faults = [];
    server.asked.length = 0;
    server.items = ITEMS;
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));
  afterAll(() => server.stop());

  const cacheFile = () => path.join(directory, 'cache', 'USD', 'westeurope.json');
  const ask = (currency = 'USD', wanted = WANTED): Promise<DatedLivePrices> =>
    new LivePriceSource({
      retail: new RetailPrices({ options: server.options }),
      cache: new RetailPriceCache(path.join(directory, 'cache'), () => now),
      now: () => now,
      currency,
    }).pricesOf(book, wanted);

  it('are compared with those of the book, and take their place', async () => {
    const { prices, book: live, date, outdated } = await ask();
    expect(prices.map(({ key, kind, book: own, live: found }) => [key, kind, own, found])).toEqual([
      ['acr.Basic', 'same', 0.1667, 0.1666],
      ['acr.Premium', 'different', 1.6667, 1.8],
      ['backup.aksNamespace', 'not asked', 12, undefined],
      ['privateEndpoint.hour', 'same', 0.01, 0.01],
    ]);
    expect([date, outdated]).toEqual(['2026-03-01', undefined]);
    expect(live.tryFind('acr.Premium', 'westeurope')).toEqual({
      key: 'acr.Premium',
      amount: 1.8,
      unit: 'day',
      region: 'westeurope',
      source: 'https://prices.azure.com/api/retail/prices',
      date: '2026-03-01',
      verified: true,
    });
    expect(live.tryFind('acr.Premium', 'eastus')?.amount).toBe(1.6667);
    expect(live.tryFind('backup.aksNamespace', 'westeurope')?.amount).toBe(12);
  });

  it('are asked for by product, once for each region of a meter', async () => {
    await ask();
    const filters = server.asked.map((query) => new URLSearchParams(query).get('$filter'));
    expect(filters.sort()).toEqual([
      "serviceName eq 'Container Registry' and productName eq 'Container Registry' and armRegionName eq 'westeurope' and priceType eq 'Consumption'",
      "serviceName eq 'Virtual Network' and productName eq 'Virtual Network Private Link' and armRegionName eq 'Global' and priceType eq 'Consumption'",
    ]);
  });

  it('say what is ambiguous, and what Azure does not have, and leave the price of the book', async () => {
    server.items = [
      { ...REGISTRY, retailPrice: 0.1 },
      { ...REGISTRY, retailPrice: 0.2, meterId: 'other' },
    ];
    const { prices, book: live } = await ask();
    expect(prices.map(({ key, kind }) => [key, kind])).toEqual([
      ['acr.Basic', 'ambiguous'],
      ['acr.Premium', 'missing'],
      ['backup.aksNamespace', 'not asked'],
      ['privateEndpoint.hour', 'missing'],
    ]);
    expect(live.tryFind('acr.Basic', 'westeurope')?.amount).toBe(0.1667);
  });

  it('of another currency are in a book without any in US dollars', async () => {
    server.items = [{ currencyCode: 'EUR', retailPrice: 0.15 }];
    const { prices, book: live } = await ask('EUR');
    expect(prices.map(({ key, kind, live: found }) => [key, kind, found])).toEqual([
      ['acr.Basic', 'other currency', 0.15],
      ['acr.Premium', 'missing', undefined],
      ['backup.aksNamespace', 'not asked', undefined],
      ['privateEndpoint.hour', 'missing', undefined],
    ]);
    expect([live.currency, live.prices.length]).toEqual(['EUR', 1]);
    expect(fs.readdirSync(path.join(directory, 'cache'))).toEqual(['EUR']);
  });

  it('are kept for a day, for the user alone', async () => {
    await ask();
    expect(fs.statSync(cacheFile()).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.dirname(cacheFile())).mode & 0o777).toBe(0o700);
    server.asked.length = 0;
    now = new Date('2026-03-02T11:59:00.000Z');
    await expect(ask()).resolves.toMatchObject({ date: '2026-03-01', outdated: undefined });
    expect(server.asked).toEqual([]);
    now = new Date('2026-03-02T12:00:00.000Z');
    await expect(ask()).resolves.toMatchObject({ date: '2026-03-02' });
    expect(server.asked).toHaveLength(2);
    now = new Date('2026-01-01T12:00:00.000Z');
    await ask();
    expect(server.asked).toHaveLength(4);
  });

  it('that are new are kept beside those that are there', async () => {
    await ask('USD', WANTED.slice(0, 1));
    await ask('USD', [{ key: 'keyVault.operations', region: 'westeurope' }]);
    server.asked.length = 0;
    await ask('USD', WANTED.slice(0, 1));
    expect(server.asked).toEqual([]);
  });

  it.each(['', 'null', '[]', '{"version":2,"answers":{}}', '{"version":1,"answers":{"x":{"date":"now","meters":[]}}}'])(
    'are asked for again where the cache is damaged: %j',
    async (content) => {
      await ask();
      fs.writeFileSync(cacheFile(), content);
      server.asked.length = 0;
      await ask();
      expect(server.asked).toHaveLength(1);
      expect(JSON.parse(fs.readFileSync(cacheFile(), 'utf8'))).toMatchObject({ version: 1 });
    },
  );

  it('need no cache', async () => {
    fs.writeFileSync(path.join(directory, 'cache'), 'a file where a directory should be');
    await expect(ask()).resolves.toMatchObject({ date: '2026-03-01' });
    fs.rmSync(path.join(directory, 'cache'));
    fs.mkdirSync(cacheFile(), { recursive: true });
    await expect(ask()).resolves.toMatchObject({ date: '2026-03-01' });
  });

  it('without a network are those of an earlier day, with the reason; or there are none', async () => {
    await ask('USD', WANTED.slice(0, 3));
    now = new Date('2026-03-09T12:00:00.000Z');
    server.faults = Array.from({ length: 50 }, () => 'drop' as const);
    await expect(ask('USD', WANTED.slice(0, 3))).resolves.toMatchObject({
      date: '2026-03-01',
      outdated: expect.stringMatching(/^prices\.azure\.com could not be reached: /) as string,
      prices: [
        { key: 'acr.Basic', kind: 'same' },
        { key: 'acr.Premium', kind: 'different' },
      ],
    });
    await expect(ask()).rejects.toThrow(/^prices\.azure\.com could not be reached: /);
  });
});

describe('the directory of the cache', () => {
  it.each([
    ['linux', { XDG_CACHE_HOME: '/var/cache/ann' }, '/var/cache/ann/azstage/retail-prices'],
    ['linux', { XDG_CACHE_HOME: 'cache', HOME: '/home/ann' }, '/home/ann/.cache/azstage/retail-prices'],
    ['linux', { XDG_CACHE_HOME: '', HOME: '/home/ann' }, '/home/ann/.cache/azstage/retail-prices'],
    ['darwin', { HOME: '/Users/ann' }, '/Users/ann/Library/Caches/azstage/retail-prices'],
    ['win32', { LocalAppData: '/c/Users/ann/AppData/Local' }, '/c/Users/ann/AppData/Local/azstage/retail-prices'],
  ] as const)('on %s with %j', (platform, env, expected) => {
    expect(RetailPriceCache.directory(env, platform)).toBe(expected);
  });
});
