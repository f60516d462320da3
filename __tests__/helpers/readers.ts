import { ARM_RESOURCE } from '../../lib/azure/import/azure-lookup';
import { PAGE, PROVIDER } from '../../lib/azure/arm-client';
import { ERROR_ANSWER } from '../../lib/azure/azure-answer';
import { ID_TOKEN, PIPELINES_TOKEN } from '../../lib/azure/oidc-token';
import * as logFormats from '../../lib/logs/log-formats';
import { RETAIL_CACHE } from '../../lib/azure/retail-price-cache';
import { RETAIL_PAGE } from '../../lib/azure/retail-prices';
import { withoutOutputs } from '../../lib/toolkit/terraform/moved-states';
import fs from 'node:fs';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { PRICES } from '../../lib/cost/price-book';
import { AzstageError } from '../../lib/errors';
import { resolveSettings } from '../../lib/stage/settings';
import { readTenants } from '../../lib/tenants/read-tenants';
import { recordIn } from '../../lib/toolkit/unit/applied-record';
import { Assembly } from '../../lib/toolkit/assembly/assembly';
import { EnvironmentBackend } from '../../lib/toolkit/assembly/environment-backend';
import { Project } from '../../lib/toolkit/assembly/project';
import { sha256 } from '../../lib/toolkit/host/sha256';
import { Encryption } from '../../lib/toolkit/bundle/encryption';
import { fileTrouble } from '../../lib/toolkit/host/file-trouble';
import { currentSubscription } from '../../lib/toolkit/run/subscription';
import { Journal } from '../../lib/toolkit/run/journal';
import { readStaleLock } from '../../lib/toolkit/locks/stale-lock';
import { StageFiles } from '../../lib/toolkit/records/stage-files';
import { attachedProviders } from '../../lib/toolkit/terraform/attached-providers';
import { PlanJson } from '../../lib/toolkit/terraform/plan-json';
import { ProviderInstallation } from '../../lib/toolkit/terraform/provider-installation';
import { APPLIED, APPLYING } from '../../lib/toolkit/terraform/record-outputs';
import { savedBackend } from '../../lib/toolkit/terraform/saved-backend';
import { TerraformCli } from '../../lib/toolkit/terraform/terraform-cli';
import { parseEvent } from '../../lib/toolkit/terraform/terraform-events';
import { TerraformState } from '../../lib/toolkit/terraform/terraform-state';
import { parseVersion } from '../../lib/toolkit/terraform/terraform-version';
import { BOOTSTRAP_ANSWERS } from './bootstrap-answers';
import { IMAGE_ANSWERS } from './image-answers';
import {
  APP_CERTIFICATE,
  APP_DOMAINS,
  FRONT_DOOR_DOMAIN,
  FRONT_DOOR_SECRET,
} from '../../lib/verify/control-plane/certificate';
import { CONTAINER_APP, REPLICA, REVISION } from '../../lib/verify/control-plane/container-app';
import { A_RECORD, NETWORK_LINK } from '../../lib/verify/control-plane/dns-record';
import { RESOURCE } from '../../lib/verify/control-plane/exists';
import { EXECUTION } from '../../lib/verify/control-plane/job';
import { MODEL_DEPLOYMENT } from '../../lib/verify/control-plane/model-deployment';
import { PRIVATE_ENDPOINT } from '../../lib/verify/control-plane/private-endpoint';
import { LOCATED, USAGE } from '../../lib/verify/control-plane/quota';
import { REDIS_DATABASE } from '../../lib/verify/control-plane/redis-modules';
import { JOB_CHECKS } from '../../lib/verify/data-plane/data-plane-check';
import { SECRETS } from '../../lib/verify/data-plane/key-vault';
import { COMPLETION, EMBEDDINGS } from '../../lib/verify/data-plane/open-ai';
import { SERVICE_ERROR } from '../../lib/verify/data-plane/service-error';
import { TOKEN_CLAIMS } from '../../lib/azure/token-claims';
import { NUMBERED_VERDICT } from '../../lib/verify/from-job/job-lines';
import { IDENTITY_ANSWER } from '../../lib/verify/from-job/managed-identity';
import { JOB_EXECUTION, MANAGED_ENVIRONMENT, VERIFY_JOB } from '../../lib/verify/from-job/verify-from-job';
import { SUBSCRIPTION } from '../../lib/verify/verify-stages';
import { SARIF_LOG } from '../../lib/toolkit/hooks/read-sarif';
import { ARM_SECRET } from '../../lib/secrets/vault-reader';
import { RecordingIoHost } from './recording-io-host';
import { TestProject } from './test-project';

/** How what reads a file ended, and what it said. */
export interface ReadResult {
  readonly exitCode: number;
  readonly text: string;
}

/** What reads a file of one form. */
export interface Reader {
  /** Makes what is needed, with a valid file, and says where that is in the project. */
  prepare(project: TestProject): Promise<string> | string;
  /** Does something that reads the file. */
  read(project: TestProject): Promise<ReadResult>;
  /** What comes of a file of another form: an error that names it, or nothing where azstage can do without. */
  readonly damaged: 'refused' | 'ignored';
  /** Contents that have the form, whatever then comes of them. @default none */
  readonly valid?: readonly string[];
  /** Writes a content in another way than as it is. */
  write?(project: TestProject, file: string, content: string): Promise<void>;
  /** How an error names the file. @default its name */
  readonly named?: string;
}

const STATE_DIRECTORY = '.azstage/state/shop/shop/dev';
const WORK_DIRECTORY = '.azstage/work/shop/shop/dev';

/** A process that is not there. */
const GONE = { pid: 4_000_000, since: '2026-01-02T03:04:05.000Z', host: 'elsewhere', user: 'ann', command: 'init' };

const STAGES = {
  a: { resources: { 'terraform_data.A': { input: 'a' } }, outputs: { id: '${terraform_data.A.id}' } },
  b: {
    needs: ['a'],
    resources: { 'terraform_data.B': { input: '${data.terraform_remote_state.a.outputs.id}' } },
  },
};

/** A project with stages, of which b reads an output of a. */
export function readersProject(): TestProject {
  return TestProject.withStages({ stages: STAGES });
}

function command(...args: string[]): Reader['read'] {
  return async (project) => {
    const { exitCode, stdout, stderr } = await project.azstage(...args);
    return { exitCode, text: `${stdout}${stderr}` };
  };
}

/** Something that is not a command of its own; what it throws and is no error of azstage's is a defect. */
function call(work: (project: TestProject) => unknown): Reader['read'] {
  return async (project) => {
    try {
      await work(project);
      return { exitCode: 0, text: '' };
    } catch (thrown) {
      const error = fileTrouble(thrown) ?? thrown;
      if (!(error instanceof AzstageError)) {
        throw error;
      }
      return { exitCode: 1, text: error.message };
    }
  };
}

/** A file that is written by hand, once a command has made what it lies in. */
function written(file: string, content: unknown, ...args: string[]): Reader['prepare'] {
  return async (project) => {
    if (args.length > 0) {
      await project.azstage(...args);
    }
    project.write(file, content);
    return file;
  };
}

/** A file that a command writes. */
function made(file: string, ...args: string[]): Reader['prepare'] {
  return async (project) => {
    await project.azstage(...args);
    return file;
  };
}

const read = { synth: command('synth'), again: command('synth', '--skip-synth'), plan: command('plan', 'a') };

/** What reads the files of each form that need no Terraform. */
export const READERS: Readonly<Record<string, Reader>> = {
  'package.json': {
    prepare: written('new/package.json', {}),
    read: command('init', 'new'),
    damaged: 'refused',
    valid: ['{}'],
  },
  'cdktf.json': { prepare: () => 'cdktf.json', read: read.synth, damaged: 'refused' },
  'usage.json': {
    prepare: written('usage.json', { types: {} }),
    read: command('cost'),
    damaged: 'refused',
    valid: ['{}'],
  },
  'manifest.json': { prepare: made('cdktf.out/manifest.json', 'synth'), read: read.again, damaged: 'refused' },
  'azstage.json': { prepare: made('cdktf.out/azstage.json', 'synth'), read: read.again, damaged: 'refused' },
  'cdk.tf.json': {
    prepare: made('cdktf.out/stacks/a/cdk.tf.json', 'synth'),
    read: command('list', '--skip-synth'),
    damaged: 'refused',
    valid: ['{}'],
  },
  'environments/<environment>.json': {
    prepare: written('environments/dev.json', { location: 'westeurope' }),
    read: call(({ directory }) =>
      resolveSettings({
        defaults: { project: 'shop' },
        environmentsDirectory: path.join(directory, 'environments'),
        context: {},
        overrides: {},
        commandLine: {},
      }),
    ),
    damaged: 'refused',
    valid: ['{}'],
  },
  'environment file with a backend': {
    prepare: written('environments/dev.json', { location: 'westeurope' }),
    read: call(({ directory }) => EnvironmentBackend.read(new Project({ directory }), 'dev')),
    damaged: 'refused',
    valid: ['{}'],
  },
  'tenants/<id>.json': {
    prepare: written('tenants/acme.json', {
      tenant_id: 'acme',
      owner: 'ops@acme.example',
      tier: 'shared',
      primary_region: 'westeurope',
    }),
    read: call(({ directory }) => readTenants(directory, {})),
    damaged: 'refused',
  },
  'azureProfile.json': {
    prepare: async (project) => {
      project.change({ stages: { a: { ...STAGES.a, more: { provider: { azurerm: [{ features: [{}] }] } } } } });
      await project.azstage('synth');
      project.write('azure/azureProfile.json', { subscriptions: [{ id: 'x', isDefault: true }] });
      return 'azure/azureProfile.json';
    },
    read: call(({ directory }) =>
      currentSubscription(Assembly.read(path.join(directory, 'cdktf.out')), {
        AZURE_CONFIG_DIR: path.join(directory, 'azure'),
      }),
    ),
    damaged: 'refused',
    valid: ['{}'],
  },
  'run.lock': { prepare: written('.azstage/run.lock', GONE), read: read.synth, damaged: 'ignored' },
  'line of a journal': {
    prepare: (project) => {
      Journal.start(path.join(project.directory, '.azstage'), { command: 'plan', settings: {}, now: new Date(0) });
      const runs = fs.readdirSync(path.join(project.directory, '.azstage/runs'));
      return path.join('.azstage/runs', runs[0] ?? '');
    },
    read: command('show', '--history'),
    damaged: 'ignored',
  },
  'stale-lock.json': {
    prepare: written(`${WORK_DIRECTORY}/a/stale-lock.json`, { id: 'x' }),
    read: call(({ directory }) => readStaleLock(new StageFiles(path.join(directory, '.azstage'), 'shop/shop/dev/a'))),
    damaged: 'ignored',
  },
  'lock.info': {
    prepare: written(`${STATE_DIRECTORY}/.a.tfstate.lock.info`, { ID: 'x', Who: 'ann@laptop' }),
    read: command('locks'),
    damaged: 'ignored',
  },
  'installed.json': {
    prepare: async (project) => {
      const terraform = { required_providers: { x: { source: 'x/y' } } };
      project.change({ stages: { a: { ...STAGES.a, terraform } } });
      await project.azstage('synth');
      project.write('.azstage/providers/installed.json', { installed: 'x' });
      project.script('terraform', 'touch .terraform.lock.hcl');
      return '.azstage/providers/installed.json';
    },
    read: call(async ({ directory }) => {
      const cli = new TerraformCli({ TERRAFORM_BINARY_NAME: path.join(directory, 'terraform') });
      const dataDirectory = path.join(directory, '.azstage');
      const providers = new ProviderInstallation({ cli, projectDirectory: directory, dataDirectory });
      await providers.ensure(Assembly.read(path.join(directory, 'cdktf.out')).stages, () => undefined);
    }),
    damaged: 'ignored',
  },
};

/** The identity and the recipient that the encrypted bundle is for. */
async function keys(project: TestProject): Promise<{ readonly recipient: string; readonly env: NodeJS.ProcessEnv }> {
  if (!project.exists('key.txt')) {
    project.write('key.txt', await generateX25519Identity());
  }
  const recipient = await identityToRecipient(project.read('key.txt'));
  return { recipient, env: { AZSTAGE_IDENTITY_FILE: path.join(project.directory, 'key.txt') } };
}

/** What reads the files of each form that need Terraform. */
export const READERS_WITH_TERRAFORM: Readonly<Record<string, Reader>> = {
  state: { prepare: made(`${STATE_DIRECTORY}/a.tfstate`, 'deploy', 'a', '--yes'), read: read.plan, damaged: 'refused' },
  'running.json': {
    prepare: written(`${WORK_DIRECTORY}/a/running.json`, { ...GONE, host: undefined }),
    read: read.plan,
    damaged: 'ignored',
  },
  'interrupted.json': {
    prepare: written(`${WORK_DIRECTORY}/a/interrupted.json`, { pid: 4_000_000 }),
    read: read.plan,
    damaged: 'ignored',
  },
  'last-seen.json': {
    prepare: made(`${WORK_DIRECTORY}/a/last-seen.json`, 'deploy', 'a', '--yes'),
    read: read.plan,
    damaged: 'ignored',
  },
  'moving.json': {
    prepare: written(`${WORK_DIRECTORY}/a/moving.json`, { to: 'b', addresses: ['terraform_data.A'] }),
    read: command('deploy', 'a', '--yes'),
    damaged: 'ignored',
  },
  'lifted-locks.json': {
    prepare: written(`${WORK_DIRECTORY}/a/lifted-locks.json`, { 'azurerm_management_lock.A': { lock_level: 'x' } }),
    read: command('deploy', 'a', '--yes'),
    damaged: 'ignored',
  },
  'initialized.json': {
    prepare: made(`${WORK_DIRECTORY}/a/initialized.json`, 'plan', 'a'),
    read: command('plan', 'a', '--force'),
    damaged: 'ignored',
  },
  'preview-initialized.json': {
    prepare: written(`${WORK_DIRECTORY}/b/preview-initialized.json`, { fingerprint: 'x' }),
    read: command('plan'),
    damaged: 'ignored',
  },
  'backend/initialized.json': {
    prepare: async (project) => {
      await project.azstage('synth');
      await pull(project);
      return `${WORK_DIRECTORY}/a/backend/initialized.json`;
    },
    read: call(pull),
    damaged: 'ignored',
  },
  'manifest.json of a bundle': {
    prepare: made('plans/manifest.json', 'plan', '--out', 'plans'),
    read: command('deploy', '--plan', 'plans'),
    damaged: 'refused',
  },
  'values.json of a bundle': {
    prepare: made('plans/b/values.json', 'plan', '--out', 'plans'),
    read: command('deploy', '--plan', 'plans'),
    damaged: 'refused',
    write: (project, file, content) => {
      const manifest = JSON.parse(project.read('plans/manifest.json')) as { readonly files: object };
      project.write(file, content);
      project.write('plans/manifest.json', {
        ...manifest,
        files: { ...manifest.files, 'b/values.json': sha256(content) },
      });
      return Promise.resolve();
    },
  },
  'content of bundle.age': {
    prepare: async (project) => {
      const { recipient } = await keys(project);
      await project.azstage('plan', '--out', 'plans', '--encrypt', recipient);
      return 'plans/bundle.age';
    },
    read: async (project) => {
      const { env } = await keys(project);
      const { exitCode, stdout, stderr } = await project.azstageWith(env, 'deploy', '--plan', 'plans');
      return { exitCode, text: `${stdout}${stderr}` };
    },
    damaged: 'refused',
    named: '/plans/',
    write: async (project, file, content) => {
      const { recipient } = await keys(project);
      const encrypted = await Encryption.encrypt(Buffer.from(content), { recipients: [recipient], env: {} });
      fs.writeFileSync(path.join(project.directory, file), encrypted);
    },
  },
};

/** What reads texts that are in no file of their own. */
export const TEXTS: Readonly<Record<string, (text: string) => unknown>> = {
  'prices.json': (text) => PRICES.parse(text),
  'line of Terraform': parseEvent,
  'version of Terraform': (text) => parseVersion('terraform', text),
  TF_REATTACH_PROVIDERS: (text) => attachedProviders({ TF_REATTACH_PROVIDERS: text }),
  'answer of the endpoint of managed identities': (text) => IDENTITY_ANSWER.tryParse(text),
  completion: (text) => COMPLETION.tryParse(text),
  'error of a data plane': (text) => SERVICE_ERROR.tryParse(text),
  'environment of container apps': (text) => MANAGED_ENVIRONMENT.tryParse(text),
  'execution of the job of a verification': (text) => JOB_EXECUTION.tryParse(text),
  'job of a verification': (text) => VERIFY_JOB.tryParse(text),
  'list of checks of data planes': (text) => JOB_CHECKS.tryParse(text),
  'list of embeddings': (text) => EMBEDDINGS.tryParse(text),
  'list of secrets': (text) => SECRETS.tryParse(text),
  'verdict in the log of a job': (text) => NUMBERED_VERDICT.tryParse(text),
  'claims of an access token': (text) => TOKEN_CLAIMS.tryParse(text),
  plan: (text) => PlanJson.parse(text),
  'backend of a root module': savedBackend,
  'moved state': withoutOutputs,
  certificate: (text) => APP_CERTIFICATE.tryParse(text),
  'host names of a container app': (text) => APP_DOMAINS.tryParse(text),
  'custom domain of Front Door': (text) => FRONT_DOOR_DOMAIN.tryParse(text),
  'certificate of Front Door': (text) => FRONT_DOOR_SECRET.tryParse(text),
  'container app': (text) => CONTAINER_APP.tryParse(text),
  'state of a replica': (text) => REPLICA.tryParse(text),
  'state of a revision': (text) => REVISION.tryParse(text),
  'record of a private DNS zone': (text) => A_RECORD.tryParse(text),
  'virtual network link': (text) => NETWORK_LINK.tryParse(text),
  'resource of Azure': (text) => RESOURCE.tryParse(text),
  'result of an execution': (text) => EXECUTION.tryParse(text),
  'deployment of a model': (text) => MODEL_DEPLOYMENT.tryParse(text),
  'private endpoint': (text) => PRIVATE_ENDPOINT.tryParse(text),
  'account of Azure AI services': (text) => LOCATED.tryParse(text),
  'usage of a quota': (text) => USAGE.tryParse(text),
  'Redis database': (text) => REDIS_DATABASE.tryParse(text),
  subscription: (text) => SUBSCRIPTION.tryParse(text),
  'SARIF 2.1.0 log': (text) => SARIF_LOG.tryParse(text),
  'secret in Azure Resource Manager': (text) => ARM_SECRET.tryParse(text),
  'page of a list': (text) => PAGE.tryParse(text),
  'resource provider': (text) => PROVIDER.tryParse(text),
  resource: (text) => ARM_RESOURCE.tryParse(text),
  'error answer of Azure': (text) => ERROR_ANSWER.tryParse(text),
  'page of retail prices': (text) => RETAIL_PAGE.tryParse(text),
  'cache of retail prices': (text) => RETAIL_CACHE.tryParse(text),
  'answer of the OIDC endpoint': (text) => ID_TOKEN.tryParse(text),
  'answer of the OIDC endpoint of Azure Pipelines': (text) => PIPELINES_TOKEN.tryParse(text),
  ...Object.fromEntries(
    Object.values(logFormats).map((format) => [format.name, (text: string) => format.tryParse(text) as unknown]),
  ),
  ...IMAGE_ANSWERS,
  ...BOOTSTRAP_ANSWERS,
  'record of an apply': (text) => {
    const output = (value: string) => ({ value, type: 'string' });
    const outputs = { [APPLIED]: output(text), [APPLYING]: output('x') };
    return recordIn(TerraformState.parse(JSON.stringify({ version: 4, serial: 1, lineage: 'x', outputs }), 'here'));
  },
};

/** Reads a text as one of the {@link TEXTS}. */
export function readText(name: string, text: string): Promise<ReadResult> {
  return call(() => TEXTS[name]?.(text))(TestProject.empty());
}

async function pull(project: TestProject): Promise<void> {
  const session = project.session(new RecordingIoHost());
  const [unit] = session.unitsOf(Assembly.read(path.join(project.directory, 'cdktf.out')));
  await unit?.store.backend.run('state', 'pull');
}
