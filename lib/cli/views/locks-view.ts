import { formatTime } from '../../toolkit/host/local-time';
import { type LockingRun, type LocksResult, type StageLock, type UnlockResult } from '../../toolkit/io/results';
import { type CiRun, describeCiRun } from '../../toolkit/records/ci-run';
import { type Liveness } from '../../toolkit/records/recorded-process';
import { hanging, joined, layout } from '../layout';
import { type Style } from '../style';
import { formatHeading } from './synth-view';

/** Formats locks for the terminal; stages that are not locked are omitted. */
export function formatLocks(result: LocksResult, style: Style): string {
  const held = result.stages.filter((lock) => lock.status !== 'free');
  const sections = [
    formatHeading(result, style),
    ...(result.run === undefined ? [] : [formatRun(result.run, style)]),
    ...held.map((lock) => formatLock(lock, style)),
    formatEnd(held),
  ];
  return layout(sections);
}

/** Formats the result of `unlock` for the terminal. */
export function formatUnlock({ stage, result, lock, next }: UnlockResult, style: Style): string {
  const name = style.name(stage);
  const look = next === undefined ? [] : [`The operation that held the lock may be incomplete. Check with ${next}`];
  const taking = describeTaking(lock);
  switch (result) {
    case 'released':
      return joined([`${name} is unlocked${taking === '' ? '' : `; it was locked${taking}`}.`, ...look]);
    case 'cleaned-up':
      return joined([
        `${name} was not locked. The stale record of a Terraform process that has ended was cleaned up.`,
        ...look,
      ]);
    case 'not-locked':
      return hanging(`${name} is not locked.`);
  }
}

function formatRun({ command, who, since, process, holder, why, ci }: LockingRun, style: Style): string[] {
  const taking = describeTaking({ who, operation: `azstage ${command}`, since, ci });
  return [
    `${style.bold('This directory')} is locked${taking} (process ${process})`,
    `  Holder: ${colored(holder, why, style)}${holder === 'dead' ? '; the next run takes over the lock' : ''}`,
  ];
}

function formatLock(lock: StageLock, style: Style): string[] {
  const name = style.name(lock.stage);
  switch (lock.status) {
    case 'free':
      return [];
    case 'locked':
      return [`${name} is locked${describeTaking(lock)}`, ...formatHolder(lock, style), ...formatId(lock)];
    case 'stale':
      return [
        `${name} is not locked`,
        `  Stale, harmless: the lock file of a lock that was taken${describeTaking(lock)} and is not held any more`,
      ];
    case 'not-tried':
      return [
        lock.id === undefined
          ? `${name} was not checked, as that could block the active run; name the stage to check it`
          : `${name} may be locked${describeTaking(lock)}; name the stage to check it`,
      ];
    case 'unclear':
      return [`${name} ${style.bad('could not be checked')}: ${lock.why}`];
  }
}

function formatHolder({ holder, why }: StageLock, style: Style): string[] {
  return holder === undefined || why === undefined ? [] : [`  Holder: ${colored(holder, why, style)}`];
}

function formatId({ id }: StageLock): string[] {
  return id === undefined ? [] : [`  Lock: ${id}`];
}

function formatEnd(held: readonly StageLock[]): string[] {
  if (held.length === 0) {
    return ['Nothing is locked.'];
  }
  return held.some((lock) => lock.holder === 'dead' || lock.holder === 'unknown' || lock.status === 'stale')
    ? ['Release a lock with azstage unlock STAGE.']
    : [];
}

/** ` by ann@laptop for apply since 2026-01-02 04:04:05 +01:00, GitHub run 123, attempt 1` */
function describeTaking(lock: {
  readonly who?: string;
  readonly operation?: string;
  readonly since?: string;
  readonly ci?: CiRun;
}): string {
  const { who, operation, since, ci } = lock;
  return [
    who === undefined ? '' : ` by ${who}`,
    operation === undefined ? '' : ` for ${operation}`,
    since === undefined ? '' : ` since ${formatTime(since)}`,
    ci === undefined ? '' : `, ${describeCiRun(ci)}`,
  ].join('');
}

function colored(holder: Liveness, why: string, style: Style): string {
  switch (holder) {
    case 'alive':
      return `${style.good('alive')}: ${why}`;
    case 'dead':
      return `${style.bad('dead')}: ${why}`;
    case 'unknown':
      return `${style.warn('unknown')}: ${why}`;
  }
}
