import fs from 'node:fs';
import path from 'node:path';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

/** A subdirectory of a project of one stage. */
function subdirectory(): { readonly project: TestProject; readonly nested: TestProject } {
  const project = TestProject.withStages({
    stages: { network: { resources: { 'terraform_data.A': { input: 'a' } } } },
  });
  project.write('stages/data/x.ts', '');
  return { project, nested: TestProject.at(path.join(project.directory, 'stages/data')) };
}

test('the project is found from a subdirectory, and paths are shown and taken from there', async () => {
  const { project, nested } = subdirectory();
  const { exitCode, stdout } = await nested.azstage('synth');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('../../cdktf.out') as string });
  expect(project.exists('cdktf.out/manifest.json')).toBe(true);
  expect(await nested.azstage('synth', '--output', 'out')).toMatchObject({ exitCode: 0 });
  expect(nested.exists('out/manifest.json')).toBe(true);
  expect(nested.exists('.azstage')).toBe(false);
});

test('a project within a project is the nearest one', async () => {
  const { nested } = subdirectory();
  nested.write('cdktf.json', { language: 'typescript' });
  expect((await nested.azstage('synth')).stderr).toContain('cdktf.json has no "app"');
});

test('--app is run where the user is', async () => {
  const { nested } = subdirectory();
  const { stderr } = await nested.azstage('synth', '--app', 'pwd >&2; exit 1');
  expect(stderr).toBe(`${nested.directory}\n`);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('a project further up that belongs to someone else is not run', async () => {
  const { project, nested } = subdirectory();
  fs.chownSync(path.join(project.directory, 'cdktf.json'), 1234, 1234);
  const { exitCode, stderr } = await nested.azstage('synth');
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${project.directory}/cdktf.json belongs to another user`);
  expect(await project.azstage('synth')).toMatchObject({ exitCode: 0 });
  fs.chownSync(nested.directory, 1234, 1234);
  expect(await nested.azstage('synth')).toMatchObject({ exitCode: 0 });
});
