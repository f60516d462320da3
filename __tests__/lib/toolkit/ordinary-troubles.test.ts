import fs from 'node:fs';
import path from 'node:path';
import { describeWithTerraform } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';
import { azstageAsUser, azstageOn, describeAsUser, describeWithMounts, readOnly, small } from '../../helpers/troubles';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const shop = {
  stages: {
    a: { resources: { 'terraform_data.A': { input: 'a' } }, outputs: { id: '${terraform_data.A.id}' } },
    b: {
      needs: ['a'],
      resources: { 'terraform_data.B': { input: '${data.terraform_remote_state.a.outputs.id}' } },
    },
  },
};

const AGAIN = 'then run the command again.';

/** A project with something at a path where it does not belong. */
function projectWith(kind: 'file' | 'directory', at: string): TestProject {
  const project = TestProject.withStages(shop);
  fs.mkdirSync(path.dirname(path.join(project.directory, at)), { recursive: true });
  if (kind === 'file') {
    project.write(at, 'not what belongs there');
  } else {
    fs.mkdirSync(path.join(project.directory, at));
  }
  return project;
}

/** Runs a command line that has to fail with a message, and nothing that is for those who write azstage. */
async function expectTrouble(project: TestProject, args: readonly string[], ...messages: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await project.azstage(...args);
  const text = `${stdout}${stderr}`.replaceAll(project.directory, '<project>');
  expect(text).not.toMatch(/bug in azstage|^\s+at |errno/m);
  for (const message of messages) {
    expect({ exitCode, text }).toEqual({ exitCode: 1, text: expect.stringContaining(message) as string });
  }
}

describe('a file where a directory belongs', () => {
  it.each([
    ['.azstage', ['synth']],
    ['cdktf.out', ['synth']],
    ['.azstage/runs', ['show', '--history']],
  ])('at %s is told by %j', async (at, args) => {
    const project = projectWith('file', at);
    await expectTrouble(
      project,
      args,
      `<project>/${at} is a file, but a directory is expected.\nMove it away, ${AGAIN}`,
    );
    expect(project.read(at)).toBe('not what belongs there');
  });

  it.each(['cdktf.out/stacks', 'cdktf.out/stacks/a'])('at %s is told in the place of what the app says', async (at) => {
    const message = `The app failed: <project>/${at} is a file, but a directory is expected.\nMove it away, ${AGAIN}`;
    await expectTrouble(projectWith('file', at), ['synth'], message);
  });
});

describe('a directory where a file belongs', () => {
  it.each(['cdktf.out/manifest.json', 'cdktf.out/azstage.json', 'cdktf.out/stacks/a/cdk.tf.json'])(
    'at %s is told in the place of what the app says',
    async (at) => {
      const message = `The app failed: <project>/${at} is a directory, but a file is expected.\nMove it away, ${AGAIN}`;
      await expectTrouble(projectWith('directory', at), ['synth'], message);
    },
  );

  it('is told of cdktf.json', async () => {
    const project = TestProject.empty();
    fs.mkdirSync(path.join(project.directory, 'cdktf.json'));
    await expectTrouble(project, ['synth'], '<project>/cdktf.json is a directory, but a file is expected.');
  });
});

describeWithTerraform('with Terraform', () => {
  it.each(['.azstage/work', '.azstage/runs', '.azstage/state', '.azstage/state/shop', '.azstage/work/shop/shop/dev/a'])(
    'a file where a directory belongs, at %s, is told by plan',
    async (at) => {
      await expectTrouble(projectWith('file', at), ['plan'], `<project>/${at} is a file, but a directory is expected.`);
    },
  );

  it.each([
    '.terraform.lock.hcl',
    '.azstage/work/shop/shop/dev/a/plan.log',
    '.azstage/work/shop/shop/dev/a/init.log',
    '.azstage/work/shop/shop/dev/a/plan.tfplan',
  ])('a directory where a file belongs, at %s, is told by plan', async (at) => {
    const message = `<project>/${at} is a directory, but a file is expected.`;
    await expectTrouble(projectWith('directory', at), ['plan'], message, `Move it away, ${AGAIN}`);
  });

  it('a directory in the place of the record of an apply is told by deploy', async () => {
    const at = '.azstage/work/shop/shop/dev/a/applied.tf.json';
    const message = `<project>/${at} is a directory, but a file is expected.`;
    await expectTrouble(projectWith('directory', at), ['deploy', '--all', '--yes'], message, `Move it away, ${AGAIN}`);
  });

  it('a record of the run that cannot be written to its end stops nothing', async () => {
    const command = 'for run in ../../../.azstage/runs/*; do rm $run && ln -s /dev/null $run; done';
    const resources = { 'terraform_data.A': { provisioner: [{ 'local-exec': { command } }] } };
    const project = TestProject.withStages({ stages: { a: { resources } } });
    const { exitCode, stdout, stderr } = await project.azstage('deploy', 'a', '--yes');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^a +applied/m) as string });
    expect(stderr).toMatch(
      /^The record of this run, for azstage show --history, is incomplete\. .*is a symbolic link\./m,
    );
  });

  it('a log that is a link is not written through', async () => {
    const project = TestProject.withStages(shop);
    project.write('precious', 'keep me');
    project.write('.azstage/work/shop/shop/dev/a/keep', '');
    const log = '.azstage/work/shop/shop/dev/a/plan.log';
    fs.symlinkSync(path.join(project.directory, 'precious'), path.join(project.directory, log));
    await expectTrouble(project, ['plan', 'a'], `<project>/${log} is a symbolic link.`);
    expect(project.read('precious')).toBe('keep me');
  });
});

describeWithMounts('a directory that is read-only', () => {
  it.each([['synth'], ['plan'], ['deploy --all --yes']])('is told by %s', (command) => {
    const project = TestProject.withStages(shop);
    expect(azstageOn(project, readOnly(project), ...command.split(' '))).toEqual({
      exitCode: 1,
      text: [
        '<project>/.azstage cannot be written: its file system is mounted read-only.',
        'azstage keeps .azstage and cdktf.out in the directory of the project: work in a writable copy.',
        '',
      ].join('\n'),
    });
  });

  it('is enough to look at what was synthesized', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    const { exitCode, text } = azstageOn(project, readOnly(project), 'list', '--skip-synth');
    expect({ exitCode, text }).toEqual({ exitCode: 0, text: expect.stringMatching(/^a .*not deployed/m) as string });
  });

  it('is told of the output directory before the app is run', () => {
    const project = TestProject.withStages(shop);
    project.write('cdktf.out/keep', '');
    expect(azstageOn(project, readOnly(project, 'cdktf.out'), 'synth').text).toBe(
      [
        '<project>/cdktf.out cannot be written: its file system is mounted read-only.',
        'azstage keeps .azstage and cdktf.out in the directory of the project: work in a writable copy.',
        '',
      ].join('\n'),
    );
  });
});

describeWithMounts('a full disk', () => {
  describeWithTerraform('with Terraform', () => {
    const ROOM = `Free some space, ${AGAIN.slice(0, -1)}: what was completed is kept and not repeated.`;

    it('is told where azstage writes', () => {
      const project = TestProject.withStages(shop);
      project.write('.azstage/keep', '');
      const { exitCode, text } = azstageOn(project, small(project, '.azstage', 1), 'plan');
      expect({ exitCode, text }).toEqual({
        exitCode: 1,
        text: expect.stringMatching(
          /^The disk is full: <project>\/\.azstage\/runs\/\S+ cannot be written\.\n/m,
        ) as string,
      });
      expect(text).toContain(ROOM);
    });

    it('is told where the app writes', () => {
      const project = TestProject.withStages(shop);
      project.write('cdktf.out/keep', '');
      expect(azstageOn(project, small(project, 'cdktf.out', 1), 'synth')).toEqual({
        exitCode: 1,
        text: expect.stringMatching(/^The app failed: The disk is full: <project>\S* cannot be written\.\n/) as string,
      });
    });

    it('is told where Terraform cannot even say so', () => {
      const project = TestProject.withStages(shop);
      project.write('.azstage/keep', '');
      const { exitCode, text } = azstageOn(project, small(project, '.azstage', 2), 'plan', 'a');
      expect({ exitCode, text }).toEqual({
        exitCode: 1,
        text: expect.stringMatching(
          /Terraform exited with 1 during init(, without a message: the disk is full|, and its output in \S+ is incomplete: the disk is or was full)/,
        ) as string,
      });
    });

    it('is told where the plans are to be kept', () => {
      const project = TestProject.withStages(shop);
      project.write('kept/keep', '');
      const { exitCode, text } = azstageOn(project, small(project, 'kept', 1), 'plan', '--out', 'kept/plans');
      expect({ exitCode, text }).toEqual({
        exitCode: 1,
        text: expect.stringMatching(/^The disk is full: <project>\/kept\/plans\S* cannot be written\.$/m) as string,
      });
    });
  });
});

describeAsUser('a file that may not be read', () => {
  it.each([
    ['cdktf.json', 'synth'],
    ['cdktf.out/manifest.json', 'synth'],
    ['cdktf.out/stacks/a/cdk.tf.json', 'list'],
  ])('is told of %s by %s', async (at, command) => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    fs.chmodSync(path.join(project.directory, at), 0);
    const { exitCode, text } = azstageAsUser(project, command, '--skip-synth');
    expect({ exitCode, text }).toEqual({
      exitCode: 1,
      text: [
        `<project>/${at} cannot be accessed: permission denied (open).`,
        `Run azstage as the user who owns it, or grant yourself access: ls -ld <project>${path.join('/', at, '..').replace(/\/$/, '')} <project>/${at}`,
        '',
      ].join('\n'),
    });
  });
});
