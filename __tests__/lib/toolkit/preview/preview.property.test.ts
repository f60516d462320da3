import fc from 'fast-check';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { Preview, type StagePreview } from '../../../../lib/toolkit/preview/preview';
import { hasUnknown } from '../../../../lib/toolkit/references/references';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { StageRun } from '../../../../lib/toolkit/run/stage-run';
import { type Unknown } from '../../../../lib/toolkit/terraform/plan-json';
import { randomApp } from '../../../helpers/random-stages';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

/** `PREVIEW_RUNS=300 PREVIEW_SEED=7` looks at more. */
const RUNS = Number(process.env['PREVIEW_RUNS'] ?? 8);
const SEED = Number(process.env['PREVIEW_SEED'] ?? 20_240_229);
jest.setTimeout(RUNS * 20_000);

/** What is previewed of each stage, with values. */
async function previewed(project: TestProject): Promise<ReadonlyMap<string, StagePreview>> {
  const found = new Map<string, StagePreview>();
  await StageRun.perform(project.session(new RecordingIoHost()), 'plan', async (run) => {
    const preview = new Preview(run);
    const outcomes = await run.each(run.units, { parallelism: 4, work: (unit) => preview.stage(unit) });
    for (const unit of run.units) {
      const of = preview.of(unit);
      expect(outcomes.find(({ stage }) => stage === unit.name)?.errors ?? []).toEqual([]);
      await of?.proposal?.text();
      unit.terraform.dropPlan();
      found.set(unit.name, of as StagePreview);
    }
    return outcomes;
  });
  return found;
}

async function deployed(project: TestProject): Promise<RunResult> {
  const result = await deploy(project.session(new RecordingIoHost()), { stages: [], all: true, yes: true });
  expect(result.stages.flatMap(({ errors = [] }) => errors)).toEqual([]);
  return result;
}

/** What was done to a stage: `create terraform_data.A` and so on. */
function done(result: RunResult, stage: string): string[] {
  const changes = result.stages.find((outcome) => outcome.stage === stage)?.changes ?? [];
  return changes.map(({ action, address }) => `${action} ${address}`).sort();
}

/** What was previewed and must have been done, and what need not: changes of which something was unknown. */
function promised({ proposal }: StagePreview): { readonly all: string[]; readonly sure: string[] } {
  const changes = proposal?.plan.changes ?? [];
  const inWords = (some: typeof changes) => some.map(({ action, address }) => `${action} ${address}`).sort();
  const sure = changes.filter(({ action, afterUnknown }) => action !== 'update' || !hasUnknown(afterUnknown));
  return { all: inWords(changes), sure: inWords(sure) };
}

/** Every known value that was previewed of a stage, beside what its state holds now, where they differ. */
function broken({ unit, proposal }: StagePreview, project: TestProject): object[] {
  const state = project.state(unit.name);
  const resources = proposal?.plan.resources.filter(({ isData, action }) => !isData && action !== 'delete') ?? [];
  const pairs = [
    ...resources.map(({ address, after, afterUnknown }) => ({
      address,
      after,
      unknown: afterUnknown,
      is: instance(state, address),
    })),
    ...Object.entries(proposal?.plan.outputs ?? {}).map(([name, { value, unknown }]) => ({
      address: `output.${name}`,
      after: value,
      unknown,
      is: state?.outputs[name]?.value ?? null,
    })),
  ];
  return pairs.filter(({ after, unknown, is }) => !holds(after, unknown, is));
}

/** The attributes of a resource in a state; a value of any type is kept with its type there. */
function instance(state: ReturnType<TestProject['state']>, address: string): unknown {
  const [, name, key] = /^terraform_data\.(\w+)(?:\["(.*)"\])?$/s.exec(address) ?? [];
  const instances = state?.resources.find((resource) => resource.name === name)?.instances ?? [];
  const found = instances.find((one) => (one as { index_key?: string }).index_key === key);
  return Object.fromEntries(
    Object.entries(found?.attributes ?? {}).map(([attribute, value]) => [
      attribute,
      typeof value === 'object' && value !== null ? (value as { value: unknown }).value : value,
    ]),
  );
}

/** Whether a value is what was known of it. Elements of a set that is known in part may have any place. */
function holds(planned: unknown, unknown: Unknown | undefined, is: unknown): boolean {
  if (unknown === true) {
    return true;
  }
  if (Array.isArray(planned) && Array.isArray(is)) {
    const marks = Array.isArray(unknown) ? (unknown as readonly Unknown[]) : [];
    return hasUnknown(unknown)
      ? planned.every((item, index) => hasUnknown(marks[index]) || is.some((other) => holds(item, false, other)))
      : planned.length === is.length && planned.every((item, index) => holds(item, false, is[index]));
  }
  if (typeof planned === 'object' && planned !== null && typeof is === 'object' && is !== null) {
    const marks = typeof unknown === 'object' ? (unknown as Readonly<Record<string, Unknown>>) : {};
    return Object.entries(planned).every(([key, item]) =>
      holds(item, marks[key], (is as Readonly<Record<string, unknown>>)[key]),
    );
  }
  return planned === is;
}

describeWithTerraform('a preview of any stages', () => {
  it('is what deploy then does, on an empty environment and after a change, address by address, value by value', async () => {
    const property = fc.asyncProperty(fc.gen(), async (g) => {
      const { app, changed } = randomApp(g);
      const project = TestProject.withStages(app);
      const first = await previewed(project);
      const made = await deployed(project);
      for (const [name, preview] of first) {
        expect([name, done(made, name)]).toEqual([name, promised(preview).all]);
        expect([name, broken(preview, project)]).toEqual([name, []]);
      }
      project.change(changed);
      const second = await previewed(project);
      const remade = await deployed(project);
      for (const [name, preview] of second) {
        const { all, sure } = promised(preview);
        expect([name, done(remade, name)]).toEqual([name, expect.arrayContaining(sure)]);
        expect([name, all]).toEqual([name, expect.arrayContaining(done(remade, name))]);
        expect([name, broken(preview, project)]).toEqual([name, []]);
      }
      TestProject.removeAll();
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  });
});
