import fs from 'node:fs';
import path from 'node:path';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

/** A project whose state is in a directory, seen from that of the project. */
function projectWithStatesIn(directory: string): TestProject {
  const backend = { local: { path: path.posix.join('../../..', directory, 'shop/shop/dev/a.tfstate') } };
  return TestProject.withStages({
    stages: { a: { resources: { 'terraform_data.A': { input: 'a' } }, terraform: { backend } } },
  });
}

const modeOf = (project: TestProject, file: string) => fs.statSync(path.join(project.directory, file)).mode & 0o777;

describeWithTerraform('a directory for local states', () => {
  it('is private whatever it was before, with those in it', async () => {
    const project = projectWithStatesIn('states');
    project.write('states/shop/keep', '');
    for (const directory of ['states', 'states/shop', '.']) {
      fs.chmodSync(path.join(project.directory, directory), 0o755);
    }
    expect((await project.azstage('deploy', 'a', '--yes')).exitCode).toBe(0);
    const directories = ['states', 'states/shop', 'states/shop/shop/dev', '.'];
    expect(directories.map((directory) => modeOf(project, directory))).toEqual([0o700, 0o700, 0o700, 0o755]);
    expect(project.exists('states/shop/shop/dev/a.tfstate')).toBe(true);
  });

  it('that the project is in is left as it is, and the one of the system is private', async () => {
    const project = projectWithStatesIn('.');
    fs.chmodSync(project.directory, 0o755);
    expect((await project.azstage('deploy', 'a', '--yes')).exitCode).toBe(0);
    expect([modeOf(project, '.'), modeOf(project, 'shop')]).toEqual([0o755, 0o700]);
  });

  it.each([
    ['the directory', 'states'],
    ['one in it', 'states/shop'],
    ['the state', 'states/shop/shop/dev/a.tfstate'],
  ])('is refused where %s is a link', async (_, at) => {
    const project = projectWithStatesIn('states');
    fs.mkdirSync(path.join(project.directory, path.dirname(at)), { recursive: true });
    fs.symlinkSync('/tmp', path.join(project.directory, at));
    const { exitCode, stderr } = await project.azstage('deploy', 'a', '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(`${project.directory}/${at} is a symbolic link.`) as string,
    });
  });
});

describe('.azstage', () => {
  it('is refused where it is a link, before anything is run', async () => {
    const project = TestProject.withStages({ stages: {} });
    project.write('elsewhere/keep', '');
    fs.symlinkSync('elsewhere', path.join(project.directory, '.azstage'));
    const { exitCode, stderr } = await project.azstage('synth');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(`${project.directory}/.azstage is a symbolic link.`) as string,
    });
    expect(fs.readdirSync(path.join(project.directory, 'elsewhere'))).toEqual(['keep']);
    expect(project.exists('cdktf.out')).toBe(false);
  });

  it('loses what a dead run had not finished, at the start of the next', async () => {
    const project = TestProject.withStages({ stages: {} });
    project.write('.azstage/work/shop/shop/dev/a/x.json.4000000-0a1b2c3d.tmp', '{');
    await project.azstage('synth');
    expect(fs.readdirSync(path.join(project.directory, '.azstage/work/shop/shop/dev/a'))).toEqual([]);
  });
});
