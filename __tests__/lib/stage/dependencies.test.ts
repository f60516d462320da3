import { KeyVault as KeyVaultResource } from '@cdktf/provider-azurerm/lib/key-vault';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { DataAzurermResourceGroup } from '@cdktf/provider-azurerm/lib/data-azurerm-resource-group';
import { dependable, Lazy, TerraformHclModule, TerraformOutput, type TerraformResource, TerraformStack } from 'cdktf';
import { Construct, DependencyGroup } from 'constructs';
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { StorageAccount } from '../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { KeyVault } from '../../../lib/constructs/security/key-vault';
import { ValidationError } from '../../../lib/errors';
import { type CdktfManifest } from '../../../lib/manifest/cdktf-manifest';
import { Stage } from '../../../lib/stage/stage';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { testApp, testStage } from '../../../lib/testing';

/** The Terraform JSON of a stage, as far as these tests look at it. */
interface Template {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Element>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Element>>>>;
  readonly module?: Readonly<Record<string, Element>>;
  readonly output?: Readonly<Record<string, Element>>;
}

interface Element {
  readonly depends_on?: readonly string[];
  readonly lifecycle?: { readonly replace_triggered_by?: readonly string[] };
  readonly '//'?: { readonly metadata: { readonly path: string } };
}

/** What synth wrote. */
class Written {
  private readonly manifest: CdktfManifest;

  constructor(private readonly app: StagedApp) {
    app.synth();
    this.manifest = JSON.parse(fs.readFileSync(path.join(app.outdir, 'manifest.json'), 'utf8')) as CdktfManifest;
  }

  /** Stages that one needs, by what cdktf wrote; they are the same in what azstage wrote. */
  public needs(stage: string): readonly string[] {
    const { stages } = JSON.parse(fs.readFileSync(path.join(this.app.outdir, 'azstage.json'), 'utf8')) as {
      readonly stages: readonly { readonly name: string; readonly dependencies: readonly string[] }[];
    };
    const dependencies = this.manifest.stacks[stage]?.dependencies ?? [];
    expect(stages.find(({ name }) => name === stage)?.dependencies).toEqual([...dependencies].sort());
    return dependencies;
  }

  public template(stage: string): Template {
    const file = this.manifest.stacks[stage]?.synthesizedStackPath ?? '';
    return JSON.parse(fs.readFileSync(path.join(this.app.outdir, file), 'utf8')) as Template;
  }

  /** What elements of a stage wait for, by construct path; of those that wait for anything. */
  public waits(stage: string): Readonly<Record<string, readonly string[]>> {
    const elements = elementsOf(this.template(stage));
    const paths = new Map(
      [...elements].map(([address, element]) => [address, element['//']?.metadata.path ?? address]),
    );
    return Object.fromEntries(
      [...elements].flatMap(([address, { depends_on: awaited = [] }]) =>
        awaited.length === 0
          ? []
          : [[paths.get(address), awaited.map((each) => paths.get(each) ?? `(${each})`).sort()]],
      ),
    ) as Readonly<Record<string, readonly string[]>>;
  }
}

function elementsOf({ resource = {}, data = {}, module: modules = {}, output = {} }: Template): Map<string, Element> {
  const typed = (prefix: string, kinds: NonNullable<Template['resource']>) =>
    Object.entries(kinds).flatMap(([type, all]) =>
      Object.entries(all).map(([name, element]) => [`${prefix}${type}.${name}`, element] as const),
    );
  const named = (prefix: string, all: NonNullable<Template['module']>) =>
    Object.entries(all).map(([name, element]) => [`${prefix}${name}`, element] as const);
  return new Map([
    ...typed('', resource),
    ...typed('data.', data),
    ...named('module.', modules),
    ...named('output.', output),
  ]);
}

function group(scope: Construct, id: string, dependsOn?: TerraformResource[]): ResourceGroup {
  return new ResourceGroup(scope, id, { name: `rg-${id.toLowerCase()}`, location: 'eastus2', dependsOn });
}

/** Two stages, the second made after the first. */
function twoStages(): { readonly app: StagedApp; readonly first: Stage; readonly second: Stage } {
  const app = testApp();
  return { app, first: testStage({ app, id: 'stage-a' }), second: testStage({ app, id: 'stage-b' }) };
}

/** Ways to make one construct wait for another. */
const L1_WAYS: readonly (readonly [string, (from: TerraformResource, to: TerraformResource) => void])[] = [
  ['dependsOn', (from, to) => (from.dependsOn = [dependable(to)])],
  ['dependsOn with an address', (from, to) => (from.dependsOn = [to.fqn])],
  ['dependsOn with an attribute', (from, to) => (from.dependsOn = [to.getStringAttribute('id')])],
  [
    'dependsOn with a list that is made later',
    (from, to) => (from.dependsOn = Lazy.listValue({ produce: () => [dependable(to)] })),
  ],
  ['node.addDependency', (from, to) => from.node.addDependency(to)],
  ['node.addDependency with a group', (from, to) => from.node.addDependency(new DependencyGroup(to))],
];

describe.each(L1_WAYS)('resources, by %s', (_way, wait) => {
  test('in one stage: one waits for the other', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    wait(group(stage, 'One'), group(stage, 'Other'));
    const written = new Written(app);
    expect(written.waits('stage-a')).toEqual({ 'stage-a/One': ['stage-a/Other'] });
    expect(written.needs('stage-a')).toEqual([]);
  });

  test('in two stages: one stage needs the other, and reads nothing of it', () => {
    const { app, first, second } = twoStages();
    wait(group(second, 'One'), group(first, 'Other'));
    const written = new Written(app);
    expect(written.needs('stage-b')).toEqual(['stage-a']);
    expect(written.needs('stage-a')).toEqual([]);
    expect(written.waits('stage-b')).toEqual({});
    expect(written.template('stage-b')).not.toHaveProperty('data');
    expect(written.template('stage-a')).not.toHaveProperty('output');
  });

  test('in a circle of one stage: refused with both paths', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const [one, other] = [group(stage, 'One'), group(stage, 'Other')];
    wait(one, other);
    wait(other, one);
    expect(() => app.synth()).toThrow(ValidationError);
    expect(() => app.synth()).toThrow(/stage-a\/O\w+: waits for stage-a\/O\w+, (but|which) /);
    expect(fs.existsSync(path.join(app.outdir, 'manifest.json'))).toBe(false);
  });

  test('in a circle of two stages: refused with both paths', () => {
    const { app, first, second } = twoStages();
    wait(group(second, 'One'), group(first, 'Other'));
    wait(group(first, 'Third'), group(second, 'Fourth'));
    expect(() => app.synth()).toThrow(
      /stage-b\/One: waits for stage-a\/Other, but stage-a\/Third waits for stage-b\/Fourth\. Stages are applied one after another/,
    );
  });
});

/** Ways to make something wait for an L2 construct. */
const L2_WAYS: readonly (readonly [string, (from: Construct, to: Construct) => void])[] = [
  ['node.addDependency', (from, to) => from.node.addDependency(to)],
  [
    'dependsOn, where JavaScript lets it through',
    (from, to) =>
      ((from.node.defaultChild as TerraformResource).dependsOn = [dependable(to as unknown as TerraformResource)]),
  ],
];

describe.each(L2_WAYS)('L2 constructs, by %s', (_way, wait) => {
  test('in one stage: the elements of one wait for those of the other', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const documents = new StorageAccount(stage, 'Documents', { containers: ['filings'] });
    wait(new UserAssignedIdentity(stage, 'App'), documents);
    const written = new Written(app);
    expect(written.waits('stage-a')).toEqual({
      'stage-a/App/Resource': ['stage-a/Documents/Resource', 'stage-a/Documents/filings/Resource'],
    });
    expect(written.needs('stage-a')).toEqual([]);
  });

  test('in two stages: one stage needs the other, and reads nothing of it', () => {
    const { app, first, second } = twoStages();
    wait(new UserAssignedIdentity(second, 'App'), new StorageAccount(first, 'Documents'));
    const written = new Written(app);
    expect(written.needs('stage-b')).toEqual(['stage-a']);
    expect(written.waits('stage-b')).toEqual({});
    expect(written.template('stage-a')).not.toHaveProperty('output');
  });

  test('in a circle of one stage: refused with both paths', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const [one, other] = [new UserAssignedIdentity(stage, 'One'), new UserAssignedIdentity(stage, 'Other')];
    wait(one, other);
    wait(other, one);
    expect(() => app.synth()).toThrow(
      /stage-a\/Other(\/Resource)?: waits for stage-a\/One, but stage-a\/One\/Resource needs stage-a\/Other\/Resource\. Leave one of the two out\./,
    );
  });

  test('in a circle of two stages: refused with both paths', () => {
    const { app, first, second } = twoStages();
    const made = { one: new UserAssignedIdentity(first, 'One'), two: new UserAssignedIdentity(second, 'Two') };
    wait(made.two, made.one);
    wait(made.one, made.two);
    expect(() => app.synth()).toThrow(
      /stage-b\/Two\S*: waits for stage-a\/One, but stage-a\/One\S* waits for stage-b\/Two\./,
    );
  });
});

describe('what an L2 construct waits for', () => {
  test('is not what needs the construct itself, as a role that it was granted', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const vault = new KeyVault(stage, 'Vault');
    const identity = new UserAssignedIdentity(stage, 'App');
    vault.grantReadSecrets(identity);
    identity.node.addDependency(vault);
    const { 'stage-a/App/Resource': awaited } = new Written(app).waits('stage-a');
    expect(awaited).toContain('stage-a/Vault/Resource');
    expect(awaited?.join()).not.toContain('Grant');
  });

  test('may not refer to it', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const documents = new StorageAccount(stage, 'Documents');
    const reader = group(stage, 'Reader');
    reader.name = documents.storageAccountName;
    documents.node.addDependency(reader);
    expect(() => app.synth()).toThrow(
      'stage-a/Documents: waits for stage-a/Reader, but stage-a/Reader needs stage-a/Documents/Resource.',
    );
  });

  test('keeps what it waited for already', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const last = group(stage, 'Last', [group(stage, 'First')]);
    last.node.addDependency(new UserAssignedIdentity(stage, 'App'));
    expect(new Written(app).waits('stage-a')).toMatchObject({
      'stage-a/Last': ['stage-a/App/Resource', 'stage-a/First'],
    });
  });
});

describe('a stage', () => {
  test('may be waited for by a construct of another one', () => {
    const { app, first, second } = twoStages();
    group(first, 'One');
    new StorageAccount(second, 'Documents').node.addDependency(first);
    expect(new Written(app).needs('stage-b')).toEqual(['stage-a']);
  });

  test('may wait for a construct of another one', () => {
    const { app, first, second } = twoStages();
    second.node.addDependency(group(first, 'One'));
    expect(new Written(app).needs('stage-b')).toEqual(['stage-a']);
  });

  test('needs another that it was told to, by addDependency', () => {
    const { app, first, second } = twoStages();
    second.addDependency(first);
    expect(new Written(app).needs('stage-b')).toEqual(['stage-a']);
  });

  test('needs all that a construct around it waits for', () => {
    const { app, first, second } = twoStages();
    const around = new Construct(app, 'later');
    const inside = new Stage(around, 'stage-c', { title: 'Inside', purpose: 'Comes later.' });
    around.node.addDependency(group(first, 'One'), second);
    app.synth();
    expect(inside.dependencies).toEqual([first, second]);
  });

  test('that needs another for a reference cannot be waited for by a construct of that one', () => {
    const { app, first, second } = twoStages();
    const documents = new StorageAccount(first, 'Documents');
    group(second, 'Reader').name = documents.storageAccountName;
    documents.node.addDependency(new UserAssignedIdentity(second, 'App'));
    expect(() => app.synth()).toThrow(
      'stage-b: needs stage-a, but stage-a/Documents waits for stage-b/App. Stages are applied one after another',
    );
  });

  test('that needs another by way of a third is refused with all the reasons', () => {
    const app = testApp();
    const [a, b, c] = ['stage-a', 'stage-b', 'stage-c'].map((id) => testStage({ app, id })) as [Stage, Stage, Stage];
    const groups = { a: group(a, 'A'), b: group(b, 'B'), c: group(c, 'C') };
    groups.a.node.addDependency(groups.b);
    b.addDependency(c);
    groups.c.node.addDependency(groups.a);
    expect(() => app.synth()).toThrow(
      'stage-c/C: waits for stage-a/A, but stage-a/A waits for stage-b/B, and stage-b needs stage-c.',
    );
  });
});

describe('what cannot be', () => {
  test('is refused where a construct is part of what it waits for, or the reverse', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const documents = new StorageAccount(stage, 'Documents');
    documents.node.addDependency(documents.node.defaultChild as TerraformResource);
    group(stage, 'One').node.addDependency(stage);
    documents.node.addDependency(app);
    expect(() => app.synth()).toThrow(
      [
        'stage-a/Documents: waits for stage-a/Documents/Resource, and one of them is a part of the other.',
        'stage-a/Documents: waits for the app, and one of them is a part of the other.',
        'stage-a/One: waits for stage-a, and one of them is a part of the other.',
      ].join('\n'),
    );
  });

  test('is refused where what is waited for is in no stage', () => {
    const app = testApp();
    group(testStage({ app, id: 'stage-a' }), 'One').node.addDependency(new Construct(app, 'Elsewhere'));
    expect(() => app.synth()).toThrow('stage-a/One: waits for Elsewhere, which is in no stage.');
  });

  test('is refused where a resource is to be replaced with one of another stage', () => {
    const { app, first, second } = twoStages();
    const one = group(second, 'One');
    one.lifecycle = { replaceTriggeredBy: [group(first, 'Other')] };
    expect(() => app.synth()).toThrow('stage-b/One: is to be replaced with stage-a/Other, which is in another stage.');
  });
});

describe('other elements', () => {
  test('such as data sources, modules and outputs wait likewise', () => {
    const { app, first, second } = twoStages();
    const [far, near] = [group(first, 'Far'), group(second, 'Near')];
    new DataAzurermResourceGroup(second, 'Read', { name: 'rg-read', dependsOn: [far, near] });
    const local = { source: './module', skipAssetCreationFromLocalModules: true };
    new TerraformHclModule(second, 'Module', { ...local, dependsOn: [near, far] });
    new TerraformOutput(second, 'out', { value: 'x', dependsOn: [far, near] });
    const written = new Written(app);
    expect(written.needs('stage-b')).toEqual(['stage-a']);
    expect(written.waits('stage-b')).toEqual({
      'stage-b/Read': ['stage-b/Near'],
      'stage-b/Module': ['stage-b/Near'],
      'output.out': ['stage-b/Near'],
    });
  });

  test('an output waits for the elements of a construct', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    const identity = new UserAssignedIdentity(stage, 'App') as unknown as TerraformResource;
    new TerraformOutput(stage, 'out', { value: 'x', dependsOn: [identity] });
    expect(new Written(app).waits('stage-a')).toEqual({ 'output.out': ['stage-a/App/Resource'] });
  });

  test('a resource is replaced with another of its stage, by its address', () => {
    const app = testApp();
    const stage = testStage({ app, id: 'stage-a' });
    group(stage, 'One').lifecycle = { replaceTriggeredBy: [group(stage, 'Other')] };
    expect(new Written(app).template('stage-a').resource?.['azurerm_resource_group']?.['One']?.lifecycle).toEqual({
      replace_triggered_by: ['azurerm_resource_group.Other'],
    });
  });
});

test('a plain stack is left to cdktf', () => {
  const app = testApp();
  const stage = testStage({ app, id: 'stage-a' });
  const stack = new TerraformStack(app, 'plain');
  stack.node.addDependency(group(stage, 'One'));
  stack.addDependency(stage);
  stack.prepareStack();
  expect(stack.dependencies).toEqual([stage]);
});

test('rendering again, after more was made, has both', () => {
  const { app, first, second } = twoStages();
  const last = group(second, 'Last');
  const awaited = [group(second, 'One')];
  last.dependsOn = Lazy.listValue({ produce: () => awaited.map(dependable) });
  last.node.addDependency(group(second, 'Two'), group(first, 'Far'));
  new Written(app);
  awaited.push(group(second, 'Three'));
  last.node.addDependency(group(second, 'Four'));
  expect(new Written(app).waits('stage-b')).toEqual({
    'stage-b/Last': ['stage-b/Four', 'stage-b/One', 'stage-b/Three', 'stage-b/Two'],
  });
});

test('whatever waits for whatever: each depends_on is an address of the stage, stages are in order, or both paths are named', () => {
  const places = fc.record({ stage: fc.nat(2), index: fc.nat(2) });
  const wishes = fc.array(fc.record({ from: places, to: places, way: fc.nat(L1_WAYS.length - 1) }), { maxLength: 6 });
  fc.assert(
    fc.property(wishes, (all) => {
      const app = testApp();
      const names = ['stage-a', 'stage-b', 'stage-c'];
      const stages = names.map((id) => testStage({ app, id }));
      const made = stages.map((stage) => ['A', 'B', 'C'].map((id) => new KeyVaultGroup(stage, id)));
      for (const { from, to, way } of all) {
        const [one, other] = [from, to].map(({ stage, index }) => made[stage]?.[index]?.main) as [
          ResourceGroup,
          ResourceGroup,
        ];
        L1_WAYS[way]?.[1](one, other);
      }
      const written = attempt(() => new Written(app));
      if (written instanceof ValidationError) {
        expect(written.message).toMatch(/stage-[abc]\/[ABC].* (waits for|needs) stage-[abc]/);
        return;
      }
      for (const name of names) {
        const elements = elementsOf(written.template(name));
        const awaited = [...elements.values()].flatMap(({ depends_on: each = [] }) => each);
        expect(awaited.filter((address) => !elements.has(address))).toEqual([]);
        expect(Object.keys(written.template(name))).not.toContain('data');
      }
      for (const { from, to } of all.filter(({ way }) => L1_WAYS[way]?.[0].startsWith('node'))) {
        const [one, other] = [names[from.stage], names[to.stage]] as [string, string];
        if (one !== other) {
          expect(written.needs(one)).toContain(other);
        } else if (from.index !== to.index) {
          const ids = ['A', 'B', 'C'];
          expect(written.waits(one)[`${one}/${ids[from.index]}/Main`]).toContain(`${one}/${ids[to.index]}/Main`);
        }
      }
    }),
    { numRuns: 60 },
  );
});

/** A construct with one resource, and one that needs it. */
class KeyVaultGroup extends Construct {
  public readonly main: ResourceGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.main = group(this, 'Main');
    new KeyVaultResource(this, 'Vault', {
      name: `kv-${id.toLowerCase()}`,
      location: 'eastus2',
      resourceGroupName: this.main.name,
      skuName: 'standard',
      tenantId: '00000000-0000-0000-0000-000000000000',
    });
  }
}

function attempt<T>(work: () => T): T | ValidationError {
  try {
    return work();
  } catch (error) {
    if (error instanceof ValidationError) {
      return error;
    }
    throw error;
  }
}
