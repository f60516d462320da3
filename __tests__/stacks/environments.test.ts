import Ajv from 'ajv';
import fs from 'node:fs';
import path from 'node:path';
import { environmentSchema } from '../../lib/stage/environment-schema';
import { ParameterSet } from '../../lib/stage/parameter-set';
import { EnvironmentProfile } from '../../lib/values/environment-profile';
import { systemNames } from '../../stacks';
import { blocksIn, read, repository } from '../helpers/markdown';

const ENVIRONMENTS = path.join(repository, 'environments');
/** Those of the repository; others of a checkout are its owner's. */
const FILES = ['beta.json'];

describe.each(systemNames())('the schema of the environments of %s', (system) => {
  const parameters = parametersOf(system);
  const validate = new Ajv({ allErrors: true, validateFormats: false }).compile(environmentSchema(system, parameters));
  const problemsOf = (content: unknown) => (validate(content) ? [] : validate.errors);

  it.each(FILES)('allows environments/%s, which names it', (file) => {
    const content = JSON.parse(fs.readFileSync(path.join(ENVIRONMENTS, file), 'utf8')) as { $schema: string };
    expect(problemsOf(content)).toEqual([]);
    expect(content.$schema).toBe('../cdktf.out/environment.schema.json');
  });

  it('allows the environment files of its page', () => {
    const blocks = blocksIn(read(`docs/systems/${system}.md`), 'json').map((text) => JSON.parse(text) as unknown);
    expect(blocks.flatMap(problemsOf)).toEqual([]);
  });

  it.each(EnvironmentProfile.all.map((profile) => [profile.name, profile] as const))(
    'allows the defaults in %s as values',
    (name) => {
      const values = parameters.names.map((each) => [each, parameters.defaultsOf(each)[name]] as const);
      const given = Object.fromEntries(values.filter(([, value]) => value !== undefined));
      expect(problemsOf({ parameters: given })).toEqual([]);
    },
  );

  it('describes each parameter, and refuses another one', () => {
    const { properties = {} } = environmentSchema(system, parameters).properties?.['parameters'] ?? {};
    expect(Object.keys(properties).sort()).toEqual([...parameters.names, 'location'].sort());
    expect(Object.values(properties).filter(({ description }) => typeof description !== 'string')).toEqual([]);
    expect(validate({ parameters: { another: 1 } })).toBe(false);
  });
});

function parametersOf(system: string): ParameterSet<never> {
  const exported = jest.requireActual<Record<string, unknown>>(path.join(repository, 'stacks', system, 'parameters'));
  return Object.values(exported).find((value) => value instanceof ParameterSet) as ParameterSet<never>;
}
