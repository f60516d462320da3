import { Fn, TerraformOutput, TerraformVariable } from 'cdktf';
import fs from 'node:fs';
import path from 'node:path';
import { ContainerApp } from '../../../lib/constructs/compute/container-app';
import { KubernetesCluster } from '../../../lib/constructs/compute/kubernetes-cluster';
import { ApplicationInsights } from '../../../lib/constructs/observability/application-insights';
import { LogAnalyticsWorkspace } from '../../../lib/constructs/observability/log-analytics-workspace';
import facts from '../../../lib/facts/sensitive-attributes.json';
import { openOutputsOf } from '../../../lib/stage/sensitive-outputs';
import { type Stage } from '../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';
import { neighbourhood } from '../../helpers/catalog';

const description = 'For a test.';

function insights(stage: Stage): ApplicationInsights {
  const workspace = LogAnalyticsWorkspace.fromName(stage, 'Logs', 'log-existing', 'rg-existing');
  return new ApplicationInsights(stage, 'Insights', { workspace });
}

function outputOf(stage: Stage, name = 'x'): unknown {
  return RenderedStage.of(stage).outputs[name];
}

test('an output of an attribute that azurerm marks sensitive is sensitive', () => {
  const stage = testStage();
  stage.addOutput('x', insights(stage).connectionString, { description });
  expect(outputOf(stage)).toMatchObject({ sensitive: true });
});

test('any other output is not', () => {
  const stage = testStage();
  stage.addOutput('x', insights(stage).applicationInsightsId, { description });
  expect(outputOf(stage)).not.toHaveProperty('sensitive');
});

test('so is one that has it somewhere within, and one that nobody made with addOutput', () => {
  const stage = testStage();
  const text = Fn.join('|', ['a', insights(stage).connectionString]);
  new TerraformOutput(stage, 'x', { value: { list: [text] } });
  expect(outputOf(stage)).toMatchObject({ sensitive: true });
});

test('so is the id that proves a custom domain', () => {
  const stage = testStage();
  const app = ContainerApp.fromName(stage, 'App', 'ca-existing', 'rg-existing');
  stage.addOutput('x', app.customDomainVerificationId, { description });
  expect(outputOf(stage)).toMatchObject({ sensitive: true });
});

test('what another stage keeps secret stays secret, though Terraform forgets it', () => {
  const app = testApp();
  const [first, second] = [testStage({ app, id: 'stage-first' }), testStage({ app, id: 'stage-second' })];
  second.addOutput('x', insights(first).connectionString, { description });
  expect(outputOf(second)).toMatchObject({ sensitive: true });
  expect(Object.values(RenderedStage.of(first).outputs)).toEqual([expect.objectContaining({ sensitive: true })]);
});

test('the metadata names the outputs for other stages that nobody has to hide: attributes that are not secret', () => {
  const app = testApp();
  const [first, second] = [testStage({ app, id: 'stage-first' }), testStage({ app, id: 'stage-second' })];
  const made = insights(first);
  second.addOutput('open', made.applicationInsightsId, { description });
  second.addOutput('secret', made.connectionString, { description });
  second.addOutput('mixed', Fn.join('', [made.applicationInsightsId, made.connectionString]), { description });
  const names = Object.keys(RenderedStage.of(first).outputs);
  expect(names).toHaveLength(2);
  expect(openOutputsOf(first)).toEqual(names.filter((name) => !name.includes('connection')));
  expect(openOutputsOf(first)).toHaveLength(1);
});

test('what another stage keeps secret can be shown on purpose', () => {
  const app = testApp();
  const [first, second] = [testStage({ app, id: 'stage-first' }), testStage({ app, id: 'stage-second' })];
  second.addOutput('x', insights(first).connectionString, { description, sensitive: false });
  app.synth();
  expect(outputOf(second)).toMatchObject({ sensitive: false });
});

test('a part of something sensitive, and the whole around it, are sensitive', () => {
  const stage = testStage();
  const { subnet } = neighbourhood(stage);
  const cluster = new KubernetesCluster(stage, 'Cluster', { subnet }).node.defaultChild as unknown as {
    kubeConfig: { get(index: number): { host: string } };
    fqn: string;
  };
  stage.addOutput('x', cluster.kubeConfig.get(0).host, { description });
  new TerraformOutput(stage, 'y', { value: cluster.fqn });
  expect(outputOf(stage)).toMatchObject({ sensitive: true });
  expect(outputOf(stage, 'y')).toMatchObject({ sensitive: true });
});

test('an output of a sensitive variable is sensitive', () => {
  const stage = testStage();
  const secret = new TerraformVariable(stage, 'secret', { type: 'string', sensitive: true });
  const open = new TerraformVariable(stage, 'open', { type: 'string' });
  stage.addOutput('x', secret.stringValue, { description });
  stage.addOutput('y', open.stringValue, { description });
  expect(outputOf(stage)).toMatchObject({ sensitive: true });
  expect(outputOf(stage, 'y')).not.toHaveProperty('sensitive');
});

test('what was declared harmless is shown', () => {
  const stage = testStage();
  stage.addOutput('x', Fn.nonsensitive(insights(stage).connectionString) as unknown as string, { description });
  expect(outputOf(stage)).not.toHaveProperty('sensitive');
});

test('saying that something sensitive is not is refused before anything is written', () => {
  const app = testApp();
  const stage = testStage({ app });
  stage.addOutput('x', insights(stage).connectionString, { description, sensitive: false });
  expect(() => app.synth()).toThrow(
    /^stage-test\/x: sensitive: got false, but azurerm_application_insights\.Insights_\w+\.connection_string is sensitive, and Terraform would refuse the plan\. Allowed: true\. Leave it out, or wrap the value in Fn\.nonsensitive/,
  );
  expect(fs.existsSync(path.join(app.outdir, 'azstage.json'))).toBe(false);
});

test('the facts cover every azurerm type that a construct makes or reads', () => {
  const used = sources(path.resolve('lib')).flatMap((file) => {
    const text = fs.readFileSync(file, 'utf8');
    return [
      ...[...text.matchAll(/@cdktf\/provider-azurerm\/lib\/([\w-]+)'/g)].map(([, name = '']) => name),
      ...[...text.matchAll(/tfResourceType = 'azurerm_(\w+)'/g)].map(([, name = '']) => name.replace(/_/g, '-')),
    ];
  });
  const types = [...new Set(used)].filter((name) => name !== 'provider').map((name) => name.replace(/-/g, '_'));
  const known = [
    ...facts.types.resources.map((type) => type.replace('azurerm_', '')),
    ...facts.types.dataSources.map((type) => `data_${type}`),
  ];
  expect(types.filter((type) => !known.includes(type))).toEqual([]);
});

function sources(directory: string): string[] {
  return fs
    .readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
