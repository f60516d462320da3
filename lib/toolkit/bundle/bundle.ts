import fs from 'node:fs';
import path from 'node:path';
import { onFile, readTextFile } from '../host/file-trouble';
import { type BadJson, parseJson } from '../host/json-file';
import { makePrivateDirectory, temporaryName, writeAtomically } from '../host/private-files';
import { sha256 } from '../host/sha256';
import { type PlanParts } from '../terraform/plan-json';
import { ToolkitError } from '../toolkit-error';
import {
  type BundleFiles,
  ENCRYPTED,
  filesIn,
  MANIFEST,
  refuseOtherContent,
  refuseReadOnly,
  replaceBundle,
  wrongFile,
} from './bundle-directory';
import { Encryption, type EncryptionProps } from './encryption';
import { BUNDLE_CONTENT, BUNDLE_MANIFEST, BUNDLE_VALUES, type BundleManifest } from './manifest';

const UNUSABLE: BadJson = { code: 'BUNDLE_UNUSABLE', fix: 'Plan again: azstage plan --out DIR.' };

/**
 * The plans of a run in a directory: private to the user, as plans contain secrets in plain text, or encrypted in one file.
 *
 * The manifest contains the digest of each file, so that a file that is changed, missing or from another bundle is detected. Whoever can
 * write the manifest can change both: a passphrase, which age authenticates, prevents that.
 */
export class Bundle {
  /**
   * Writes a bundle; an earlier one in the same directory is replaced once the new one is complete.
   *
   * @throws ToolkitError when the directory holds anything else, or there is no key to encrypt with
   * @internal
   */
  public static async write(
    directory: string,
    manifest: Omit<BundleManifest, 'files'>,
    files: BundleFiles,
    encryption?: EncryptionProps,
  ): Promise<void> {
    const digests = Object.fromEntries([...files].map(([file, content]) => [file, sha256(content)]));
    const complete: BundleManifest = { ...manifest, files: digests };
    const all = new Map([[MANIFEST, Buffer.from(`${JSON.stringify(complete, undefined, 2)}\n`)], ...files]);
    const written =
      encryption === undefined ? all : new Map([[ENCRYPTED, await Encryption.encrypt(pack(all), encryption)]]);
    const temporary = temporaryName(directory);
    try {
      makePrivateDirectory(temporary);
      for (const [file, content] of written) {
        writeAtomically(path.join(temporary, file), content);
      }
      replaceBundle(directory, temporary);
    } finally {
      fs.rmSync(temporary, { recursive: true, force: true });
    }
  }

  /**
   * Refuses a directory or key that {@link write} would refuse, before there is anything to write.
   *
   * @throws ToolkitError
   * @internal
   */
  public static async refuseUnwritable(directory: string, encryption?: EncryptionProps): Promise<void> {
    refuseOtherContent(directory);
    refuseReadOnly(directory);
    if (encryption !== undefined) {
      await Encryption.encrypterOf(encryption);
    }
  }

  /**
   * Opens a bundle.
   *
   * @throws ToolkitError when there is none, it cannot be decrypted, it is not as it was written, or it is not encrypted although the
   * environment has a key
   */
  public static async open(directory: string, env: NodeJS.ProcessEnv): Promise<Bundle> {
    const encrypted = path.join(directory, ENCRYPTED);
    const isEncrypted = fs.existsSync(encrypted);
    const packed = isEncrypted ? await decrypted(encrypted, env) : undefined;
    const text = packed === undefined ? plainManifest(directory, env) : (packed.get(MANIFEST)?.toString() ?? '');
    const manifest = parseJson(text, path.join(directory, MANIFEST), BUNDLE_MANIFEST, UNUSABLE);
    const files = packed ?? filesIn(directory, manifest);
    const wrong = wrongFile(files, manifest);
    if (wrong !== undefined) {
      throw unusable(`The bundle in ${directory} is not as it was written: ${wrong} differs.`);
    }
    return new Bundle(directory, manifest, files, plansOf(directory, manifest, files));
  }

  private constructor(
    /** Absolute path. */
    public readonly directory: string,
    public readonly manifest: BundleManifest,
    private readonly files: BundleFiles,
    private readonly plans: ReadonlyMap<string, PlanParts>,
  ) {}

  /**
   * A file of the bundle.
   *
   * @throws ToolkitError when the bundle has no such file
   */
  public read(file: string): Buffer {
    return this.files.get(file) ?? missing(this.directory, file);
  }

  /**
   * A plan with its values.
   *
   * @param file path in `values` of a proposal in the manifest
   * @throws ToolkitError when no proposal has that path
   * @internal
   */
  public values(file: string): PlanParts {
    return this.plans.get(file) ?? missing(this.directory, file);
  }
}

/** The values of all plans, parsed before anything is applied. */
function plansOf(directory: string, { stages }: BundleManifest, files: BundleFiles): ReadonlyMap<string, PlanParts> {
  const proposals = stages.flatMap(({ proposal }) => proposal ?? []);
  return new Map(
    proposals.map(({ values, plan = values }) => {
      const [text] = [values, plan].map((file) => files.get(file) ?? missing(directory, file));
      return [values, parseJson(String(text), path.join(directory, values), BUNDLE_VALUES, UNUSABLE)];
    }),
  );
}

function missing(directory: string, file: string): never {
  throw unusable(`The bundle in ${directory} has no file ${file}.`);
}

/** The manifest of a bundle that is not encrypted: whoever can write to the directory may have written it. */
function plainManifest(directory: string, env: NodeJS.ProcessEnv): string {
  const text = readTextFile(path.join(directory, MANIFEST));
  if (text === undefined) {
    throw unusable(`There is no bundle of plans in ${directory}.`, 'Write one with azstage plan --out DIR.');
  }
  const key = Encryption.keyIn(env);
  if (key !== undefined) {
    throw unusable(
      `The bundle in ${directory} is not encrypted, although ${key} is set: whoever can write there may have made it.`,
      `Plan again with azstage plan --out DIR --encrypt, or unset ${key} where nobody else can write.`,
    );
  }
  return text;
}

async function decrypted(file: string, env: NodeJS.ProcessEnv): Promise<BundleFiles> {
  const content = onFile(file, () => fs.readFileSync(file));
  const packed = parseJson((await Encryption.decrypt(content, env)).toString(), file, BUNDLE_CONTENT, UNUSABLE);
  return new Map(Object.entries(packed).map(([name, text]) => [name, Buffer.from(text, 'base64')]));
}

function pack(files: BundleFiles): Buffer {
  return Buffer.from(
    JSON.stringify(Object.fromEntries([...files].map(([file, content]) => [file, content.toString('base64')]))),
  );
}

function unusable(message: string, fix = UNUSABLE.fix): ToolkitError {
  return new ToolkitError(UNUSABLE.code, message, fix);
}
