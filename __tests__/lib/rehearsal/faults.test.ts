import { Faults, parseFault } from '../../../lib/rehearsal/faults';
import {
  rehearsalEnvironment,
  refuseUntrusting,
  withoutCredentials,
} from '../../../lib/rehearsal/rehearsal-environment';
import { startAzure } from '../../helpers/loopback-azure';

const requests = Array.from(
  { length: 400 },
  (_, index) => new URL(`https://management.azure.com/subscriptions/x/r${index}`),
);

describe('faults on purpose', () => {
  const hits = (seed: number, order: readonly URL[], method = 'DELETE') => {
    const faults = new Faults([parseFault('429:0.2'), parseFault('drop:0.2')], seed);
    const answers = order.map((url) => [url.pathname, faults.of(method, url)] as const);
    return { counts: faults.counts, answers: Object.fromEntries(answers) };
  };

  it('hit a share of the requests, the same for a seed in whichever order they arrive', () => {
    const first = hits(7, requests);
    expect(hits(7, [...requests].reverse())).toEqual(first);
    expect(hits(8, requests).answers).not.toEqual(first.answers);
    expect(first.counts['429']).toBeGreaterThan(40);
    expect(first.counts['429']).toBeLessThan(130);
    expect(Object.values(first.answers)).toEqual(expect.arrayContaining(['drop', 'drop-after', undefined]));
    expect(Object.values(hits(7, requests, 'PUT').answers)).not.toContain('drop-after');
  });

  it('hit a repeated request by chance of its own, and none while they are off', () => {
    const faults = new Faults([parseFault('conflict:0.5')], 1);
    const [url = new URL('https://management.azure.com/')] = requests;
    const answers = Array.from({ length: 20 }, () => faults.of('PUT', url));
    expect(new Set(answers.map((answer) => answer === undefined))).toEqual(new Set([true, false]));
    expect(Array.from({ length: 20 }, () => faults.of('GET', url)).every((answer) => answer === undefined)).toBe(true);
    faults.isActive = false;
    expect(Array.from({ length: 20 }, () => faults.of('PUT', url)).every((answer) => answer === undefined)).toBe(true);
  });

  it('slow down operations', () => {
    const faults = new Faults([parseFault('slow:1')], 1);
    expect(faults.slowness()).toBeGreaterThan(0);
    expect(new Faults([], 1).slowness()).toBe(0);
  });

  it.each(['fire', '429:2', '429:0', '429:', 'drop:x'])('refuse %s', (text) => {
    expect(() => parseFault(text)).toThrow(`--fault ${text}: expected one of 429, conflict, slow, drop`);
  });
});

describe('the environment of a rehearsal', () => {
  const user = {
    PATH: '/bin',
    ARM_CLIENT_SECRET: 'real',
    AZURE_CLIENT_SECRET: 'real',
    AZSTAGE_SECRET_key: 'real',
    https_proxy: 'http://proxy:3128',
    NO_PROXY: '*',
    SSL_CERT_FILE: '/etc/own.pem',
    TF_CLI_CONFIG_FILE: '/home/user/.terraformrc',
  };

  it('has no credential, proxy or certificate of the user', async () => {
    const test = await startAzure();
    const env = rehearsalEnvironment(user, test.azure, '/private/certificate.pem');
    await test.stop();
    expect(JSON.stringify(env)).not.toMatch(/real|3128|own\.pem/);
    expect(env).toMatchObject({
      PATH: '/bin',
      TF_CLI_CONFIG_FILE: '/home/user/.terraformrc',
      HTTPS_PROXY: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      SSL_CERT_FILE: '/private/certificate.pem',
      ARM_USE_CLI: 'false',
    });
    expect(env['NO_PROXY']).toBeUndefined();
  });

  it('keeps what the installation of providers needs, without credentials', () => {
    expect(withoutCredentials(user)).toEqual({
      PATH: '/bin',
      https_proxy: 'http://proxy:3128',
      NO_PROXY: '*',
      SSL_CERT_FILE: '/etc/own.pem',
      TF_CLI_CONFIG_FILE: '/home/user/.terraformrc',
    });
  });

  it.each(['darwin', 'win32'] as const)('is refused on %s, where the certificate would not be trusted', (platform) => {
    expect(() => refuseUntrusting(platform)).toThrow(/does not run on (macOS|Windows)/);
    expect(() => refuseUntrusting('linux')).not.toThrow();
  });
});
