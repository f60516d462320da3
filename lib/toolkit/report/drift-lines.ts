import { type OutsideChange, type StageDrift } from '../io/run-result';
import { changeText, originText } from './change-text';

/** Line of a list; its consequences have a greater depth. */
export interface DriftLine {
  readonly depth: 0 | 1;
  readonly text: string;
}

/**
 * The drift of a stage, one line each, followed by the changes that the next apply would make because of it.
 *
 * @param quote formats a name. @default unchanged
 */
export function driftLines(drift: StageDrift, quote: (name: string) => string = (name) => name): readonly DriftLine[] {
  const consequences = (changes: StageDrift['notApplied']): readonly DriftLine[] =>
    changes.map((change) => ({ depth: 1, text: changeText(change, quote) }));
  return [
    ...drift.changedOutside.flatMap((change): readonly DriftLine[] => [
      { depth: 0, text: `changed outside: ${outsideText(change, quote)}` },
      ...consequences(change.changes),
    ]),
    ...drift.notApplied.map((change): DriftLine => ({ depth: 0, text: `not applied: ${changeText(change, quote)}` })),
    ...drift.upstreamChanged.flatMap(({ stage, output, changes }): readonly DriftLine[] => [
      { depth: 0, text: `upstream changed: output ${quote(output)} of ${quote(stage)}` },
      ...consequences(changes),
    ]),
  ];
}

/** `update azurerm_redis_cache.Cache (stage-data/Cache): capacity, sku; the next apply would update it` */
function outsideText(change: OutsideChange, quote: (name: string) => string): string {
  const { action, address, attributes, answer } = change;
  const names = attributes.length === 0 ? '' : `: ${attributes.map(quote).join(', ')}`;
  const next = answer === undefined ? '' : `; the next apply would ${answer} it`;
  return `${action} ${quote(address)}${originText(change, quote)}${names}${next}`;
}
