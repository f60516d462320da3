import { z } from 'zod';
import { ParameterSet } from '../../../lib/stage/parameter-set';
import { secret } from '../../../lib/stage/secret-parameter';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';
import { EnvironmentProfile } from '../../../lib/values/environment-profile';

const set = new ParameterSet({
  shape: {
    apiKey: secret().describe('Key of the API'),
    token: secret({ ephemeral: true }).optional().describe('Token of the registry'),
    size: z.int().default(1),
  },
});

function template(app: StagedApp): unknown {
  const stage = testStage({ app });
  const { apiKey, token } = app.readParameters(set);
  stage.addOutput('twice', `${apiKey.valueIn(stage)}${apiKey.valueIn(stage)}`, { description: 'Twice' });
  token?.valueIn(stage);
  return stage.toTerraform();
}

test('a secret is a sensitive variable of each stage that uses it, and its value is an expression', () => {
  expect(template(testApp())).toMatchObject({
    output: { twice: { value: '${var.apiKey}${var.apiKey}', sensitive: true } },
    variable: {
      apiKey: { type: 'string', sensitive: true, description: 'Key of the API' },
      token: { type: 'string', sensitive: true, ephemeral: true, default: null },
    },
    terraform: { required_version: '>= 1.10' },
  });
  expect(RenderedStage.of(testStage()).json).not.toContain('"variable"');
});

test('the listing has the secret without a value', () => {
  const { descriptions } = set.read(EnvironmentProfile.DEV, []);
  expect(descriptions[0]).toEqual({
    name: 'apiKey',
    description: 'Key of the API',
    schema: { type: 'string', writeOnly: true },
    source: 'secret',
    isSecret: true,
  });
});

test('a secret in settings is refused, and its value is not in the message', () => {
  const sources = [{ name: 'environments/dev.json', values: { apiKey: 'hush', size: 2 } }];
  expect(() => set.read(EnvironmentProfile.DEV, sources)).toThrow(
    'environments/dev.json: parameters.apiKey: is a secret, which settings would show. Remove it. Pass --secret apiKey=@FILE, or set AZSTAGE_SECRET_apiKey; with cdktf, set TF_VAR_apiKey.',
  );
  expect(() => set.read(EnvironmentProfile.DEV, sources)).not.toThrow('hush');
});
