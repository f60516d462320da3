import { cellsOf } from '../../../lib/cli/fitted';
import { RunProgress } from '../../../lib/cli/run-progress';
import { Style } from '../../../lib/cli/style';
import { formatProgress } from '../../../lib/cli/views/progress-view';
import { type IoMessage } from '../../../lib/toolkit/io/io-host';
import { expectGolden } from '../../helpers/golden';
import { fiveStages, manyStages, PlayedDeploy, type PlayedStage } from '../../helpers/played-deploy';
import { type Frame, framesText, TerminalRecording } from '../../helpers/terminal-recording';

jest.setTimeout(60_000);

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const LARGE = { columns: 80, rows: 24 };
const SMALL = { columns: 50, rows: 10 };

const seconds = (number: number) => jest.advanceTimersByTimeAsync(number * 1000);

/** Frames of a deploy: while the app runs, during the previews, at the question, three times during the apply, and at the end. */
async function recorded(
  stages: readonly PlayedStage[],
  size: typeof LARGE,
  times: readonly number[],
): Promise<readonly Frame[]> {
  const terminal = new TerminalRecording(size);
  const deploy = new PlayedDeploy(terminal, stages);
  const ended = deploy.play();
  await seconds(1);
  terminal.frame('while the app runs');
  await seconds(3);
  terminal.frame('while stages are planned');
  await seconds(60);
  terminal.frame('at the question');
  await deploy.type('y\n');
  for (const [index, time] of times.entries()) {
    await seconds(time - (times[index - 1] ?? 0));
    terminal.frame(`${time} s after the answer`);
  }
  await seconds(600);
  await ended;
  terminal.frame('at the end');
  jest.useRealTimers();
  return terminal.frames();
}

describe('a deploy on a terminal', () => {
  it.each([
    [5, LARGE, [1, 15, 25]],
    [5, SMALL, [1, 15, 25]],
    [30, LARGE, [1, 26, 64]],
    [30, SMALL, [1, 26, 64]],
  ])('of %d stages looks as in the recording, at %j', async (number, size, times) => {
    const frames = await recorded(number === 5 ? fiveStages() : manyStages(number), size, times);
    const file = `fixtures/goldens/terminal/deploy-${number}-${size.columns}x${size.rows}.txt`;
    expectGolden(file, framesText(frames));
  });
});

describe('the live view', () => {
  it('leaves nothing on the screen of a terminal that is resized meanwhile', async () => {
    const terminal = new TerminalRecording(LARGE);
    const deploy = new PlayedDeploy(terminal, fiveStages());
    const ended = deploy.play();
    await seconds(60);
    await deploy.type('y\n');
    for (const size of [
      SMALL,
      { columns: 40, rows: 16 },
      { columns: 120, rows: 40 },
      { columns: 60, rows: 8 },
      LARGE,
    ]) {
      await seconds(1);
      terminal.resize(size);
      terminal.frame(`${size.columns}x${size.rows}`);
    }
    await seconds(600);
    await ended;
    terminal.frame('at the end');
    jest.useRealTimers();
    const frames = await terminal.frames();
    const headings = frames.map(({ screen }) => screen.filter((line) => line.startsWith('deploy: ')).length);
    expect(headings).toEqual([1, 1, 1, 1, 1, 1]);
    const all = frames.at(-1);
    expect(all?.screen.filter((line) => / of 5 stages/.test(line))).toEqual([]);
    // What a terminal moves out of its top, as it is made lower twice, nobody can erase.
    expect(all?.above.filter((line) => / of 5 stages/.test(line)).length).toBeLessThanOrEqual(2);
  });

  it.each([2, 5, 30, 100, 1000])('of %d stages is never higher or wider than the screen', (number) => {
    for (const running of [0, 1, 4, 16, number].filter((some) => some <= number)) {
      for (const [columns, rows] of [
        [80, 24],
        [50, 10],
        [20, 4],
        [5, 2],
        [1, 1],
      ] as const) {
        const lines = formatProgress(progressOf(number, running), { columns, rows }, new Style(false));
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
        expect(lines.filter((line) => line.length >= Math.max(2, columns))).toEqual([]);
      }
    }
  });

  it('counts the running stages for which there is no room', () => {
    const lines = formatProgress(progressOf(100, 16), { columns: 80, rows: 10 }, new Style(false));
    expect(lines).toHaveLength(9);
    expect(lines.slice(-3)).toEqual([
      '  ... and 11 more running',
      '  10 done: 10 applied',
      '  74 waiting: stage-026, stage-027, stage-028, ... and 71 more',
    ]);
  });

  it('shows names beyond Latin without wrapping', () => {
    const progress = new RunProgress();
    progress.follow(message('stage.started', 'ステージ'.repeat(10), {}));
    const lines = formatProgress(progress, { columns: 40, rows: 10 }, new Style(false));
    expect(lines.map(cellsOf).filter((cells) => cells > 39)).toEqual([]);
  });
});

describe('a terminal that cannot move its cursor, or a log', () => {
  it.each([
    ['TERM=dumb', { TERM: 'dumb' }],
    ['CI', { CI: 'true', NO_COLOR: '1' }],
  ])('with %s gets whole lines, no sequences, and no progress', async (_, env) => {
    const terminal = new TerminalRecording(LARGE, env);
    const deploy = new PlayedDeploy(terminal, fiveStages());
    const ended = deploy.play();
    await seconds(60);
    await deploy.type('y\n');
    await seconds(600);
    await ended;
    // Readline moves the cursor where the question is.
    const output = terminal.output.replace(/\u001b\[\d*[GJ]/g, '');
    expect(output).not.toContain('\u001b');
    expect(output.match(/^stage-foundation: .*$/gm)).toEqual([
      'stage-foundation: plan: it is not deployed',
      'stage-foundation: planned: 3 to add, 0 to change, 0 to destroy',
      'stage-foundation: apply',
      'stage-foundation: applied: 3 added, 0 changed, 0 destroyed',
    ]);
    expect(output).toContain('\n\nApply to 5 stages? [y/N] ');
  });

  it('gets no colors with NO_COLOR, though the view is live', async () => {
    const terminal = new TerminalRecording(LARGE, { NO_COLOR: '1' });
    const ended = new PlayedDeploy(terminal, fiveStages()).play();
    await seconds(5);
    expect(terminal.output).toContain('stages planned');
    expect(terminal.output).not.toMatch(/\u001b\[[\d;]*m/);
    terminal.stdin.end();
    await seconds(60);
    await ended;
  });
});

/** A run of so many stages, of which so many are running; a tenth is done. */
function progressOf(number: number, running: number): RunProgress {
  const progress = new RunProgress();
  const stages = Array.from({ length: number }, (_, index) => `stage-${String(index).padStart(3, '0')}`);
  progress.follow(
    message('run.started', undefined, { command: 'deploy', stages, parallelism: 4, isPreparation: false }),
  );
  const done = Math.min(number - running, Math.floor(number / 10));
  stages.forEach((stage, index) => {
    if (index < done) {
      progress.follow(message('stage.finished', stage, { result: 'applied' }));
    } else if (index < done + running) {
      progress.follow(message('stage.progress', stage, {}));
    }
  });
  return progress;
}

function message(code: string, stage: string | undefined, data: unknown): IoMessage {
  return {
    time: '',
    level: 'info',
    code,
    stage,
    text: 'creating azurerm_storage_account.Documents',
    data,
  } as IoMessage;
}
