import Ajv from 'ajv';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { testStage } from '../../lib/testing';
import { evaluateExample } from '../helpers/evaluate-example';
import { blocksIn, read } from '../helpers/markdown';

const page = read('docs/parameters.md');
const [app = ''] = blocksIn(page, 'ts');
const [environment = ''] = blocksIn(page, 'json');

test('the environment file of the page fits the app of the page, and the schema that it names', () => {
  const before = process.cwd();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-parameters-'));
  const file = path.join(directory, 'environments/prod.json');
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, environment);
  const variables = { AZSTAGE_ENVIRONMENT: 'prod' };
  const replaced = jest.replaceProperty(process, 'env', { ...process.env, ...variables });
  process.chdir(directory);
  try {
    evaluateExample(app, testStage());
  } finally {
    process.chdir(before);
    replaced.restore();
  }
  const { $schema, ...settings } = JSON.parse(environment) as { $schema: string; parameters: object };
  const text = fs.readFileSync(path.resolve(path.dirname(file), $schema), 'utf8');
  const validate = new Ajv({ validateFormats: false }).compile(JSON.parse(text) as object);
  expect(validate({ $schema, ...settings })).toBe(true);
  expect(validate({ ...settings, parameters: { ...settings.parameters, another: 1 } })).toBe(false);
});
