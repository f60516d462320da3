import { type StageUnit } from '../unit/stage-unit';
import { describeLock, lockInText } from '../terraform/lock-info';
import { LockGate } from './lock-gate';

/**
 * Holder of state locks of stages that are not deployed, so that no other run can deploy them in the meantime. For each, a Terraform process plans a
 * root module that waits; with an empty state it needs no provider.
 */
export class LockHolder {
  private gate?: Promise<LockGate>;
  private readonly held = new Map<StageUnit, Promise<string | undefined>>();
  private readonly plans: Promise<unknown>[] = [];

  /**
   * Acquires the lock of a stage, unless it is already held here.
   *
   * @returns description of a conflicting lock
   */
  public hold(unit: StageUnit): Promise<string | undefined> {
    const held = this.held.get(unit) ?? this.take(unit);
    this.held.set(unit, held);
    return held;
  }

  /** Releases all locks. */
  public async release(): Promise<void> {
    (await this.gate)?.close();
    await Promise.allSettled(this.plans);
  }

  private async take(unit: StageUnit): Promise<string | undefined> {
    this.gate ??= LockGate.open();
    const gate = await this.gate;
    const ended = new AbortController();
    const plan = unit.store.backend
      .runBeside(gate.rootModule(unit.name), 'plan', '-no-color', '-input=false')
      .finally(() => ended.abort());
    this.plans.push(plan);
    try {
      await gate.arrived(unit.name, ended.signal);
      return undefined;
    } catch {
      // It ended before it waited: the lock is held by another process.
      const { stdout, stderr } = await plan;
      const lock = lockInText(`${stdout}\n${stderr}`);
      return lock === undefined ? undefined : describeLock(lock);
    }
  }
}
