import { type IConstruct, type Node } from 'constructs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Metadata that cdktf adds to the node of each element as it is made. */
const MADE = 'stacktrace';

/** Deepest call stack that is looked through. */
const DEEPEST = 200;

/** Sources of azstage itself, where it is not in node_modules. */
const LIBRARY = path.resolve(__dirname, '..');

/**
 * Lines of an app's code in which its elements are made.
 *
 * cdktf adds metadata to the node of each element in its constructor, which is the one place that all elements pass. Looking at the call stack there takes
 * longer than making the element, so that it is done only for who asks.
 */
export class SourceLines {
  private readonly lines = new WeakMap<Node, string>();
  private readonly prototype: Node;
  private readonly original: Node['addMetadata'];

  /**
   * Starts to record.
   *
   * @param app any construct of the app
   * @param directory project; code outside of it is not the app's
   */
  constructor(
    app: IConstruct,
    private readonly directory: string,
  ) {
    this.prototype = Object.getPrototypeOf(app.node) as Node;
    const original = this.prototype.addMetadata;
    this.original = original;
    const record = (node: Node) => this.record(node);
    this.prototype.addMetadata = function addMetadata(this: Node, type, data, options) {
      if (type === MADE) {
        record(this);
      }
      original.call(this, type, data, options);
    };
  }

  /** Ends the recording: what was recorded stays. */
  public stop(): void {
    this.prototype.addMetadata = this.original;
  }

  /** Line that made an element: `stacks/shop/data.ts:42:5`; undefined where no code of the app did. */
  public of({ node }: IConstruct): string | undefined {
    return this.lines.get(node);
  }

  private record(node: Node): void {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = DEEPEST;
    const { stack = '' } = new Error();
    Error.stackTraceLimit = limit;
    const line = firstOwnLine(stack, this.directory);
    if (line !== undefined) {
      this.lines.set(node, line);
    }
  }
}

/** First place of a call stack that is code of the app: neither of a package, nor of azstage, nor of Node.js. */
export function firstOwnLine(stack: string, directory: string): string | undefined {
  for (const text of stack.split('\n')) {
    const frame = text.trim();
    if (!frame.startsWith('at ')) {
      continue;
    }
    const start = frame.indexOf(' (');
    const place = frame.endsWith(')') && start > 0 ? frame.slice(start + 2, -1) : frame.slice('at '.length);
    const [, at = '', position = ''] = /^(.+?):(\d+:\d+)$/.exec(place) ?? [];
    const file = at.startsWith('file://') ? fileURLToPath(at) : at;
    if (isInside(file, directory) && !file.includes(`${path.sep}node_modules${path.sep}`) && !isLibrary(file)) {
      return `${path.relative(directory, file).split(path.sep).join('/')}:${position}`;
    }
  }
  return undefined;
}

function isLibrary(file: string): boolean {
  // An app that is bundled into one file has azstage in it, and this directory is its own.
  return path.basename(LIBRARY) === 'lib' && isInside(file, LIBRARY);
}

function isInside(file: string, directory: string): boolean {
  return file.startsWith(`${directory}${path.sep}`);
}
