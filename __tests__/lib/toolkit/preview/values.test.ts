import { Observed, reading } from '../../../helpers/previews';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const SECRET = 'pa$$w0rd';

/** Puts out values of all kinds. */
const source = (outputs: Readonly<Record<string, unknown>>, sensitive: readonly string[] = []): FakeStage => ({
  resources: { 'terraform_data.A': { input: 'known' } },
  outputs,
  sensitive,
});

/** Previews b, which makes a resource from each of the inputs, and says what `terraform show -json` would of them. */
async function previewed(
  outputs: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, string>>,
  sensitive?: readonly string[],
): Promise<Observed> {
  const resources = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [`terraform_data.${name}`, { input }]),
  );
  const stages = { a: source(outputs, sensitive), b: { needs: ['a'], resources } };
  return Observed.plan(TestProject.withStages({ stages }));
}

/** The expression without its marks, to be used in a larger one. */
const bare = (output: string) => reading('a', output).slice(2, -1);

describeWithTerraform('values that stages will put out', () => {
  it('are known where they are known, and unknown where they are not, however deep', async () => {
    const nested =
      '${{ id = terraform_data.A.id, list = [terraform_data.A.id, "x"], deep = { k = "v", o = { u = terraform_data.A.id } } }}';
    const observed = await previewed(
      { nested, list: '${[{ n = 1, u = terraform_data.A.id }]}' },
      {
        Id: `\${${bare('nested.id')}}`,
        Unknown: `\${${bare('nested.list[0]')}}`,
        Known: `\${${bare('nested.list[1]')}}`,
        Deep: `\${${bare('nested.deep.k')}}`,
        DeepUnknown: `\${${bare('nested.deep.o.u')}}`,
        OfList: `\${${bare('list[0].n')}}`,
        Brackets: `\${data.terraform_remote_state.a.outputs["nested"]["list"][1]}`,
        Length: `\${length(${bare('nested.list')})}`,
      },
    );
    expect(observed.summary).toBe('a planned, b planned');
    // In the order of the addresses: Brackets, Deep, DeepUnknown, Id, Known, Length, OfList, Unknown.
    expect(observed.lines('b', 'input')).toEqual([
      '+ input = "x"',
      '+ input = "v"',
      '+ input = (known after apply)',
      '+ input = (known after apply)',
      '+ input = "x"',
      '+ input = 2',
      '+ input = 1',
      '+ input = (known after apply)',
    ]);
  });

  it('can be read as a whole object', async () => {
    const observed = await previewed(
      { id: '${terraform_data.A.id}', name: 'vnet' },
      {
        Whole: '${data.terraform_remote_state.a.outputs}',
        Json: '${jsonencode(keys(data.terraform_remote_state.a.outputs))}',
      },
    );
    expect(observed.text('b')).toMatch(/input += \{\s+\+ id += \(known after apply\)\s+\+ name += "vnet"\s+\}/);
    expect(observed.lines('b', 'input')[0]).toBe('+ input = jsonencode(');
  });

  it('can be keys of maps', async () => {
    const project = TestProject.withStages({
      stages: {
        a: source({ name: 'vnet' }),
        b: { needs: ['a'], resources: { 'terraform_data.B': { input: { [reading('a', 'name')]: 1 } } } },
      },
    });
    const observed = await Observed.plan(project);
    expect(observed.text('b')).toMatch(/input += \{\s+\+ vnet += 1\s+\}/);
  });

  it('are what deploy makes of them, to the type and the letter', async () => {
    const odd = 'a "quoted" \\ back\nline\ttab $${x} %%{if} $ % ü 漢 \u2028 \u0001 \b\f é </&>';
    const outputs = {
      odd,
      empty: '',
      yes: true,
      number: 1.5,
      big: 123456789012,
      huge: '${pow(2, 70)}',
      tiny: '${1 / 3}',
      nothing: '${{ a = null }}',
      tuple: ['a', 1, true, null, ['b']],
      list: '${tolist(["b", "a"])}',
      set: '${toset(["b", "a"])}',
      map: '${tomap({ "k.1" = "v", "é" = "w", "$${k}" = "x" })}',
      objects: '${tolist([{ a = 1, b = tomap({ d = "e" }) }, { a = 2, b = tomap({ c = "d" }) }])}',
      emptyList: '${tolist([])}',
      emptyMap: '${{}}',
      heredoc: '${<<EOT\nEOT\n}',
    };
    const types = Object.fromEntries(
      Object.keys(outputs).map((name) => [`terraform_data.${name}`, { input: reading('a', name) }]),
    );
    const project = TestProject.withStages({
      stages: {
        a: source(outputs),
        b: { needs: ['a'], resources: types },
      },
    });
    const observed = await Observed.deploy(project, () => true);
    expect(observed.summary).toBe('a applied, b applied');
    expect(observed.questions).toHaveLength(1);
    expect(project.inputs('b')['terraform_data.odd']).toBe(odd.replace('$${', '${').replace('%%{', '%{'));
    // `huge` has more digits than a number of JavaScript.
    expect(observed.lines('b', 'input').filter((line) => line.includes('known after apply'))).toHaveLength(1);
  });

  it('keep their types: a list is none of strings where it is one of numbers', async () => {
    const observed = await previewed(
      {
        set: '${toset(["b", "a"])}',
        map: '${tomap({ a = 1 })}',
        objects: '${[for n in [1, 2] : { n = n }]}',
      },
      {
        Set: `\${try(${bare('set')}[0], "a set has no index")}`,
        Map: `\${true ? ${bare('map')} : {}}`,
        Concat: `\${concat(${bare('objects')}, [{ n = 3 }])[2].n}`,
      },
    );
    expect(observed.summary).toBe('a planned, b planned');
    expect(observed.lines('b', 'input').slice(0, 1)).toEqual(['+ input = 3']);
    expect(observed.text('b')).toContain('"a set has no index"');
  });

  it('that are unknown in part can be used as any type that they might be of', async () => {
    const observed = await previewed(
      { map: '${tomap({ a = terraform_data.A.id, b = "x" })}', set: '${toset(["b", terraform_data.A.id])}', name: 'x' },
      {
        Conditional: `\${${bare('name')} == "x" ? ${bare('map')} : {}}`,
        Union: `\${setunion(${bare('set')}, ["c"])}`,
      },
    );
    expect(observed.stage('b').errors).toBeUndefined();
    expect(observed.summary).toBe('a planned, b planned');
  });

  it('that are nothing are not there, as they will not be in the state', async () => {
    const project = TestProject.withStages({
      stages: {
        a: source({ gone: '${terraform_data.A.input == "known" ? null : "x"}' }),
        b: { needs: ['a'], resources: { 'terraform_data.B': { input: `\${try(${bare('gone')}, "not there")}` } } },
      },
    });
    const observed = await Observed.deploy(project, () => true);
    expect(observed.summary).toBe('a applied, b applied');
    expect(observed.questions).toHaveLength(1);
  });
});

describeWithTerraform('outputs that only cdktf marks as sensitive', () => {
  it('are shown where another stage reads them, in the preview and in the reason for a change', async () => {
    const stages = (prefix: string) => ({
      a: { ...source({ prefix, key: SECRET }, ['prefix', 'key']), openOutputs: ['prefix'] },
      b: {
        needs: ['a'],
        resources: {
          'terraform_data.Prefix': { input: `\${${bare('prefix')}}` },
          'terraform_data.Key': { input: `\${${bare('key')}}` },
        },
      },
    });
    const project = TestProject.withStages({ stages: stages('10.1.0.0/16') });
    const { stdout } = await project.azstage('plan');
    expect(stdout).toContain('+ input  = "10.1.0.0/16"');
    expect(stdout).toContain('+ input  = (sensitive value)');
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    project.change({ stages: stages('10.2.0.0/16') });
    const changed = await project.azstage('plan');
    expect(changed.stdout).toContain('output prefix of a, "10.1.0.0/16" -> "10.2.0.0/16"');
    expect(changed.stdout).toContain('"10.1.0.0/16" -> "10.2.0.0/16"');
  });
});

describeWithTerraform('sensitive values that stages will put out', () => {
  const outputs = { password: SECRET.replace('$$', '$$$$'), token: '${terraform_data.A.id}', name: 'vnet' };
  const inputs = {
    Password: `\${${bare('password')}}`,
    Token: `\${${bare('token')}}`,
    Mixed: `\${{ user = ${bare('name')}, password = ${bare('password')} }}`,
  };

  it('are never shown, known or unknown', async () => {
    const observed = await previewed(outputs, inputs, ['password', 'token']);
    expect(observed.summary).toBe('a planned, b planned');
    expect(observed.everything).not.toContain('pa$');
    expect(observed.lines('b', 'input')).toEqual([
      '+ input = {',
      '+ input = (sensitive value)',
      '+ input = (sensitive value)',
    ]);
    expect(observed.lines('b', '(user|password)')).toEqual(['+ password = (sensitive value)', '+ user = "vnet"']);
  });

  it('are not in the output of the command either', async () => {
    const resources = Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [`terraform_data.${name}`, { input }]),
    );
    const stages = { a: source(outputs, ['password', 'token']), b: { needs: ['a'], resources } };
    const project = TestProject.withStages({ stages });
    for (const options of [['--json', '--debug'], ['--summary'], []]) {
      const { stdout, stderr } = await project.azstage('plan', ...options);
      expect(stdout + stderr).not.toContain('pa$');
    }
  });

  it('may be put out as what is not sensitive: what is read from a state never is', async () => {
    const project = TestProject.withStages({
      stages: {
        a: source(outputs, ['password']),
        b: {
          needs: ['a'],
          resources: { 'terraform_data.B': { input: reading('a', 'name') } },
          outputs: { password: reading('a', 'password'), name: reading('a', 'name') },
        },
        c: { needs: ['b'], resources: { 'terraform_data.C': { input: reading('b', 'password') } } },
      },
    });
    const observed = await Observed.deploy(project, () => true);
    expect(observed.everything).not.toContain('pa$');
    expect(observed.lines('b', 'input')).toEqual(['+ input = "vnet"']);
    expect(observed.lines('c', 'input')).toEqual(['+ input = (sensitive value)']);
    expect(observed.summary).toBe('a applied, b applied, c applied');
    expect(observed.questions).toHaveLength(1);
    expect(project.inputs('c')).toEqual({ 'terraform_data.C': SECRET });
  });

  it('are no change of a resource that reads them and is there, unless they move', async () => {
    const stages = (name: string, password: string) => ({
      a: source({ name, password }, ['name', 'password']),
      b: {
        needs: ['a'],
        resources: {
          'terraform_data.Name': { input: reading('a', 'name') },
          'terraform_data.Password': { input: reading('a', 'password') },
        },
      },
    });
    const project = await TestProject.deployed({ stages: stages('vnet', 'first') });
    project.change({ stages: stages('other', 'first') });
    expect((await Observed.plan(project)).changes('b')).toEqual(['update terraform_data.Name']);
    project.change({ stages: stages('vnet', 'S3cret') });
    const observed = await Observed.plan(project);
    expect(observed.changes('b')).toEqual(['update terraform_data.Password']);
    expect(observed.everything).not.toContain('S3cret');
    expect((await Observed.deploy(project, () => true)).questions).toHaveLength(1);
  });

  it('may be keys of instances, for the same reason', async () => {
    const project = TestProject.withStages({
      stages: {
        a: source({ keys: ['x', 'y'], ...outputs }, ['keys', 'password']),
        b: {
          needs: ['a'],
          resources: {
            'terraform_data.Each': { for_each: `\${toset(${bare('keys')})}`, input: reading('a', 'password') },
            'terraform_data.Count': { count: `\${length(${bare('keys')})}`, input: 'x' },
          },
        },
      },
    });
    const observed = await Observed.plan(project);
    expect(observed.changes('b')).toEqual(
      ['Count[0]', 'Count[1]', 'Each["x"]', 'Each["y"]'].map((name) => `create terraform_data.${name}`),
    );
    expect(observed.lines('b', 'input')).toEqual([
      '+ input = "x"',
      '+ input = "x"',
      '+ input = (sensitive value)',
      '+ input = (sensitive value)',
    ]);
  });
});
