import { type Azure } from '../arm/arm-request';
import { type Answer, type Loopback, type Plane } from '../loopback/plane';
import { BUILD_STORAGE_HOST } from './build-storage';

/** Blobs with the sources and logs of builds: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api */
export class BuildStoragePlane implements Plane {
  public readonly hosts = [BUILD_STORAGE_HOST];

  constructor(private readonly azure: Azure) {}

  public async answer({ method, url, headers, bytes }: Loopback): Promise<Answer> {
    const { builds } = this.azure;
    const path = decodeURIComponent(url.pathname).slice(1);
    if (!builds.isSigned(path, url.searchParams.get('sig'))) {
      return refusal(403, 'AuthenticationFailed', 'Server failed to authenticate the request.');
    }
    if (method === 'PUT') {
      if (headers['x-ms-blob-type'] !== 'BlockBlob') {
        return refusal(400, 'MissingRequiredHeader', 'A mandatory header, x-ms-blob-type, is not specified.');
      }
      await builds.upload(path, bytes);
      return { status: 201 };
    }
    const log = method === 'GET' ? builds.logOf(path) : undefined;
    return log === undefined
      ? refusal(404, 'BlobNotFound', 'The specified blob does not exist.')
      : rangeOf(log, headers['range'] ?? headers['x-ms-range']);
  }
}

/** Part of a blob: https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations */
function rangeOf(text: string, range: string | readonly string[] | undefined): Answer {
  const bytes = Buffer.from(text);
  const start = Number(/^bytes=(\d+)-$/.exec(String(range ?? 'bytes=0-'))?.[1] ?? 0);
  if (start > 0 && start >= bytes.length) {
    return refusal(416, 'InvalidRange', 'The range specified is invalid for the current size of the resource.');
  }
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status: range === undefined ? 200 : 206, headers, body: bytes.subarray(start).toString('utf8') };
}

function refusal(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body };
}
