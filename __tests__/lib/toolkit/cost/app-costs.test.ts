import { PriceBook } from '../../../../lib/cost/price-book';
import { NO_USAGE } from '../../../../lib/cost/usage-file';
import { Assembly } from '../../../../lib/toolkit/assembly/assembly';
import { AppCosts } from '../../../../lib/toolkit/cost/app-costs';
import { PlanJson, type ResourceChange } from '../../../../lib/toolkit/terraform/plan-json';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

const app = {
  stages: {
    data: {
      resources: {
        'azurerm_cosmosdb_account.Account': {
          name: 'cosmos',
          location: 'northeurope',
          geo_location: [{ location: 'northeurope' }, { location: 'westeurope' }],
        },
      },
      outputs: { account: '${azurerm_cosmosdb_account.Account.name}' },
    },
    crud: {
      needs: ['data'],
      resources: {
        'azurerm_cosmosdb_sql_database.Database': {
          account_name: '${data.terraform_remote_state.data.outputs.account}',
          throughput: 400,
        },
        'azurerm_managed_redis.Cache': { location: 'northeurope', sku_name: 'Balanced_B5' },
      },
    },
  },
};

async function costs(): Promise<AppCosts> {
  const project = TestProject.withStages(app);
  await project.azstage('synth');
  return new AppCosts(Assembly.read(`${project.directory}/cdktf.out`), PriceBook.packaged(), NO_USAGE);
}

function plan(...changes: readonly Partial<ResourceChange>[]): PlanJson {
  const resources = changes.map((change) => ({
    address: `${change.type}.Cache`,
    type: '',
    isData: false,
    action: 'update' as const,
    before: null,
    after: null,
    afterUnknown: false,
    beforeSensitive: false,
    afterSensitive: false,
    ...change,
  }));
  return PlanJson.of({ resources, drift: [], outputs: {} });
}

test('the throughput of a database is in every region of its account, which is in another stage', async () => {
  // 400 / 100 x 730 h x $0.008 x 2 regions
  expect((await costs()).of('crud').resources.map(({ type, monthly }) => [type, monthly.low])).toEqual([
    ['azurerm_managed_redis', 251.12],
    ['azurerm_cosmosdb_sql_database', 46.72],
  ]);
});

describe('a plan', () => {
  const cache = { location: 'northeurope', sku_name: 'Balanced_B1', high_availability_enabled: true };

  it('costs what is there before, and what is planned', async () => {
    const { before, after } = (await costs()).ofPlan(
      'crud',
      plan({ type: 'azurerm_managed_redis', before: cache, after: { ...cache, sku_name: 'Balanced_B5' } }),
    );
    expect([before.monthly.low, after.monthly.low]).toEqual([51.1, 251.12]);
  });

  it('costs nothing before it creates, and nothing after it deletes', async () => {
    const type = 'azurerm_managed_redis';
    const made = (await costs()).ofPlan('crud', plan({ type, action: 'create', after: cache }));
    const gone = (await costs()).ofPlan('crud', plan({ type, action: 'delete', before: cache }));
    expect([made.before.monthly.low, made.after.monthly.low]).toEqual([0, 51.1]);
    expect([gone.before.monthly.low, gone.after.monthly.low]).toEqual([51.1, 0]);
  });

  it('takes what is unknown until apply from the synthesized JSON, where references are followed', async () => {
    const { after } = (await costs()).ofPlan(
      'crud',
      plan({
        address: 'azurerm_cosmosdb_sql_database.Database',
        type: 'azurerm_cosmosdb_sql_database',
        action: 'create',
        after: { throughput: 400, account_name: null },
      }),
    );
    expect([after.monthly.low, after.notPriced]).toEqual([46.72, []]);
  });

  it('finds other resources of the plan by their names', async () => {
    const { before } = (await costs()).ofPlan(
      'crud',
      plan(
        { address: 'a.a', type: 'azurerm_cosmosdb_account', before: { name: 'other', geo_location: [{}] } },
        {
          address: 'azurerm_cosmosdb_sql_database.Other',
          type: 'azurerm_cosmosdb_sql_database',
          before: { throughput: 400, account_name: 'other' },
        },
      ),
    );
    expect(before.resources.find(({ address }) => address.endsWith('Other'))?.monthly.low).toBe(23.36);
  });

  it('does not count data sources', async () => {
    const { after } = (await costs()).ofPlan(
      'crud',
      plan({ type: 'azurerm_managed_redis', isData: true, after: cache }),
    );
    expect(after.resources).toEqual([]);
  });
});
