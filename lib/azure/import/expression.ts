import { UnknownValue } from './unknown-value';

/** Expression of Terraform, as far as names and ids are made of it. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'template'; readonly parts: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'reference'; readonly steps: readonly (string | number)[] };

/** Longest text that is parsed: no name and no id is longer. */
const LONGEST = 10_000;

/**
 * Parses a string of Terraform JSON: https://developer.hashicorp.com/terraform/language/expressions/strings
 *
 * @throws UnknownValue when it has other parts than literals, references and calls of functions
 */
export function parseTemplate(text: string): Expression {
  return new Parser(text).all();
}

const SPACE = /\s*/y;
const NUMBER = /\d+/y;
const NAME = /[A-Za-z_][\w-]*/y;

class Parser {
  private at = 0;

  constructor(private readonly text: string) {
    if (text.length > LONGEST) {
      throw new UnknownValue('an argument is too long');
    }
  }

  public all(): Expression {
    return this.template(false);
  }

  /** @param isQuoted whether it ends with a quote, in which other characters may be escaped */
  private template(isQuoted: boolean): Expression {
    const parts: Expression[] = [];
    let literal = '';
    const flush = () => {
      if (literal !== '') {
        parts.push({ kind: 'literal', value: literal });
        literal = '';
      }
    };
    while (this.at < this.text.length && !(isQuoted && this.text[this.at] === '"')) {
      if (this.take('$${') || this.take('%%{')) {
        literal += `${this.text[this.at - 2] ?? ''}{`;
      } else if (this.take('${')) {
        flush();
        parts.push(this.expression());
        this.expect('}');
      } else if (this.text.startsWith('%{', this.at)) {
        this.refuse();
      } else {
        literal += this.character(isQuoted);
      }
    }
    flush();
    const [first, ...others] = parts;
    return first !== undefined && others.length === 0 ? first : { kind: 'template', parts };
  }

  private character(isQuoted: boolean): string {
    const character = this.text[this.at++] ?? '';
    if (!isQuoted || character !== '\\') {
      return character;
    }
    const escaped = this.text[this.at++] ?? '';
    return escaped === '"' || escaped === '\\' ? escaped : this.refuse();
  }

  private expression(): Expression {
    this.match(SPACE);
    const found = this.primary();
    this.match(SPACE);
    return found;
  }

  private primary(): Expression {
    if (this.take('"')) {
      const inner = this.template(true);
      this.expect('"');
      return inner;
    }
    const digits = this.match(NUMBER);
    if (digits !== undefined) {
      return { kind: 'literal', value: Number(digits) };
    }
    if (this.take('[')) {
      return { kind: 'list', items: this.items(']') };
    }
    const name = this.match(NAME) ?? this.refuse();
    return this.take('(') ? { kind: 'call', name, args: this.items(')') } : this.reference(name);
  }

  private items(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.take(end)) {
      items.push(this.expression());
      if (!this.take(',') && this.text[this.at] !== end) {
        this.refuse();
      }
    }
    return items;
  }

  private reference(root: string): Expression {
    const steps: (string | number)[] = [root];
    for (;;) {
      if (this.take('.')) {
        const digits = this.match(NUMBER);
        steps.push(digits === undefined ? (this.match(NAME) ?? this.refuse()) : Number(digits));
      } else if (this.take('[')) {
        const key = this.expression();
        steps.push(key.kind === 'literal' ? key.value : this.refuse());
        this.expect(']');
      } else {
        return { kind: 'reference', steps };
      }
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private take(text: string): boolean {
    const isNext = this.text.startsWith(text, this.at);
    this.at += isNext ? text.length : 0;
    return isNext;
  }

  private expect(text: string): void {
    if (!this.take(text)) {
      this.refuse();
    }
  }

  private refuse(): never {
    throw new UnknownValue(`only Terraform can work out ${this.text}`);
  }
}
