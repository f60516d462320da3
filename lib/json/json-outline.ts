/** A key that an object of a JSON text has more than once. JSON.parse keeps the last value and reports nothing. */
export interface DuplicateKey {
  /** Path of the key, joined by dots: `quotas.cpu`. */
  readonly path: string;
  /** Lines of its occurrences, from 1. */
  readonly lines: readonly number[];
}

/** Properties of a JSON text that JSON.parse does not report. */
export interface JsonOutline {
  readonly duplicateKeys: readonly DuplicateKey[];
  /** Line of the first syntax error, from 1; undefined when the text is JSON. */
  readonly errorLine?: number;
}

/** An object or array that is open at a place of the text. */
interface Container {
  readonly isObject: boolean;
  /** Lines of the keys so far. */
  readonly keys: Map<string, number[]>;
  /** Key or index of the value that comes next or is open. */
  key: string;
  items: number;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/** A token of RFC 8259 with the whitespace before it; of a string, the quotation mark that begins it. */
const TOKEN = /[ \t\n\r]*(?:([{}[\],:])|(")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
/** End of a string, or a character that it can have in an escape sequence only. */
const IN_STRING = /["\\\u0000-\u001f]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Reads through a JSON text for what JSON.parse keeps to itself: duplicate keys, and the line of an error, which Node.js gives for some errors only.
 *
 * It keeps its own stack, so nesting of any depth is read. Source of the grammar: RFC 8259.
 */
export function outlineOf(text: string): JsonOutline {
  return new Outline(text).read();
}

class Outline {
  private readonly duplicates = new Map<string, number[]>();
  private readonly open: Container[] = [];
  private expected: Expected = 'value';
  private offset = 0;
  private line = 1;

  constructor(private readonly text: string) {}

  public read(): JsonOutline {
    while (this.readToken()) {
      // Every token is read by the condition.
    }
    const rest = this.text.slice(this.offset);
    const isComplete = this.expected === 'nothing' && rest.trim() === '';
    return {
      duplicateKeys: [...this.duplicates].map(([path, lines]) => ({ path, lines })),
      errorLine: isComplete ? undefined : this.line + newlinesIn(rest.slice(0, rest.length - rest.trimStart().length)),
    };
  }

  /** Whether there was a token that the grammar allows here. */
  private readToken(): boolean {
    TOKEN.lastIndex = this.offset;
    const [token = '', sign, quotationMark] = TOKEN.exec(this.text) ?? [];
    const isString = quotationMark !== undefined;
    const start = this.offset + token.length;
    const end = isString ? endOfString(this.text, start) : start;
    const line = this.line + newlinesIn(token);
    const kind = isString ? 'string' : (sign ?? 'literal');
    if (token === '' || end === undefined || !this.accept(kind, this.text.slice(start - 1, end), line)) {
      return false;
    }
    this.offset = end;
    this.line = line;
    return true;
  }

  private accept(kind: string, content: string, line: number): boolean {
    const container = this.open.at(-1);
    switch (kind) {
      case '{':
      case '[':
        return this.expectsValue && this.begin(kind === '{');
      case '}':
      case ']':
        return container?.isObject === (kind === '}') && this.expected.endsWith('or end') && this.end();
      case ',':
        return container !== undefined && this.expected === 'comma or end' && this.next(container);
      case ':':
        return this.move('colon', 'value');
      case 'string':
        if (container?.isObject === true && this.expected.startsWith('key')) {
          this.addKey(container, JSON.parse(content) as string, line);
          return true;
        }
        return this.expectsValue && this.closeValue();
      default:
        return this.expectsValue && this.closeValue();
    }
  }

  private get expectsValue(): boolean {
    return this.expected.startsWith('value');
  }

  private move(from: Expected, to: Expected): boolean {
    const fits = this.expected === from;
    this.expected = fits ? to : this.expected;
    return fits;
  }

  private begin(isObject: boolean): boolean {
    this.open.push({ isObject, keys: new Map(), key: '0', items: 0 });
    this.expected = isObject ? 'key or end' : 'value or end';
    return true;
  }

  private end(): boolean {
    this.open.pop();
    return this.closeValue();
  }

  private closeValue(): boolean {
    this.expected = this.open.length === 0 ? 'nothing' : 'comma or end';
    return true;
  }

  private next(container: Container): boolean {
    container.items += 1;
    container.key = String(container.items);
    this.expected = container.isObject ? 'key' : 'value';
    return true;
  }

  private addKey(container: Container, key: string, line: number): void {
    container.key = key;
    const lines = container.keys.get(key) ?? [];
    lines.push(line);
    container.keys.set(key, lines);
    if (lines.length > 1) {
      this.duplicates.set(this.open.map((each) => each.key).join('.'), lines);
    }
    this.expected = 'colon';
  }
}

/** Offset behind a string that begins before an offset; undefined when it does not end. A loop, as a quantified group overflows on megabytes. */
function endOfString(text: string, start: number): number | undefined {
  IN_STRING.lastIndex = start;
  for (let found = IN_STRING.exec(text); found !== null; found = IN_STRING.exec(text)) {
    if (found[0] === '"') {
      return IN_STRING.lastIndex;
    }
    ESCAPE.lastIndex = found.index;
    if (!ESCAPE.test(text)) {
      return undefined;
    }
    IN_STRING.lastIndex = ESCAPE.lastIndex;
  }
  return undefined;
}

function newlinesIn(text: string): number {
  return text.split('\n').length - 1;
}
