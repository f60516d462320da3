import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ValidationError } from '../../../lib/errors';
import { Stage } from '../../../lib/stage/stage';
import { StagedApp } from '../../../lib/stage/staged-app';

let directory: string;
let outdir: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-files-'));
  outdir = path.join(directory, 'cdktf.out');
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});

type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;

function createApp(files: Files = {}): StagedApp {
  const app = new StagedApp({ name: 'demo', projectDirectory: directory, outdir });
  Object.entries(files).forEach(([folder, texts]) => app.addFiles(folder, texts));
  return app;
}

const written = (file: string) => fs.readFileSync(path.join(outdir, file), 'utf8');
const exists = (file: string) => fs.existsSync(path.join(outdir, file));
const metadata = () => JSON.parse(written('azstage.json'));

test('synth writes the files beside the Terraform JSON, and lists them with digests', () => {
  const app = createApp({ manifests: { 'eastus/api.yaml': 'kind: Deployment\n' }, local: { '.env.example': 'A=\n' } });
  const stage = new Stage(app, 'stage-data', { title: 'Data', purpose: 'Keeps documents.' });
  app.synth();
  expect(written('manifests/eastus/api.yaml')).toBe('kind: Deployment\n');
  expect(metadata().files).toEqual([
    { path: 'local/.env.example', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { path: 'manifests/eastus/api.yaml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(written(`stacks/${stage.node.id}/cdk.tf.json`)).not.toContain('api.yaml');
});

test('an app without files has none in its metadata', () => {
  createApp().synth();
  expect(metadata()).not.toHaveProperty('files');
});

test('an app without stages writes its files too', () => {
  createApp({ local: { 'compose.yaml': 'services: {}\n' } }).synth();
  expect(metadata()).toMatchObject({ stages: [], files: [{ path: 'local/compose.yaml' }] });
});

test('a synth that is refused writes none of them, and keeps those of the one before', () => {
  createApp({ local: { 'compose.yaml': 'before' } }).synth();
  const app = createApp({ local: { 'compose.yaml': 'after', 'other.yaml': 'after' } });
  app.node.addValidation({ validate: () => ['the moon is in the wrong phase'] });
  expect(() => app.synth()).toThrow(ValidationError);
  expect(written('local/compose.yaml')).toBe('before');
  expect(exists('local/other.yaml')).toBe(false);
});

test('files that are no longer made are removed with their empty directories', () => {
  createApp({ manifests: { 'eastus/api.yaml': 'a', 'westeurope/api.yaml': 'a' } }).synth();
  createApp({ manifests: { 'eastus/api.yaml': 'a' } }).synth();
  expect(exists('manifests/eastus/api.yaml')).toBe(true);
  expect(exists('manifests/westeurope')).toBe(false);
});

test('what others wrote between the files stays, and so does what they changed', () => {
  createApp({ local: { 'compose.yaml': 'a', '.env.example': 'A=\n' } }).synth();
  fs.writeFileSync(path.join(outdir, 'local/.env'), 'A=secret\n');
  fs.writeFileSync(path.join(outdir, 'local/compose.yaml'), 'changed by hand');
  createApp().synth();
  expect(fs.readdirSync(path.join(outdir, 'local')).sort()).toEqual(['.env', 'compose.yaml']);
});

test('a file that synth did not write is not overwritten, and nothing else is written', () => {
  fs.mkdirSync(path.join(outdir, 'local'), { recursive: true });
  fs.writeFileSync(path.join(outdir, 'local/.env'), 'A=secret\n');
  expect(() => createApp({ local: { '.env': 'A=\n', 'compose.yaml': 'a' } }).synth()).toThrow(
    `${path.join(outdir, 'local/.env')}: was not written by synth. Move it away, or choose another output directory.`,
  );
  expect(exists('local/compose.yaml')).toBe(false);
  expect(exists('manifest.json')).toBe(false);
});

test('a file that was changed by hand is written again while it is made', () => {
  createApp({ local: { 'compose.yaml': 'a' } }).synth();
  fs.writeFileSync(path.join(outdir, 'local/compose.yaml'), 'changed by hand');
  createApp({ local: { 'compose.yaml': 'a' } }).synth();
  expect(written('local/compose.yaml')).toBe('a');
});

test('a link in the way is not followed, neither to write nor to remove', () => {
  createApp({ local: { 'compose.yaml': 'a' } }).synth();
  fs.renameSync(path.join(outdir, 'local'), path.join(directory, 'elsewhere'));
  fs.symlinkSync(path.join(directory, 'elsewhere'), path.join(outdir, 'local'));
  expect(() => createApp({ local: { 'compose.yaml': 'b' } }).synth()).toThrow(
    `${path.join(outdir, 'local')} is not a directory`,
  );
  createApp().synth();
  expect(fs.readFileSync(path.join(directory, 'elsewhere/compose.yaml'), 'utf8')).toBe('a');
});

test('a list of files that leads out of the directory removes nothing there', () => {
  createApp({ local: { 'compose.yaml': 'a' } }).synth();
  fs.writeFileSync(path.join(directory, 'compose.yaml'), 'a');
  const [file] = metadata().files;
  const forged = { ...metadata(), files: [{ ...file, path: '../compose.yaml' }] };
  fs.writeFileSync(path.join(outdir, 'azstage.json'), JSON.stringify(forged));
  createApp().synth();
  expect(fs.existsSync(path.join(directory, 'compose.yaml'))).toBe(true);
});

test('all paths that cannot be are refused at once', () => {
  const files = { '../secret': '', '/etc/passwd': '', 'a//b': '', 'a\\b': '', './c': '', '': '' };
  const allowed =
    'Allowed: names of letters, digits, dots, hyphens and underscores, separated by /, such as manifests/api.yaml.';
  expect(() => createApp({ local: files })).toThrow(
    Object.keys(files)
      .map((file) => `file "local/${file}": is not a path within the output directory. ${allowed}`)
      .join('\n'),
  );
});

test.each(['stacks', 'manifest.json', 'AZSTAGE.json'])('%s belongs to synth', (folder) => {
  expect(() => createApp({ [folder]: { 'x.yaml': '' } })).toThrow(
    `file "${folder}/x.yaml": "${folder}" belongs to synth. Allowed: another name. Put it into a folder of its own.`,
  );
});

test.each([
  ['added twice', 'a.yaml', 'a.yaml', 'is added twice'],
  ['different in case', 'a.yaml', 'A.yaml', 'collides with "x/a.yaml"'],
  ['a file and a directory', 'a', 'a/b.yaml', 'collides with "x/a"'],
  ['a directory and a file', 'a/b.yaml', 'a', 'collides with "x/a/b.yaml"'],
])('two paths are refused where one is %s', (_case, first, second, message) => {
  const app = createApp({ x: { [first]: '' } });
  expect(() => app.addFiles('x', { [second]: '' })).toThrow(`file "x/${second}": ${message}`);
});
