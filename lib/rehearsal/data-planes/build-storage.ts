import { Parser } from 'tar';
import { keyOf } from '../arm/arm-request';

/** Host of the storage account that the registries of a region keep sources and logs of builds in. */
export const BUILD_STORAGE_HOST = 'acrtasksrehearsal.blob.core.windows.net';

/** Sources of an image as they were uploaded: text of each file by its path. */
export type UploadedSources = ReadonlyMap<string, string>;

/** Sources and logs of the builds of images, each in a blob. */
export class BuildStorage {
  private readonly sources = new Map<string, UploadedSources | undefined>();
  private readonly logs = new Map<string, string>();
  private uploads = 0;

  /** Number of an upload, which no other one has. */
  public nextUpload(): number {
    this.uploads += 1;
    return this.uploads;
  }

  /** URL of a blob, with a shared access signature that follows from its path. */
  public urlOf(path: string): string {
    return `https://${BUILD_STORAGE_HOST}/${path}?sv=2023-11-03&sp=rcw&sig=${encodeURIComponent(signatureOf(path))}`;
  }

  /** Whether a signature is that of a blob. */
  public isSigned(path: string, signature: string | null): boolean {
    return signature === signatureOf(path);
  }

  /** Keeps sources. What is no archive is kept as such, and fails the build. */
  public async upload(path: string, bytes: Buffer): Promise<void> {
    this.sources.set(path, await filesIn(bytes));
  }

  /** Uploaded sources; undefined where there is no archive. */
  public sourcesOf(path: string): UploadedSources | undefined {
    return this.sources.get(path);
  }

  public writeLog(path: string, text: string): void {
    this.logs.set(path, text);
  }

  /** Log of a run; undefined before it has written anything. */
  public logOf(path: string): string | undefined {
    return this.logs.get(path);
  }
}

function signatureOf(path: string): string {
  return keyOf('signature', path);
}

/** Files of a compressed archive; undefined where the bytes are none. */
async function filesIn(bytes: Buffer): Promise<UploadedSources | undefined> {
  const files = new Map<string, string>();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const chunks: Buffer[] = [];
      entry.on('data', (chunk) => chunks.push(chunk));
      entry.on('end', () => files.set(entry.path.replace(/^\.\//, ''), Buffer.concat(chunks).toString('utf8')));
    },
  });
  try {
    await new Promise((resolve, reject) => {
      parser.on('error', reject).on('end', resolve);
      parser.end(bytes);
    });
  } catch {
    return undefined;
  }
  return files;
}
