import { RetailPrices } from '../../../lib/azure/retail-prices';
import { pageOf, type RetailServer, startRetailPrices } from '../../helpers/retail-prices';

const ACR = { serviceName: 'Container Registry', armRegionName: 'westeurope' };

describe('the client of the Azure Retail Prices API', () => {
  let server: RetailServer;
  let retail: RetailPrices;

  beforeAll(async () => {
    server = await startRetailPrices();
    retail = new RetailPrices({ options: server.options });
  });
  beforeEach(() => {
    server.faults = [];
    server.asked.length = 0;
    server.items = [{ retailPrice: 0.1666, meterId: 'a' }];
    server.pageSize = 1000;
  });
  afterAll(() => server.stop());

  const failure = async (
    of = retail,
  ): Promise<{ readonly message: string; readonly fix?: string; readonly code: string }> =>
    of.list(ACR, 'USD').then(
      () => ({ message: 'none', code: 'none' }),
      (error: unknown) => error as { readonly message: string; readonly code: string },
    );

  it('asks without a sign-in for what is paid as it is used, in a currency', async () => {
    server.items = [
      { currencyCode: 'EUR', retailPrice: 0.15 },
      { type: 'Reservation', currencyCode: 'EUR' },
    ];
    await expect(retail.list(ACR, 'EUR')).resolves.toMatchObject([{ retailPrice: 0.15, armSkuName: '' }]);
    expect(new URLSearchParams(server.asked[0])).toEqual(
      new URLSearchParams({
        'api-version': '2023-01-01-preview',
        currencyCode: "'EUR'",
        $filter: "serviceName eq 'Container Registry' and armRegionName eq 'westeurope' and priceType eq 'Consumption'",
      }),
    );
  });

  it('writes queries as the examples of Azure have them', async () => {
    await retail.list(ACR, 'USD');
    expect(server.asked[0]).toMatch(
      /^\?api-version=2023-01-01-preview&currencyCode=(%27|')USD(%27|')&\$filter=serviceName%20eq%20(%27|')Container%20Registry/,
    );
  });

  it('escapes what it puts into a filter', async () => {
    await retail.list({ productName: "it's' or true" }, 'USD');
    expect(new URLSearchParams(server.asked[0]).get('$filter')).toBe(
      "productName eq 'it''s'' or true' and priceType eq 'Consumption'",
    );
  });

  it('follows all pages, whose links name the port', async () => {
    server.items = Array.from({ length: 7 }, (_, index) => ({ meterId: `m${index}` }));
    server.pageSize = 3;
    const meters = await retail.list(ACR, 'USD');
    expect(meters.map(({ meterId }) => meterId)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    expect(server.asked).toHaveLength(3);
  });

  it.each([
    'https://prices.example.com/api/retail/prices?$skip=1000',
    'http://prices.azure.com/api/retail/prices?$skip=1000',
    'https://prices.azure.com:8443/api/retail/prices?$skip=1000',
    'https://prices.azure.com.example.com/x',
    'next',
  ])('does not follow a page elsewhere: %s', async (next) => {
    server.faults = [pageOf([{}], next)];
    const { message, fix } = await failure();
    expect(message).toBe(
      'The answer of prices.azure.com cannot be used: it names a next page that is not on prices.azure.com.',
    );
    expect(fix).toMatch(/^Check the network, and HTTPS_PROXY where there is a proxy; without --live, /);
    expect(server.asked).toHaveLength(1);
  });

  it('ends where pages lead in a circle, or have no end', async () => {
    const at = (skip: number): string => `https://prices.azure.com/api/retail/prices?$skip=${skip}`;
    server.faults = [pageOf([{}], at(1)), pageOf([{}], at(1))];
    expect((await failure()).message).toMatch(/a page names itself as the next\.$/);
    server.faults = Array.from({ length: 60 }, (_, index) => pageOf([{}], at(index)));
    expect((await failure()).message).toMatch(/it has more than 50 pages\.$/);
  });

  it('repeats what is throttled after the time that Azure names, what fails, and what breaks off', async () => {
    const cut = { 'content-length': '100000', connection: 'close' };
    server.faults = [
      { status: 429, headers: { 'retry-after': '1' }, body: '' },
      { status: 503, body: '' },
      { status: 200, headers: cut, body: '{"BillingCurrency":"USD","Items":[' },
    ];
    const start = Date.now();
    await expect(retail.list(ACR, 'USD')).resolves.toMatchObject([{ meterId: 'a' }]);
    expect(Date.now() - start).toBeGreaterThanOrEqual(1000);
    expect(server.asked).toHaveLength(4);
  });

  it('says what comes in place of prices', async () => {
    const html = { 'content-type': 'text/html' };
    const cases = [
      [
        { status: 200, headers: html, body: '<html>Sign in to the guest network</html>' },
        /cannot be used: it is not JSON/,
      ],
      [{ status: 200, body: '' }, /cannot be used: it is empty\.$/],
      [{ status: 200, body: { error: 'x' } }, /cannot be used: it lacks BillingCurrency\.$/],
      [pageOf([{ retailPrice: -1 }]), /cannot be used: it is wrong at Items\.0\.retailPrice/],
      [
        pageOf([{ retailPrice: '0' as unknown as number }]),
        /it has a string at Items\.0\.retailPrice, not a number\.$/,
      ],
      [pageOf([], null, 'XX\u001b[31mX'), /it has prices in XXX, not in USD\.$/],
      [pageOf([], null, 'CHF'), /it has prices in CHF, not in USD\.$/],
      [{ status: 400, body: { Error: { Message: 'Invalid OData' } } }, /^prices\.azure\.com answered 400\.$/],
      [{ status: 302, headers: { location: 'https://example.com/' }, body: '' }, /^prices\.azure\.com answered 302\.$/],
    ] as const;
    for (const [fault, message] of cases) {
      server.faults = [fault];
      expect(await failure()).toMatchObject({
        code: 'AZURE_FAILED',
        message: expect.stringMatching(message) as string,
      });
    }
  });

  it('does not read more than a page can have', async () => {
    server.faults = [{ status: 200, body: `"${'x'.repeat(17_000_000)}"` }];
    expect((await failure()).message).toBe('The answer of prices.azure.com cannot be used: it has more than 16 MB.');
  });

  it('gives up in time, and says that it cannot be reached', async () => {
    const hasty = new RetailPrices({ options: server.options, pageTime: 300 });
    server.faults = [{ status: 429, headers: { 'retry-after': '3600' }, body: '' }];
    expect((await failure(hasty)).message).toBe('prices.azure.com did not answer in time.');
    server.faults = Array.from({ length: 9 }, () => 'drop' as const);
    expect((await failure()).message).toMatch(/^prices\.azure\.com could not be reached: /);
    const nowhere = { ...server.options, proxyOptions: { host: 'http://127.0.0.1', port: 1 } };
    expect(await failure(new RetailPrices({ options: nowhere }))).toMatchObject({
      code: 'AZURE_FAILED',
      reason: 'ECONNREFUSED',
      message: expect.stringMatching(/^prices\.azure\.com could not be reached: .*ECONNREFUSED/) as string,
    });
  });

  it('ends on Ctrl-C', async () => {
    const controller = new AbortController();
    const interrupted = new RetailPrices({ options: server.options, signal: controller.signal });
    server.faults = [{ status: 429, headers: { 'retry-after': '3600' }, body: '' }];
    setTimeout(() => controller.abort(), 100);
    expect(await failure(interrupted)).toMatchObject({ code: 'INTERRUPTED' });
  });
});
