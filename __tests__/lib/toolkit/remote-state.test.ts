import fs from 'node:fs';
import path from 'node:path';
import { StateServer } from '../../helpers/state-server';
import { describeWithTerraform } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';

let server: StateServer;
beforeEach(async () => {
  server = await StateServer.start();
});
afterEach(() => server.close());
afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

function project(): TestProject {
  const stage = (name: string, needs: string[] = []) => ({
    needs,
    resources: { 'terraform_data.R': { input: name } },
    terraform: server.backend(name),
  });
  return TestProject.withStages({ stages: { a: stage('a'), b: stage('b', ['a']) } });
}

describeWithTerraform('a backend somewhere else', () => {
  it('is asked for what is deployed', async () => {
    const app = project();
    expect((await app.azstage('deploy', 'b', '--yes')).stderr).toContain('b needs a, which is not deployed.');
    expect((await app.azstage('deploy', '--all', '--yes')).stdout).toMatch(/^a +applied.*\nb +applied/m);
    expect((await app.azstage('deploy', '--all')).stdout).toMatch(/^a +unchanged.*\nb +unchanged/m);
    expect((await app.azstage('show')).stdout).toMatch(/^a +deployed/m);
    expect((await app.azstage('list')).stdout).toMatch(/^a .* deployed +\S+ \S+ \+00:00 +-$/m);
    expect((await app.azstage('down', 'a', '--yes')).stderr).toContain('b is deployed and needs a.');
  });

  it('that is locked is refused with what is known of the lock', async () => {
    const app = project();
    server.locks.set('/a', JSON.stringify({ ID: 'abc' }));
    const { exitCode, stdout } = await app.azstage('deploy', 'a', '--yes');
    expect(exitCode).toBe(4);
    expect(stdout).toContain('a: The state is locked (lock abc).');
  });

  it('that cannot be written to loses nothing: the state is kept, and written by the next run', async () => {
    const app = project();
    server.isBroken = true;
    const failed = await app.azstage('deploy', 'a', '--yes');
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toContain('a: Terraform could not write the state of a: ');
    expect(failed.stdout).toContain('.azstage/work/shop/shop/dev/a/unsaved.tfstate');
    const still = await app.azstage('deploy', 'a', '--yes');
    expect(still.stdout).toContain(
      'a: The state of the last apply of a could not be written, and writing it has failed again: ',
    );
    server.isBroken = false;
    expect((await app.azstage('deploy', 'a', '--yes')).stdout).toMatch(/^a +unchanged/m);
    expect(server.states.get('/a')).toContain('"terraform_data"');
    expect(app.exists('.azstage/work/shop/shop/dev/a/unsaved.tfstate')).toBe(false);
  });

  it('that cannot be written to loses nothing where the state could not be kept either, as the disk was full', async () => {
    const app = project();
    server.isBroken = true;
    await app.azstage('deploy', 'a', '--yes');
    const kept = path.join(app.directory, '.azstage/work/shop/shop/dev/a/unsaved.tfstate');
    const left = path.join(app.directory, 'cdktf.out/stacks/a/errored.tfstate');
    fs.renameSync(kept, left);
    server.isBroken = false;
    const { stderr } = await app.azstage('deploy', 'a', '--yes');
    expect(stderr).toContain('a: wrote the state that the last apply could not write');
    expect(server.states.get('/a')).toContain('"terraform_data"');
    expect([fs.existsSync(kept), fs.existsSync(left)]).toEqual([false, false]);
  });

  it('that is gone is said to be gone', async () => {
    const app = project();
    await app.azstage('deploy', 'a', '--yes');
    server.close();
    const { exitCode, stdout } = await app.azstage('deploy', 'a', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('a: The state of a cannot be read:');
    expect(stdout).toContain('connection refused');
  });

  it('may keep a lock when Terraform is killed, and that is said', async () => {
    const app = project();
    const killed = app.script('killed', '[ "$1" = apply ] && kill -9 $$\nexec terraform "$@"');
    const { exitCode, stdout } = await app.azstageWith(
      { TERRAFORM_BINARY_NAME: killed },
      'deploy',
      'a',
      '--yes',
      '--json',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('"mayBeLocked":true');
  });
});
