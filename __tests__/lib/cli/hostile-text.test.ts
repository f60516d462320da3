import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { ConsoleIoHost, type ConsoleIoHostProps } from '../../../lib/cli/console-io-host';
import { Style } from '../../../lib/cli/style';
import { type MessageLevel, Reporter } from '../../../lib/toolkit/io/io-host';
import { dotGraph } from '../../../lib/toolkit/graph/dot-graph';
import { mermaidGraph } from '../../../lib/toolkit/graph/mermaid-graph';
import { textGraph } from '../../../lib/toolkit/graph/text-graph';
import { costSvg } from '../../../lib/toolkit/graph/cost-svg';
import { costMarkdown } from '../../../lib/toolkit/report/cost-markdown';
import { markdownReport } from '../../../lib/toolkit/report/markdown-report';
import { junitReport } from '../../../lib/toolkit/report/junit-report';
import { colorsIn, expectHarmless, expectUnforged, HOSTILE, hostileText } from '../../helpers/hostile-text';
import { costResult, hostileNodes, hostileReport, viewSamples } from '../../helpers/view-samples';

const CLI = path.join(__dirname, '../../../lib/cli');
const COLORED = new Style(true);

/** A terminal on which everything is printed. */
class Screen {
  public shown = '';
  public readonly stdin = Object.assign(new PassThrough(), { isTTY: true as const });
  public readonly host: ConsoleIoHost;

  constructor(props: ConsoleIoHostProps = {}, env: NodeJS.ProcessEnv = { FORCE_COLOR: '1' }) {
    const stream = () => {
      const terminal = Object.assign(new PassThrough(), { isTTY: true as const, columns: 60 });
      terminal.setEncoding('utf8').on('data', (text: string) => (this.shown += text));
      return terminal;
    };
    const [stdout, stderr] = [stream(), stream()];
    const { stdin } = this;
    this.host = new ConsoleIoHost({ stdin, stdout, stderr, env, directory: '/', signals: new EventEmitter() }, props);
  }

  public say(level: MessageLevel, text: string, stage?: string): string {
    const report = new Reporter(this.host);
    (stage === undefined ? report : report.about(stage)).say(level, 'stage.note', text, {});
    this.host.close();
    return this.shown;
  }
}

/** The views of commands, and of the host that prints their messages. */
function viewsOfCommands(): string[] {
  const commands = fs.readdirSync(path.join(CLI, 'commands')).map((file) => path.join('commands', file));
  const sources = [...commands, 'console-io-host.ts', 'live-progress.ts'].map((file) => read(file));
  const imports = sources.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '\.\.?\/views\//g)]);
  const names = imports.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  return [...new Set(names)].filter((name) => name.startsWith('format')).sort();
}

function read(file: string): string {
  return fs.readFileSync(path.join(CLI, file), 'utf8');
}

describe('text of others in a view', () => {
  it('is tried in every view', () => {
    expect(Object.keys(viewSamples(() => ''))).toEqual(viewsOfCommands());
  });

  it.each(Object.keys(viewSamples(() => '')))('is harmless in %s', (name) => {
    const shownBy = (text: () => string, style: Style) =>
      new Screen().say('result', viewSamples(text)[name]?.(style) ?? '');
    const colors = colorsIn(shownBy(() => 'plain', COLORED));
    expect(colors.length).toBeGreaterThanOrEqual(['formatAdded', 'formatInit'].includes(name) ? 0 : 1);
    fc.assert(
      fc.property(fc.infiniteStream(hostileText), (texts) => {
        const output = shownBy(() => texts.next().value, COLORED);
        expectHarmless(output);
        expectUnforged(output);
        expect(colorsIn(output)).toEqual(colors);
      }),
      { numRuns: 40 },
    );
  });

  it('cannot be hidden from the lists of views by printing elsewhere', () => {
    const files = fs.readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    expect(files.filter((file) => /\b(?:stdout|stderr|stream)\.write\(/.test(read(file)))).toEqual([
      'completion-program.ts',
      'output.ts',
    ]);
  });
});

describe('text of others in a drawing', () => {
  it.each([
    ['text', textGraph],
    ['Mermaid', mermaidGraph],
    ['DOT, from which Graphviz makes the SVG', dotGraph],
  ])('is harmless as %s', (_, draw) => {
    fc.assert(
      fc.property(fc.infiniteStream(hostileText), (texts) => {
        const output = new Screen().say('result', draw(hostileNodes(() => texts.next().value)));
        expectHarmless(output);
        expectUnforged(output);
        expect(colorsIn(output)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('text of others in costs', () => {
  it.each([
    ['Markdown', (text: () => string) => costMarkdown({ ...costResult(text), comparedWith: undefined })],
    [
      'a table of two environments',
      (text: () => string) => costMarkdown({ ...costResult(text), comparedWith: costResult(text) }),
    ],
    ['a picture', (text: () => string) => costSvg(costResult(text))],
  ])('is harmless as %s', (_, draw) => {
    fc.assert(
      fc.property(fc.infiniteStream(hostileText), (texts) => {
        expectHarmless(draw(() => texts.next().value).replaceAll('\u200b', ''));
      }),
      { numRuns: 20 },
    );
  });
});

describe('text of others in a report', () => {
  it('is harmless as Markdown, apart from the spaces of no width that keep GitHub from mentioning people', () => {
    fc.assert(
      fc.property(fc.infiniteStream(hostileText), (texts) => {
        expectHarmless(markdownReport(hostileReport(() => texts.next().value)).replaceAll('\u200b', ''));
      }),
      { numRuns: 4 },
    );
  });

  it('is harmless as JUnit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(hostileText), async (texts) => {
        expectHarmless(await junitReport(hostileReport(() => texts.next().value)));
      }),
      { numRuns: 20 },
    );
  });
});

describe('text of others in a message', () => {
  it.each(['error', 'warning', 'result', 'info', 'debug'] as const)('is harmless as %s', (level) => {
    for (const stage of [undefined, HOSTILE]) {
      const output = new Screen({ debug: true }).say(level, HOSTILE, stage);
      expectHarmless(output);
      expect(colorsIn(output)).toEqual(colorsIn(new Screen({ debug: true }).say(level, 'plain', stage && 'plain')));
    }
  });

  it('begins no line in a message about a stage', () => {
    expectUnforged(new Screen().say('warning', HOSTILE, HOSTILE));
  });

  it('is harmless in a plan', () => {
    const screen = new Screen();
    const counts = { added: 0, changed: 0, destroyed: 0 } as never;
    new Reporter(screen.host).about(HOSTILE).say('info', 'plan.shown', HOSTILE, { counts, changes: [] });
    screen.host.close();
    expectHarmless(screen.shown);
    expectUnforged(screen.shown);
  });

  it.each([
    ['the live progress', {}],
    ['a log', { CI: 'true' }],
  ])('is harmless in %s, and one line', (_, env) => {
    jest.useFakeTimers();
    const screen = new Screen({}, { NO_COLOR: '1', ...env });
    const report = new Reporter(screen.host).about(HOSTILE);
    report.say('info', 'stage.started', HOSTILE, { doing: 'apply' });
    report.say('info', 'stage.progress', HOSTILE, { doing: 'creating', address: HOSTILE, done: 0 });
    jest.advanceTimersByTime(60_000);
    screen.host.close();
    jest.useRealTimers();
    expectHarmless(screen.shown);
    expectUnforged(screen.shown);
  });

  it('is harmless in a question', async () => {
    const screen = new Screen({}, { NO_COLOR: '1' });
    const answer = screen.host.requestResponse({ code: 'approve.plan', text: HOSTILE });
    await new Promise((resolve) => setImmediate(resolve));
    const asked = screen.shown;
    screen.stdin.write('\n');
    await answer;
    screen.host.close();
    // Readline moves the cursor.
    expectHarmless(asked.replace(/\u001b\[\d*[GJK]/g, ''));
    expect(asked).toContain('<U+202E>gpj.exe');
  });

  it('is exact with --json, and harmless in the line', () => {
    const line = new Screen({ json: true }).say('info', HOSTILE, HOSTILE);
    expectHarmless(line);
    expect(JSON.parse(line)).toMatchObject({ text: HOSTILE });
  });
});
