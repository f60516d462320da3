import fs from 'node:fs';
import path from 'node:path';
import { watch } from '../../../../lib/toolkit/actions/watch';
import { type ChangeSource, isIgnored, WatchedDirectory } from '../../../../lib/toolkit/host/change-source';
import { type IoMessage } from '../../../../lib/toolkit/io/io-host';
import { type WatchRound } from '../../../../lib/toolkit/io/results';
import { type Session } from '../../../../lib/toolkit/run/session';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeApp, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const app = (input: string): FakeApp => ({
  stages: {
    cache: { resources: { 'terraform_data.Cache': { input } } },
    network: { resources: { 'terraform_data.Network': { input } } },
  },
});

/** Changes that a test announces. */
class Announced implements ChangeSource {
  public isClosed = false;
  private changed: (file: string) => void = () => undefined;

  constructor(private readonly project: TestProject) {}

  public start(changed: (file: string) => void): Promise<readonly string[]> {
    this.changed = changed;
    return Promise.resolve([this.file('stages.json'), this.file('gone.ts')]);
  }

  public announce(...names: readonly string[]): void {
    names.forEach((name) => this.changed(this.file(name)));
  }

  public close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  private file(name: string): string {
    return path.join(this.project.directory, name);
  }
}

interface Watched {
  readonly source: Announced;
  readonly messages: readonly IoMessage[];
  readonly rounds: readonly IoMessage[];
}

/** Watches, with one step after each round; the last one interrupts. */
async function watched(project: TestProject, steps: readonly ((source: Announced) => void)[]): Promise<Watched> {
  const source = new Announced(project);
  const messages: IoMessage[] = [];
  const left = [...steps];
  const session: Session = project.session({
    notify: (message) => {
      messages.push(message);
      if (message.code === 'watch.round') {
        const step = left.shift() ?? (() => session.interruption.interrupt());
        step(source);
      }
    },
    requestResponse: () => Promise.reject(new TypeError('nothing is asked')),
  });
  await watch(session, { source });
  return { source, messages, rounds: messages.filter(({ code }) => code === 'watch.round') };
}

describeWithTerraform('watch', () => {
  it('plans at the start and after each change, with one line for each, and applies nothing', async () => {
    const project = TestProject.withStages(app('a'));
    const { source, messages, rounds } = await watched(project, [
      (from) => {
        project.change({ stages: { cache: { resources: { 'terraform_data.Cache': {} } } } });
        from.announce('stages.json', 'stages.json');
      },
    ]);
    expect(rounds.map(({ text }) => text.replace(/\(.*\)$/, '(time)'))).toEqual([
      'start: cache 1 to add, 0 to change, 0 to destroy; network 1 to add, 0 to change, 0 to destroy (time)',
      'stages.json: cache 1 to add, 0 to change, 0 to destroy (time)',
    ]);
    expect(messages.map(({ code }) => code)).toEqual([
      'watch.started',
      'watch.round',
      'watch.round',
      'run.interrupted',
    ]);
    expect(project.state('network')).toBeUndefined();
    expect(source.isClosed).toBe(true);
  });

  it('tells of an app that fails, and goes on', async () => {
    const project = TestProject.withStages(app('a'));
    const { rounds } = await watched(project, [
      (source) => {
        project.change({ stages: {}, fail: 'main.ts: broken' });
        source.announce('stages.json');
      },
      (source) => {
        project.change(app('b'));
        source.announce('stages.json');
      },
    ]);
    expect(rounds.map(({ level }) => level)).toEqual(['result', 'error', 'result']);
    expect(rounds[1]?.text).toMatch(/^stages\.json: not planned \(.*\)\n(.*\n)?.*main\.ts: broken/);
    expect(rounds[1]?.data as WatchRound).toMatchObject({ changed: ['stages.json'], error: { code: 'APP_FAILED' } });
  });

  it('tells of a stage that cannot be planned', async () => {
    const project = TestProject.withStages({
      stages: { network: { resources: { 'terraform_data.Network': { input: '${terraform_data.Missing.id}' } } } },
    });
    const { rounds } = await watched(project, []);
    expect(rounds).toMatchObject([{ level: 'error' }]);
    expect(rounds[0]?.text).toMatch(/^start: network failed \(.*\)\n {2}network: .*undeclared resource/);
  });

  it('names stages without changes by their number', async () => {
    const { rounds } = await watched(await TestProject.deployed(app('a')), []);
    expect(rounds[0]?.text).toMatch(/^start: 2 without changes \(.*\)$/);
  });

  it('ends with 0 when it is interrupted, also while it plans', async () => {
    const project = TestProject.withStages(app('a'));
    const cli = project.start('watch');
    await project.until('cdktf.out/manifest.json');
    process.kill(-cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(0);
    expect(cli.output()).toContain(`Watching ${project.directory}`);
  });

  it('takes no file for changed that was written again with the same content', async () => {
    const project = TestProject.withStages(app('a'));
    project.write('other.ts', '1');
    const { rounds } = await watched(project, [
      (source) => {
        project.change(app('a'));
        source.announce('stages.json', 'gone.ts');
        setImmediate(() => source.announce('other.ts'));
      },
    ]);
    expect(rounds.map(({ data }) => (data as WatchRound).changed)).toEqual([[], ['other.ts']]);
  });
});

describe('watch', () => {
  it('needs to synthesize', async () => {
    const { exitCode, stderr } = await TestProject.withStages(app('a')).azstage('watch', '--skip-synth');
    expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: expect.stringContaining('--skip-synth') as string });
  });
});

describe('isIgnored', () => {
  it.each([
    ['main.ts', false],
    ['environments/dev.json', false],
    ['tenants/acme.json', false],
    ['cdktf.output.ts', false],
    ['cdktf.out/stacks/a/cdk.tf.json', true],
    ['.azstage/work/a', true],
    ['modules/node_modules/a/index.js', true],
    ['.git/HEAD', true],
    ['terraform.tfstate', true],
    ['states/a.tfstate.backup', true],
    ['.terraform.lock.hcl', true],
    ['.terraform/providers', true],
    ['.main.ts.swp', true],
    ['main.ts~', true],
    ['.#main.ts', true],
    ['main.ts___jb_tmp___', true],
  ])('%s: %s', (file, isOne) => {
    expect(isIgnored(`/work/shop/${file}`, '/work/shop', '/work/shop/cdktf.out')).toBe(isOne);
  });
});

describe('a watched directory', () => {
  it('has its files, and reports a change of a source alone', async () => {
    const project = TestProject.empty();
    const at = (name: string) => path.join(project.directory, name);
    project.write('main.ts', '1');
    project.write('cdktf.out/manifest.json', '1');
    project.write('node_modules/a/index.js', '1');
    const source = new WatchedDirectory(project.directory, at('cdktf.out'));
    try {
      let report: (file: string) => void = () => undefined;
      const first = new Promise<string>((resolve) => (report = resolve));
      expect(await source.start((file) => report(file), fail)).toEqual([at('main.ts')]);
      fs.writeFileSync(at('cdktf.out/manifest.json'), '2');
      fs.writeFileSync(at('node_modules/a/index.js'), '2');
      fs.writeFileSync(at('main.ts'), '2');
      expect(await first).toBe(at('main.ts'));
    } finally {
      await source.close();
    }
  });
});

function fail(error: Error): never {
  throw error;
}
