import fs from 'node:fs';
import path from 'node:path';
import { initializeOnce } from '../../../../lib/toolkit/terraform/saved-backend';
import { TerraformCli } from '../../../../lib/toolkit/terraform/terraform-cli';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

const AZURERM = { storage_account_name: 'a', container_name: 'c', key: 'network' };

/** Backends of one run. */
class Backends {
  private readonly cli = new TerraformCli({});
  private readonly project = TestProject.empty();
  private readonly inits: string[] = [];

  /**
   * Makes a backend ready, and says for which ones Terraform was run so far.
   *
   * @param noted what Terraform notes; what it notes of a backend with these arguments unless given
   */
  public async add(name: string, settings: object, noted?: string | Error): Promise<readonly string[]> {
    const file = path.join(this.project.directory, name, 'terraform.tfstate');
    const saved = { version: 3, backend: { type: 'azurerm', config: { ...settings, use_cli: null }, hash: 7 } };
    const init = () => {
      this.inits.push(name);
      if (noted instanceof Error) {
        return Promise.reject(noted);
      }
      this.project.write(`${name}/terraform.tfstate`, noted ?? saved);
      return Promise.resolve();
    };
    await initializeOnce(this.cli, { backend: 'azurerm', settings: { ...settings }, file, init });
    return this.inits;
  }

  /** What is noted of a backend. */
  public read(name: string): unknown {
    return JSON.parse(fs.readFileSync(path.join(this.project.directory, name, 'terraform.tfstate'), 'utf8'));
  }
}

describe('backends that differ in nothing but the place of the state', () => {
  it('are initialized once, each with its own place', async () => {
    const backends = new Backends();
    await Promise.all(['network', 'cache', 'runtime'].map((key) => backends.add(key, { ...AZURERM, key })));
    expect(await backends.add('last', { ...AZURERM, key: 'last' })).toEqual(['network']);
    expect(backends.read('cache')).toEqual({
      version: 3,
      backend: { type: 'azurerm', config: { ...AZURERM, key: 'cache', use_cli: null }, hash: 7 },
    });
    expect(backends.read('last')).toMatchObject({ backend: { config: { key: 'last' } } });
  });

  it.each([
    ['in who signs in', { ...AZURERM, key: 'b', use_oidc: true }],
    ['in what is given of the place', { key: 'b' }],
    ['and have a template in it', { ...AZURERM, key: 'b$${c}' }],
  ])('are initialized each for itself where they differ %s', async (_, settings) => {
    const backends = new Backends();
    await backends.add('a', AZURERM);
    expect(await backends.add('b', settings)).toEqual(['a', 'b']);
  });

  it.each([
    ['is none', '{}'],
    ['is of another kind', JSON.stringify({ backend: { type: 's3', config: {} } })],
    ['is no JSON', '{"version"'],
  ])('are initialized each for itself where what Terraform notes %s', async (_, noted) => {
    const backends = new Backends();
    await backends.add('a', AZURERM, noted);
    expect(await backends.add('b', { ...AZURERM, key: 'b' })).toEqual(['a', 'b']);
  });

  it('fail each for itself', async () => {
    const backends = new Backends();
    await expect(backends.add('a', AZURERM, new TypeError('no network'))).rejects.toThrow('no network');
    expect(await backends.add('b', { ...AZURERM, key: 'b' })).toEqual(['a', 'b']);
  });
});
