import { App, type IResolveContext, Lazy, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { StorageAccount } from '../../../lib/constructs/data/storage-account';
import { SettingsError, ValidationError } from '../../../lib/errors';
import { runApp } from '../../../lib/stage/run-app';
import { ParameterSet } from '../../../lib/stage/parameter-set';
import { Stage } from '../../../lib/stage/stage';
import { StagedApp, type StagedAppProps } from '../../../lib/stage/staged-app';

let directory: string;
let outdir: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-app-'));
  outdir = path.join(directory, 'cdktf.out');
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});

function createApp(props: Partial<StagedAppProps> = {}): StagedApp {
  const app = new StagedApp({ name: 'demo', projectDirectory: directory, outdir, ...props });
  const stage = new Stage(app, 'stage-data', { title: 'Data', purpose: 'Keeps documents.' });
  new StorageAccount(stage, 'Documents');
  return app;
}

function run(makeApp: () => App) {
  const lines: string[] = [];
  const code = runApp(makeApp, { outdir, stderr: { write: (text) => lines.push(text) } });
  return { code, text: lines.join('') };
}

test('synth writes the stages, the manifest and the metadata', () => {
  createApp({ overrides: { today: '2026-11-01' } }).synth();
  expect(fs.readdirSync(outdir).sort()).toEqual(['azstage.json', 'environment.schema.json', 'manifest.json', 'stacks']);
  expect(JSON.parse(fs.readFileSync(path.join(outdir, 'azstage.json'), 'utf8'))).toMatchObject({
    version: 1,
    app: 'demo',
    environment: 'dev',
    project: 'demo',
    stages: [{ name: 'stage-data', purpose: 'Keeps documents.', dependencies: [] }],
  });
});

test('what is written is the same in another directory and on a second run', () => {
  const written = () => files(outdir).map((file) => [path.relative(outdir, file), fs.readFileSync(file, 'utf8')]);
  createApp({ overrides: { today: '2026-11-01' } }).synth();
  const first = written();
  fs.rmSync(outdir, { recursive: true });
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-elsewhere-'));
  outdir = path.join(directory, 'cdktf.out');
  createApp({ overrides: { today: '2026-11-01' } }).synth();
  createApp({ overrides: { today: '2026-11-01' } }).synth();
  expect(written()).toEqual(first);
});

test('synth prepares each stage once, nested ones too, and makes each reference to another stage once', () => {
  const app = createApp();
  const made = jest.spyOn(App.prototype, 'crossStackReference');
  const documents = app.node.findChild('stage-data').node.findChild('Documents') as StorageAccount;
  let preparations = 0;
  const counted = Lazy.stringValue({
    produce: (context) => {
      preparations += (context as IResolveContext).preparing ? 1 : 0;
      return 'x';
    },
  });
  const stages = [
    new Stage(app, 'stage-apps', { title: 'Apps', purpose: 'Reads documents.' }),
    new Stage(new Construct(app, 'later'), 'stage-nested', { title: 'Nested', purpose: 'Is prepared as well.' }),
  ];
  for (const stage of stages) {
    stage.addOutput('counted', counted, { description: 'Counted.' });
    ['one', 'two'].forEach((name) =>
      stage.addOutput(name, documents.storageAccountName, { description: 'The account.' }),
    );
  }
  app.synth();
  expect(preparations).toBe(2);
  expect(made).toHaveBeenCalledTimes(2);
  made.mockRestore();
});

test('the context key azstage, which the command line sets, wins over everything', () => {
  const app = createApp({
    environment: 'staging',
    overrides: { location: 'westus2', project: 'one' },
    context: { location: 'northeurope', azstage: { environment: 'prod', location: 'uksouth' } },
  });
  expect(app.settings).toMatchObject({ environment: 'prod', project: 'one' });
  expect(app.settings.location.name).toBe('uksouth');
});

describe('environment variables', () => {
  const variables = {
    AZSTAGE_ENVIRONMENT: 'prod',
    AZSTAGE_PROJECT: 'two',
    AZSTAGE_LOCATION: 'westeurope',
    AZSTAGE_PARAMETERS: 'sku=B5 note=a=b',
    AZSTAGE_SYSTEM: '',
  };

  test('select what is deployed in any app, over the code and the context', () => {
    const context = { environment: 'staging', project: 'one' };
    const { settings } = createApp({ environment: 'staging', overrides: { project: 'code' }, context, env: variables });
    expect(settings).toMatchObject({ environment: 'prod', project: 'two', location: { name: 'westeurope' } });
    expect(settings.parameterSources).toEqual([{ name: 'AZSTAGE_PARAMETERS', values: { sku: 'B5', note: 'a=b' } }]);
  });

  test('are those of the process, unless others are given', () => {
    process.env['AZSTAGE_ENVIRONMENT'] = 'prod';
    try {
      expect(createApp().settings.environment).toBe('prod');
      expect(createApp({ env: {} }).settings.environment).toBe('dev');
    } finally {
      delete process.env['AZSTAGE_ENVIRONMENT'];
    }
  });

  test('are in the metadata as sources, beside those of files and the command line', () => {
    const azstage = { project: 'three' };
    createApp({ env: { ...variables, AZSTAGE_PARAMETERS: '' }, context: { azstage } }).synth();
    expect(JSON.parse(fs.readFileSync(path.join(outdir, 'azstage.json'), 'utf8'))).toMatchObject({
      environment: 'prod',
      project: 'three',
      sources: { environment: 'AZSTAGE_ENVIRONMENT', project: 'command line', location: 'AZSTAGE_LOCATION' },
    });
  });

  test.each([
    [{ AZSTAGE_SYSTEM: 'other' }, 'AZSTAGE_SYSTEM: system: there is no system "other". Allowed: demo.'],
    [{ AZSTAGE_ENVIRONMENT: 'prd' }, 'environment: there is no environment "prd".'],
    [{ AZSTAGE_LOCATION: 'moon' }, 'AZSTAGE_LOCATION: location: "moon" is not a region'],
    [
      { AZSTAGE_PARAMETERS: 'a=1 b a=2' },
      'AZSTAGE_PARAMETERS: "b" is not an assignment. Allowed: name=value, separated by spaces, each name once.\n' +
        'AZSTAGE_PARAMETERS: "a" is assigned more than once.',
    ],
  ])('%j is refused', (env, message) => {
    expect(() => createApp({ env })).toThrow(message);
  });

  test('a system of the command line that the app is not is refused', () => {
    expect(() => createApp({ context: { azstage: { system: 'shop' } } })).toThrow(
      'command line: system: there is no system "shop". Allowed: demo. The project has this system alone: leave the name out.',
    );
    expect(createApp({ context: { azstage: { system: 'demo' } }, env: { AZSTAGE_SYSTEM: 'shop' } }).name).toBe('demo');
  });
});

test('templates in tags and parameters are text in the Terraform JSON, and as they were written in the metadata', () => {
  const parameters = new ParameterSet({ shape: { note: z.string().describe('Note'), list: z.array(z.string()) } });
  const note = '${file("/etc/passwd")} %{for} $5';
  const app = createApp({ overrides: { tags: { owner: '${var.x}' }, parameters: { note, list: 'a,${b}' } } });
  const values = app.readParameters(parameters);
  const stage = app.node.findChild('stage-data') as Stage;
  stage.addOutput('note', values.note, { description: 'Note' });
  stage.addOutput('list', values.list.join(' '), { description: 'List' });
  app.synth();
  const template = JSON.parse(fs.readFileSync(path.join(outdir, 'stacks/stage-data/cdk.tf.json'), 'utf8')) as {
    readonly output: unknown;
    readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  expect(template.output).toMatchObject({
    note: { value: '$${file("/etc/passwd")} %%{for} $5' },
    list: { value: 'a $${b}' },
  });
  expect(Object.values(template.resource['azurerm_storage_account'] ?? {})).toMatchObject([
    { tags: { owner: '$${var.x}' } },
  ]);
  expect(JSON.parse(fs.readFileSync(path.join(outdir, 'azstage.json'), 'utf8'))).toMatchObject({
    parameters: [{ value: note }, { value: ['a', '${b}'] }, { name: 'location' }],
    stages: [{ tags: { owner: '${var.x}' } }],
  });
});

test('context that belongs to others is left alone', () => {
  expect(createApp({ context: { excludeStackIdFromLogicalIds: 'true', 'their.key': 1 } }).settings.environment).toBe(
    'dev',
  );
});

test('a validation that fails anywhere leaves nothing written', () => {
  const app = createApp();
  app.node.addValidation({ validate: () => ['the moon is in the wrong phase'] });
  expect(() => app.synth()).toThrow(ValidationError);
  expect(files(outdir)).toEqual([]);
});

describe('running an app', () => {
  test('a mistake is one message, exit code 1, and no directory', () => {
    const { code, text } = run(() => createApp({ environment: 'prd' }));
    expect(code).toBe(1);
    expect(text).toBe(
      'environment: there is no environment "prd". Allowed: dev, staging, prod. Did you mean "prod"?\n',
    );
    expect(fs.existsSync(outdir)).toBe(false);
  });

  test('what an earlier synth wrote survives a failing one', () => {
    createApp().synth();
    run(() => createApp({ environment: 'prd' }));
    expect(fs.existsSync(path.join(outdir, 'manifest.json'))).toBe(true);
  });

  test('an error that is no mistake of the user is not swallowed', () => {
    expect(() =>
      run(() => {
        throw new TypeError('a bug');
      }),
    ).toThrow('a bug');
  });
});

test('a stage outside a staged app is refused', () => {
  const app = new App({ outdir });
  expect(() => new Stage(app, 'stage-data', { title: 'Data', purpose: 'Keeps documents.' })).toThrow(
    'stage-data: is not in a StagedApp. Make the app with new StagedApp({ name: ',
  );
});

test('a construct in a plain stack says what it lacks', () => {
  const stack = new TerraformStack(new App({ outdir }), 'plain');
  expect(() => new StorageAccount(stack, 'Documents')).toThrow('plain/Documents: is not in a stage. Put it in a Stage');
});

test('a bad setting is a settings error with its code', () => {
  try {
    createApp({ overrides: { location: 'atlantis' } });
    throw new TypeError('expected a refusal');
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as SettingsError).code).toBe('INVALID_SETTINGS');
  }
});

function files(root: string): string[] {
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []))
    .sort();
}
