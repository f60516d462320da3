import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Output of a Node.js program that an error has ended, without what is of no use to its author. */
export interface UncaughtError {
  /** Output without source excerpts, stack traces, fields of errors and notes of Node.js and npm; causes follow their error. */
  readonly text: string;
  /** First frame of the author's own code: `new DataStage (/platform/stages/data.ts:9:5)`. */
  readonly frame?: Frame;
  /** Whether there was a stack trace. */
  readonly hadTrace: boolean;
}

/** Place in the code. */
export interface Frame {
  /** Function, where it has a name. */
  readonly caller?: string;
  /** Absolute path. */
  readonly file: string;
  readonly position: string;
}

/** Directory of azstage's own code, which lies outside of node_modules in a checkout. */
const LIBRARY = path.resolve(__dirname, '../..');

const FRAME =
  /^\s+(?:at (?:\S.* \()?(?:[/[]|[A-Za-z]+:).*:\d+\)?|at .*<anonymous>\)?|at .*\((?:native|index \d+)\)|\.{3} \d+ lines matching cause stack trace \.{3})(?: \{)?,?$/;
/** Marks below a line of the source; spaces alone where that line is very long. */
const CARET = /^(?=.) *(?:\^+ *)?$/;
const POSITION = /^((?:[/[]|[A-Za-z]+:).*):(\d+)$/;
/** Error without a stack trace, with its fields or their beginning. */
const BRACKETED = /^\[(\w*Error\b.*)\](?: \{(.*\})?)?$/;
const NOISE =
  /^(?:Node\.js v\d|\(Use `node --trace-|\(node:\d+\) \[DEP\d+\]|npm (?:error|ERR!) (?:Lifecycle|code |path |workspace |location |command |errno |A complete log))/;
/** Errors whose names say nothing to a user: their messages are written for users. */
const OWN_NAME = /^(?:Validation|Settings|Value|MissingContext|Toolkit)Error: /;

/** Reads what Node.js prints of an uncaught error; other text is kept as it is. */
export function readUncaughtError(output: string): UncaughtError {
  return new Reader(output.split('\n')).read();
}

class Reader {
  private readonly kept: string[] = [];
  private readonly frames: string[] = [];
  private place?: Frame;
  private at = 0;

  constructor(private readonly lines: readonly string[]) {}

  public read(): UncaughtError {
    while (this.at < this.lines.length) {
      this.readNext();
    }
    const text = this.kept
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
    const frame = this.frames.map(parseFrame).find((each) => each !== undefined && isOfAuthor(each.file));
    return { text, frame: frame ?? this.place, hadTrace: this.frames.length > 0 };
  }

  private readNext(): void {
    const line = this.lines[this.at] ?? '';
    if (this.isExcerpt()) {
      this.readExcerpt(line);
    } else if (FRAME.test(line)) {
      this.readFrames();
    } else if (BRACKETED.test(line)) {
      this.kept.push(line.replace(BRACKETED, '$1'));
      this.at += 1;
      if (line.endsWith('{')) {
        this.readFields();
      }
    } else {
      if (!NOISE.test(line)) {
        this.kept.push(line.replace(OWN_NAME, ''));
      }
      this.at += 1;
    }
  }

  /** Whether a line of the source follows with its file and a caret. */
  private isExcerpt(): boolean {
    return POSITION.test(this.lines[this.at] ?? '') && CARET.test(this.lines[this.at + 2] ?? '');
  }

  private readExcerpt(position: string): void {
    const [, file = '', line = ''] = POSITION.exec(position) ?? [];
    const absolute = absolutePath(file);
    if (this.place === undefined && absolute !== undefined && isOfAuthor(absolute)) {
      this.place = { file: absolute, position: line };
    }
    this.at += 3;
  }

  private readFrames(): void {
    let line = this.lines[this.at] ?? '';
    while (FRAME.test(line)) {
      this.frames.push(line);
      this.at += 1;
      if (line.endsWith(' {')) {
        this.readFields();
        return;
      }
      line = this.lines[this.at] ?? '';
    }
  }

  /** Skips the fields of an error up to the closing brace, and keeps the messages of errors among them. */
  private readFields(): void {
    const length = this.lines.slice(this.at).indexOf('}');
    if (length < 0) {
      return;
    }
    const fields = this.lines.slice(this.at, this.at + length);
    this.at += length + 1;
    let isMessage = false;
    for (const field of fields) {
      const [, message] = /^ {2,}(?:\[cause\]: )?\[?((?:\w*Error|Error \[\w+\])\b.*)$/.exec(field) ?? [];
      if (message !== undefined) {
        this.kept.push(`Caused by: ${message.replace(OWN_NAME, '')}`);
        isMessage = true;
      } else if (FRAME.test(field) || /^\s*[\]}[{]/.test(field)) {
        isMessage = false;
      } else if (isMessage) {
        this.kept.push(field);
      }
    }
  }
}

function parseFrame(line: string): Frame | undefined {
  const [, caller, place = ''] = /^\s+at (?:(.*) \()?(.*?)\)?(?: \{)?,?$/.exec(line) ?? [];
  const [, source = '', position = ''] = /^(.*?):(\d+(?::\d+)?)$/.exec(place) ?? [];
  const file = absolutePath(source);
  const isNamed = caller !== undefined && !caller.includes('<anonymous>');
  return file === undefined ? undefined : { file, position, caller: isNamed ? caller : undefined };
}

function absolutePath(source: string): string | undefined {
  if (source.startsWith('file://')) {
    return fileURLToPath(source);
  }
  return path.isAbsolute(source) ? source : undefined;
}

function isOfAuthor(file: string): boolean {
  return !file.split(path.sep).includes('node_modules') && !file.startsWith(LIBRARY + path.sep);
}
