import fs from 'node:fs';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Bundle, type BundleFiles } from '../../../../lib/toolkit/bundle/bundle';
import { type EncryptionProps } from '../../../../lib/toolkit/bundle/encryption';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
// The work that makes guessing a passphrase slow takes a second or more.
jest.setTimeout(30_000);

const SECRET = 'the key of the vault';
const FILES: BundleFiles = new Map([['a/plan.tfplan', Buffer.from(SECRET)]]);
const MANIFEST = {
  version: 1,
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
      /other is not empty, and no bundle of plans: notes.txt/,
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
      /manifest of the bundle in .* is damaged/,
    ],
    [
      'a manifest of another version',
      (directory) => fs.writeFileSync(path.join(directory, 'manifest.json'), '{"version":2}'),
      /has version 2; this azstage reads version 1/,
    ],
    ['nothing', (directory) => fs.rmSync(directory, { recursive: true }), /There is no bundle of plans in/],
  ])('is refused with %s', async (_, tamper, message) => {
    const directory = await bundleIn(TestProject.empty());
    tamper(directory);
    await expect(Bundle.open(directory, {})).rejects.toThrow(message);
  });
});

describe('an encrypted bundle', () => {
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
    await expect(Bundle.open(directory, {})).rejects.toThrow(/nothing to encrypt or decrypt the bundle with/);
    const file = path.join(directory, 'bundle.age');
    const content = fs.readFileSync(file);
    content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1);
    fs.writeFileSync(file, content);
    await expect(Bundle.open(directory, identityIn('key.txt'))).rejects.toThrow(/cannot be decrypted/);
  });

  it('wants recipients that are some, before there is anything to write', async () => {
    const directory = path.join(TestProject.empty().directory, 'plans');
    await expect(Bundle.refuseUnwritable(directory, { recipients: ['age1nobody'], env: {} })).rejects.toThrow(
      /"age1nobody" is no recipient of age/,
    );
    expect(fs.existsSync(directory)).toBe(false);
  });
});
