import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { recordIn } from '../unit/applied-record';
import { readOwnJson } from '../host/json-file';
import { applyLock, type LockArguments, lockArguments } from './lock-root';
import { describeManagementLock, locksInTheWay, locksOf, type ManagementLock } from './management-locks';
import { writeAtomically } from '../host/private-files';
import { type StageFiles } from '../records/stage-files';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';
import { type PlannedChange } from '../terraform/terraform-events';

interface Lift {
  readonly name: string;
  readonly lock: ManagementLock;
  /** Settles once it is lifted, with what is needed to put it back. */
  readonly isLifted: Promise<LockArguments>;
  /** How many deletions need it lifted. */
  users: number;
}

/** Locks that are lifted, by address, with what is needed to put them back. */
type Journal = Readonly<Record<string, LockArguments>>;

const JOURNAL = new JsonFormat<Journal>('lifted-locks.json', z.record(z.string(), z.record(z.string(), z.unknown())));

/**
 * Lifts locks of Azure for deletions below them, and puts them back.
 *
 * A lock is lifted and put back by Terraform, in the state of its stage: a lock that an apply has made and that is no longer in the state
 * is one that was lifted, for every checkout. What the state cannot tell, as Terraform was killed before it wrote it, is in a journal
 * beside the stage. {@link restoreLeft} puts back what an earlier run left lifted.
 */
export class LiftedLocks {
  private readonly lifts = new Map<string, Lift>();
  /** How many more deletions are going to need a lock lifted. */
  private readonly expected = new Map<string, number>();
  /** The last operation on the state of each stage: one at a time. */
  private readonly operations = new Map<StageUnit, Promise<unknown>>();

  constructor(private readonly run: RunContext) {}

  /** Tells of the locks that stand in the way of a plan, before it is approved. */
  public async tell(unit: StageUnit, changes: readonly PlannedChange[]): Promise<readonly ManagementLock[]> {
    const locks = await locksInTheWay(this.run, unit, changes);
    if (locks.length > 0) {
      const names = locks.map(describeManagementLock).join(', ');
      const text = `deletes below ${names}: ${locks.length === 1 ? 'it is' : 'they are'} lifted meanwhile`;
      const shown = locks.map((lock) => ({ stage: lock.unit.name, address: lock.address }));
      this.run.about(unit).say('info', 'management-lock.in-the-way', text, { locks: shown });
    }
    return locks;
  }

  /** Announces that locks are going to be lifted: they are not put back in between. */
  public expect(locks: readonly ManagementLock[]): void {
    for (const lock of locks) {
      const name = describeManagementLock(lock);
      this.expected.set(name, (this.expected.get(name) ?? 0) + 1);
    }
  }

  /** Does work while locks are lifted. They are put back once nobody needs them lifted any more. */
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

  /** Puts back all locks that are lifted, whoever was still expected to need them so. */
  public restoreAll(): Promise<void> {
    return this.restoreUnused(() => true);
  }

  /** Whether a lock of a stage was lifted or put back in this run, so that plans of the stage are out of date. */
  public hasTouched(unit: StageUnit): boolean {
    return this.operations.has(unit);
  }

  /**
   * Puts back locks that an earlier run lifted and did not put back.
   *
   * @throws ToolkitError when that cannot be done
   */
  public async restoreLeft(units: readonly StageUnit[]): Promise<void> {
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
      noteLifted(unit.files, { ...readJournal(unit.files), [address]: args });
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

  /** Nothing is put back where the stage itself has gone, or its code no longer has the lock. */
  private restore({ unit, address }: ManagementLock, args: LockArguments, isThere = false): Promise<void> {
    return this.inTurn(unit, async () => {
      const state = await unit.state();
      const isWanted = state?.isDeployed === true && locksOf(unit).includes(address);
      if (isWanted && !isThere) {
        await applyLock(this.run, { unit, address }, args, 'restore');
        this.say(unit, 'management-lock.restored', `has ${address} again`, address);
      }
      const { [address]: _, ...others } = readJournal(unit.files);
      noteLifted(unit.files, others);
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

function noteLifted(files: StageFiles, journal: Journal): void {
  if (Object.keys(journal).length === 0) {
    fs.rmSync(files.liftedLocks, { force: true });
  } else {
    writeAtomically(files.liftedLocks, JSON.stringify(journal));
  }
}
