import { type StageUnit } from '../unit/stage-unit';
import { describeLock, lockInText } from '../terraform/lock-info';
import { LockGate } from './lock-gate';

/**
 * Keeps locks of stages of which nothing is deployed, so that nobody can deploy them meanwhile. A Terraform for each plans a root module
 * that waits; with nothing in its state it needs no provider.
 */
export class LockHolder {
  private gate?: Promise<LockGate>;
  private readonly held = new Map<StageUnit, Promise<string | undefined>>();
  private readonly plans: Promise<unknown>[] = [];

  /**
   * Takes the lock of a stage, unless it is held already.
   *
   * @returns in words, the lock that is in the way
   */
  public hold(unit: StageUnit): Promise<string | undefined> {
    const held = this.held.get(unit) ?? this.take(unit);
    this.held.set(unit, held);
    return held;
  }

  /** Gives all locks back. */
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
      // It ended before it waited: the lock is not free.
      const { stdout, stderr } = await plan;
      const lock = lockInText(`${stdout}\n${stderr}`);
      return lock === undefined ? undefined : describeLock(lock);
    }
  }
}
