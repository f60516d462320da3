import Ajv from 'ajv';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { environmentSchema, writeEnvironmentSchema } from '../../../lib/stage/environment-schema';
import { parsedBy, ParameterSet } from '../../../lib/stage/parameter-set';
import { secret } from '../../../lib/stage/secret-parameter';
import { Stage } from '../../../lib/stage/stage';
import { StagedApp, type StagedAppProps } from '../../../lib/stage/staged-app';
import { Cidr } from '../../../lib/values/cidr';

const parameters = new ParameterSet({
  shape: {
    redisSku: z.enum(['B5', 'B10']).describe('SKU of Redis'),
    maxReplicas: z.int().min(1).max(300).default(10).describe('Most replicas'),
    note: z
      .string()
      .regex(/^[a-z]+$/)
      .optional(),
    space: parsedBy((text) => Cidr.parse(text)).prefault('10.0.0.0/16'),
    count: z.int(),
    apiKey: secret().describe('Key of the market data API'),
    optionalKey: secret().optional(),
  },
  defaults: (profile) => ({ redisSku: profile.highlyAvailable ? 'B10' : 'B5', count: 3 }),
});

const schema = environmentSchema('shop', parameters);
const validate = new Ajv({ allErrors: true, validateFormats: false }).compile(schema);

interface Properties {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const properties = (schema.properties?.['parameters'] as unknown as Properties).properties;

test('parameters have their types, allowed values, bounds, patterns, descriptions and defaults', () => {
  expect(properties['redisSku']).toEqual({
    description: 'SKU of Redis. Default by profile: dev "B5", staging "B10", prod "B10"',
    type: 'string',
    enum: ['B5', 'B10'],
  });
  expect(properties['maxReplicas']).toEqual({
    description: 'Most replicas',
    type: 'integer',
    minimum: 1,
    maximum: 300,
    default: 10,
  });
  expect(properties['note']).toEqual({ type: 'string', pattern: '^[a-z]+$' });
  expect(properties['space']).toEqual({ type: 'string', default: '10.0.0.0/16' });
  expect(properties['count']).toEqual({ type: 'integer', default: 3 });
});

test('secrets are no properties', () => {
  expect(Object.keys(properties)).toEqual(['redisSku', 'maxReplicas', 'note', 'space', 'count', 'location']);
  expect(JSON.stringify(schema)).not.toContain('market data');
});

test.each([
  [{}],
  [{ $schema: '../cdktf.out/environment.schema.json', profile: 'prod' }],
  [{ location: 'westeurope', parameters: { redisSku: 'B5', maxReplicas: 1, location: 'West Europe' } }],
  [{ backend: { type: 'azurerm', storageAccountName: 'stcontosostate', containerName: 'tfstate' } }],
  [{ subscriptionId: '11111111-2222-3333-4444-555555555555', today: '2026-11-28', tags: { team: 'data' } }],
])('%j is allowed', (content) => {
  validate(content);
  expect(validate.errors ?? []).toEqual([]);
});

test.each([
  [{ loction: 'westeurope' }],
  [{ location: 'westeurop' }],
  [{ profile: 'qa' }],
  [{ backend: { type: 'azurerm' } }],
  [{ backend: { type: 's3' } }],
  [{ tags: { team: 1 } }],
  [{ redisSku: 'B5' }],
  [{ parameters: { redisSkew: 'B5' } }],
  [{ parameters: { redisSku: 'E10' } }],
  [{ parameters: { maxReplicas: '5' } }],
  [{ parameters: { maxReplicas: 301 } }],
  [{ parameters: { note: 'A' } }],
  [{ parameters: { apiKey: 'x' } }],
  [{ parameters: { optionalKey: 'x' } }],
  [{ parameters: { location: 'nowhere' } }],
  [null],
])('%j is refused', (content) => {
  expect(validate(content)).toBe(false);
});

describe('synth', () => {
  let directory: string;
  const file = () => path.join(directory, 'cdktf.out', 'environment.schema.json');

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-schema-'));
  });

  function synth(props: Partial<StagedAppProps> = {}, set = parameters): void {
    const app = new StagedApp({
      name: 'shop',
      projectDirectory: directory,
      outdir: path.join(directory, 'cdktf.out'),
      env: {},
      ...props,
    });
    app.readParameters(set);
    new Stage(app, 'stage-a', { title: 'A', purpose: 'Is there.' });
    app.synth();
  }

  it('writes it beside the Terraform JSON, the same bytes for every environment', () => {
    synth();
    const first = fs.readFileSync(file(), 'utf8');
    expect(JSON.parse(first)).toEqual(JSON.parse(JSON.stringify(schema)));
    synth({ environment: 'prod', overrides: { parameters: { maxReplicas: 7 } } });
    expect(fs.readFileSync(file(), 'utf8')).toBe(first);
    expect(fs.readdirSync(path.dirname(file())).sort()).toEqual([
      'azstage.json',
      'environment.schema.json',
      'manifest.json',
      'stacks',
    ]);
  });

  it('accepts a file that names it', () => {
    fs.mkdirSync(path.join(directory, 'environments'));
    const content = { $schema: '../cdktf.out/environment.schema.json', parameters: { maxReplicas: 7 } };
    fs.writeFileSync(path.join(directory, 'environments/dev.json'), JSON.stringify(content));
    synth();
    const { parameters: read } = JSON.parse(
      fs.readFileSync(path.join(directory, 'cdktf.out/azstage.json'), 'utf8'),
    ) as { parameters: { name: string; value: unknown }[] };
    expect(read.find(({ name }) => name === 'maxReplicas')?.value).toBe(7);
  });

  it('writes nothing when a setting is refused', () => {
    expect(() => synth({ overrides: { parameters: { maxReplicas: 0 } } })).toThrow('maxReplicas');
    expect(fs.existsSync(file())).toBe(false);
  });

  it('leaves a file with the same content as it is, and replaces another one as a whole', () => {
    synth();
    fs.utimesSync(file(), 1, 1);
    synth();
    expect(fs.statSync(file()).mtimeMs).toBe(1000);
    const elsewhere = path.join(directory, 'elsewhere.json');
    fs.writeFileSync(elsewhere, 'kept');
    fs.rmSync(file());
    fs.symlinkSync(elsewhere, file());
    writeEnvironmentSchema(path.dirname(file()), schema);
    expect(fs.readFileSync(elsewhere, 'utf8')).toBe('kept');
    expect(fs.lstatSync(file()).isFile()).toBe(true);
  });

  it('allows any parameters where the app reads none', () => {
    const open = new Ajv({ validateFormats: false }).compile(environmentSchema('shop', undefined));
    expect(open({ parameters: { any: 1 } })).toBe(true);
    expect(open({ other: 1 })).toBe(false);
  });
});
