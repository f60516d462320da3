import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makePrivateDirectory } from '../private-files';
import { ToolkitError } from '../toolkit-error';
import { Encryption, type EncryptionProps } from './encryption';
import { BUNDLE_VERSION, type BundleManifest } from './manifest';

/** The files of a bundle by their paths in it. */
export type BundleFiles = ReadonlyMap<string, Buffer>;

const MANIFEST = 'manifest.json';

/** All files of an encrypted bundle. */
const ENCRYPTED = 'bundle.age';

/**
 * The plans of a run in a directory: private to the user, as plans hold secrets in clear, or encrypted in one file.
 *
 * The manifest carries the digest of each file, so that none can be changed, left out or taken from another bundle unnoticed. Who can
 * write the manifest can change both: a passphrase, which age authenticates, keeps others from that.
 */
export class Bundle {
  /**
   * Writes a bundle; an earlier one in the same place is replaced once the new one is complete.
   *
   * @throws ToolkitError when the place holds something else, or there is no key to encrypt with
   */
  public static async write(
    directory: string,
    manifest: Omit<BundleManifest, 'files'>,
    files: BundleFiles,
    encryption?: EncryptionProps,
  ): Promise<void> {
    refuseOtherContent(directory);
    const digests = Object.fromEntries([...files].map(([file, content]) => [file, digest(content)]));
    const complete: BundleManifest = { ...manifest, files: digests };
    const all = new Map([[MANIFEST, Buffer.from(`${JSON.stringify(complete, undefined, 2)}\n`)], ...files]);
    const written =
      encryption === undefined ? all : new Map([[ENCRYPTED, await Encryption.encrypt(pack(all), encryption)]]);
    const temporary = `${directory}.${crypto.randomBytes(4).toString('hex')}.tmp`;
    try {
      makePrivateDirectory(temporary);
      for (const [file, content] of written) {
        makePrivateDirectory(path.dirname(path.join(temporary, file)));
        fs.writeFileSync(path.join(temporary, file), content, { mode: 0o600 });
      }
      fs.rmSync(directory, { recursive: true, force: true });
      fs.renameSync(temporary, directory);
    } finally {
      fs.rmSync(temporary, { recursive: true, force: true });
    }
  }

  /**
   * Refuses what {@link write} would refuse, before there is anything to write.
   *
   * @throws ToolkitError
   */
  public static async refuseUnwritable(directory: string, encryption?: EncryptionProps): Promise<void> {
    refuseOtherContent(directory);
    if (encryption !== undefined) {
      await Encryption.encrypterOf(encryption);
    }
  }

  /**
   * Opens a bundle.
   *
   * @throws ToolkitError when there is none, it cannot be decrypted, or it is not as it was written
   */
  public static async open(directory: string, env: NodeJS.ProcessEnv): Promise<Bundle> {
    const encrypted = path.join(directory, ENCRYPTED);
    const files = fs.existsSync(encrypted)
      ? unpack(await Encryption.decrypt(fs.readFileSync(encrypted), env))
      : readAll(directory);
    const text = files.get(MANIFEST);
    if (text === undefined) {
      throw unusable(`There is no bundle of plans in ${directory}.`, 'Write one with azstage plan --out DIR.');
    }
    const manifest = parseManifest(text.toString(), directory);
    refuseTampered(directory, manifest, files);
    return new Bundle(directory, manifest, files);
  }

  private constructor(
    /** Absolute. */
    public readonly directory: string,
    public readonly manifest: BundleManifest,
    private readonly files: BundleFiles,
  ) {}

  /** A file of the bundle. */
  public read(file: string): Buffer {
    return this.files.get(file) ?? Buffer.alloc(0);
  }
}

/** SHA-256, in hexadecimal. */
export function digest(content: string | Buffer): string {
  return crypto.createHash('sha256').update(content).digest('hex');
}

function refuseOtherContent(directory: string): void {
  const there = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  if (there.length > 0 && !there.includes(MANIFEST) && !there.includes(ENCRYPTED)) {
    throw new ToolkitError(
      'USAGE',
      `${directory} is not empty, and no bundle of plans: ${there.slice(0, 3).join(', ')}.`,
      'Name a directory that is empty or not there: azstage plan --out plans.',
    );
  }
}

function parseManifest(text: string, directory: string): BundleManifest {
  let manifest: BundleManifest;
  try {
    manifest = JSON.parse(text) as BundleManifest;
  } catch (error) {
    throw unusable(`The manifest of the bundle in ${directory} is damaged: ${(error as Error).message}.`);
  }
  if (manifest.version !== BUNDLE_VERSION) {
    throw unusable(
      `The bundle in ${directory} has version ${String(manifest.version)}; this azstage reads version ${BUNDLE_VERSION}.`,
      'Plan and deploy with the same azstage.',
    );
  }
  return manifest;
}

function refuseTampered(directory: string, manifest: BundleManifest, files: BundleFiles): void {
  const wrong = Object.entries(manifest.files).find(([file, expected]) => {
    const content = files.get(file);
    return content === undefined || digest(content) !== expected;
  });
  const unknown = [...files.keys()].find((file) => file !== MANIFEST && manifest.files[file] === undefined);
  if (wrong !== undefined || unknown !== undefined) {
    throw unusable(`The bundle in ${directory} is not as it was written: ${wrong?.[0] ?? unknown} differs.`);
  }
}

function readAll(directory: string): BundleFiles {
  if (!fs.existsSync(directory)) {
    return new Map();
  }
  return new Map(
    fs
      .readdirSync(directory, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(directory, file).split(path.sep).join('/'), fs.readFileSync(file)]),
  );
}

function pack(files: BundleFiles): Buffer {
  return Buffer.from(
    JSON.stringify(Object.fromEntries([...files].map(([file, content]) => [file, content.toString('base64')]))),
  );
}

function unpack(packed: Buffer): BundleFiles {
  const files = JSON.parse(packed.toString()) as Readonly<Record<string, string>>;
  return new Map(Object.entries(files).map(([file, content]) => [file, Buffer.from(content, 'base64')]));
}

function unusable(message: string, fix = 'Plan again: azstage plan --out DIR.'): ToolkitError {
  return new ToolkitError('BUNDLE_UNUSABLE', message, fix);
}
