import path from 'node:path';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { deployPlan } from '../../../../lib/toolkit/actions/deploy-plan';
import { down } from '../../../../lib/toolkit/actions/down';
import { plan } from '../../../../lib/toolkit/actions/plan';
import { Bundle } from '../../../../lib/toolkit/bundle/bundle';
import { type IoMessage } from '../../../../lib/toolkit/io/io-host';
import { type Session } from '../../../../lib/toolkit/run/session';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

/** Calls back once a stage waits for its turn. */
class WaitingHost extends RecordingIoHost {
  constructor(private readonly onWaiting: () => void) {
    super(() => true);
  }

  public override notify(message: IoMessage): void {
    super.notify(message);
    if (message.code === 'stage.waiting') {
      this.onWaiting();
    }
  }
}

/** Commands that a resource of a stage runs when it is created and when it is destroyed. */
interface Commands {
  readonly create: string;
  readonly destroy?: string;
}

const WRITES = [
  { stage: 'data', address: 'terraform_data.Redis', exclusive: true, writers: ['terraform_data.Grant'] },
  { stage: 'data', address: 'terraform_data.Account', exclusive: true, writers: ['terraform_data.Other'] },
];

/** A stage with one resource, which runs commands. */
function stage(writesTo: object[], { create, destroy = 'true' }: Commands, address = 'terraform_data.Grant') {
  const provisioner = [{ 'local-exec': { command: create } }, { 'local-exec': { command: destroy, when: 'destroy' } }];
  return { needs: ['data'], resources: { [address]: { provisioner } }, writesTo };
}

const data = { resources: { 'terraform_data.Redis': {} } };

/** Stages one and two, which write to one service and fail when both do at once, and one that is unrelated. All wait at barriers. */
function projectOfThree(): TestProject {
  const project = TestProject.withStages({ stages: {} });
  const busy = `${project.directory}/busy`;
  const alone = (barrier: string) => `mkdir ${busy} && (${project.barrier(barrier)}) && rmdir ${busy}`;
  const writer = stage(WRITES, { create: alone('create'), destroy: alone('destroy') });
  const free = stage([], { create: project.barrier('free-create'), destroy: project.barrier('free-destroy') });
  project.change({ stages: { data, one: writer, two: writer, unrelated: free } });
  return project;
}

/** Runs it with two slots; they go on once one of them waits for another one, and the unrelated one is at work. */
async function inParallel(
  project: TestProject,
  doing: 'create' | 'destroy',
  work: (session: Session) => Promise<RunResult>,
) {
  let told = () => undefined as void;
  const waiting = new Promise<void>((resolve) => (told = resolve));
  const host = new WaitingHost(told);
  const result = work(project.session(host));
  const barriers = [doing, `free-${doing}`];
  await Promise.race([
    result,
    Promise.all([waiting, ...barriers.map((name) => project.until(`barrier-${name}.reached`))]),
  ]);
  barriers.forEach((name) => project.open(name));
  const { stages } = await result;
  return {
    waiting: host.texts('stage.waiting').join('\n'),
    ended: stages.map(({ result: end, errors = [] }) => [end, ...errors]).join(' '),
  };
}

const ONE_WAITS =
  /^(one|two): waits for its turn to write to data\/terraform_data\.Redis: only one stage can at a time$/;

describeWithTerraform('stages that write to one service of another stage', () => {
  it('take turns in deploy and down, giving their slots away while they wait', async () => {
    const project = projectOfThree();
    const options = { stages: [], all: true, yes: true, parallelism: 2 };
    const deployed = await inParallel(project, 'create', (session) => deploy(session, options));
    expect(deployed).toEqual({ waiting: expect.stringMatching(ONE_WAITS), ended: 'applied applied applied applied' });
    const destroyed = await inParallel(project, 'destroy', (session) => down(session, options));
    expect(destroyed).toEqual({
      waiting: expect.stringMatching(ONE_WAITS),
      ended: 'destroyed destroyed destroyed destroyed',
    });
  });

  it('take turns when plans that were kept are applied', async () => {
    const project = projectOfThree();
    await plan(project.session(new RecordingIoHost()), { stages: [], out: 'plans' });
    const bundle = await Bundle.open(path.join(project.directory, 'plans'), {});
    const deployed = await inParallel(project, 'create', (session) => deployPlan(session, bundle, { parallelism: 2 }));
    expect(deployed).toEqual({ waiting: expect.stringMatching(ONE_WAITS), ended: 'applied applied applied applied' });
  });

  it.each([
    ['the service lets several in', WRITES.map((write) => ({ ...write, exclusive: false })), undefined],
    ['what changes writes nothing there', WRITES, 'terraform_data.Own'],
  ])('do not wait where %s', async (_, writes, address) => {
    const project = TestProject.withStages({ stages: {} });
    const writer = (name: string) => stage(writes, { create: project.barrier(name) }, address);
    project.change({ stages: { data, one: writer('one'), two: writer('two') } });
    const host = new RecordingIoHost();
    const result = deploy(project.session(host), { stages: [], all: true, yes: true });
    await Promise.all(['one', 'two'].map((name) => project.until(`barrier-${name}.reached`)));
    ['one', 'two'].forEach((name) => project.open(name));
    expect((await result).stages.map(({ result: end }) => end)).toEqual(['applied', 'applied', 'applied']);
    expect(host.texts('stage.waiting')).toEqual([]);
  });
});
