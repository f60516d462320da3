import { localStates, migrateLocalStates } from '../../toolkit/actions/migrate';
import { type Assembly, describeApp } from '../../toolkit/assembly/assembly';
import { EnvironmentBackend } from '../../toolkit/assembly/environment-backend';
import { count } from '../../toolkit/host/count';
import { type BootstrapPart, type BootstrapResult, type LocalState } from '../../toolkit/io/bootstrap-result';
import { bootstrapText } from '../../toolkit/report/bootstrap-text';
import { type Session } from '../../toolkit/run/session';
import { currentSubscription } from '../../toolkit/run/subscription';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { isSuccess } from '../../toolkit/unit/stage-outcome';
import { azureAccess, type AzureAccess } from '../azure-access';
import { type AzurePipelineOptions } from '../pipeline';
import { allowedAddresses } from './allowed-addresses';
import { metadataOf, principalOf, refuseBackendOfApp } from './bootstrap-checks';
import { findParts, type FoundParts } from './find-parts';
import { type GitHubOptions } from './git-hub-subjects';
import { type Part, type PartContext } from './part';
import { statePlace, type StateNames } from './state-place';
import { waitForAccess } from './storage-access';
import { tenantOf } from './subscription-tenant';
import { signedIn } from './signed-in';

/** Options of `bootstrap`. */
export interface BootstrapOptions extends StateNames {
  /** Public addresses and ranges that reach the storage account. @default none: private endpoints alone */
  readonly allowIp?: readonly string[];
  /** Object id of the principal that gets access to the states. @default who is signed in */
  readonly principal?: string;
  /** Whether the storage account gets a lock against deletion. @default false */
  readonly lock?: boolean;
  /** Repository of GitHub whose pipelines deploy. @default none */
  readonly github?: GitHubOptions;
  /** Whether local states are moved. @default the user is asked */
  readonly migrateState?: boolean;
  /** Whether nothing is made, written or moved. @default false */
  readonly dryRun?: boolean;
  /** Whether it is approved in advance. @default false */
  readonly yes?: boolean;
}

/** How Azure is reached; tests pass their own. */
export interface BootstrapAccess {
  readonly open?: (session: Session, assembly: Assembly) => Promise<AzureAccess>;
  readonly pipeline?: AzurePipelineOptions;
}

/** What is to be done, as far as it is known before it is approved. */
interface Plan {
  readonly context: PartContext;
  readonly access: AzureAccess;
  readonly file: EnvironmentBackend;
  readonly found: FoundParts;
  readonly result: BootstrapResult;
}

/**
 * Makes or completes what the states of an environment need in Azure, writes the backend into the file of the environment, and moves the local states
 * there. Nothing that exists is deleted or weakened, and running it again goes on where it stopped.
 *
 * @throws ToolkitError when it is refused or declined, or Azure refuses a request
 */
export async function bootstrap(
  session: Session,
  options: BootstrapOptions,
  how: BootstrapAccess = {},
): Promise<BootstrapResult> {
  const assembly = await session.synthesize('bootstrap');
  const made = await session.locked('bootstrap', async () => {
    const plan = await planned(session, assembly, options, how);
    const { report } = session;
    report.say(
      options.dryRun === true ? 'debug' : 'info',
      'bootstrap.planned',
      bootstrapText(plan.result),
      plan.result,
    );
    if (options.dryRun === true) {
      return { plan, result: plan.result };
    }
    return { plan, result: await carriedOut(session, plan, options) };
  });
  return options.dryRun === true ? made.result : withMovedStates(session, made.plan, made.result, options, how);
}

async function planned(
  session: Session,
  assembly: Assembly,
  options: BootstrapOptions,
  { open = azureAccess, pipeline }: BootstrapAccess,
): Promise<Plan> {
  const addresses = allowedAddresses(options.allowIp ?? []);
  const metadata = metadataOf(assembly);
  const file = EnvironmentBackend.read(session.project, metadata.environment);
  const { azurerm } = file;
  refuseBackendOfApp(assembly, file);
  const access = await open(session, assembly);
  const place = statePlace(metadata, azurerm?.subscriptionId ?? access.subscriptionId, options, azurerm);
  const { arm } = access;
  const context: PartContext = {
    arm,
    place,
    sleep: (seconds) => sleep(session, seconds),
    waitingFor: (what) => session.report.say('info', 'bootstrap.waiting', `Waiting for ${what}`, { what }),
  };
  const described = describeApp(assembly, { ...currentSubscription(assembly, session.env), id: place.subscriptionId });
  session.announce(described);
  const text = `Looking in Azure for the storage account ${place.account}`;
  session.report.say('info', 'bootstrap.looking', text, { account: place.account });
  const identity = await signedIn(access.credential, session.interruption.signal);
  const tenantId = await tenantOf(arm, place.subscriptionId, identity);
  const principal = principalOf(options.principal, identity.principal);
  const github = options.github && {
    ...options.github,
    access: { env: session.env, signal: session.interruption.signal, pipeline },
  };
  const found = await findParts(context, assembly, { addresses, principal, lock: options.lock, github, tenantId });
  const result: BootstrapResult = {
    ...described,
    parts: found.parts.map(shown),
    backend: {
      type: 'azurerm',
      resourceGroupName: place.resourceGroup,
      storageAccountName: place.account,
      containerName: place.container,
      subscriptionId: place.subscriptionId,
      tenantId,
    },
    file: file.file,
    setting: azurerm === undefined ? 'missing' : 'present',
    notes: found.notes,
    deployer: found.deployer(),
    localStates: localStates(session, session.unitsOf(assembly)),
    isDryRun: options.dryRun === true,
  };
  return { context, access, file, found, result };
}

/** Makes and completes the parts in their order, and writes the setting last: what it names is there then. */
async function carriedOut(session: Session, plan: Plan, options: BootstrapOptions): Promise<BootstrapResult> {
  const { found, file, result } = plan;
  const open = found.parts.filter(({ status }) => status !== 'present');
  if (open.length > 0 || result.setting === 'missing') {
    await approve(session, open, result, options);
  }
  const done = new Map<Part, BootstrapPart>();
  try {
    for (const part of open) {
      refuseInterrupted(session);
      session.report.say('info', 'bootstrap.step', stepText(part), shown(part));
      await part.apply();
      done.set(part, { ...shown(part), status: part.status === 'missing' ? 'made' : 'completed' });
    }
    if (result.setting === 'missing') {
      file.write(result.backend);
    }
  } catch (error) {
    if (done.size > 0) {
      const names = [...done.keys()].map(({ kind, name }) => `${kind} ${name}`).join(', ');
      const text = `Done so far: ${names}. Running it again goes on from there.`;
      session.report.say('warning', 'bootstrap.stopped', text, { done: [...done.values()] });
    }
    throw error;
  }
  return {
    ...result,
    parts: found.parts.map((part) => done.get(part) ?? shown(part)),
    setting: result.setting === 'missing' ? 'written' : 'present',
    deployer: found.deployer(),
  };
}

async function withMovedStates(
  session: Session,
  { context, access }: Plan,
  result: BootstrapResult,
  options: BootstrapOptions,
  { pipeline }: BootstrapAccess,
): Promise<BootstrapResult> {
  const { localStates: states } = result;
  const suffix = session.project.commandLineOptions;
  if (states.length === 0 || !(await isToMove(session, states, options))) {
    const next = states.length === 0 ? `azstage plan${suffix}` : `azstage bootstrap --migrate-state${suffix}`;
    return { ...result, next };
  }
  await waitForAccess({
    ...context,
    credential: access.credential,
    signal: session.interruption.signal,
    pipeline,
  });
  const { stages: moved } = await migrateLocalStates(session);
  const failed = moved.filter((each) => !isSuccess(each.result)).map(({ stage }) => stage);
  return {
    ...result,
    moved,
    localStates: states.filter(({ stage }) => failed.includes(stage)),
    next: failed.length === 0 ? `azstage plan${suffix}` : `azstage bootstrap --migrate-state${suffix}`,
  };
}

async function isToMove(session: Session, states: readonly LocalState[], options: BootstrapOptions): Promise<boolean> {
  if (options.migrateState !== undefined || options.yes === true) {
    return options.migrateState === true;
  }
  const text = `Move ${count(states.length, 'local state')} there? The local files are kept.`;
  return (await session.report.ask({ code: 'approve.migrate-state', text })) === true;
}

async function approve(
  session: Session,
  open: readonly Part[],
  { file, setting }: BootstrapResult,
  { yes = false }: BootstrapOptions,
): Promise<void> {
  if (yes) {
    return;
  }
  const parts = open.length === 0 ? [] : [`Make or complete ${count(open.length, 'part')} in Azure`];
  const what = [...parts, ...(setting === 'missing' ? [`write ${file}`] : [])].join(', and ');
  const text = `${what.charAt(0).toUpperCase()}${what.slice(1)}?`;
  const answer = await session.report.ask({ code: 'approve.bootstrap', text });
  if (answer === undefined) {
    const why = 'What is to be made needs approval, and the run is not interactive.';
    throw new ToolkitError('DECLINED', why, 'Add --yes to approve it.');
  }
  if (!answer) {
    throw new ToolkitError('DECLINED', 'It was declined; nothing was made or written.');
  }
}

async function sleep(session: Session, seconds: number): Promise<void> {
  await session.sleep(seconds, session.interruption.signal);
  refuseInterrupted(session);
}

function refuseInterrupted({ interruption }: Session): void {
  if (interruption.signal.aborted) {
    throw new ToolkitError('INTERRUPTED', 'Interrupted.');
  }
}

/** `Making role Contributor for id-prod-deployer, on the subscription`: one role may be given to several. */
function stepText({ kind, name, status, changes }: Part): string {
  const more = kind === 'role' ? ` ${changes.join(', ')}` : '';
  return `${status === 'missing' ? 'Making' : 'Completing'} ${kind} ${name}${more}`;
}

function shown({ kind, name, id, status, changes }: Part): BootstrapPart {
  return { kind, name, id, status, changes };
}
