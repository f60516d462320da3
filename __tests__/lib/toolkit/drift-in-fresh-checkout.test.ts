import { BlobBackend } from '../../helpers/blob-backend';
import { FileProvider } from '../../helpers/file-provider';
import { FileShop, ID } from '../../helpers/file-shop';
import { describeWithBlobBackend } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';

jest.setTimeout(120_000);

let blobs: BlobBackend;
let provider: FileProvider;

/** The shop with its states as blobs. */
function blobShop(): FileShop {
  const shop = new FileShop(provider, (stage) => blobs.backend(stage));
  shop.project.withEnv(blobs.env);
  return shop;
}

describeWithBlobBackend('drift in a checkout in which azstage never ran', () => {
  beforeAll(async () => {
    [blobs, provider] = await Promise.all([BlobBackend.start(), FileProvider.start()]);
  });
  beforeEach(() => blobs.renew());
  afterAll(async () => {
    provider.close();
    await blobs.stop();
    TestProject.removeAll();
  });

  it('tells all three causes apart in one stage, and all of them of one resource', async () => {
    const shop = await blobShop().applied({ resources: { 'terraform_data.Both': { input: [ID, 1] } } });
    shop.change({
      id: 'vnet2',
      content: 'b',
      resources: { 'terraform_data.Both': { input: [ID, 2] }, 'terraform_data.New': { input: 'new' } },
    });
    await shop.deploy('network');
    shop.project.write('config', 'by hand');
    const found = {
      outside: ['update files_file.Config (content, size) -> update'],
      code: ['update files_file.Config', 'update terraform_data.Both', 'create terraform_data.New'],
      upstream: ['network.id -> update terraform_data.Api, update terraform_data.Both'],
    };
    expect(await shop.checkout().found()).toEqual(found);
    expect(await shop.found()).toEqual(found);
  });

  it('is none where everything is as it was applied', async () => {
    const fresh = (await blobShop().applied()).checkout();
    const { exitCode, stages } = await fresh.drift({ detailedExitCode: true });
    expect(stages).toMatchObject([
      { stage: 'network', result: 'no-changes' },
      { stage: 'service', result: 'no-changes' },
    ]);
    expect(exitCode).toBe(0);
  });
});
