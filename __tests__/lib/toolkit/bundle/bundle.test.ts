import fs from 'node:fs';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Bundle } from '../../../../lib/toolkit/bundle/bundle';
import { type BundleFiles } from '../../../../lib/toolkit/bundle/bundle-directory';
import { Encryption, type EncryptionProps } from '../../../../lib/toolkit/bundle/encryption';
import { sha256 } from '../../../../lib/toolkit/host/sha256';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
// The work that makes guessing a passphrase slow takes a second or more.
jest.setTimeout(30_000);

const SECRET = 'the key of the vault';
const FILES: BundleFiles = new Map([['a/plan.tfplan', Buffer.from(SECRET)]]);
const MANIFEST = {
  version: 2,
  id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  created: '2026-01-01T00:00:00.000Z',
  tools: { azstage: '0.1.0', terraform: '1.11.4' },
  app: { environment: 'dev' },
  settings: { environment: 'dev' },
  synth: '',
  stages: [],
};

/** A directory with a bundle in it. */
async function bundleIn(project: TestProject, encryption?: EncryptionProps): Promise<string> {
  const directory = path.join(project.directory, 'plans');
  await Bundle.write(directory, MANIFEST, FILES, encryption);
  return directory;
}

const passphrase = { AZSTAGE_PASSPHRASE: 'correct horse battery staple' };

describe('a bundle of plans', () => {
  it('gives back what was written', async () => {
    const bundle = await Bundle.open(await bundleIn(TestProject.empty()), {});
    expect(bundle.manifest.settings).toEqual({ environment: 'dev' });
    expect(bundle.read('a/plan.tfplan').toString()).toBe(SECRET);
  });

  it('is readable by the user alone', async () => {
    const directory = await bundleIn(TestProject.empty());
    const modes = ['.', 'a', 'manifest.json', 'a/plan.tfplan'].map(
      (file) => fs.statSync(path.join(directory, file)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
  });

  it('replaces an earlier one, and nothing else', async () => {
    const project = TestProject.empty();
    const directory = await bundleIn(project);
    await Bundle.write(directory, MANIFEST, new Map());
    expect(fs.readdirSync(directory)).toEqual(['manifest.json']);
    expect(fs.readdirSync(project.directory)).toEqual(['plans']);
    project.write('other/notes.txt', 'keep me');
    await expect(Bundle.write(path.join(project.directory, 'other'), MANIFEST, FILES)).rejects.toThrow(
      /other is not empty, and not a bundle of plans: notes.txt/,
    );
    expect(project.read('other/notes.txt')).toBe('keep me');
  });

  it.each<[string, (directory: string) => void, RegExp]>([
    [
      'a plan that was changed',
      (directory) => fs.writeFileSync(path.join(directory, 'a/plan.tfplan'), 'other'),
      /not as it was written: a\/plan.tfplan differs/,
    ],
    [
      'a plan that is missing',
      (directory) => fs.rmSync(path.join(directory, 'a/plan.tfplan')),
      /a\/plan.tfplan differs/,
    ],
    [
      'a file that does not belong',
      (directory) => fs.writeFileSync(path.join(directory, 'a/more'), ''),
      /a\/more differs/,
    ],
    [
      'a damaged manifest',
      (directory) => fs.writeFileSync(path.join(directory, 'manifest.json'), '{'),
      /plans\/manifest.json is not JSON: /,
    ],
    [
      'a manifest of another version',
      (directory) => fs.writeFileSync(path.join(directory, 'manifest.json'), '{"version":1}'),
      /has version 1; this azstage reads version 2/,
    ],
    [
      'a link in the place of a plan',
      (directory) => {
        fs.renameSync(path.join(directory, 'a/plan.tfplan'), path.join(directory, '../plan'));
        fs.symlinkSync('../../plan', path.join(directory, 'a/plan.tfplan'));
      },
      /not as it was written: a\/plan.tfplan differs/,
    ],
    ['nothing', (directory) => fs.rmSync(directory, { recursive: true }), /There is no bundle of plans in/],
  ])('is refused with %s', async (_, tamper, message) => {
    const directory = await bundleIn(TestProject.empty());
    tamper(directory);
    await expect(Bundle.open(directory, {})).rejects.toThrow(message);
  });
});

describe('the manifest of a bundle', () => {
  const stage = {
    name: 'a',
    key: 'shop/shop/dev/a',
    result: 'planned',
    inputs: { files: '', outputs: {}, providers: '', variables: '', terraform: '1.11.4' },
    reads: [],
    proposal: {
      counts: { added: 1, changed: 0, destroyed: 0 },
      changes: [],
      isFinal: true,
      deferred: [],
      values: 'a/values.json',
      plan: 'a/plan.tfplan',
    },
  };

  /** A bundle with its manifest changed by hand. */
  async function tampered(change: object): Promise<string> {
    const directory = await bundleIn(TestProject.empty());
    const file = path.join(directory, 'manifest.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
    fs.writeFileSync(file, JSON.stringify({ ...manifest, stages: [stage], ...change }));
    return directory;
  }

  it.each<[string, object, string]>([
    ['the command of the app', { settings: { app: 'touch /tmp/x' } }, 'has settings.app, which does not belong there'],
    ['the directory of the app', { settings: { output: '/' } }, 'has settings.output, which does not belong there'],
    ['settings that are none', { settings: [] }, 'has an array at settings, not an object'],
    ['a parameter that is no text', { settings: { parameters: { a: {} } } }, 'has an object at settings.parameters.a'],
    ['a result that no plan has', { stages: [{ ...stage, result: 'applied' }] }, 'has "applied" at stages.0.result'],
    ['stages that are none', { stages: null }, 'has null at stages, not an array'],
    ...['../x', '/etc/passwd', 'a/../../x', 'C:/x', '..\\x', 'a//x', './x', ''].map(
      (file): [string, object, string] => [
        `the path ${JSON.stringify(file)}`,
        { files: { [file]: sha256('') } },
        `has ${JSON.stringify(file)} at files, which is not a path of a file in the bundle`,
      ],
    ),
    [
      'a plan elsewhere',
      { stages: [{ ...stage, proposal: { ...stage.proposal, plan: '../../plan' } }] },
      'has "../../plan" at stages.0.proposal.plan, which is not a path of a file in the bundle',
    ],
  ])('is refused with %s', async (_, change, message) => {
    await expect(Bundle.open(await tampered(change), {})).rejects.toThrow(`plans/manifest.json ${message}`);
  });

  it('names no file that is not there', async () => {
    await expect(Bundle.open(await tampered({}), {})).rejects.toThrow(/has no file a\/values.json/);
    const noPlan = { ...stage, proposal: { ...stage.proposal, values: 'a/plan.tfplan', plan: 'a/none' } };
    await expect(Bundle.open(await tampered({ stages: [noPlan] }), {})).rejects.toThrow(/has no file a\/none/);
  });
});

describe('a directory for a bundle', () => {
  /** A project with a bundle in `plans`, that something was done to since. */
  async function touched(touch: (directory: string) => void): Promise<TestProject> {
    const project = TestProject.empty();
    touch(await bundleIn(project));
    return project;
  }

  const inPlans = (file: string, content: string) => (directory: string) => {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), content);
  };

  it.each<[string, (directory: string) => void, RegExp]>([
    [
      'a file more',
      inPlans('notes.txt', 'mine'),
      /holds a bundle of plans in which notes.txt is missing, changed or not listed/,
    ],
    [
      'a directory more',
      (directory) => fs.mkdirSync(path.join(directory, 'web')),
      /in which web is missing, changed or not listed/,
    ],
    [
      'a file that was changed',
      inPlans('a/plan.tfplan', 'mine'),
      /in which a\/plan.tfplan is missing, changed or not listed/,
    ],
    [
      'a link more',
      (directory) => fs.symlinkSync('/dev/null', path.join(directory, 'x')),
      /in which x is missing, changed or not listed/,
    ],
    [
      'a manifest of something else',
      inPlans('manifest.json', '{"name":"web"}'),
      /is not empty, and not a bundle of plans/,
    ],
    [
      'a file by the name of an encrypted one',
      inPlans('bundle.age', 'mine'),
      /in which bundle.age is missing, changed or not listed/,
    ],
  ])('is left alone with %s', async (_, touch, message) => {
    const project = await touched(touch);
    const before = fs.readdirSync(path.join(project.directory, 'plans'), { recursive: true });
    const directory = path.join(project.directory, 'plans');
    await expect(Bundle.refuseUnwritable(directory)).rejects.toThrow(message);
    await expect(Bundle.write(directory, MANIFEST, FILES)).rejects.toThrow(message);
    expect(fs.readdirSync(directory, { recursive: true })).toEqual(before);
    expect(fs.readdirSync(project.directory)).toEqual(['plans']);
  });

  it.each<[string, (directory: string) => void, RegExp]>([
    ['a link to a directory', (directory) => fs.symlinkSync('.', directory), /is a symbolic link, not a directory/],
    ['a file', (directory) => fs.writeFileSync(directory, 'mine'), /is a file, not a directory/],
    [
      'an empty file by the name of an encrypted one',
      (directory) => {
        fs.mkdirSync(directory);
        fs.writeFileSync(path.join(directory, 'bundle.age'), '');
      },
      /is not empty, and not a bundle of plans: bundle.age/,
    ],
  ])('is none where there is %s', async (_, make, message) => {
    const directory = path.join(TestProject.empty().directory, 'plans');
    make(directory);
    await expect(Bundle.write(directory, MANIFEST, FILES)).rejects.toThrow(message);
  });

  it('is replaced when it is an encrypted bundle, or empty', async () => {
    const project = TestProject.empty();
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const directory = await bundleIn(project, { recipients, env: {} });
    await Bundle.write(directory, MANIFEST, FILES);
    expect(fs.readdirSync(directory)).toEqual(['a', 'manifest.json']);
    fs.rmSync(directory, { recursive: true });
    fs.mkdirSync(directory);
    await Bundle.write(directory, MANIFEST, FILES);
    expect((await Bundle.open(directory, {})).read('a/plan.tfplan').toString()).toBe(SECRET);
  });
});

describe('a bundle that is not encrypted', () => {
  it.each(['AZSTAGE_PASSPHRASE', 'AZSTAGE_IDENTITY_FILE'])('is refused where %s is set, be it empty', async (name) => {
    const directory = await bundleIn(TestProject.empty());
    for (const value of ['something', '']) {
      await expect(Bundle.open(directory, { [name]: value })).rejects.toThrow(
        `The bundle in ${directory} is not encrypted, although ${name} is set: whoever can write there may have made it.`,
      );
    }
  });
});

describe('an encrypted bundle', () => {
  it('for a recipient, which proves nothing of who made it, is refused where a passphrase is set', async () => {
    const project = TestProject.empty();
    const identity = await generateX25519Identity();
    const directory = await bundleIn(project, { recipients: [await identityToRecipient(identity)], env: {} });
    project.write('key.txt', identity);
    const env = { AZSTAGE_IDENTITY_FILE: path.join(project.directory, 'key.txt') };
    expect((await Bundle.open(directory, env)).manifest.version).toBe(2);
    await expect(Bundle.open(directory, { ...env, ...passphrase })).rejects.toThrow(/cannot be decrypted/);
  });

  it('is refused with content that is none', async () => {
    const project = TestProject.empty();
    const identity = await generateX25519Identity();
    project.write('key.txt', identity);
    const env = { AZSTAGE_IDENTITY_FILE: path.join(project.directory, 'key.txt') };
    const directory = await bundleIn(project, { recipients: [await identityToRecipient(identity)], env: {} });
    const settings = { ...MANIFEST, files: {}, settings: { app: 'touch /tmp/x' } };
    for (const [content, message] of [
      ['null', 'bundle.age is null, not an object'],
      ['{"../x":"eA=="}', 'bundle.age has "../x", which is not a path of a file in the bundle'],
      ['{}', 'manifest.json is empty'],
      [
        JSON.stringify({ 'manifest.json': Buffer.from(JSON.stringify(settings)).toString('base64') }),
        'manifest.json has settings.app, which does not belong there',
      ],
    ] as const) {
      const encrypted = await Encryption.encrypt(Buffer.from(content), {
        recipients: [await identityToRecipient(identity)],
        env: {},
      });
      fs.writeFileSync(path.join(directory, 'bundle.age'), encrypted);
      await expect(Bundle.open(directory, env)).rejects.toThrow(`plans/${message}.`);
    }
  });

  it('is one file that shows nothing, and opens with the passphrase', async () => {
    const directory = await bundleIn(TestProject.empty(), { recipients: [], env: passphrase });
    expect(fs.readdirSync(directory)).toEqual(['bundle.age']);
    const content = fs.readFileSync(path.join(directory, 'bundle.age'));
    expect(content.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    expect(content.includes(Buffer.from(SECRET).toString('base64'))).toBe(false);
    const bundle = await Bundle.open(directory, passphrase);
    expect(bundle.read('a/plan.tfplan').toString()).toBe(SECRET);
    await expect(Bundle.open(directory, { AZSTAGE_PASSPHRASE: 'wrong' })).rejects.toThrow(/cannot be decrypted/);
  });

  it('opens with the identity of one of its recipients', async () => {
    const project = TestProject.empty();
    const [ours, theirs] = [await generateX25519Identity(), await generateX25519Identity()];
    const recipients = await Promise.all([ours, theirs].map((identity) => identityToRecipient(identity)));
    const directory = await bundleIn(project, { recipients, env: {} });
    project.write('key.txt', `# created: 2026-01-01\n${theirs}\n`);
    const env = { AZSTAGE_IDENTITY_FILE: path.join(project.directory, 'key.txt') };
    expect((await Bundle.open(directory, env)).read('a/plan.tfplan').toString()).toBe(SECRET);
  });

  it('does not open with another identity, without one, or after it was changed', async () => {
    const project = TestProject.empty();
    const identity = await generateX25519Identity();
    const directory = await bundleIn(project, { recipients: [await identityToRecipient(identity)], env: {} });
    project.write('key.txt', identity);
    project.write('other.txt', await generateX25519Identity());
    const identityIn = (file: string) => ({ AZSTAGE_IDENTITY_FILE: path.join(project.directory, file) });
    await expect(Bundle.open(directory, identityIn('other.txt'))).rejects.toThrow(/cannot be decrypted: no identity/);
    await expect(Bundle.open(directory, {})).rejects.toThrow(/no key to encrypt or decrypt the bundle with/);
    const file = path.join(directory, 'bundle.age');
    const content = fs.readFileSync(file);
    content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1);
    fs.writeFileSync(file, content);
    await expect(Bundle.open(directory, identityIn('key.txt'))).rejects.toThrow(/cannot be decrypted/);
  });

  it('wants recipients that are some, before there is anything to write', async () => {
    const directory = path.join(TestProject.empty().directory, 'plans');
    await expect(Bundle.refuseUnwritable(directory, { recipients: ['age1nobody'], env: {} })).rejects.toThrow(
      /"age1nobody" is not a recipient of age/,
    );
    expect(fs.existsSync(directory)).toBe(false);
  });
});
