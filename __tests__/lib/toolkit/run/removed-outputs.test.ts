import path from 'node:path';
import { deploy, type DeployOptions } from '../../../../lib/toolkit/actions/deploy';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const read = (stage: string, output: string) => `\${data.terraform_remote_state.${stage}.outputs.${output}}`;

/** A stage with a resource for each of its outputs, and one that reads those outputs of other stages: `network.subnet`. */
function stage(outputs: readonly string[], reads: readonly string[] = []): FakeStage {
  const name = (output: string) => `Made${output}`;
  const upstream = reads.map((text) => text.split('.') as [string, string]);
  return {
    needs: [...new Set(upstream.map(([from]) => from))],
    resources: {
      ...Object.fromEntries(outputs.map((output) => [`terraform_data.${name(output)}`, { input: output }])),
      'terraform_data.Reads': { input: upstream.map(([from, output]) => read(from, output)).join() },
    },
    outputs: Object.fromEntries(outputs.map((output) => [output, `\${terraform_data.${name(output)}.output}`])),
  };
}

async function deployed(stages: Readonly<Record<string, FakeStage>>): Promise<TestProject> {
  const project = await TestProject.deployed({ stages });
  return project;
}

interface Run {
  readonly result: RunResult;
  /** Names of the stages in the order in which they were finished. */
  readonly order: readonly (string | undefined)[];
  /** What was said of outputs that go. */
  readonly warnings: readonly string[];
}

async function run(project: TestProject, options: Partial<DeployOptions> = { all: true }): Promise<Run> {
  const host = new RecordingIoHost(() => true);
  const result = await deploy(project.session(host), { stages: [], yes: true, ...options });
  const finished = host.messages.filter(({ code }) => code === 'stage.finished');
  return { result, order: finished.map((message) => message.stage), warnings: host.texts('stage.outputs-removed') };
}

const BEFORE = { network: stage(['subnet', 'zone']), runtime: stage([], ['network.subnet']) };

/** BEFORE, where the subnet cannot be replaced while runtime uses it, which another generation of it no longer does. */
function inUse(project: TestProject, generation: string): Record<'network' | 'runtime', FakeStage> {
  const { network, runtime } = BEFORE;
  const used = path.join(project.directory, 'used');
  const subnet = {
    input: 'subnet',
    triggers_replace: generation,
    provisioner: [{ 'local-exec': { when: 'destroy', command: `test ! -e ${used} || { echo in use >&2; exit 1; }` } }],
  };
  const uses = {
    triggers_replace: read('network', generation === '1' ? 'subnet' : 'zone'),
    provisioner: [
      { 'local-exec': { command: generation === '1' ? `touch ${used}` : 'true' } },
      { 'local-exec': { when: 'destroy', command: `rm ${used}` } },
    ],
  };
  return {
    network: { ...network, resources: { ...network.resources, 'terraform_data.Madesubnet': subnet } },
    runtime: { ...runtime, resources: { 'terraform_data.Uses': uses } },
  };
}

describeWithTerraform('an output that goes while a stage is deployed with it', () => {
  it('goes after that stage, where its code needs nothing new', async () => {
    const project = await deployed(BEFORE);
    project.change({ stages: { network: stage(['zone']), runtime: stage([], ['network.zone']) } });
    const { result, order, warnings } = await run(project);
    expect(warnings).toEqual([
      'network: loses output subnet, with which runtime was applied; runtime is deployed first',
    ]);
    expect(order).toEqual(['runtime', 'network']);
    expect(result.exitCode).toBe(0);
    expect(project.inputs('runtime')).toEqual({ 'terraform_data.Reads': 'zone' });
    expect(project.state('network')?.outputs).not.toHaveProperty('subnet');
    expect((await run(project)).result.stages).toMatchObject([{ result: 'unchanged' }, { result: 'unchanged' }]);
  });

  it('goes last of a chain of three, each of which lets go of what the next one loses', async () => {
    const project = await deployed({
      network: stage(['subnet']),
      cache: stage(['host'], ['network.subnet']),
      runtime: stage([], ['cache.host']),
    });
    project.change({
      stages: {
        network: stage([]),
        cache: { ...stage([]), needs: ['network'] },
        runtime: { ...stage([]), needs: ['cache'] },
      },
    });
    const { result, order, warnings } = await run(project);
    expect(warnings).toEqual([
      'network: loses output subnet, with which cache was applied; cache is deployed first',
      'cache: loses output host, with which runtime was applied; runtime is deployed first',
    ]);
    expect(order).toEqual(['runtime', 'cache', 'network']);
    expect(result.exitCode).toBe(0);
  });

  it('takes two steps, which are named, where the stage needs something new as well', async () => {
    const project = await deployed(BEFORE);
    project.change({ stages: { network: stage(['fresh', 'zone']), runtime: stage([], ['network.fresh']) } });
    const { order, warnings } = await run(project);
    expect(warnings).toEqual([
      'network: loses output subnet, with which runtime was applied; two steps are needed, as it also needs fresh: keep what goes in the code of network and run azstage deploy network runtime; then remove it and run azstage deploy network',
    ]);
    expect(order).toEqual(['network', 'runtime']);
  });

  it('is told of before anything is applied, also where the stage is not among those that are deployed', async () => {
    const project = await deployed(BEFORE);
    project.change({ stages: { network: stage(['zone']), runtime: stage([], ['network.zone']) } });
    const said =
      'network: loses output subnet, with which runtime was applied; run azstage deploy runtime network --environment dev, which takes runtime first';
    expect((await project.azstage('plan', 'network', '-e', 'dev')).stderr).toContain(said);
    const { stderr, stdout } = await project.azstage('deploy', 'network', '-e', 'dev');
    expect(stderr).toContain(said);
    expect(stdout).toContain('network: Approval is needed');
    expect(project.state('network')?.outputs).toHaveProperty('subnet');
  });

  it('is named with the way out when it cannot be removed', async () => {
    const project = TestProject.withStages({ stages: {} });
    project.change({ stages: inUse(project, '1') });
    await project.azstage('deploy', '--all', '--yes');
    const { network, runtime } = inUse(project, '2');
    project.change({
      stages: { network: { ...network, outputs: { zone: '${terraform_data.Madezone.output}' } }, runtime },
    });
    const failed = await run(project, { stages: ['network'] });
    expect(failed.result.stages[0]).toMatchObject({
      result: 'failed',
      errors: [{ detail: expect.stringContaining('in use') as string }],
      fix: 'It loses output subnet, with which runtime was applied: run azstage deploy runtime network, which takes runtime first.',
    });
    const { result, order } = await run(project, { stages: ['runtime', 'network'] });
    expect(order).toEqual(['runtime', 'network']);
    expect(result.exitCode).toBe(0);
  });

  it('of a stage that is no longer in the code is let go of by destroying that', async () => {
    const project = await deployed(BEFORE);
    project.change({ stages: { network: stage(['zone']) } });
    expect((await run(project)).warnings).toEqual([
      'network: loses output subnet, with which runtime was applied; it is no longer in the code: run azstage down runtime first',
    ]);
  });
});

describeWithTerraform('a stage that reads an output which its upstream was deployed without', () => {
  const AFTER = { network: stage(['subnet', 'zone', 'fresh']), runtime: stage([], ['network.fresh']) };

  it('is refused with the stage, the output and the command', async () => {
    const project = await deployed(BEFORE);
    project.change({ stages: AFTER });
    const { exitCode, stderr } = await project.azstage('deploy', 'runtime', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'shop, environment dev, in eastus2\nruntime needs output fresh of network, which was deployed before its code had it.\nRun azstage deploy network first, or add --with-dependencies.\n',
    );
    const taken = await project.azstage('deploy', 'runtime', '--yes', '--with-dependencies');
    expect(taken.stdout).toMatch(/^network +applied.*\nruntime +applied/m);
    expect(project.inputs('runtime')).toEqual({ 'terraform_data.Reads': 'fresh' });
  });

  it('is previewed with its upstream as it will be', async () => {
    const project = await deployed(BEFORE);
    project.change({ stages: AFTER });
    const { exitCode, stdout, stderr } = await project.azstage('plan', 'runtime');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('network: is planned as well: runtime needs fresh of it, which it was deployed without');
    expect(stdout).toMatch(/^network +planned +1 +0 +0 .*\nruntime +planned +0 +1 +0 /m);
  });
});
