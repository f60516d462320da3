import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resolveSettings, type SettingsInput, type SettingsSources } from '../../../lib/stage/settings';

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-settings-'));
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});

function resolve(sources: Partial<SettingsSources>) {
  return resolveSettings({
    defaults: { project: 'demo' },
    environmentsDirectory: directory,
    context: {},
    overrides: {},
    commandLine: {},
    ...sources,
  });
}

function environmentFile(name: string, content: SettingsInput | string): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  fs.writeFileSync(path.join(directory, `${name}.json`), text);
}

test('dev is the environment when none is named', () => {
  expect(resolve({})).toMatchObject({ environment: 'dev', profile: { name: 'dev' }, backend: { type: 'local' } });
});

test('each source wins over the one before it', () => {
  environmentFile('dev', { location: 'westus2', project: 'from-file', tags: { owner: 'file', team: 'data' } });
  const settings = resolve({
    defaults: { location: 'eastus', project: 'demo', nameSalt: 'salt' },
    context: { project: 'from-context', tags: { owner: 'context' } },
    commandLine: { project: 'from-command-line' },
  });
  expect(settings.location.name).toBe('westus2');
  expect(settings).toMatchObject({
    project: 'from-command-line',
    nameSalt: 'salt',
    tags: { owner: 'context', team: 'data' },
  });
});

test('an environment of its own name takes the profile that its file names', () => {
  environmentFile('qa', { profile: 'staging' });
  expect(resolve({ environment: { name: 'the app', value: 'qa' } })).toMatchObject({
    environment: 'qa',
    profile: { name: 'staging' },
  });
});

test('a location among the parameters is the location', () => {
  const settings = resolve({ commandLine: { parameters: { location: 'Sweden Central', redisSku: 'B5' } } });
  expect(settings.location.name).toBe('swedencentral');
  expect(settings.parameterSources).toEqual([{ name: 'command line', values: { redisSku: 'B5' } }]);
});

test('an unknown environment is refused with those that there are', () => {
  environmentFile('qa', { profile: 'staging' });
  expect(() => resolve({ environment: { name: 'command line', value: 'prd' } })).toThrow(
    'environment: there is no environment "prd". Allowed: dev, staging, prod, qa. Did you mean "prod"?',
  );
});

test('an environment that only has a file must name a profile', () => {
  environmentFile('qa', {});
  expect(() => resolve({ environment: { name: 'the app', value: 'qa' } })).toThrow(
    '"qa" is not an environment profile. Allowed: dev, staging, prod',
  );
});

test('an unknown region is refused with the source that names it', () => {
  expect(() => resolve({ context: { location: 'westeurop' } })).toThrow(
    /^context: location: "westeurop" is not a region .*Did you mean "westeurope"\?$/,
  );
});

test('an unknown setting is refused with a hint', () => {
  environmentFile('dev', { locaton: 'westus2' } as SettingsInput);
  expect(() => resolve({})).toThrow(
    /^environments\/dev.json: there is no setting "locaton".*Did you mean "location"\?$/,
  );
});

test('a project that could not be part of a name is refused', () => {
  expect(() => resolve({ commandLine: { project: 'Other App' } })).toThrow(
    'command line: project: lower-case letters, digits and single hyphens, a letter first',
  );
});

test('an environment file that is not JSON is named', () => {
  environmentFile('dev', '{ "location": ');
  expect(() => resolve({})).toThrow(/^environments\/dev.json: is not JSON/);
});

test('a backend of an unknown type is refused', () => {
  expect(() => resolve({ context: { backend: { type: 's3' } } })).toThrow(/^context: backend/);
});

test.each([
  ['null', 'environments/dev.json: is null, not an object.'],
  ['[]', 'environments/dev.json: is an array, not an object.'],
  ['', 'environments/dev.json: is empty.'],
])('an environment file with %j is refused', (content, message) => {
  environmentFile('dev', content);
  expect(() => resolve({})).toThrow(message);
});

test('an environment file that is a directory is refused, and so is a file in the place of environments', () => {
  fs.mkdirSync(path.join(directory, 'dev.json'));
  expect(() => resolve({})).toThrow(
    /^environments\/dev.json: cannot be read: EISDIR: .* environments is a directory with/,
  );
  environmentFile('staging', {});
  const environmentsDirectory = path.join(directory, 'staging.json');
  expect(() => resolve({ environmentsDirectory })).toThrow(/^environments: cannot be read: ENOTDIR/);
});

test('variables win over the context and the app, and only the command line over them; each is named as the source', () => {
  const settings = resolve({
    environment: { name: 'AZSTAGE_ENVIRONMENT', value: 'prod' },
    context: { project: 'from-context', location: 'westus2' },
    overrides: { project: 'from-app' },
    variables: [
      { name: 'AZSTAGE_PROJECT', value: { project: 'from-variable' } },
      { name: 'AZSTAGE_LOCATION', value: { location: 'westeurope' } },
    ],
    commandLine: { location: 'northeurope' },
  });
  expect(settings).toMatchObject({ environment: 'prod', project: 'from-variable', location: { name: 'northeurope' } });
  expect(settings.sources).toEqual({
    environment: 'AZSTAGE_ENVIRONMENT',
    project: 'AZSTAGE_PROJECT',
    location: 'command line',
    subscriptionId: undefined,
  });
});

test('a wrong value of a variable is refused with its name', () => {
  const variables = [{ name: 'AZSTAGE_LOCATION', value: { location: 'westeurop' } }];
  expect(() => resolve({ variables })).toThrow(/^AZSTAGE_LOCATION: location: "westeurop" is not a region/);
});

test('all unknown keys of a file are refused at once, also within the backend', () => {
  environmentFile('dev', '{ "locaton": "westus2", "redisSku": "B5", "backend": { "type": "local", "path": "x" } }');
  expect(() => resolve({})).toThrow(
    [
      /environments\/dev.json: there is no setting "locaton"\. Allowed: .*\. Did you mean "location"\?/,
      /environments\/dev.json: there is no setting "redisSku"\. Allowed: .*\. Remove it, or put it into "parameters"\./,
      /environments\/dev.json: backend: there is no setting "path"\. Remove it\./,
    ].reduce((all, { source }) => new RegExp(`(?=[^]*${source})${all.source}`), /^/),
  );
});

test('keys that a file has twice are refused with their lines', () => {
  environmentFile('dev', '{\n  "location": "westus2",\n  "tags": { "a": "1", "a": "2" },\n  "location": "eastus"\n}');
  expect(() => resolve({})).toThrow(
    'environments/dev.json: tags.a: occurs 2 times, on lines 3, 3. Allowed: each field once.\n' +
      'environments/dev.json: location: occurs 2 times, on lines 2, 4. Allowed: each field once.',
  );
});

test('a byte order mark is accepted, and so is the place of a schema', () => {
  environmentFile('dev', '\uFEFF{ "$schema": "../cdktf.out/environment.schema.json", "location": "westus2" }');
  expect(resolve({}).location.name).toBe('westus2');
});

test('a setting that is null is refused', () => {
  environmentFile('dev', '{ "location": null, "parameters": null }');
  expect(() => resolve({})).toThrow(
    /^environments\/dev.json: location: .*null[^]*environments\/dev.json: parameters: .*null/,
  );
});

test('templates in tags and in the backend are text', () => {
  const settings = resolve({
    context: { tags: { owner: '${var.x} %{if}', cost: '$5 $${y}' }, backend: { type: 'local', directory: '${z}' } },
  });
  expect(settings.tags).toEqual({ owner: '$${var.x} %%{if}', cost: '$5 $$${y}' });
  expect(settings.backend).toEqual({ type: 'local', directory: '$${z}' });
});

test.each([
  [undefined, 4],
  ['~> 4.60', 4],
  ['>= 5.1, < 6.0', 5],
])('with the version %s of azurerm the Terraform JSON is for azurerm %d', (azurermVersion, major) => {
  expect(resolve({ commandLine: { azurermVersion } }).azurermMajor).toBe(major);
});

test.each([
  ['~> 6.0', 'but azstage does not support azurerm 6'],
  ['~> 3.116', 'but azstage does not support azurerm 3'],
  ['>= 4.60', 'which allows more than one major version of azurerm'],
  ['latest', 'which allows more than one major version of azurerm'],
])('the version %s of azurerm is refused', (azurermVersion, reason) => {
  environmentFile('dev', { azurermVersion });
  expect(() => resolve({})).toThrow(
    `environments/dev.json: azurermVersion: got "${azurermVersion}", ${reason}. ` +
      'Allowed: a constraint within azurerm 4 or 5, such as "~> 4.75" or "~> 5.0".',
  );
});
