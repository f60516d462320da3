/** What a value of Terraform JSON mentions: all that looks like a reference, whether or not there is such a thing. */
export interface Mentions {
  /** `azurerm_subnet.App`, `data.azurerm_subnet.App`, `local.size`, `module.Net`: without an index and what follows. */
  readonly addresses: ReadonlySet<string>;
  /** By the name of a `terraform_remote_state`, the outputs that are read through it; undefined stands for all of them. */
  readonly outputs: ReadonlyMap<string, ReadonlySet<string | undefined>>;
  /** Whether anything is said by `each` or `count`. */
  readonly iterates: boolean;
}

/** A value that mentions nothing. */
const NOTHING: Mentions = { addresses: new Set(), outputs: new Map(), iterates: false };

/** What objects mention that were asked for: templates are large, never change, and are asked about again and again. */
const known = new WeakMap<object, Mentions>();

/** The same by argument: text of its own is no object. */
const knownArguments = new WeakMap<object, Map<string, Mentions>>();

/**
 * What a value mentions, in keys as well as in values. Each string is read once, from left to right: values of many megabytes are nothing
 * unusual, such as files that are put into a cluster.
 */
export function mentionsIn(value: unknown): Mentions {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? found((note) => readText(value, note)) : NOTHING;
  }
  const mentions = known.get(value) ?? found((note) => readValue(value, note));
  known.set(value, mentions);
  return mentions;
}

/** The same of one argument of a block. */
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
 * The first names of a run of names and dots; a number before them is not of it. Nothing is unbounded: V8 keeps a place to return to for each
 * character once it has compiled much, and then throws on long texts (`TooMuchRegExpCode` in its src/regexp/regexp.cc).
 */
const ADDRESS = /(?<![\w.-])[\d-]{0,100}((?:data\.)?[A-Za-z_][\w-]{0,10000}\.[\w-]{1,10000})/g;

/** The same at the beginning of a text. */
const REFERENCE = new RegExp(`^${ADDRESS.source}`);

const OUTPUT = /terraform_remote_state\.([\w-]{1,10000})\.outputs(?:\.([\w-]{1,10000})|\[\\?"([^"\\]{1,10000}))?/g;

const ITERATION = /\b(?:each|count)\./;

/** A string is a template with expressions in it, or one reference as in `depends_on`, or neither. */
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
