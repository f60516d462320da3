import fc, { type GeneratorValue } from 'fast-check';
import { reading } from './previews';
import { type FakeApp, type FakeStage } from './test-project';

/** An expression, and what can be read of its value: `''` is all of it, `.k0[1]` a part. */
interface Value {
  readonly text: string;
  readonly parts: readonly string[];
}

interface Output extends Value {
  /** Whether it is a set of strings that are known. */
  readonly isKeys: boolean;
}

/** An app of stages that read each other. */
export interface RandomApp {
  readonly app: FakeApp;
  /** The same with other constants in one stage, and more instances. */
  readonly changed: FakeApp;
}

/** In constants, and replaced in the stage that changes. */
const SALT = '@salt@';
const MORE = '@more@';

/** Two to five stages, each with up to three resources and outputs of any shape, made from constants, from each other and from outputs of earlier stages. */
export function randomApp(g: GeneratorValue): RandomApp {
  const outputs: Readonly<Record<string, Output>>[] = [];
  const stages = Array.from({ length: g(fc.integer, { min: 2, max: 5 }) }, (_unused, index) => {
    const made = new RandomStage(g, outputs.slice(0, index), index).make();
    outputs.push(made.outputs);
    return made.stage;
  });
  const changing = g(fc.nat, { max: stages.length - 1 });
  const appWith = (isChanged: (index: number) => boolean): FakeApp => ({
    stages: Object.fromEntries(
      stages.map((stage, index) => {
        const [salt, more] = isChanged(index) ? ['!', ', "more"'] : ['', ''];
        return [`s${index}`, JSON.parse(JSON.stringify(stage).replaceAll(SALT, salt).replaceAll(MORE, escaped(more)))];
      }),
    ) as FakeApp['stages'],
  });
  return { app: appWith(() => false), changed: appWith((index) => index === changing) };
}

/** One of them. */
class RandomStage {
  /** Expressions of what its own resources are made to. */
  private readonly own: string[] = [];

  constructor(
    private readonly g: GeneratorValue,
    private readonly upstream: readonly Readonly<Record<string, Output>>[],
    private readonly index: number,
  ) {}

  public make(): { readonly stage: FakeStage; readonly outputs: Readonly<Record<string, Output>> } {
    const { g, index } = this;
    const resources = Object.fromEntries(this.times(3, (number) => this.resource(`R${number}`)));
    const values = this.times(3, (): Output => ({ ...this.value(2), isKeys: false }));
    const keys: Output = { text: this.keys(), parts: [''], isKeys: true };
    const outputs = Object.fromEntries([...values, keys].map((output, number) => [`o${number}`, output]));
    const needs = this.upstream.map((_unused, number) => `s${number}`);
    const sensitive = Object.keys(outputs).filter(() => this.oneIn(5));
    const stage: FakeStage = {
      needs: needs.filter((need) => JSON.stringify([resources, outputs]).includes(`terraform_remote_state.${need}.`)),
      resources,
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, { text }]) => [name, `\${${text}}`])),
      sensitive,
      title: `${index} of ${g(fc.nat, { max: 9 })}`,
    };
    return { stage, outputs };
  }

  private resource(name: string): [string, object] {
    const address = `terraform_data.${name}`;
    const input = this.value(2).text;
    const trigger = this.oneIn(4) ? { triggers_replace: `\${${this.constant()}}` } : {};
    if (this.oneIn(4)) {
      this.own.push(`[for one in ${address} : one.output]`);
      return [address, { for_each: `\${${this.keys()}}`, input: `\${[each.value, ${input}]}`, ...trigger }];
    }
    this.own.push(`${address}.id`, `${address}.input`, `${address}.output`);
    return [address, { input: `\${${input}}`, ...trigger }];
  }

  private value(depth: number): Value {
    const several = () => this.times(3, () => this.value(depth - 1));
    const strings = () => this.times(3, () => `jsonencode(${this.value(depth - 1).text})`);
    switch (depth === 0 ? 0 : this.g(fc.nat, { max: 7 })) {
      case 1:
        return tuple(several());
      case 2:
        return object(several());
      case 3:
        return { text: `toset([${strings().join(', ')}])`, parts: [''] };
      case 4: {
        const map = object(strings().map((text) => ({ text, parts: [''] })));
        return { ...map, text: `tomap(${map.text})` };
      }
      case 5: {
        const objects = strings().map((text) => object([{ text, parts: [''] }]));
        const list = tuple(objects);
        return { ...list, text: `tolist(${list.text})` };
      }
      case 6:
        return tuple([...several(), { text: 'null', parts: [] }]);
      default:
        return { text: this.leaf(), parts: [''] };
    }
  }

  private leaf(): string {
    const reads = this.upstream.flatMap((outputs, stage) =>
      Object.entries(outputs).flatMap(([name, { parts }]) =>
        parts.map((part) => `${reading(`s${stage}`, name).slice(2, -1)}${part}`),
      ),
    );
    const kind = this.g(fc.nat, { max: 5 });
    if (kind >= 3 && reads.length > 0) {
      return this.g(fc.constantFrom, ...reads);
    }
    return kind >= 1 && this.own.length > 0 ? this.g(fc.constantFrom, ...this.own) : this.constant();
  }

  private constant(): string {
    const kinds = ['string', 'number', 'boolean'];
    switch (this.g(fc.constantFrom, ...kinds)) {
      case 'number':
        return String(this.g(fc.constantFrom, 0, -1, 1.5, 1e6, 123456789012));
      case 'boolean':
        return String(this.g(fc.boolean));
      default:
        return quoted(`${this.g(fc.string, { unit: 'grapheme', maxLength: 4 })}${SALT}`);
    }
  }

  /** A set of strings that are known. */
  private keys(): string {
    const sets = this.upstream.flatMap((outputs, stage) =>
      Object.entries(outputs)
        .filter(([, { isKeys }]) => isKeys)
        .map(([name]) => reading(`s${stage}`, name).slice(2, -1)),
    );
    return sets.length > 0 && this.oneIn(2)
      ? this.g(fc.constantFrom, ...sets)
      : `toset([${this.times(2, (number) => quoted(`k${number}${SALT}`)).join(', ')}${MORE}])`;
  }

  private oneIn(count: number): boolean {
    return this.g(fc.nat, { max: count - 1 }) === 0;
  }

  private times<T>(most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.g(fc.integer, { min: 1, max: most }) }, (_unused, index) => make(index));
  }
}

function tuple(values: readonly Value[]): Value {
  return {
    text: `[${values.map(({ text }) => text).join(', ')}]`,
    parts: ['', ...values.flatMap(({ parts }, index) => parts.map((part) => `[${index}]${part}`))],
  };
}

function object(values: readonly Value[]): Value {
  return {
    text: `{ ${values.map(({ text }, index) => `k${index} = ${text}`).join(', ')} }`,
    parts: ['', ...values.flatMap(({ parts }, index) => parts.map((part) => `["k${index}"]${part}`))],
  };
}

/** A string in Terraform's language. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
}

/** As it is within a string of JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
