import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { type CliDeps } from '../../../lib/cli/cli-deps';
import { ConsoleIoHost } from '../../../lib/cli/console-io-host';
import { formatDuration } from '../../../lib/toolkit/host/duration';
import { Reporter } from '../../../lib/toolkit/io/io-host';
import { NO_CHANGES } from '../../../lib/toolkit/terraform/terraform-events';

/** A terminal: what is typed goes in, what is shown comes out. */
class Terminal {
  public readonly stdin = Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => this.stdin });
  public readonly stdout = new PassThrough();
  public readonly stderr = Object.assign(new PassThrough(), { isTTY: true as const, columns: 60 });
  private shownText = '';

  constructor(private readonly env: NodeJS.ProcessEnv = { NO_COLOR: '1' }) {
    this.stderr.setEncoding('utf8').on('data', (text: string) => (this.shownText += text));
  }

  public get deps(): CliDeps {
    const { stdin, stdout, stderr, env } = this;
    return { stdin, stdout, stderr, env, directory: '/', signals: new EventEmitter() };
  }

  public shown(): string {
    return this.shownText;
  }
}

const host = (terminal: Terminal, json = false) => new ConsoleIoHost(terminal.deps, { json });

describe('a question on a terminal', () => {
  it.each([
    ['y', undefined, true],
    ['yes', undefined, true],
    ['', undefined, false],
    ['no', undefined, false],
    ['prod', 'prod', true],
    ['y', 'prod', false],
  ])('answered %j where %j is wanted is %s', async (typed, expected, answer) => {
    const terminal = new Terminal();
    const response = host(terminal).requestResponse({ code: 'approve.plan', text: 'Apply?', expected });
    await new Promise((resolve) => setImmediate(resolve));
    terminal.stdin.write(`${typed}\n`);
    expect(await response).toBe(answer);
    expect(terminal.shown()).toContain(expected === undefined ? 'Apply? [y/N] ' : 'Apply?: ');
  });

  it('is interrupted by Ctrl-C, and answered with no', async () => {
    const terminal = new Terminal();
    const console = host(terminal);
    const interruptible = { interrupt: jest.fn() };
    console.interruptible = interruptible;
    const response = console.requestResponse({ code: 'approve.plan', text: 'Apply?' });
    await new Promise((resolve) => setImmediate(resolve));
    terminal.stdin.write('\u0003');
    expect(await response).toBe(false);
    expect(interruptible.interrupt).toHaveBeenCalledTimes(1);
  });

  it('is not asked with --json', async () => {
    expect(await host(new Terminal(), true).requestResponse({ code: 'approve.plan', text: 'Apply?' })).toBeUndefined();
  });
});

describe('progress on a terminal', () => {
  it('is one line for each running stage, below the messages', () => {
    const terminal = new Terminal();
    const console = host(terminal);
    const report = new Reporter(console);
    report.about('b').say('info', 'stage.started', 'plan', { doing: 'plan' });
    report.about('a').say('info', 'stage.started', 'plan', { doing: 'plan' });
    report.about('a').say('info', 'stage.progress', 'creating x.Y', { doing: 'creating', address: 'x.Y', done: 0 });
    report.about('c').say('info', 'stage.started', 'plan', { doing: 'plan' });
    console.close();
    expect(terminal.shown()).toMatch(/a {2}creating x\.Y {2}0\.\d s\nb {2}plan {2}0\.\d s\nc {2}plan {2}0\.\d s\n/);
    expect(terminal.shown().endsWith('\u001b[3A\r\u001b[0J')).toBe(true);
  });

  it('shows which stages wait for approval until they are answered', async () => {
    const terminal = new Terminal();
    const console = host(terminal);
    const report = new Reporter(console);
    report.about('a').say('info', 'stage.started', 'plan', { doing: 'plan' });
    report.about('a').say('info', 'plan.shown', 'the plan', { counts: NO_CHANGES, changes: [] });
    report.about('b').say('info', 'stage.started', 'plan', { doing: 'plan' });
    report.about('b').say('info', 'stage.previewed', 'unchanged', { result: 'unchanged' });
    expect(terminal.shown()).toMatch(/a {2}waiting for approval {2}0\.\d s\n$/);
    const response = console.requestResponse({ code: 'approve.plan', text: 'Apply?' });
    await new Promise((resolve) => setImmediate(resolve));
    terminal.stdin.write('y\n');
    await response;
    report.about('c').say('info', 'stage.started', 'apply', { doing: 'apply' });
    console.close();
    expect(terminal.shown().split('Apply?')[1]).not.toContain('waiting for approval');
  });

  it('is not drawn into a log', () => {
    const terminal = new Terminal({ CI: 'true', NO_COLOR: '1' });
    const console = host(terminal);
    const report = new Reporter(console);
    report.about('a').say('info', 'stage.started', 'plan', { doing: 'plan' });
    report.about('a').say('info', 'stage.progress', 'creating x.Y', { doing: 'creating', address: 'x.Y', done: 0 });
    console.close();
    expect(terminal.shown()).toBe('a: plan\n');
  });
});

describe('a log', () => {
  it('shows a keep-alive line after a long silence', () => {
    jest.useFakeTimers();
    const terminal = new Terminal({ CI: 'true', NO_COLOR: '1' });
    const console = host(terminal);
    const report = new Reporter(console);
    report.about('a').say('info', 'stage.started', 'apply', { doing: 'apply' });
    report.about('a').say('info', 'stage.progress', 'creating x.Y', { doing: 'creating', address: 'x.Y', done: 0 });
    jest.advanceTimersByTime(60_000);
    console.close();
    jest.useRealTimers();
    expect(terminal.stderr.read() ?? terminal.shown()).toMatch(
      /^a: apply\na: still creating x\.Y \(30 s\)\na: still creating x\.Y \(1 min 0 s\)\n$/,
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [1234, '1.2 s'],
    [12_340, '12 s'],
    [61_000, '1 min 1 s'],
    [3_720_000, '1 h 2 min'],
  ])('of %d ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
