import { planStage } from './plan-stage';
import { MANAGEMENT_LOCK, type ManagementLock } from './management-locks';
import { copyBeside } from '../terraform/root-copy';
import { type StageArtifact, type TerraformJson } from '../assembly/stage-artifact';
import { protectStates } from './prepare-states';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';
import { type StageTerraform } from '../terraform/stage-terraform';
import { type PlannedChange } from '../terraform/terraform-events';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';

/** Arguments of a lock as literals in Terraform JSON. */
export type LockArguments = Readonly<Record<string, unknown>>;

/** Names of the arguments of a lock: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/management_lock */
const ARGUMENTS = ['name', 'scope', 'lock_level', 'notes'];

/**
 * Arguments of a lock: from its state, or, where it is lifted, from the code with references resolved by the state.
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

/** Value of a reference such as `${azurerm_storage_account.Docs.id}` in the state. */
function resolved(value: unknown, state: TerraformState | undefined): unknown {
  const [, block = '', attribute = ''] = /^\$\{([\w-]+\.[\w-]+)\.(\w+)\}$/.exec(String(value)) ?? [];
  return attribute === '' ? value : state?.attributesOf(block)?.[attribute];
}

/**
 * Lifts or restores a lock and changes nothing else: in a copy of the root module with only this lock, so that no pending change of the stage is
 * applied.
 *
 * @throws ToolkitError when Terraform would change more, or fails
 */
export async function applyLock(
  run: RunContext,
  { unit, address }: ManagementLock,
  args: LockArguments,
  doing: 'lift' | 'restore',
): Promise<void> {
  protectStates(run, [unit]);
  await unit.ensureInitialized();
  const copy = copyBeside(unit.stage, 'lock');
  try {
    copy.make(lockTemplate(unit.stage.template, address, args));
    await unit.initOf(copy.directory);
    const { terraform: dataDirectory } = unit.files;
    const plan = `${unit.files.plan}.lock`;
    const terraform = unit.terraformIn({ workingDirectory: copy.directory, dataDirectory, plan });
    const { changes } = await planStage(run, unit, { destroy: doing === 'lift', targets: [address], terraform });
    refuseMore(changes, unit.name, address);
    if (changes.length > 0) {
      await applyOrKeep(run, unit, terraform, { directory: copy.directory, changes });
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
  { directory, changes }: { readonly directory: string; readonly changes: readonly PlannedChange[] },
): Promise<void> {
  try {
    await terraform.apply(run.progressOf(unit, changes));
  } catch (error) {
    unit.keepUnsavedState(directory);
    throw error;
  }
}

/** Root module with one lock, and the configuration of the stage's providers. */
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
