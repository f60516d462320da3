import { describeWithTerraform } from '../../helpers/terraform';
import { CACHE_PROVIDER, CacheProvider } from '../../helpers/cache-provider';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const cache = { name: 'redis', location: 'eastus', sku_name: 'Balanced_@sku@', high_availability_enabled: false };

/** A cache of $47.45 in dev and of $113.88 in prod, and an app of which nobody knows how much it is used. */
const shop = {
  skus: { dev: 'B3', prod: 'B5' },
  stages: {
    'stage-data': {
      monthlyBudget: { from: 10, to: 100 },
      resources: { 'azurerm_managed_redis.Cache': cache, 'azurerm_resource_group.Group': { name: 'rg' } },
      outputs: { id: '${azurerm_managed_redis.Cache.id}' },
    },
    'stage-app': {
      needs: ['stage-data'],
      monthlyBudget: { from: 0, to: 20 },
      resources: {
        'azurerm_container_app.Api': {
          name: 'api',
          template: { min_replicas: 0, max_replicas: 10, container: [{ cpu: 0.5, memory: '1Gi' }] },
        },
        'azurerm_firewall.Firewall': { name: 'fw' },
      },
    },
  },
};

const project = () => TestProject.withStages(shop);

describe('azstage cost', () => {
  it('shows what each stage and resource costs a month', async () => {
    const { exitCode, stdout, stderr } = await project().azstage('cost');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'shop, environment dev, in eastus2',
        '',
        'STAGE               FROM      TO       BUDGET',
        'stage-data        $47.45  $47.45  $10 to $100',
        'stage-app          $0.00  $40.69    $0 to $20  can exceed it, 1 not priced',
        '2 stages a month  $47.45  $88.14',
        '',
        'stage-data: $47.45 a month',
        '  $47.45  azurerm_managed_redis.Cache: Cache Balanced_B3, 1 node',
        '',
        'stage-app: $0.00 to $40.69 a month',
        '  $0.00 to $40.69  azurerm_container_app.Api: 0.5 vCPU, active, 0 to 10 replicas; 1 GiB, active; Data to the internet; Requests',
        '',
        'Not priced, and not in these sums',
        '  stage-app: azurerm_firewall.Firewall: azstage cannot estimate azurerm_firewall',
        '',
        "3 prices of another region, for want of one of the stage's own: eastus",
        'List prices of pay as you go, without what Azure includes for free once per subscription.',
        '',
      ].join('\n'),
    );
  });

  it('prices the stages that are named', async () => {
    const { stdout } = await project().azstage('cost', 'stage-data');
    expect(stdout).toContain('1 stage a month');
    expect(stdout).not.toContain('stage-app');
    expect((await project().azstage('cost', 'stage-dat')).stderr).toContain('stage-dat');
  });

  it('takes quantities from usage.json, and the file that is named instead', async () => {
    const own = project();
    own.write('usage.json', { stages: { 'stage-data': { hours: 73 } } });
    own.write('more/usage.json', { types: { azurerm_container_app: { scaleOut: 0, millionRequests: 0, gbOut: 100 } } });
    expect((await own.azstage('cost')).stdout).toMatch(/^stage-data +\$4\.75 +\$4\.75/m);
    const named = await own.azstage('cost', '--usage', 'more/usage.json');
    expect(named.stdout).toMatch(/^stage-data +\$47\.45/m);
    expect(named.stdout).toMatch(/^stage-app +\$8\.70 +\$8\.70/m);
  });

  it('refuses a usage file with what does not belong there, and one that does not exist', async () => {
    const own = project();
    own.write('usage.json', { types: { azurerm_container_app: { requests: 1 } } });
    const { exitCode, stderr } = await own.azstage('cost');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('usage.json has types.azurerm_container_app.requests, which does not belong there.\n');
    const missing = await own.azstage('cost', '--usage', 'none.json');
    expect(missing.exitCode).toBe(64);
    expect(missing.stderr).toContain('none.json does not exist.');
  });

  it('warns of quantities for a resource that is not there', async () => {
    const own = project();
    own.write('usage.json', {
      stages: {
        'stage-app': { resources: { 'azurerm_container_app.Gone': { gbOut: 1 } } },
        'stage-of-another-system': { resources: { 'azurerm_container_app.Other': { gbOut: 1 } } },
      },
    });
    const { exitCode, stderr } = await own.azstage('cost');
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'The usage file has quantities of resources that are not in this app: stage-app: azurerm_container_app.Gone\n',
    );
  });

  it('compares two environments, and leaves the output of synth alone', async () => {
    const own = project();
    await own.azstage('synth');
    const { exitCode, stdout } = await own.azstage('cost', 'stage-data', '--compare', 'dev', 'prod');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^STAGE +dev +prod +DIFFERENCE$/m);
    expect(stdout).toMatch(/^stage-data +\$47\.45 +\$113\.88 +\+\$66\.43$/m);
    expect(own.read('cdktf.out/azstage.json')).toContain('"environment":"dev"');
  });

  it.each([
    [['--compare', 'dev'], '--compare takes two environments, not dev.'],
    [['--compare', 'dev', 'prod', 'staging'], '--compare takes two environments, not dev prod staging.'],
    [['--compare', 'dev', 'dev'], '--compare takes two environments, not dev dev.'],
    [['--compare', 'dev', 'prod', '--environment', 'dev'], 'cannot be used with option'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await project().azstage('cost', ...args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });

  it('warns of a stage over its budget, and fails with 6 where that is asked for', async () => {
    const args = ['cost', '--environment', 'prod'] as const;
    const { exitCode, stderr, stdout } = await project().azstage(...args);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('stage-data is over its budget in prod: $113.88 a month, of $100.00\n');
    expect(stdout).toMatch(/^stage-data .* over budget$/m);
    expect((await project().azstage(...args, '--fail-over-budget')).exitCode).toBe(6);
    expect((await project().azstage('cost', '--fail-over-budget')).exitCode).toBe(0);
  });

  it('prints data with --json', async () => {
    const { messages } = await project().azstage('cost', '--json');
    expect(messages.find(({ code }) => code === 'cost.result')?.data).toMatchObject({
      environment: 'dev',
      currency: 'USD',
      monthly: { low: 47.45, high: 88.14 },
      stages: [
        {
          name: 'stage-data',
          budget: { from: 10, to: 100 },
          budgetStatus: 'within',
          freeCount: 1,
          resources: [
            {
              address: 'azurerm_managed_redis.Cache',
              region: 'eastus',
              components: [{ unit: 'node-hour', unitPrice: 0.065, quantity: { low: 730, high: 730 }, verified: true }],
            },
          ],
        },
        { name: 'stage-app', budgetStatus: 'may-exceed', notPriced: [{ type: 'azurerm_firewall' }] },
      ],
    });
  });

  it('prints Markdown', async () => {
    const { stdout } = await project().azstage('cost', '--format', 'markdown');
    expect(stdout).toContain('| `stage-data` | $47.45 | $47.45 | $10 to $100 | - |');
    expect(stdout).toContain('- `stage-app`: `azurerm_firewall.Firewall`: azstage cannot estimate azurerm');
    const compared = await project().azstage('cost', '--compare', 'dev', 'prod', '--format', 'markdown');
    expect(compared.stdout).toContain('| `stage-data` | $47.45 | $113.88 | +$66.43 |');
  });

  it('prints a picture, the same each time', async () => {
    const picture = async () => (await project().azstage('cost', '--format', 'svg')).stdout;
    const svg = await picture();
    expect(svg).toMatch(/^<svg [^]*<\/svg>\n+$/);
    expect(svg).toContain('>stage-data</text>');
    expect(svg).toContain('>$0.00 to $40.69</text>');
    expect(await picture()).toBe(svg);
  });
});

describeWithTerraform('costs in other commands', () => {
  let provider: CacheProvider;
  beforeAll(async () => {
    provider = await CacheProvider.start();
  });
  afterAll(() => provider.close());

  const caching = (sku: string) => ({
    stages: {
      'stage-data': {
        resources: { 'azurerm_managed_redis.Cache': { ...cache, sku_name: sku } },
        terraform: { required_providers: { azurerm: { source: CACHE_PROVIDER } } },
      },
      'stage-other': { resources: { 'terraform_data.Other': { input: 'other' } } },
    },
  });
  const made = (sku: string) => TestProject.withStages(caching(sku)).withEnv(provider.env);

  it('plan says what changes, in the text, the data and the reports; deploy, show and down say what is saved', async () => {
    const own = made('Balanced_B3');
    const first = await own.azstage('plan', '--report', 'plan.md', 'plan.xml', 'plan.json');
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('\nstage-data: +$47.45 a month, then $47.45\n');
    expect(first.stdout).not.toMatch(/stage-other: .* a month/);
    expect(own.read('plan.md')).toContain('### Cost\n\n- `stage-data`: +$47.45 a month, then $47.45');
    expect(own.read('plan.xml')).toContain('stage-data: +$47.45 a month, then $47.45');
    expect(JSON.parse(own.read('plan.json'))).toMatchObject({
      stages: [{ cost: { currency: 'USD', before: { low: 0 }, after: { low: 47.45 }, notPriced: 0 } }, {}],
    });

    expect((await own.azstage('show')).stdout).toContain('Saved per month while stage-data is down: $47.45\n');
    await own.azstage('deploy', '--all', '--yes');
    expect((await own.azstage('show')).stdout).not.toContain('Saved per month');

    own.change(caching('Balanced_B5'));
    const { stdout } = await own.azstage('plan', 'stage-data');
    expect(stdout).toContain('\nstage-data: +$66.43 a month, then $113.88\n');

    const down = await own.azstage('down', 'stage-data', '--yes', '--allow-data-loss', 'azurerm_managed_redis.Cache');
    expect(down.exitCode).toBe(0);
    expect(down.stdout).toContain('\nSaved per month while stage-data is down: $47.45\n');
  });

  it('a usage file that cannot be read is a warning there', async () => {
    const own = made('Balanced_B3');
    own.write('usage.json', '{');
    const { exitCode, stdout, stderr } = await own.azstage('plan', 'stage-data');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^No costs are told: .*usage\.json is not JSON/m);
    expect(stdout).not.toContain('a month');
  });
});
