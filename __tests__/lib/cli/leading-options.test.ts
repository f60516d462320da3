import { commandFirst } from '../../../lib/cli/leading-options';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());

const shop = { stages: { network: {}, cache: { resources: { 'terraform_data.A': { input: '@sku@' } } } } };

describe('options before the command', () => {
  it.each([
    ['-e prod deploy a b', 'deploy -e prod a b'],
    ['--environment=prod deploy a', 'deploy --environment=prod a'],
    ['-eprod deploy a', 'deploy -eprod a'],
    ['--json --project other -e prod list', 'list --json --project other -e prod'],
    ['--parameters a=1 b=2 deploy c', 'deploy --parameters=a=1 --parameters=b=2 c'],
    ['-e dev plan -e prod', 'plan -e dev -e prod'],
    ['-e list list', 'list -e list'],
    ['--enviroment dev synth', 'dev --enviroment synth'],
    ['--yes deploy a', 'deploy --yes a'],
    ['--help plan', 'plan --help'],
    ['plan -e prod', 'plan -e prod'],
    ['--version', '--version'],
    ['-e prod', ''],
    ['-e', ''],
    ['', ''],
    ['--help', '--help'],
    ['--json --help', '--help'],
    ['-- list', '-- list'],
  ])('%j is %j', (given, args) => {
    const words = (text: string) => text.split(' ').filter((word) => word !== '');
    expect(commandFirst(words(given))).toEqual(words(args));
  });

  it('have their effect', async () => {
    const project = TestProject.withStages(shop);
    const { exitCode, stdout } = await project.azstage('-e', 'prod', '--parameters', 'redisSku=E10', 'synth', 'cache');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('environment prod') });
    expect(project.read('cdktf.out/stacks/cache/cdk.tf.json')).toContain('"input": "E10"');
  });

  it('alone show the help', async () => {
    const { exitCode, stderr } = await TestProject.withStages(shop).azstage('-e', 'prod');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('Usage: azstage') });
  });
});

describe('a word that is not known', () => {
  it.each([
    [['synht'], "unknown command 'synht'", 'synth'],
    [['-e', 'prod', 'depoly', 'network'], "unknown command 'depoly'", 'deploy'],
    [['destory'], "unknown command 'destory'", 'destroy'],
    [['synth', '--enviroment', 'dev'], "unknown option '--enviroment'", '--environment'],
    [['--enviroment=dev', 'synth'], "unknown option '--enviroment'", '--environment'],
    [['down', 'network', '--casacde'], "unknown option '--casacde'", '--cascade'],
    [['graph', '--fromat', 'svg'], "unknown option '--fromat'", '--format'],
  ])('as in %j is refused with the nearest', async (args, text, nearest) => {
    const { exitCode, stderr } = await TestProject.withStages(shop).azstage(...args);
    expect(stderr).toContain(text);
    expect(stderr).toContain(`(Did you mean ${nearest}?)`);
    expect(exitCode).toBe(64);
  });
});
