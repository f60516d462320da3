import { planStage } from './plan-stage';
import { MANAGEMENT_LOCK, type ManagementLock } from './management-locks';
import { copyBeside } from '../terraform/root-copy';
import { type StageArtifact, type TerraformJson } from '../assembly/stage-artifact';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';
import { type StageTerraform } from '../terraform/stage-terraform';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';

/** Arguments of a lock as Terraform JSON has them, with nothing to look up. */
export type LockArguments = Readonly<Record<string, unknown>>;

/** Arguments that make up a lock: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/management_lock */
const ARGUMENTS = ['name', 'scope', 'lock_level', 'notes'];

/**
 * The arguments of a lock: as its state has them, or, where it is lifted, as the code says, with the ids that the state has.
 */
export function lockArguments(stage: StageArtifact, address: string, state: TerraformState | undefined): LockArguments {
  const applied = state?.attributesOf(address);
  const { [address.slice(MANAGEMENT_LOCK.length + 1)]: written = {} } =
    stage.template.resource?.[MANAGEMENT_LOCK] ?? {};
  const args = ARGUMENTS.flatMap((name) => {
    const value = applied?.[name] ?? resolved(written[name], state);
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(args);
}

/** `${azurerm_storage_account.Docs.id}` as the state has it. */
function resolved(value: unknown, state: TerraformState | undefined): unknown {
  const [, block = '', attribute = ''] = /^\$\{([\w-]+\.[\w-]+)\.(\w+)\}$/.exec(String(value)) ?? [];
  return attribute === '' ? value : state?.attributesOf(block)?.[attribute];
}

/**
 * Takes a lock away or puts it back, and touches nothing else: in a copy of the root module that has only this lock, so that nothing that
 * is not applied yet comes along.
 *
 * @throws ToolkitError when Terraform would do more, or fails
 */
export async function applyLock(
  run: RunContext,
  { unit, address }: ManagementLock,
  args: LockArguments,
  doing: 'lift' | 'restore',
): Promise<void> {
  await unit.ensureInitialized();
  const copy = copyBeside(unit.stage, 'lock');
  try {
    copy.make(lockTemplate(unit.stage.template, address, args));
    await unit.initOf(copy.directory);
    const { terraform: dataDirectory } = unit.files;
    const plan = `${unit.files.plan}.lock`;
    const terraform = unit.terraformIn({ workingDirectory: copy.directory, dataDirectory, plan });
    const { changes } = await planStage(run, unit, { destroy: doing === 'lift', target: address, terraform });
    refuseMore(changes, unit.name, address);
    if (changes.length > 0) {
      await applyOrKeep(run, unit, terraform, copy.directory);
    } else {
      terraform.dropPlan();
    }
  } finally {
    copy.remove();
    unit.forgetState();
  }
  await unit.noteSeen(true);
}

async function applyOrKeep(
  run: RunContext,
  unit: StageUnit,
  terraform: StageTerraform,
  directory: string,
): Promise<void> {
  try {
    await terraform.apply(run.progressOf(unit, 1));
  } catch (error) {
    unit.keepUnsavedState(directory);
    throw error;
  }
}

/** Root module with one lock, and what the providers of the stage need. */
function lockTemplate(template: TerraformJson, address: string, args: LockArguments): TerraformJson {
  const { terraform, provider, variable, locals, data } = template;
  const isLiteral = !JSON.stringify(provider ?? {}).includes('${');
  const [, name = ''] = address.split('.');
  return {
    terraform,
    ...(provider === undefined ? {} : { provider }),
    ...(isLiteral ? {} : definedOf({ variable, locals, data })),
    resource: { [MANAGEMENT_LOCK]: { [name]: args } },
  };
}

function definedOf<T extends object>(blocks: T): Partial<T> {
  return Object.fromEntries(Object.entries(blocks).filter(([, block]) => block !== undefined)) as Partial<T>;
}

function refuseMore(changes: readonly { readonly address: string }[], stage: string, address: string): void {
  const other = changes.find((change) => change.address !== address);
  if (other !== undefined) {
    throw new ToolkitError(
      'REFUSED',
      `${address} of ${stage} cannot be lifted or put back alone: ${other.address} would be changed with it.`,
      `Deploy ${stage} first.`,
    );
  }
}
