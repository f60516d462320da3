import path from 'node:path';
import { environmentFileSchema } from '../../../../lib/stage/settings';
import { projectTemplate } from '../../../../lib/toolkit/assembly/project-template';

const { files } = projectTemplate({ name: 'shop', version: '0.1.0' });

test.each(['dev', 'prod'])('environments/%s.json has settings, and names the schema that synth writes', (name) => {
  const file = `environments/${name}.json`;
  const settings = environmentFileSchema.parse(JSON.parse(files[file] ?? ''));
  expect(path.posix.join(path.dirname(file), settings.$schema ?? '')).toBe('cdktf.out/environment.schema.json');
});
