import { getEventListeners } from 'node:events';
import { ApprovalGate } from '../../../../lib/toolkit/deploy/approval-gate';
import { Reporter } from '../../../../lib/toolkit/io/io-host';
import { type StageUnit } from '../../../../lib/toolkit/unit/stage-unit';

const UNIT = { name: 'stage-a', dataResources: [] as readonly string[] } as StageUnit;
const PLAN = { changes: [], counts: { added: 1, changed: 0, destroyed: 0 }, text: () => Promise.resolve('plan') };

function gateWith(requestResponse: () => Promise<boolean>) {
  const abort = new AbortController();
  const report = new Reporter({ notify: () => undefined, requestResponse });
  const gate = new ApprovalGate({ report, signal: abort.signal, yes: false, allowDataLoss: [] });
  return { abort, gate, listeners: () => getEventListeners(abort.signal, 'abort').length };
}

describe('an approval gate', () => {
  it('listens for interruptions only while a request is pending', async () => {
    const { gate, listeners } = gateWith(() => Promise.resolve(true));
    expect(listeners()).toBe(0);
    const answers = [gate.request(UNIT, PLAN), gate.request(UNIT, PLAN)];
    expect(listeners()).toBe(1);
    gate.ask();
    await Promise.all(answers);
    await Promise.resolve();
    expect(listeners()).toBe(0);
  });

  it('rejects the pending requests when the run is interrupted', async () => {
    const { abort, gate } = gateWith(() => new Promise(() => undefined));
    const answer = gate.request(UNIT, PLAN);
    gate.ask();
    abort.abort();
    await expect(answer).rejects.toThrow('Interrupted before approval.');
  });
});
