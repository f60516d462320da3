import { Observed, reading } from '../../../helpers/previews';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const bare = (output: string) => reading('a', output).slice(2, -1);

interface Source {
  readonly name?: string;
  readonly other?: string;
  readonly keys?: readonly string[];
  readonly replaced?: string;
  readonly secret?: string;
}

/** A stage with outputs of which each can be changed alone. */
const a = ({ name = 'n', other = 'o', keys = ['x'], replaced = 'r', secret = 's' }: Source = {}): FakeStage => ({
  resources: {
    'terraform_data.Name': { input: name },
    'terraform_data.Replaced': { input: 'r', triggers_replace: replaced },
  },
  outputs: {
    name: '${terraform_data.Name.input}',
    other,
    keys,
    id: '${terraform_data.Replaced.id}',
    secret,
  },
  sensitive: ['secret'],
});

/** Deploys a and b, changes a, and previews. */
async function changed(source: Source, b: FakeStage, now = b): Promise<Observed> {
  const project = await deployed(b);
  project.change({ stages: { a: a(source), b: now } });
  return Observed.plan(project);
}

async function deployed(...stages: FakeStage[]): Promise<TestProject> {
  const named = stages.map((stage, index) => ['bcd'[index] ?? '', stage] as const);
  return TestProject.deployed({ stages: { a: a(), ...Object.fromEntries(named) } });
}

/** What causes the changes of a stage: `update terraform_data.B: a.name`. */
function causes(observed: Observed, stage = 'b'): string[] {
  return (observed.stage(stage).changes ?? []).map(({ action, address, causes: of = [] }) =>
    `${action} ${address}: ${of.map((cause) => `${cause.stage}.${cause.output}`).join(' ')}`.trim(),
  );
}

const reads = (input: unknown, more: object = {}): FakeStage => ({
  needs: ['a'],
  resources: { 'terraform_data.B': { input, ...more } },
});

describeWithTerraform('an upstream that changes one of its outputs', () => {
  it('affects what reads that one, which says so, and not what reads another one', async () => {
    const project = await deployed(reads(reading('a', 'name')), reads(reading('a', 'other')), reads('nothing'));
    project.change({
      stages: {
        a: a({ name: 'N' }),
        b: reads(reading('a', 'name')),
        c: reads(reading('a', 'other')),
        d: reads('nothing'),
      },
    });
    const observed = await Observed.plan(project);
    expect(observed.summary).toBe('a planned, b planned, c unchanged, d unchanged');
    expect(observed.stage('b').reason).toBe('output name of a changed');
    expect(observed.stage('c').reason).toBe('not affected: the outputs that it reads stay as they are');
    expect(causes(observed)).toEqual(['update terraform_data.B: a.name']);
    expect(observed.text('b')).toMatch(/~ input += "n" -> "N"/);
    expect(observed.text('b')).toMatch(
      /\n\nBecause of other stages:\n {2}update terraform_data\.B: output name of a, "n" -> "N"$/,
    );
    expect(causes(observed, 'a')).toEqual(['update terraform_data.Name:']);
  });

  it('is told in a summary without values', async () => {
    const project = await deployed(reads(reading('a', 'name')));
    project.change({ stages: { a: a({ name: 'N' }), b: reads(reading('a', 'name')) } });
    const observed = await Observed.plan(project, { summary: true });
    expect(observed.text('a')).toBe('update terraform_data.Name (a/Name)');
    expect(observed.text('b')).toBe('update terraform_data.B (b/B) because of output name of a');
    const { stdout, stderr } = await project.azstage('plan', '--summary');
    expect(stdout + stderr).not.toContain('"N"');
  });

  it('affects it with a value that is not known yet, where that is so', async () => {
    const observed = await changed({ replaced: 'R' }, reads(reading('a', 'id')));
    expect(causes(observed)).toEqual(['update terraform_data.B: a.id']);
    expect(observed.text('b')).toMatch(
      /update terraform_data\.B: output id of a, "[0-9a-f-]+" -> \(known after apply\)$/,
    );
    expect(observed.lines('b', 'input')).toEqual([
      expect.stringMatching(/^~ input = "[0-9a-f-]+" -> \(known after apply\)$/),
    ]);
  });

  it('shows nothing of a sensitive one', async () => {
    const observed = await changed({ secret: 'S3cret' }, reads(reading('a', 'secret')));
    expect(observed.text('b')).toMatch(
      /update terraform_data\.B: output secret of a, \(sensitive value\) -> \(sensitive value\)$/,
    );
    expect(observed.everything).not.toContain('S3cret');
  });

  it('is followed through a chain of stages', async () => {
    const b = { ...reads(`${reading('a', 'name')}b`), outputs: { b: '${terraform_data.B.input}' } };
    const c = { needs: ['b'], resources: { 'terraform_data.C': { input: reading('b', 'b') } } };
    const project = await deployed(b, c);
    project.change({ stages: { a: a({ name: 'N' }), b, c } });
    const observed = await Observed.plan(project);
    expect(causes(observed, 'c')).toEqual(['update terraform_data.C: b.b']);
    expect(observed.text('c')).toContain('output b of b, "nb" -> "Nb"');
    expect((await Observed.deploy(project, () => true)).questions).toEqual([
      'Apply to a, b, c: 0 to add, 3 to change, 0 to destroy?',
    ]);
  });
});

describeWithTerraform('the cause of a change', () => {
  it.each<[string, Source, FakeStage, string[]]>([
    [
      'is found through locals and other resources',
      { name: 'N' },
      {
        needs: ['a'],
        resources: {
          'terraform_data.B': { input: '${local.label}' },
          'terraform_data.After': { input: '${terraform_data.B.output}' },
        },
        more: { locals: { name: reading('a', 'name'), label: 'the ${local.name}' } },
      },
      ['update terraform_data.After: a.name', 'update terraform_data.B: a.name'],
    ],
    [
      'is what makes there be more of a resource',
      { keys: ['x', 'y'] },
      reads('${each.value}', { for_each: `\${toset(${bare('keys')})}` }),
      ['create terraform_data.B["y"]: a.keys'],
    ],
    [
      'is what makes there be fewer of it',
      { keys: [] },
      reads('x', { count: `\${length(${bare('keys')})}` }),
      ['delete terraform_data.B[0]: a.keys'],
    ],
    [
      'is what triggers a replacement',
      { name: 'N' },
      reads(reading('a', 'other'), { triggers_replace: [reading('a', 'name')] }),
      ['replace terraform_data.B: a.name'],
    ],
    [
      'is all outputs that moved, where a value is made of several',
      { name: 'N', other: 'O' },
      reads(`${reading('a', 'name')} ${reading('a', 'other')}`),
      ['update terraform_data.B: a.name a.other'],
    ],
    [
      'is no output that the resource reads and that stays',
      { name: 'N' },
      {
        needs: ['a'],
        resources: {
          'terraform_data.B': { input: reading('a', 'name') },
          'terraform_data.C': { input: [reading('a', 'other'), '${terraform_data.B.output}'] },
        },
      },
      ['update terraform_data.B: a.name', 'update terraform_data.C: a.name'],
    ],
  ])('%s', async (_name, source, b, found) => {
    expect(causes(await changed(source, b))).toEqual(found);
  });

  it('is none where the change comes from the code of the stage', async () => {
    const before = { needs: ['a'], resources: { 'terraform_data.B': { input: reading('a', 'name') } } };
    const now = {
      needs: ['a'],
      resources: {
        ...before.resources,
        'terraform_data.New': { input: 'x' },
        'terraform_data.NewReader': { input: reading('a', 'name') },
      },
    };
    const observed = await changed({ name: 'N' }, before, now);
    expect(causes(observed)).toEqual([
      'update terraform_data.B: a.name',
      'create terraform_data.New:',
      'create terraform_data.NewReader:',
    ]);
  });

  it('is none where the stage is not there yet', async () => {
    const project = TestProject.withStages({ stages: { a: a(), b: reads(reading('a', 'name')) } });
    const observed = await Observed.plan(project);
    expect(causes(observed)).toEqual(['create terraform_data.B:']);
    expect(observed.text('b')).not.toContain('Because of other stages');
  });
});
