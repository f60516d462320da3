import { ArmClient } from '../../../../lib/azure/arm-client';
import { statePlace } from '../../../../lib/azure/bootstrap/state-place';
import { waitForAccess } from '../../../../lib/azure/bootstrap/storage-access';
import { type Answer } from '../../../../lib/rehearsal/loopback/plane';
import { startAzure, type TestAzure } from '../../../helpers/loopback-azure';

const NAMES = { storageAccount: 'ststates', container: 'tfstate' };

describe('access to the container of states', () => {
  let azure: TestAzure;
  let answers: (Answer | 'drop')[] = [];
  const asked: string[] = [];
  const waits: number[] = [];
  const said: string[] = [];

  beforeAll(async () => {
    const hosts = ['ststates.blob.core.windows.net'];
    azure = await startAzure({
      planes: [{ hosts, answer: () => ({ status: 200 }) }],
      fault: (method, url) => {
        asked.push(`${method} ${url.host}${url.pathname}${url.search}`);
        return answers.shift();
      },
    });
  });
  beforeEach(() => [asked, waits, said].forEach((list) => (list.length = 0)));
  afterAll(() => azure.stop());

  const refused = (status: number, code: string): Answer => ({ status, headers: { 'x-ms-error-code': code } });
  const run = (...given: (Answer | 'drop')[]) => {
    answers = given;
    const { credential, options, subscriptionId } = azure;
    const pipeline = { ...options, retryOptions: { maxRetries: 0 } };
    return waitForAccess({
      arm: new ArmClient({ credential, options: pipeline }),
      place: statePlace({ app: 'shop', environment: 'dev', location: 'westeurope' }, subscriptionId, NAMES),
      sleep: (seconds) => Promise.resolve(void waits.push(seconds)),
      waitingFor: (what) => void said.push(what),
      credential,
      pipeline,
    });
  };

  it('is asked for once where the role counts', async () => {
    await run();
    expect(asked).toEqual(['HEAD ststates.blob.core.windows.net/tfstate?restype=container']);
    expect(said).toEqual([]);
  });

  it('is waited for until the role counts, aloud once', async () => {
    await run(refused(403, 'AuthorizationPermissionMismatch'), refused(403, 'AuthorizationPermissionMismatch'));
    expect(waits).toEqual([10, 10]);
    expect(said).toEqual(['the role on the container tfstate to count, which takes up to ten minutes']);
  });

  it('is not waited for without end', async () => {
    const late = Array.from({ length: 70 }, () => refused(403, 'AuthorizationPermissionMismatch'));
    await expect(run(...late)).rejects.toThrow(
      'Azure answered 403 to HEAD https://ststates.blob.core.windows.net/tfstate.',
    );
    expect(waits).toHaveLength(65);
  });

  it.each<[string, Answer | 'drop', RegExp, RegExp]>([
    [
      'the firewall',
      refused(403, 'AuthorizationFailure'),
      /^The firewall of the storage account ststates does not let this machine in\.$/,
      /--allow-ip with the public address of this machine/,
    ],
    ['a container that is gone', refused(404, 'ContainerNotFound'), /^Azure answered 404 to HEAD /, /^$/],
    ['a network without it', 'drop', /could not be reached/, /where the storage account ststates can be reached/],
  ])('is refused at once by %s', async (_, answer, message, fix) => {
    const error: unknown = await run(answer).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AZURE_FAILED', message: expect.stringMatching(message) as string });
    expect((error as { fix?: string }).fix ?? '').toMatch(fix);
    expect(waits).toEqual([]);
  });
});

describe('names of the place of states', () => {
  const named = (app: string, environment: string, subscriptionId = 's') =>
    statePlace({ app, environment, location: 'westeurope' }, subscriptionId, {});

  it('follow from system, environment and subscription, and fit', () => {
    expect(named('agentic-platform', 'production').account).toMatch(/^stagenticplproducti[0-9a-z]{5}$/);
    const accounts = [named('shop', 'dev'), named('shop', 'qa'), named('shops', 'dev'), named('shop', 'dev', 't')];
    expect(new Set(accounts.map(({ account }) => account)).size).toBe(4);
    expect(named('shop', 'dev')).toEqual(named('shop', 'dev'));
    accounts.forEach(({ account }) => expect(account).toMatch(/^[a-z0-9]{3,24}$/));
  });
});
