import fs from 'node:fs';
import path from 'node:path';
import { type Assembly } from '../assembly/assembly';
import { fileTrouble } from '../host/file-trouble';
import { checkNode } from './doctor-node';
import { currentSubscription } from '../run/subscription';
import { type Session } from '../run/session';
import { type StageUnit } from '../unit/stage-unit';
import { AzstageError } from '../../errors';
import { tryExitCode } from '../terraform/exit-code-trial';
import { describeVariables, fixOfVariables, type RefusedVariable } from '../terraform/refused-variable';
import { type TerraformCli } from '../terraform/terraform-cli';
import { programFile } from '../host/program-file';
import { ToolkitError } from '../toolkit-error';
import { type DoctorCheck, type DoctorResult } from '../io/results';

type Finding = Omit<DoctorCheck, 'name'>;

/** Function that returns the time of a server, to compare the clock with. */
export type ServerTime = (signal: AbortSignal) => Promise<Date | undefined>;

/** Sign-in to Azure fails when the clock is five minutes off: https://learn.microsoft.com/entra/identity-platform/claims-validation */
const CLOCK_TOLERANCE_SECONDS = 300;

/**
 * Checks what a deployment relies on: Node.js, Terraform and its exit codes, the app and its core, environment variables, Azure, providers,
 * backend, clock.
 *
 * @param serverTime returns the time of a server
 */
export async function doctor(session: Session, serverTime: ServerTime = timeOfAzure): Promise<DoctorResult> {
  const checks: DoctorCheck[] = [];
  const check = async (name: string, work: () => Promise<Finding> | Finding): Promise<void> => {
    checks.push({ name, ...(await finding(work)) });
  };
  let assembly: Assembly | undefined;
  await check('Node.js', () => checkNode(process.versions.node, session.clock()));
  await check('Terraform', async () => ok(`${session.terraform.binary} ${await session.terraform.version()}`));
  const isUsable = checks.at(-1)?.status === 'ok';
  await check('Exit codes', () => (isUsable ? checkExitCodes(session.terraform) : skipped('there is no Terraform')));
  await check('App', async () => {
    assembly = await session.synthesizeAlone('doctor');
    return ok(`${assembly.stages.length} stages`);
  });
  await check('Core', () => checkCores(assembly));
  const refused = session.refusedVariables(assembly);
  await check('Variables', () => checkVariables(refused));
  await check('Azure sign-in', () => checkSignIn(assembly, session.env));
  await check('Providers', () => checkProviders(session, assembly));
  await check('Backend', () =>
    refused.length > 0 ? skipped('until the variables are unset') : checkBackend(unitsOf(session, assembly)),
  );
  await check('Clock', () => checkClock(session, serverTime));
  return { checks };
}

async function finding(work: () => Promise<Finding> | Finding): Promise<Finding> {
  try {
    return await work();
  } catch (thrown) {
    const error = fileTrouble(thrown) ?? thrown;
    if (!(error instanceof AzstageError)) {
      throw error;
    }
    return problem(error.message, error instanceof ToolkitError ? error.fix : undefined);
  }
}

async function checkExitCodes(terraform: TerraformCli): Promise<Finding> {
  const { exitCode, signal, stderr } = await tryExitCode(terraform);
  switch (exitCode) {
    case 2:
      return ok('as Terraform documents them');
    case 0:
      return problem(
        `${terraform.binary} exits with 0 where Terraform exits with 2, for a plan with changes: it is a wrapper`,
        terraform.wrapperHint,
      );
    default:
      return problem(`a test plan exited with ${exitCode ?? signal}: ${stderr.trim()}`);
  }
}

function checkCores(assembly: Assembly | undefined): Finding {
  if (assembly === undefined) {
    return skipped('there is no output of the app');
  }
  if (assembly.metadata === undefined) {
    return skipped('the app was not made with azstage');
  }
  const { cores = [] } = assembly.metadata;
  return cores.length < 2
    ? ok('the app loads one')
    : problem(
        `the app loads ${cores.length} copies of cdktf or cdktn: ${cores.join(', ')}`,
        'Import from azstage with cdktf, or from azstage/cdktn with cdktn, never from both. npm ls cdktf cdktn shows what needs each copy.',
      );
}

function checkVariables(refused: readonly RefusedVariable[]): Finding {
  return refused.length === 0
    ? ok('no refused variable')
    : problem(describeVariables(refused), fixOfVariables(refused));
}

function checkSignIn(assembly: Assembly | undefined, env: NodeJS.ProcessEnv): Finding {
  if (assembly?.stages.some((stage) => stage.template.provider?.['azurerm'] !== undefined) !== true) {
    return skipped('the app needs no Azure');
  }
  const subscription = currentSubscription(assembly, env);
  if (subscription === undefined) {
    return problem(
      'there is no subscription',
      'Sign in with az login, or set ARM_SUBSCRIPTION_ID with a service principal.',
    );
  }
  const by = env['ARM_CLIENT_ID'] === undefined ? 'the Azure CLI' : `client ${env['ARM_CLIENT_ID']}`;
  return by === 'the Azure CLI' && programFile('az', env) === undefined
    ? problem(
        'the Azure CLI is not installed',
        'Install it, or set ARM_CLIENT_ID and the other variables of a service principal.',
      )
    : ok(`subscription ${subscription.id}, by ${by}`);
}

async function checkProviders(session: Session, assembly: Assembly | undefined): Promise<Finding> {
  let installed: readonly string[] = [];
  await session.locked('doctor', () =>
    session.providers.ensure(assembly?.stages ?? [], (sources) => (installed = sources)),
  );
  return ok(installed.length === 0 ? 'all installed' : `installed ${installed.join(', ')}`);
}

function unitsOf(session: Session, assembly: Assembly | undefined): readonly StageUnit[] {
  return assembly === undefined ? [] : session.unitsOf(assembly);
}

async function checkBackend(units: readonly StageUnit[]): Promise<Finding> {
  const [unit] = units;
  if (unit === undefined) {
    return skipped('there are no stages');
  }
  const file = unit.store.localFile;
  if (file !== undefined) {
    const directory = existingParent(path.dirname(file));
    try {
      fs.accessSync(directory, fs.constants.W_OK);
    } catch {
      return problem(`${directory} cannot be written to`, 'Make it writable: local states are kept and locked there.');
    }
    return ok(`local, in ${path.dirname(file)}; azstage bootstrap gives states a storage account in Azure`);
  }
  await unit.state();
  return ok('the state can be read; the first plan tries its lock');
}

async function checkClock(session: Session, serverTime: ServerTime): Promise<Finding> {
  const time = await serverTime(AbortSignal.timeout(5000)).catch(() => undefined);
  if (time === undefined) {
    return skipped('no server answered');
  }
  const seconds = Math.round(Math.abs(session.clock().getTime() - time.getTime()) / 1000);
  return seconds > CLOCK_TOLERANCE_SECONDS
    ? problem(`${seconds} s off`, 'Set the clock: Azure refuses tokens whose time is more than five minutes off.')
    : ok('right');
}

async function timeOfAzure(signal: AbortSignal): Promise<Date | undefined> {
  const response = await fetch('https://management.azure.com/', { method: 'HEAD', signal });
  const date = response.headers.get('date');
  return date === null ? undefined : new Date(date);
}

function existingParent(directory: string): string {
  return fs.existsSync(directory) ? directory : existingParent(path.dirname(directory));
}

function ok(detail: string): Finding {
  return { status: 'ok', detail };
}

function skipped(detail: string): Finding {
  return { status: 'skipped', detail };
}

function problem(detail: string, fix?: string): Finding {
  return { status: 'problem', detail, fix };
}
