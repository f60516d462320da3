import fs from 'node:fs';
import { Observed, reading } from '../../../helpers/previews';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

/** a, then b and c that read it, then d that reads both; each puts out one value that is known and one that is not. */
const diamond: Record<string, FakeStage> = {
  a: {
    resources: { 'terraform_data.A': { input: 'a' } },
    outputs: { name: '${terraform_data.A.input}', id: '${terraform_data.A.id}' },
  },
  b: {
    needs: ['a'],
    resources: { 'terraform_data.B': { input: `${reading('a', 'name')}b` } },
    outputs: { name: '${terraform_data.B.input}' },
  },
  c: {
    needs: ['a'],
    resources: { 'terraform_data.C': { input: `${reading('a', 'id')}c` } },
    outputs: { id: '${terraform_data.C.input}' },
  },
  d: {
    needs: ['b', 'c'],
    resources: {
      'terraform_data.Known': { input: reading('b', 'name') },
      'terraform_data.Unknown': { input: reading('c', 'id') },
    },
  },
};

/** Everything below a directory, with contents. */
function contents(directory: string): Record<string, string> {
  const files = fs.readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => `${parentPath}/${name}`)
      .sort()
      .map((file) => [file, fs.readFileSync(file, 'utf8')]),
  );
}

describeWithTerraform('plan on an empty environment', () => {
  it('previews a diamond: what is known goes through all stages, what is unknown stays unknown', async () => {
    const observed = await Observed.plan(TestProject.withStages({ stages: diamond }));
    expect(observed.summary).toBe('a planned, b planned, c planned, d planned');
    expect(['b', 'c', 'd'].map((stage) => observed.lines(stage, 'input'))).toEqual([
      ['+ input = "ab"'],
      ['+ input = (known after apply)'],
      ['+ input = "ab"', '+ input = (known after apply)'],
    ]);
    expect(observed.result.stages.map(({ counts }) => counts?.added)).toEqual([1, 1, 1, 2]);
  });

  it('shows the stages in the order in which they are deployed, with nothing in them that is not theirs', async () => {
    const observed = await Observed.plan(TestProject.withStages({ stages: diamond }), { parallelism: 1 });
    const shown = observed.messages.filter(({ code }) => code === 'plan.shown');
    expect(shown.map(({ stage }) => stage)).toEqual(['a', 'b', 'c', 'd']);
    expect(observed.text('d').match(/^ *# .*$/gm)).toEqual([
      '  # terraform_data.Known will be created',
      '  # terraform_data.Unknown will be created',
    ]);
    expect(observed.everything).not.toContain('azstage_upstream');
  });

  it('plans what a stage that is named needs as well, and says so', async () => {
    const observed = await Observed.plan(TestProject.withStages({ stages: diamond }), { stages: ['c'] });
    expect(observed.summary).toBe('a planned, c planned');
    expect(observed.said('stage.note', 'a')).toEqual(['is planned as well: it is needed, and not deployed']);
    expect(observed.said('stage.note', 'c')).toEqual([]);
  });

  it('takes what is deployed as it is, where it is not named', async () => {
    const project = TestProject.withStages({ stages: diamond });
    await project.azstage('deploy', 'a', '--yes');
    const a = { ...diamond['a'], resources: { 'terraform_data.A': { input: 'changed' } } };
    project.change({ stages: { ...diamond, a } });
    const observed = await Observed.plan(project, { stages: ['b'] });
    expect(observed.summary).toBe('b planned');
    expect(observed.lines('b', 'input')).toEqual(['+ input = "ab"']);
  });

  it('leaves nothing: no copy, no plan, no state, nothing in what was synthesized', async () => {
    const project = TestProject.withStages({ stages: diamond });
    await project.azstage('synth');
    const synthesized = contents(`${project.directory}/cdktf.out`);
    await Observed.plan(project);
    expect(contents(`${project.directory}/cdktf.out`)).toEqual(synthesized);
    const left = Object.keys(contents(`${project.directory}/.azstage`));
    expect(left.filter((file) => /plan\.tfplan|tf\.json|\/preview\/|\.azstage\/state\//.test(file))).toEqual([]);
  });

  it.each(['plan', 'show'])('leaves nothing where Terraform fails in its %s', async (command) => {
    const project = TestProject.withStages({ stages: diamond });
    const broken = project.script(
      'broken',
      `[ "$1" = ${command} ] && [ -e terraform.tfstate ] && exit 1\nexec terraform "$@"`,
    );
    const { exitCode, stdout } = await project.azstageWith({ TERRAFORM_BINARY_NAME: broken }, 'plan');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^b +failed/m);
    expect(project.exists('.azstage/work/shop/shop/dev/b/preview')).toBe(false);
    expect(project.exists('.azstage/work/shop/shop/dev/b/plan.tfplan')).toBe(false);
  });

  it('keeps everything to the user meanwhile', async () => {
    const project = TestProject.withStages({ stages: { a: diamond['a'] ?? {}, b: diamond['b'] ?? {} } });
    const list = `case "$PWD" in */preview) find "$PWD" -printf '%m %y %f\\n' >> ${project.directory}/modes;; esac`;
    const binary = project.script('listing', `terraform "$@"\ncode=$?\n${list}\nexit $code`);
    expect((await project.azstageWith({ TERRAFORM_BINARY_NAME: binary }, 'plan')).exitCode).toBe(0);
    const modes = project
      .read('modes')
      .split('\n')
      .filter((line) => line !== '');
    expect(modes.filter((line) => line.endsWith('cdk.tf.json'))).toContain('600 f cdk.tf.json');
    expect(modes.filter((line) => / d preview$/.test(line))).toContain('700 d preview');
    const others = modes.filter((line) => !/^600 f |^700 d /.test(line));
    // Terraform itself writes the plan, into a directory that is private; it is made private as soon as it is there.
    expect(others.filter((line) => !line.endsWith('plan.tfplan'))).toEqual([]);
  });
});

describeWithTerraform('plan where an apply failed half way', () => {
  const half = (command: string): Record<string, FakeStage> => ({
    a: {
      resources: {
        'terraform_data.First': { input: 'first' },
        'terraform_data.Second': {
          input: '${terraform_data.First.output}',
          provisioner: [{ 'local-exec': { command } }],
        },
      },
      outputs: { first: '${terraform_data.First.output}', second: '${terraform_data.Second.output}', name: 'a' },
    },
    b: {
      needs: ['a'],
      resources: {
        'terraform_data.First': { input: reading('a', 'first') },
        'terraform_data.Second': { input: reading('a', 'second') },
        'terraform_data.Name': { input: reading('a', 'name') },
      },
    },
  });

  it('previews the rest of the stage, and what reads it with what is there', async () => {
    const project = TestProject.withStages({ stages: half('exit 1') });
    expect((await project.azstage('deploy', '--all', '--yes')).exitCode).toBe(1);
    project.change({ stages: half('true') });
    const observed = await Observed.plan(project);
    expect(observed.summary).toBe('a planned, b planned');
    expect(observed.changes('a')).toEqual(['replace terraform_data.Second']);
    expect(observed.lines('b', 'input')).toEqual([
      '+ input = "first"',
      '+ input = "a"',
      '+ input = (known after apply)',
    ]);
    expect((await Observed.deploy(project, () => true)).summary).toBe('a applied, b applied');
    expect(project.inputs('b')['terraform_data.Second']).toBe('first');
  });
});
