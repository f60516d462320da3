import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { recordIn } from '../unit/applied-record';
import { readOwnJson } from '../host/json-file';
import { applyLock, type LockArguments, lockArguments } from './lock-root';
import { describeManagementLock, blockingLocks, locksOf, type ManagementLock } from './management-locks';
import { writeAtomically } from '../host/private-files';
import { type StageFiles } from '../records/stage-files';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';
import { type PlannedChange } from '../terraform/terraform-events';

interface Lift {
  readonly name: string;
  readonly lock: ManagementLock;
  /** Resolves once the lock is lifted, with the arguments that restore it. */
  readonly isLifted: Promise<LockArguments>;
  /** Number of deletions that need it lifted. */
  users: number;
}

/** Arguments of lifted locks by address. */
type Journal = Readonly<Record<string, LockArguments>>;

const JOURNAL = new JsonFormat<Journal>('lifted-locks.json', z.record(z.string(), z.record(z.string(), z.unknown())));

/**
 * Management locks that are lifted for deletions in their scope, and restored afterwards.
 *
 * Terraform lifts and restores a lock in the state of its stage: a lock that an apply created and that is missing from the state was lifted, which
 * every checkout can see. A lock that is missing because Terraform was killed before it wrote the state is in a journal next to the stage.
 * {@link restoreStale} restores locks that an earlier run left lifted.
 */
export class LiftedLocks {
  private readonly lifts = new Map<string, Lift>();
  /** Number of further deletions that will need a lock lifted. */
  private readonly expected = new Map<string, number>();
  /** Last operation on the state of each stage, as they run one at a time. */
  private readonly operations = new Map<StageUnit, Promise<unknown>>();

  constructor(private readonly run: RunContext) {}

  /** Reports the locks that a plan has to lift, before it is approved. */
  public async report(unit: StageUnit, changes: readonly PlannedChange[]): Promise<readonly ManagementLock[]> {
    const locks = await blockingLocks(this.run, unit, changes);
    if (locks.length > 0) {
      const names = locks.map(describeManagementLock).join(', ');
      const text = `deletes below ${names}: ${locks.length === 1 ? 'it is' : 'they are'} lifted for that time`;
      const shown = locks.map((lock) => ({ stage: lock.unit.name, address: lock.address }));
      this.run.about(unit).say('info', 'management-lock.in-the-way', text, { locks: shown });
    }
    return locks;
  }

  /** Announces a deletion that needs locks lifted, so that they are not restored in between. */
  public expect(locks: readonly ManagementLock[]): void {
    for (const lock of locks) {
      const name = describeManagementLock(lock);
      this.expected.set(name, (this.expected.get(name) ?? 0) + 1);
    }
  }

  /** Calls a function while locks are lifted. They are restored after the last announced deletion. */
  public async around<T>(locks: readonly ManagementLock[], work: () => Promise<T>): Promise<T> {
    const lifts = locks.map((lock) => this.use(lock));
    try {
      await Promise.all(lifts.map(({ isLifted }) => isLifted));
      return await work();
    } finally {
      lifts.forEach((lift) => (lift.users -= 1));
      await this.restoreUnused(({ name }) => (this.expected.get(name) ?? 0) === 0);
    }
  }

  /** Restores all lifted locks, even if further deletions were announced. */
  public restoreAll(): Promise<void> {
    return this.restoreUnused(() => true);
  }

  /** Whether a lock of a stage was lifted or restored in this run, so that plans of the stage are stale. */
  public hasTouched(unit: StageUnit): boolean {
    return this.operations.has(unit);
  }

  /**
   * Restores locks that an earlier run left lifted.
   *
   * @throws ToolkitError when a lock cannot be restored
   */
  public async restoreStale(units: readonly StageUnit[]): Promise<void> {
    for (const unit of units) {
      const state = await unit.state().catch(() => undefined);
      const journal = readJournal(unit.files);
      for (const address of state?.isDeployed === true ? locksOf(unit) : []) {
        const isGone = address in (recordIn(state)?.blocks ?? {}) && state?.rootBlocks.has(address) === false;
        const args = journal[address] ?? (isGone ? lockArguments(unit.stage, address, state) : undefined);
        if (args !== undefined) {
          await this.restore({ unit, address }, args);
        }
      }
    }
  }

  private use(lock: ManagementLock): Lift {
    const name = describeManagementLock(lock);
    this.expected.set(name, Math.max(0, (this.expected.get(name) ?? 0) - 1));
    const known = this.lifts.get(name);
    if (known !== undefined) {
      known.users += 1;
      return known;
    }
    const lift: Lift = { name, lock, users: 1, isLifted: this.lift(lock) };
    this.lifts.set(name, lift);
    return lift;
  }

  private async lift({ unit, address }: ManagementLock): Promise<LockArguments> {
    const args = lockArguments(unit.stage, address, await unit.state());
    await this.inTurn(unit, async () => {
      writeJournal(unit.files, { ...readJournal(unit.files), [address]: args });
      this.say(unit, 'management-lock.lifted', `lifts ${address} for what is deleted below it`, address);
      await applyLock(this.run, { unit, address }, args, 'lift');
    });
    return args;
  }

  private async restoreUnused(isDone: (lift: Lift) => boolean): Promise<void> {
    for (const lift of [...this.lifts.values()].filter(({ users }) => users === 0).filter(isDone)) {
      this.lifts.delete(lift.name);
      const { unit, address } = lift.lock;
      const args = await lift.isLifted.catch(() => readJournal(unit.files)[address]);
      if (args !== undefined) {
        await this.restore(lift.lock, args, (await unit.state())?.rootBlocks.has(address));
      }
    }
  }

  /** Restores a lock, unless the stage is destroyed or its code no longer has the lock. */
  private restore({ unit, address }: ManagementLock, args: LockArguments, isThere = false): Promise<void> {
    return this.inTurn(unit, async () => {
      const state = await unit.state();
      const isWanted = state?.isDeployed === true && locksOf(unit).includes(address);
      if (isWanted && !isThere) {
        await applyLock(this.run, { unit, address }, args, 'restore');
        this.say(unit, 'management-lock.restored', `has ${address} again`, address);
      }
      const { [address]: _, ...others } = readJournal(unit.files);
      writeJournal(unit.files, others);
    });
  }

  private say(
    unit: StageUnit,
    code: 'management-lock.lifted' | 'management-lock.restored',
    text: string,
    address: string,
  ) {
    this.run.about(unit).say('warning', code, text, { address });
  }

  private inTurn(unit: StageUnit, work: () => Promise<void>): Promise<void> {
    const before = this.operations.get(unit) ?? Promise.resolve();
    const operation = before.then(work);
    this.operations.set(
      unit,
      operation.catch(() => undefined),
    );
    return operation;
  }
}

function readJournal(files: StageFiles): Journal {
  return readOwnJson(files.liftedLocks, JOURNAL) ?? {};
}

function writeJournal(files: StageFiles, journal: Journal): void {
  if (Object.keys(journal).length === 0) {
    fs.rmSync(files.liftedLocks, { force: true });
  } else {
    writeAtomically(files.liftedLocks, JSON.stringify(journal));
  }
}
