import {
  createDefaultHttpClient,
  createPipelineRequest,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import fs from 'node:fs';
import { refusal, trouble } from '../azure/azure-answer';
import { AzureError } from '../azure/azure-error';
import { type AzurePipelineOptions, azurePipeline } from '../azure/pipeline';

/** Version of the storage API: https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services */
const VERSION = '2023-11-03';

/**
 * Client of blobs whose URL has a shared access signature. The URL is in no message: whoever has it has the blob.
 */
export class BlobClient {
  private readonly pipeline: Pipeline;
  private readonly client = createDefaultHttpClient();

  constructor(
    private readonly signal: AbortSignal,
    options?: AzurePipelineOptions,
  ) {
    this.pipeline = azurePipeline(options);
  }

  /**
   * Uploads a file in one request: https://learn.microsoft.com/rest/api/storageservices/put-blob
   *
   * @throws AzureError when it is refused or cannot be answered
   */
  public async upload(url: string, file: string): Promise<void> {
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-length': String(fs.statSync(file).size) };
    const answer = await this.send('PUT', url, headers, () => fs.createReadStream(file));
    if (answer.status >= 300) {
      throw refusal('the upload of the sources', answer);
    }
  }

  /**
   * Content of a blob from an offset on; empty where there is nothing more, or no blob yet.
   *
   * @throws AzureError when it is refused or cannot be answered
   */
  public async readFrom(url: string, offset: number): Promise<Buffer> {
    const answer = await this.send('GET', url, { range: `bytes=${offset}-` });
    if (answer.status === 404 || answer.status === 416) {
      return Buffer.alloc(0);
    }
    if (answer.status >= 300) {
      throw refusal('the log of the build', answer);
    }
    const bytes = await bytesOf(answer);
    // Without a range in the answer, it is the whole blob.
    return answer.status === 206 ? bytes : bytes.subarray(offset);
  }

  private async send(
    method: 'GET' | 'PUT',
    url: string,
    headers: Readonly<Record<string, string>>,
    body?: () => NodeJS.ReadableStream,
  ): Promise<PipelineResponse> {
    if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
      throw new AzureError({}, 'Azure named a blob for the build that is not on https; it was not asked for.');
    }
    // As bytes: a text that ends within a character would be another one.
    const streamResponseStatusCodes = method === 'GET' ? new Set([200, 206]) : undefined;
    const request = createPipelineRequest({ url, method, body, abortSignal: this.signal, streamResponseStatusCodes });
    Object.entries({ ...headers, 'x-ms-version': VERSION }).forEach(([name, value]) =>
      request.headers.set(name, value),
    );
    try {
      return await this.pipeline.sendRequest(this.client, request);
    } catch (error) {
      throw trouble(method === 'PUT' ? 'the upload of the sources' : 'the log of the build', new URL(url).host, error);
    }
  }
}

async function bytesOf({ readableStreamBody: body }: PipelineResponse): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body ?? []) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
