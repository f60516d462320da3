import { StringDecoder } from 'node:string_decoder';
import { AzureError } from '../azure/azure-error';
import { type BlobClient } from './blob';

/** Log of a run, which grows while the run goes on. */
export class RunLog {
  private link?: string;
  private offset = 0;
  /** Beginning of a line whose end is not there yet. */
  private rest = '';
  private readonly decoder = new StringDecoder('utf8');

  /**
   * @param newLink gives a URL with a signature, which holds for some time
   */
  constructor(
    private readonly blobs: BlobClient,
    private readonly newLink: () => Promise<string>,
  ) {}

  /**
   * Lines since the last call.
   *
   * @param isEnd whether the run has ended, so that the last line needs no line feed
   */
  public async lines(isEnd: boolean): Promise<readonly string[]> {
    const bytes = await this.read();
    this.offset += bytes.length;
    const text = this.rest + this.decoder.write(bytes) + (isEnd ? this.decoder.end() : '');
    const lines = text.split(/\r?\n/);
    this.rest = isEnd ? '' : (lines.pop() ?? '');
    return isEnd && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  }

  private async read(): Promise<Buffer> {
    this.link ??= await this.newLink();
    try {
      return await this.blobs.readFrom(this.link, this.offset);
    } catch (error) {
      if (!(error instanceof AzureError) || error.status !== 403) {
        throw error;
      }
      // The signature has expired.
      this.link = await this.newLink();
      return this.blobs.readFrom(this.link, this.offset);
    }
  }
}
