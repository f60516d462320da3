import fs from 'node:fs';
import path from 'node:path';
import fc, { type GeneratorValue } from 'fast-check';
import { asBlobs } from '../../../helpers/blob-project';
import { PipelineJobs, resourcesIn, SharedDirectory, stageOf, waitingFor } from '../../../helpers/pipeline-jobs';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

jest.setTimeout(600_000);
afterAll(() => TestProject.removeAll());

/** Some hundred runs find what three do not: RUNS=100 npx jest any-stage-jobs */
const RUNS = Number(process.env['RUNS'] ?? 2);

/** A stage whose resource is replaced when it changes, and so has another id, unless it reads others: these would have to go down first. */
interface RandomStage extends FakeStage {
  readonly needs: readonly string[];
  /** Those of them whose ids it reads; it only comes after the others. */
  readonly read: readonly string[];
}

type Stages = Readonly<Record<string, RandomStage>>;

/** Three or four stages, each of which needs some of those before it. */
function randomStages(g: GeneratorValue): Stages {
  const names = Array.from({ length: g(fc.integer, { min: 3, max: 4 }) }, (_unused, index) => `s${index}`);
  return Object.fromEntries(
    names.map((name, index) => {
      const needs = names.slice(0, index).filter(() => g(fc.boolean));
      const read = needs.filter(() => g(fc.nat, { max: 3 }) > 0);
      const stage = stageOf(`${name}@salt@`, read);
      const { input } = stage.resources?.['terraform_data.Own'] as { readonly input: string };
      const own = read.length === 0 ? { input, triggers_replace: input } : { input };
      return [name, { ...stage, needs, read, resources: { 'terraform_data.Own': own } }];
    }),
  );
}

/** The stages, one of which fails half way until a file is there. */
function withFailing(g: GeneratorValue, stages: Stages, file: string) {
  const failing = g(fc.constantFrom, ...Object.keys(stages));
  const stage = stages[failing] as RandomStage;
  const resources = { ...stage.resources, 'terraform_data.Late': waitingFor(file) };
  return { failing, stages: { ...stages, [failing]: { ...stage, resources } } };
}

/** The stages with other constants in some of them. */
function withSalt(stages: Stages, isChanged: (name: string) => boolean): Stages {
  return Object.fromEntries(
    Object.entries(stages).map(([name, stage]) => [
      name,
      JSON.parse(JSON.stringify(stage).replaceAll('@salt@', isChanged(name) ? ' changed' : '')) as RandomStage,
    ]),
  );
}

/** The stages that change with some of them: those that read the id of one that is replaced. */
function changedWith(stages: Stages, changing: readonly string[]): readonly string[] {
  const isReplaced = (name: string) => changing.includes(name) && stages[name]?.read.length === 0;
  return Object.entries(stages).flatMap(([name, { read }]) =>
    changing.includes(name) || read.some(isReplaced) ? [name] : [],
  );
}

/** The states of all stages, in which an id is the name of the resource that has it. */
async function contents(states: SharedDirectory, stages: Stages): Promise<unknown> {
  const found = new Map<string, Awaited<ReturnType<typeof resourcesIn>>>();
  for (const name of Object.keys(stages)) {
    found.set(name, await resourcesIn(states, name));
  }
  let text = JSON.stringify([...found]);
  for (const [name, resources] of found) {
    for (const [resource, attributes] of Object.entries(resources)) {
      text = text.replaceAll(attributes?.id ?? '', `id of ${resource} in ${name}`);
    }
  }
  return JSON.parse(text);
}

/** Stages that change, and one whose job fails half way until a file is there. */
interface Circumstances {
  readonly isMoving: (name: string) => boolean;
  readonly failing: string;
  readonly file: string;
}

/**
 * Runs the job of every stage in an order that the dependencies allow; one that they do not allow is refused, and one that has failed is run again after
 * the cause is gone.
 */
async function runJobs(g: GeneratorValue, jobs: PipelineJobs, stages: Stages, props: Circumstances): Promise<void> {
  const { isMoving, failing, file } = props;
  const needs = (name: string): readonly string[] => stages[name]?.needs ?? [];
  const above = (name: string): readonly string[] => needs(name).flatMap((need) => [need, ...above(need)]);
  const done = new Set<string>();
  const left = (): string[] => Object.keys(stages).filter((name) => !done.has(name));
  while (left().length > 0) {
    const early = left().filter((name) => above(name).some((need) => !done.has(need) && isMoving(need)));
    if (early.length > 0) {
      const name = g(fc.constantFrom, ...early);
      const { exitCode, stderr } = await jobs.run(name);
      expect([name, exitCode, stderr]).toEqual([
        name,
        1,
        expect.stringMatching(/needs \w+, whose (plan is not applied|apply did not finish)/),
      ]);
    }
    const ready = left().filter((name) => needs(name).every((need) => done.has(need)));
    const name = g(fc.constantFrom, ...ready);
    const { exitCode, stdout, stderr } = await jobs.run(name);
    if (name === failing && !fs.existsSync(file)) {
      expect([name, exitCode, stdout]).toEqual([name, 1, expect.stringMatching(/^s\d +failed/m)]);
      fs.writeFileSync(file, '');
    } else {
      expect([name, exitCode, exitCode === 0 ? '' : stderr]).toEqual([name, 0, '']);
      done.add(name);
    }
  }
}

describeWithTerraform('jobs of any stages', () => {
  it('leave the states that deploy --all leaves, in any order that the dependencies allow, and in no other', async () => {
    const property = fc.asyncProperty(fc.gen(), async (g) => {
      const file = path.join(TestProject.empty().directory, 'azure-is-well');
      const { stages, failing } = withFailing(g, randomStages(g), file);
      const changing = Object.keys(stages).filter(() => g(fc.boolean));
      const [jobStates, runStates] = [new SharedDirectory(), new SharedDirectory()];
      const [repository, project] = [TestProject.withStages({ stages: {} }), TestProject.withStages({ stages: {} })];
      let moving: readonly string[] = Object.keys(stages);
      for (const isChanged of [() => false, (name: string) => changing.includes(name)]) {
        const now = withSalt(stages, isChanged);
        repository.change(asBlobs(jobStates, now));
        project.change(asBlobs(runStates, now));
        const jobs = await PipelineJobs.plan(repository);
        await runJobs(g, jobs, now, { isMoving: (name) => moving.includes(name), failing, file });
        expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
        expect(await contents(jobStates, now)).toEqual(await contents(runStates, now));
        moving = changedWith(stages, changing);
      }
      expect(await repository.checkout().azstage('plan', '--detailed-exitcode')).toMatchObject({ exitCode: 0 });
      TestProject.removeAll();
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  });
});
