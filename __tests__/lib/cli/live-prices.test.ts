import fs from 'node:fs';
import path from 'node:path';
import { type RetailServer, startRetailPrices } from '../../helpers/retail-prices';
import { TestProject } from '../../helpers/test-project';

jest.setTimeout(60_000);

const REDIS = {
  serviceName: 'Redis Cache',
  productName: 'Azure Managed Redis - Balanced',
  skuName: 'B3',
  meterName: 'B3 Cache Instance',
  unitOfMeasure: '1 Hour',
  armRegionName: 'eastus',
};

const shop = {
  stages: {
    'stage-data': {
      monthlyBudget: { from: 10, to: 40 },
      resources: {
        'azurerm_managed_redis.Cache': {
          name: 'redis',
          location: 'eastus',
          sku_name: 'Balanced_B3',
          high_availability_enabled: false,
        },
        'azurerm_container_registry.Images': { name: 'images', location: 'westeurope', sku: 'Basic' },
      },
    },
  },
};

const usage = { types: { azurerm_container_registry: { gbStored: 0, buildHours: 0 } } };

describe('azstage cost --live', () => {
  let server: RetailServer;
  let project: TestProject;

  beforeAll(async () => {
    server = await startRetailPrices();
  });
  beforeEach(() => {
    project = TestProject.withStages(shop);
    project.write('usage.json', usage);
    project.write('ca.pem', server.certificate.cert);
    project.withEnv({
      HTTPS_PROXY: server.address,
      NODE_EXTRA_CA_CERTS: path.join(project.directory, 'ca.pem'),
      XDG_CACHE_HOME: path.join(project.directory, 'cache'),
    });
    server.faults = [];
    server.items = [
      { ...REDIS, retailPrice: 0.08 },
      { ...REDIS, retailPrice: 0.075, currencyCode: 'EUR' },
      { retailPrice: 0.1666, meterId: 'b' },
    ];
  });
  afterAll(async () => {
    await server.stop();
    TestProject.removeAll();
  });

  /** A process of its own: the proxy and the certificate are those of its environment. */
  const cost = async (...args: string[]): Promise<{ readonly exitCode: number | null; readonly text: string }> => {
    const cli = project.start('cost', ...args);
    return { exitCode: await cli.ended, text: cli.output() };
  };

  it('takes the prices of Azure, and shows which differ from the book', async () => {
    const { exitCode, text } = await cost('--live');
    expect(exitCode).toBe(0);
    expect(text).toContain(
      'Asking Azure for prices: 2 requests\nstage-data is over its budget in dev: $63.40 a month, of $40.00\n',
    );
    expect(text).toMatch(/^stage-data +\$63\.40 +\$63\.40 +\$10 to \$40 +over budget$/m);
    expect(text).toMatch(
      new RegExp(
        [
          'Prices of Azure on \\d{4}-\\d\\d-\\d\\d',
          ' {2}PRICE +REGION +BOOK +LIVE +DIFFERENCE',
          ' {2}managedRedis\\.Balanced_B3 +eastus +0\\.065 +0\\.08 +\\+23\\.1%',
          ' {2}1 price as in the book',
        ].join('\n'),
      ),
    );
    expect(fs.readdirSync(path.join(project.directory, 'cache/azstage/retail-prices/USD')).sort()).toEqual([
      'eastus.json',
      'westeurope.json',
    ]);
  });

  it('has each price in --json, and a table in Markdown, from the cache', async () => {
    await cost('--live');
    server.faults = Array.from({ length: 20 }, () => 'drop' as const);
    const { text } = await cost('--live', '--json');
    const { data } = JSON.parse(text.split('\n').find((line) => line.includes('cost.result')) ?? '{}') as {
      readonly data: { readonly live: object };
    };
    expect(data.live).toMatchObject({
      date: expect.stringMatching(/^\d{4}-/) as string,
      prices: [
        { key: 'acr.Basic', region: 'westeurope', bookRegion: 'eastus', book: 0.1667, live: 0.1666, kind: 'same' },
        { key: 'managedRedis.Balanced_B3', region: 'eastus', book: 0.065, live: 0.08, kind: 'different' },
      ],
    });
    expect((await cost('--live', '--format', 'markdown')).text).toContain(
      '| `managedRedis.Balanced_B3` | eastus | 0.065 | 0.08 | +23.1% |',
    );
  });

  it('shows another currency, without prices in US dollars and without budgets', async () => {
    const { text } = await cost('--live', '--currency', 'EUR');
    expect(text).toMatch(/^stage-data +54\.75 EUR +54\.75 EUR +\$10 to \$40 +1 not priced$/m);
    expect(text).toContain(
      'stage-data: azurerm_container_registry.Images: Registry Basic: no price of acr.Basic in EUR is known',
    );
    expect(text).toContain('  1 price in EUR\n  1 price not found; nothing is taken in its place:\n');
    expect(text).toContain('    acr.Basic in westeurope: no meter "Container Registry" "Basic" "Basic Registry Unit"');
    expect(text).not.toContain('over its budget');
  });

  it('fails with one message where Azure cannot be reached', async () => {
    server.faults = Array.from({ length: 50 }, () => ({ status: 403, body: '' }));
    const { exitCode, text } = await cost('--live');
    expect(exitCode).toBe(1);
    expect(text).toBe(
      [
        'Asking Azure for prices: 2 requests',
        'prices.azure.com answered 403.',
        'Check the network, and HTTPS_PROXY where there is a proxy; without --live, the prices that azstage contains are used.',
        '',
      ].join('\n'),
    );
  });

  it('takes older answers where Azure cannot be asked, and says so', async () => {
    await cost('--live');
    const file = 'cache/azstage/retail-prices/USD/eastus.json';
    project.write(file, project.read(file).replace(/"date":"[^"]*"/, '"date":"2026-01-02T03:04:05.000Z"'));
    server.faults = Array.from({ length: 50 }, () => ({ status: 403, body: '' }));
    const { exitCode, text } = await cost('--live');
    expect(exitCode).toBe(0);
    expect(text).toContain(
      'Some prices are those of 2026-01-02, as Azure could not be asked: prices.azure.com answered 403.\n',
    );
    expect(text).toContain('Prices of Azure on 2026-01-02\n');
  });

  it('refuses a currency that Azure has no prices in, and one of the book', async () => {
    expect(await cost('--currency', 'EUR')).toMatchObject({
      exitCode: 64,
      text: '--currency EUR needs the prices of Azure: those that azstage contains are in US dollars.\nAdd --live: azstage cost --live --currency EUR\n',
    });
    expect(await cost('--live', '--currency', 'XXX')).toMatchObject({
      exitCode: 64,
      text: expect.stringContaining('Allowed choices are USD, AUD,') as string,
    });
  });
});
