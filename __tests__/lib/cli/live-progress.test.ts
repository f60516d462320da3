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
