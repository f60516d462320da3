import https from 'node:https';
import { type Certificate } from '../../../../lib/rehearsal/loopback/certificate';
import { findContainers } from '../../../../lib/verify/data-plane/storage';
import { ACCOUNT, BlobServer } from '../../../helpers/blob-server';
import {
  certificateFor,
  contextFor,
  startHttps,
  type TestAnswer,
  type TestHttps,
  testToken,
} from '../../../helpers/data-plane';

describe('a check of the containers of a storage account', () => {
  let server: BlobServer;
  let endpoint: string;
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    oid: 'x',
    aud: 'https://storage.azure.com',
    iss: 'https://sts.windows.net/tenant/',
    iat: now,
    nbf: now - 60,
    exp: now + 3_600,
  };
  const token = testToken(claims);

  beforeAll(async () => {
    server = await BlobServer.find();
    endpoint = `https://127.0.0.1:${server.place.port}/${ACCOUNT}/`;
    for (const name of ['documents', 'images']) {
      const made = await putContainer(`${endpoint}${name}?restype=container`, server.certificate, token);
      expect(made).toBe(201);
    }
  });
  afterAll(() => server.stop());

  const check = (...containers: readonly string[]) =>
    findContainers(
      { blobEndpoint: endpoint, containers },
      contextFor(server.certificate, { token, lookup: undefined }),
    );

  it('finds them', async () => {
    await expect(check('documents', 'images')).resolves.toEqual({
      status: 'passed',
      detail: `127.0.0.1:${server.place.port} has the containers documents, images.`,
    });
  });

  it('says which are missing', async () => {
    await expect(check('documents', 'videos', 'logs')).resolves.toEqual({
      status: 'failed',
      detail: `127.0.0.1:${server.place.port} lacks the containers videos, logs.`,
      fix: 'Deploy the stage that makes what is missing.',
    });
  });

  it('says that its token is refused', async () => {
    const expired = testToken({ ...claims, exp: now - 60 });
    const verdict = await findContainers(
      { blobEndpoint: endpoint, containers: ['documents'] },
      contextFor(server.certificate, { token: expired, lookup: undefined }),
    );
    expect(verdict).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/refused the properties of the container documents: \w+$/) as string,
      fix: 'Give the identity the role Storage Blob Data Reader on the storage account. New roles take minutes to count.',
    });
  });
});

describe('a storage account that refuses', () => {
  const host = 'stshop.blob.core.windows.net';
  let certificate: Certificate;
  let server: TestHttps;
  let answer: TestAnswer = 'never';
  beforeAll(async () => {
    certificate = await certificateFor(host);
    server = await startHttps(certificate, () => answer);
  });
  afterAll(() => server.stop());

  it.each<[number, string, string, RegExp]>([
    [
      403,
      'AuthorizationPermissionMismatch',
      'failed',
      /refused the properties of the container documents: AuthorizationPermissionMismatch$/,
    ],
    [
      403,
      'AuthorizationFailure',
      'unreachable',
      /^The network rules of stshop\.blob\.core\.windows\.net:\d+ do not let this machine in: AuthorizationFailure$/,
    ],
    [404, 'ResourceNotFound', 'failed', /Azure answered 404 to the properties of the container documents/],
    [409, 'AccountBeingCreated', 'failed', /Azure answered 409/],
  ])('is understood: %i %s', async (status, code, expected, detail) => {
    answer = { status, headers: { 'x-ms-error-code': code } };
    const blobEndpoint = `https://${host}:${server.port}/`;
    const verdict = await findContainers({ blobEndpoint, containers: ['documents'] }, contextFor(certificate));
    expect(verdict.status).toBe(expected);
    expect(verdict.detail).toMatch(detail);
  });
});

/** Makes a container; the status of the answer. */
function putContainer(url: string, { cert: ca }: Certificate, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2023-11-03', 'content-length': '0' };
  return new Promise((resolve, reject) => {
    https
      .request(url, { method: 'PUT', ca, headers }, (answer) => resolve(answer.resume().statusCode ?? 0))
      .on('error', reject)
      .end();
  });
}
