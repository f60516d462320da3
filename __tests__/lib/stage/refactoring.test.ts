import os from 'node:os';
import path from 'node:path';
import { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { movedFrom, Stage, StagedApp } from '../../../lib';

/** A resource of Terraform itself, which needs no provider. */
class Data extends TerraformResource {
  constructor(scope: Construct, id: string) {
    super(scope, id, { terraformResourceType: 'terraform_data' });
  }
}

interface Root {
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly removed?: unknown;
  readonly terraform?: { readonly required_version?: string };
}

function stageOf(build: (stage: Stage) => void): Stage {
  const app = new StagedApp({ name: 'shop', env: {}, outdir: path.join(os.tmpdir(), 'azstage-refactoring') });
  const stage = new Stage(app, 'stage-data', { title: 'Data', purpose: 'Data.' });
  build(stage);
  return stage;
}

const rendered = (stage: Stage) => stage.toTerraform() as Root;

/** Addresses of the resources that a stage has. */
const addresses = (build: (stage: Stage) => void) =>
  stageOf(build)
    .node.findAll()
    .filter((each) => TerraformResource.isTerraformResource(each))
    .map((each) => `${each.terraformResourceType}.${each.friendlyUniqueId}`);

/** A construct with two resources. */
function pair(scope: Construct, id: string): Construct {
  const construct = new Construct(scope, id);
  new Data(construct, 'Resource');
  new Data(construct, 'Part');
  return construct;
}

describe('movedFrom', () => {
  it('moves every resource below a construct from the address that it had', () => {
    const before = addresses((stage) => pair(stage, 'Cache'));
    const after = addresses((stage) => pair(new Construct(stage, 'Platform'), 'Redis'));
    const stage = stageOf((each) => movedFrom(pair(new Construct(each, 'Platform'), 'Redis'), 'stage-data/Cache'));
    expect(rendered(stage).moved).toEqual(before.map((from, index) => ({ from, to: after[index] })));
  });

  it('takes a path without the name of the stage, and a resource itself', () => {
    const stage = stageOf((each) => movedFrom(new Data(each, 'New'), 'Old'));
    expect(rendered(stage).moved).toEqual([{ from: 'terraform_data.Old', to: 'terraform_data.New' }]);
  });

  it('makes a chain of several moves, as Terraform takes one source for each resource', () => {
    const stage = stageOf((each) => {
      const resource = new Data(each, 'Third');
      movedFrom(resource, 'First');
      movedFrom(resource, 'Second');
    });
    expect(rendered(stage).moved).toEqual([
      { from: 'terraform_data.Second', to: 'terraform_data.Third' },
      { from: 'terraform_data.First', to: 'terraform_data.Second' },
    ]);
  });

  it('goes through a construct that moved, inside of one that moved', () => {
    const [before] = addresses((each) => new Data(new Construct(each, 'Old'), 'A'));
    const [between] = addresses((each) => new Data(new Construct(each, 'New'), 'A'));
    const [after] = addresses((each) => new Data(new Construct(each, 'New'), 'B'));
    const stage = stageOf((each) => {
      const outer = new Construct(each, 'New');
      movedFrom(outer, 'Old');
      movedFrom(new Data(outer, 'B'), 'New/A');
    });
    expect(rendered(stage).moved).toEqual([
      { from: between, to: after },
      { from: before, to: between },
    ]);
  });

  it('leaves alone a resource with an id of its own, which did not change', () => {
    const stage = stageOf((each) => {
      const resource = new Data(each, 'New');
      // eslint-disable-next-line no-restricted-syntax -- such an id is what is tested
      resource.overrideLogicalId('fixed');
      movedFrom(resource, 'Old');
    });
    expect(rendered(stage).moved).toBeUndefined();
  });

  it.each([
    ['', 'movedFrom is "", which is not a path'],
    ['A//B', 'movedFrom is "A//B", which is not a path'],
    ['stage-data', 'movedFrom is "stage-data", which is not a path'],
  ])('refuses %j', (path, message) => {
    expect(() => stageOf((each) => movedFrom(new Data(each, 'New'), path))).toThrow(message);
  });

  it('refuses a stage', () => {
    expect(() => stageOf((each) => movedFrom(each, 'Old'))).toThrow(
      'a stage that was renamed is moved by azstage move',
    );
  });

  it('refuses a path that a construct has, and one that two constructs had', () => {
    const app = stageOf((each) => {
      new Data(each, 'Here');
      movedFrom(new Data(each, 'New'), 'Here');
      movedFrom(new Data(each, 'Left'), 'Old');
      movedFrom(new Data(each, 'Right'), 'Old');
    }).node.root as StagedApp;
    expect(() => app.synth()).toThrow(
      /moves terraform_data\.Here here, which is stage-data\/Here[^]*moves to stage-data\/Left/,
    );
  });
});

describe('Stage.forget', () => {
  it('makes Terraform forget a resource, and ask for the version that can', () => {
    const stage = stageOf((each) => each.forget('terraform_data.Old', 'terraform_data.Gone'));
    expect(rendered(stage)).toMatchObject({
      terraform: { required_version: '>= 1.7' },
      removed: [
        { from: 'terraform_data.Gone', lifecycle: { destroy: false } },
        { from: 'terraform_data.Old', lifecycle: { destroy: false } },
      ],
    });
    expect(rendered(stageOf(() => undefined))).not.toHaveProperty('removed');
  });

  it('refuses what is still in the code, and what is no address', () => {
    const app = stageOf((each) => {
      new Data(each, 'Here');
      each.forget('terraform_data.Here', 'Here');
    }).node.root as StagedApp;
    expect(() => app.synth()).toThrow(
      /got "Here"[^]*terraform_data\.Here, which is still in the code as stage-data\/Here/,
    );
  });
});
