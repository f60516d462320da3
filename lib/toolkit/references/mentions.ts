import { oncePer } from './once-per';

/** References in a value of Terraform JSON by their syntax, whether or not their targets exist. */
export interface Mentions {
  /** Addresses without an index or attribute: `azurerm_subnet.App`, `data.azurerm_subnet.App`, `local.size`, `module.Net`. */
  readonly addresses: ReadonlySet<string>;
  /** Outputs that are read, by the name of the `terraform_remote_state`; undefined stands for all of them. */
  readonly outputs: ReadonlyMap<string, ReadonlySet<string | undefined>>;
  /** Whether `each` or `count` is referenced. */
  readonly iterates: boolean;
}

/** Mentions of a value without references. */
const NOTHING: Mentions = { addresses: new Set(), outputs: new Map(), iterates: false };

/** Mentions in an object: templates are large, never change, and are queried repeatedly. */
const mentionsInObject = oncePer((value: object) => found((note) => readValue(value, note)));

/** Cache by block and argument, as a string is no key of a WeakMap. */
const knownArguments = new WeakMap<object, Map<string, Mentions>>();

/**
 * Mentions in the keys and values of a value. Each string is scanned once: values of many megabytes are common, such as files that are deployed into a
 * cluster.
 */
export function mentionsIn(value: unknown): Mentions {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? found((note) => readText(value, note)) : NOTHING;
  }
  return mentionsInObject(value);
}

/** Mentions in one argument of a block. */
export function mentionsInArgument(block: Readonly<Record<string, unknown>>, name: string): Mentions {
  const mentions = knownArguments.get(block) ?? new Map<string, Mentions>();
  knownArguments.set(block, mentions);
  const own = mentions.get(name) ?? mentionsIn(block[name]);
  mentions.set(name, own);
  return own;
}

interface Note {
  readonly addresses: Set<string>;
  readonly outputs: Map<string, Set<string | undefined>>;
  iterates: boolean;
}

function found(read: (note: Note) => void): Mentions {
  const note: Note = { addresses: new Set(), outputs: new Map(), iterates: false };
  read(note);
  return note;
}

function readValue(value: unknown, note: Note): void {
  if (typeof value === 'string') {
    readText(value, note);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value)) {
        readText(key, note);
      }
      readValue(item, note);
    }
  }
}

/**
 * First two names of a dotted reference, without a leading number. All quantifiers are bounded: V8 keeps a backtracking position for each character
 * once it has compiled much, and then throws on long texts (`TooMuchRegExpCode` in its src/regexp/regexp.cc).
 */
const ADDRESS = /(?<![\w.-])[\d-]{0,100}((?:data\.)?[A-Za-z_][\w-]{0,10000}\.[\w-]{1,10000})/g;

/** Reference at the beginning of a text. */
const REFERENCE = new RegExp(`^${ADDRESS.source}`);

const OUTPUT = /terraform_remote_state\.([\w-]{1,10000})\.outputs(?:\.([\w-]{1,10000})|\[\\?"([^"\\]{1,10000}))?/g;

const ITERATION = /\b(?:each|count)\./;

/** Collects references from a string: a template with expressions, a single reference as in `depends_on`, or neither. */
function readText(text: string, note: Note): void {
  const isTemplate = text.includes('${') || text.includes('%{');
  if (!isTemplate) {
    noteAddress(note, REFERENCE.exec(text)?.[1]);
  } else {
    for (const [, address] of text.matchAll(ADDRESS)) {
      noteAddress(note, address);
    }
    note.iterates ||= ITERATION.test(text);
  }
  if (text.includes('terraform_remote_state.')) {
    for (const [, state = '', dotted, bracketed] of text.matchAll(OUTPUT)) {
      noteOutput(note, state, dotted ?? bracketed);
    }
  }
}

function noteAddress({ addresses }: Note, address: string | undefined): void {
  if (address !== undefined) {
    addresses.add(address);
  }
}

function noteOutput({ outputs }: Note, state: string, name: string | undefined): void {
  const names = outputs.get(state) ?? new Set();
  outputs.set(state, names.add(name));
}
