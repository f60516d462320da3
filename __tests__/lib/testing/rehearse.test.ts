import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, TerraformResource, TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { type IoMessage } from '../../../lib/toolkit/io/io-host';
import { rehearse } from '../../../lib/testing';
import { describeWithTerraform } from '../../helpers/terraform';

class Data extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly arguments_: Readonly<Record<string, unknown>>,
  ) {
    super(scope, id, { terraformResourceType: 'terraform_data' });
  }

  protected override synthesizeAttributes() {
    return { ...this.arguments_ };
  }
}

/** An app of cdktf without azstage, of one stack. */
function appWith(arguments_: Readonly<Record<string, unknown>>): App {
  const outdir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-')), 'cdktf.out');
  const app = new App({ outdir });
  new Data(new TerraformStack(app, 'data'), 'Cache', arguments_);
  return app;
}

describeWithTerraform('rehearse(app)', () => {
  it('tells what a change updates and what it replaces, in order of the steps', async () => {
    const messages: IoMessage[] = [];
    const before = { input: 'a', triggers_replace: 1 };
    const change = appWith({ input: 'b', triggers_replace: 2 });
    const { exitCode, rehearsal } = await rehearse(appWith(before), {
      change,
      onMessage: (each) => messages.push(each),
    });
    expect(exitCode).toBe(0);
    const [stage] = rehearsal.stages;
    expect(stage?.steps.map(({ step }) => step)).toEqual(['deploy', 'plan', 'change', 'plan-after-change', 'destroy']);
    expect(stage?.steps[2]?.changes).toMatchObject([{ address: 'terraform_data.Cache', action: 'replace' }]);
    expect(messages.map(({ code }) => code)).toContain('rehearsal.step');
  });

  it('leaves the output of the app as it was', async () => {
    const app = appWith({ input: 'a' });
    await rehearse(app);
    const json = fs.readFileSync(path.join(app.outdir, 'stacks', 'data', 'cdk.tf.json'), 'utf8');
    expect(json).not.toContain('azstage-rehearsal');
  });
});
