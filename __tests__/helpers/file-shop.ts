import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { deploy } from '../../lib/toolkit/actions/deploy';
import { drift, type DriftOptions } from '../../lib/toolkit/actions/drift';
import { type RunResult, type StageDrift } from '../../lib/toolkit/io/run-result';
import { type Session } from '../../lib/toolkit/run/session';
import { FILE_PROVIDER, type FileProvider } from './file-provider';
import { RecordingIoHost } from './recording-io-host';
import { type FakeStage, TestProject } from './test-project';

/** The output of network that service reads. */
export const ID = '${data.terraform_remote_state.network.outputs.id}';

/** The state of service. */
export const STATE = '.azstage/state/shop/shop/dev/service.tfstate';

/** The `terraform` block of a stage with its backend. */
type BackendOf = (stage: string) => object;

/** What the code of a {@link FileShop} says. */
export interface FileShopValues {
  readonly id?: string;
  readonly content?: string;
  readonly resources?: FakeStage['resources'];
  readonly outputs?: FakeStage['outputs'];
}

/** An app whose stage network has an output, and whose stage service reads it and has a file that can be changed by hand. */
export class FileShop {
  /** With both stages deployed. */
  public static deployed(provider: FileProvider, values?: FileShopValues): Promise<FileShop> {
    return new FileShop(provider).applied(values);
  }

  constructor(
    private readonly provider: FileProvider,
    private readonly backendOf: BackendOf = () => ({}),
    public readonly project = TestProject.withStages({ stages: {} }),
  ) {}

  /** Another checkout of it, in which azstage never ran; its files are the same ones. */
  public checkout(): FileShop {
    return new FileShop(this.provider, this.backendOf, this.project.checkout());
  }

  /** With both stages deployed. */
  public async applied(values: FileShopValues = {}): Promise<this> {
    this.change(values);
    await this.deploy('network', 'service');
    return this;
  }

  public get env(): NodeJS.ProcessEnv {
    return this.project.env(this.provider.env);
  }

  /** Gives the code other values. */
  public change({ id = 'vnet', content = 'a', resources = {}, outputs = {} }: FileShopValues): void {
    const network = {
      resources: { 'terraform_data.Network': { input: id }, 'terraform_data.Unread': { input: id } },
      outputs: { id: '${terraform_data.Network.output}', unread: '${terraform_data.Unread.output}' },
      terraform: this.backendOf('network'),
    };
    const service = {
      needs: ['network'],
      terraform: { required_providers: { files: { source: FILE_PROVIDER } }, ...this.backendOf('service') },
      resources: {
        'files_file.Config': this.file('config', content),
        'terraform_data.Api': { input: ID },
        ...resources,
      },
      outputs,
    };
    this.project.change({ stages: { network, service } });
  }

  /** A `files_file` in the project. */
  public file(name: string, content?: string): object {
    return { path: path.join(this.project.directory, name), content };
  }

  public session(): Session {
    return this.project.session(new RecordingIoHost(), { env: this.env });
  }

  public async deploy(...stages: string[]): Promise<void> {
    const result = await deploy(this.session(), { stages, yes: true, refresh: true });
    expect(result.stages.flatMap(({ errors = [] }) => errors)).toEqual([]);
  }

  public drift(options: Partial<DriftOptions> = {}): Promise<RunResult> {
    return drift(this.session(), { stages: [], ...options });
  }

  /** What is not as it should be in service, in short: `update files_file.Config (content, size) -> update`. */
  public async found() {
    const { stages } = await this.drift({ stages: ['service'] });
    expect(stages).toMatchObject([{ stage: 'service', result: 'drifted' }]);
    const { changedOutside, notApplied, upstreamChanged } = stages[0]?.drift as StageDrift;
    return {
      outside: changedOutside.map(
        ({ action, address, attributes, answer, changes }) =>
          `${action} ${address} (${attributes.join(', ')}) -> ${[answer ?? 'nothing', ...inShort(changes)].join(', ')}`,
      ),
      code: inShort(notApplied),
      upstream: upstreamChanged.map(
        ({ stage, output, changes }) => `${stage}.${output} -> ${inShort(changes).join(', ') || 'nothing'}`,
      ),
    };
  }
}

function inShort(changes: readonly { readonly action: string; readonly address: string }[]): string[] {
  return changes.map(({ action, address }) => `${action} ${address}`);
}

interface Template {
  readonly terraform: { readonly required_providers: object };
}

/** A Terraform elsewhere that is in the middle of an apply to a local state. */
export class LockHolder {
  private readonly process: ChildProcess;

  constructor(private readonly shop: FileShop) {
    const { project, env } = shop;
    const { terraform, ...code } = JSON.parse(project.read('cdktf.out/stacks/service/cdk.tf.json')) as Template;
    const waiting = { provisioner: [{ 'local-exec': { command: project.barrier('lock') } }] };
    const { required_providers } = terraform;
    const elsewhere = {
      ...code,
      terraform: { required_providers },
      resource: { terraform_data: { Waiting: waiting } },
    };
    project.write('as/deep/elsewhere/main.tf.json', elsewhere);
    const state = path.join(project.directory, STATE);
    this.process = spawn('terraform', ['apply', '-auto-approve', `-state=${state}`, '-target=terraform_data.Waiting'], {
      cwd: path.join(project.directory, 'as/deep/elsewhere'),
      env,
      stdio: 'ignore',
    });
  }

  public hold(): Promise<void> {
    return this.shop.project.until('barrier-lock.reached');
  }

  public async release(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.shop.project.open('lock');
    await ended;
  }
}
