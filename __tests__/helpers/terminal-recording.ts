import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { Terminal } from '@xterm/headless';
import { type CliDeps } from '../../lib/cli/cli-deps';
import { type TerminalSize } from '../../lib/cli/views/progress-view';

type Step =
  | { readonly type: 'write'; readonly text: string }
  | { readonly type: 'resize'; readonly size: TerminalSize }
  | { readonly type: 'frame'; readonly title: string };

/** What a terminal shows at a moment. */
export interface Frame {
  readonly title: string;
  readonly size: TerminalSize;
  /** Rows of the screen, without trailing blanks. */
  readonly screen: readonly string[];
  /** Lines that have left the screen at its top. */
  readonly above: readonly string[];
}

/**
 * A terminal on which a command prints and somebody types. What it is given is recorded, and shown by a terminal emulator afterwards, which takes time
 * of its own: while it is recorded, the clock may be a fake.
 */
export class TerminalRecording {
  public readonly stdin = Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => this.stdin });
  public readonly stdout: PassThrough & TerminalSize & { readonly isTTY: true };
  public readonly stderr: PassThrough & TerminalSize & { readonly isTTY: true };
  private readonly steps: Step[] = [];

  constructor(
    private readonly size: TerminalSize,
    private readonly env: NodeJS.ProcessEnv = { NO_COLOR: '1' },
  ) {
    this.stdout = this.stream();
    this.stderr = this.stream();
  }

  public get deps(): CliDeps {
    const { stdin, stdout, stderr, env } = this;
    return { stdin, stdout, stderr, env, directory: '/', signals: new EventEmitter() };
  }

  /** Everything that was printed, as it was. */
  public get output(): string {
    return this.steps.flatMap((step) => (step.type === 'write' ? [step.text] : [])).join('');
  }

  /** Remembers what the terminal shows now. */
  public frame(title: string): void {
    this.steps.push({ type: 'frame', title });
  }

  public resize(size: TerminalSize): void {
    Object.assign(this.stdout, size);
    Object.assign(this.stderr, size);
    this.steps.push({ type: 'resize', size });
    this.stderr.emit('resize');
  }

  /** Everything that was remembered, as a terminal with reflow shows it. */
  public async frames(): Promise<readonly Frame[]> {
    let { size } = this;
    const terminal = new Terminal({
      cols: size.columns,
      rows: size.rows,
      scrollback: 10_000,
      convertEol: true,
      allowProposedApi: true,
    });
    const frames: Frame[] = [];
    for (const step of this.steps) {
      if (step.type === 'write') {
        await new Promise<void>((resolve) => terminal.write(step.text, resolve));
      } else if (step.type === 'resize') {
        ({ size } = step);
        terminal.resize(size.columns, size.rows);
      } else {
        frames.push({ title: step.title, size, ...shown(terminal) });
      }
    }
    terminal.dispose();
    return frames;
  }

  private stream() {
    const stream = Object.assign(new PassThrough(), { isTTY: true as const, ...this.size });
    stream.setEncoding('utf8').on('data', (text: string) => this.steps.push({ type: 'write', text }));
    return stream;
  }
}

/** Frames as the text of a golden file: each screen in a box of its size, so that a line that is too wide would show. */
export function framesText(frames: readonly Frame[]): string {
  return frames
    .map(({ title, size: { columns, rows }, screen, above }) => {
      const edge = `+${'-'.repeat(columns)}+`;
      const lines = screen.map((line) => `|${line.padEnd(columns)}|`);
      return [`${title} (${columns}x${rows}, ${above.length} lines above)`, edge, ...lines, edge, ''].join('\n');
    })
    .join('\n');
}

function shown(terminal: Terminal): Pick<Frame, 'screen' | 'above'> {
  const { baseY, length } = terminal.buffer.active;
  const lines = Array.from(
    { length },
    (_, index) => terminal.buffer.active.getLine(index)?.translateToString(true) ?? '',
  );
  return { above: lines.slice(0, baseY), screen: lines.slice(baseY) };
}
