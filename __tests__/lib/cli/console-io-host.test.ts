import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { type CliDeps } from '../../../lib/cli/cli-deps';
import { ConsoleIoHost } from '../../../lib/cli/console-io-host';
import { formatDuration } from '../../../lib/toolkit/host/duration';
import { Reporter } from '../../../lib/toolkit/io/io-host';
import { TerminalRecording } from '../../helpers/terminal-recording';
import { NO_CHANGES } from '../../../lib/toolkit/terraform/change-counts';

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
    report.say('warning', 'stage.note', 'a warning', {});
    console.close();
    const stages = ['b +0\\.\\d s  plan', 'a +0\\.\\d s  creating x\\.Y', 'c +0\\.\\d s  plan'].map(
      (line) => `  ${line}\\n`,
    );
    expect(terminal.shown()).toMatch(
      new RegExp(`a warning\\nrun: 0 of 3 stages done, 3 running  0\\.\\d s\\n${stages.join('')}`),
    );
    expect(terminal.shown().endsWith('\u001b[4A\r\u001b[0J')).toBe(true);
  });

  it('shows which stages wait for approval until they are answered', async () => {
    const terminal = new Terminal();
    const console = host(terminal);
    const report = new Reporter(console);
    report.about('a').say('info', 'stage.started', 'plan', { doing: 'plan' });
    report.about('a').say('info', 'plan.shown', 'the plan', { counts: NO_CHANGES, changes: [] });
    report.about('b').say('info', 'stage.started', 'plan', { doing: 'plan' });
    report.about('b').say('info', 'stage.previewed', 'unchanged', { result: 'unchanged' });
    report.say('warning', 'stage.note', 'a warning', {});
    expect(terminal.shown()).toMatch(/a +0\.\d s {2}waiting for approval\n {2}b +0\.\d s {2}unchanged\n$/);
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

describe('a question', () => {
  it('stands on lines of its own, below whatever is printed while it waits, with what was typed so far', async () => {
    const terminal = new TerminalRecording({ columns: 40, rows: 12 });
    const console = new ConsoleIoHost(terminal.deps);
    const report = new Reporter(console);
    report.say('info', 'stage.note', 'first', {});
    const text = 'Kill Terraform? The changes in progress would be missing from the state.';
    const response = console.requestResponse({ code: 'interrupt.kill', text });
    await settled();
    terminal.stdin.write('ye');
    await settled();
    report.about('a').say('error', 'stage.finished', 'interrupted', { stage: 'a', result: 'failed', milliseconds: 1 });
    terminal.frame('after a message');
    terminal.stdin.write('s\n');
    expect(await response).toBe(true);
    report.say('info', 'stage.note', 'last', {});
    console.close();
    terminal.frame('after the answer');
    const [during, after] = await terminal.frames();
    const asked = ['Kill Terraform? The changes in progress ', 'would be missing from the state. [y/N] y'];
    expect(during?.screen.slice(0, 6)).toEqual(['first', '', 'a: interrupted', ...asked, 'e']);
    expect(after?.screen.slice(0, 7)).toEqual(['first', '', 'a: interrupted', ...asked, 'es', 'last']);
  });

  it('that nobody waits for any more is removed, so that the command ends', async () => {
    const terminal = new TerminalRecording({ columns: 40, rows: 12 });
    const console = new ConsoleIoHost(terminal.deps);
    const response = console.requestResponse({ code: 'interrupt.kill', text: 'Kill Terraform?' });
    await settled();
    new Reporter(console).say('result', 'run.result', 'the result', {} as never);
    console.close();
    expect(await response).toBe(false);
    expect(terminal.stdin.listenerCount('keypress')).toBe(0);
    terminal.frame('at the end');
    const [end] = await terminal.frames();
    expect(end?.screen.filter((line) => line !== '')).toEqual(['the result']);
  });

  it('leaves its line when it is interrupted', async () => {
    const terminal = new TerminalRecording({ columns: 40, rows: 12 }, { NO_COLOR: '1', TERM: 'dumb' });
    const console = new ConsoleIoHost(terminal.deps);
    const report = new Reporter(console);
    console.interruptible = { interrupt: () => report.say('warning', 'run.interrupted', 'Interrupted.', { times: 1 }) };
    const response = console.requestResponse({ code: 'approve.plan', text: 'Apply?' });
    await settled();
    terminal.stdin.write('\u0003');
    expect(await response).toBe(false);
    terminal.frame('at the end');
    const [end] = await terminal.frames();
    expect(end?.screen.filter((line) => line !== '')).toEqual(['Apply? [y/N] ', 'Interrupted.']);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
