import fs from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import { didYouMean, nearest, quote } from '../../errors';
import { NO_STAGES } from '../io/no-stages';
import { ToolkitError } from '../toolkit-error';

/**
 * Stages that a command selects.
 *
 * Names and patterns select stages; without any, all stages are candidates. Lifecycles and tags narrow these, and `exclude` takes stages away.
 */
export interface StageSelection {
  /** Names of stages, and patterns with `*` for any characters and `?` for one: `tenant-*`. @default none */
  readonly stages?: readonly string[];
  /** Names and patterns of stages that are taken away. @default none */
  readonly exclude?: readonly string[];
  /** Lifecycles, one of which a stage has to have: `on-demand`. @default any */
  readonly lifecycles?: readonly string[];
  /**
   * Tags as `name=value`, in which the value may be a pattern. A stage has to have every name, with one of the values given for it.
   *
   * @default any
   */
  readonly tags?: readonly string[];
  /** Directory in which the command was typed: an unknown name that is a file there is reported as a pattern that the shell expanded. @default not known */
  readonly directory?: string;
}

/** Properties of a stage by which it is selected. */
export interface DescribedStage {
  readonly name: string;
  /** @default not known: the app was not made with azstage */
  readonly lifecycle?: string;
  /** @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Maximum number of names that a message lists. */
const MOST_NAMES = 20;

/** Maximum number of names that a message suggests for a pattern. */
const MOST_SUGGESTIONS = 3;

/**
 * Names of the stages that a selection matches; all of them when nothing is selected, and none of an app without stages.
 *
 * @throws ToolkitError with every name, pattern and filter that matches no stage, or when no stage matches all of them together
 */
export function chosenStages(known: readonly DescribedStage[], selection: StageSelection): readonly string[] {
  const { stages = [], exclude = [], lifecycles = [], tags = [] } = selection;
  if (known.length === 0 && stages.length === 0) {
    return [];
  }
  const names = known.map(({ name }) => name);
  refuse(names, [
    ...unknownNames(stages, names, selection.directory),
    ...unknownNames(exclude, names, selection.directory),
    ...unknownLifecycles(lifecycles, known),
    ...tags.flatMap((tag) => unknownTag(tag, known)),
  ]);
  const isNamed = stages.length === 0 ? () => true : anyOf(stages);
  const isExcluded = anyOf(exclude);
  const hasTags = tagFilter(tags);
  const chosen = known.filter(
    (stage) =>
      isNamed(stage.name) &&
      (lifecycles.length === 0 || lifecycles.includes(stage.lifecycle ?? '')) &&
      hasTags(stage) &&
      !isExcluded(stage.name),
  );
  if (chosen.length === 0) {
    const given = [
      ...stages,
      ...lifecycles.map((lifecycle) => `--lifecycle ${lifecycle}`),
      ...tags.map((tag) => `--tag ${tag}`),
      ...exclude.map((name) => `--exclude ${name}`),
    ];
    throw new ToolkitError('USAGE', `No stage is left by ${given.join(', ')}.`, describeNames(names));
  }
  return chosen.map(({ name }) => name);
}

/** Names of stages for a message: `Stages: stage-a, stage-b.` */
export function describeNames(names: readonly string[]): string {
  return names.length === 0 ? NO_STAGES : listed('Stages', names);
}

/** Problems of a selection, and the action that solves them where it is not to choose another name. */
interface SelectionProblem {
  readonly message: string;
  readonly fix?: string;
}

function refuse(names: readonly string[], problems: readonly SelectionProblem[]): void {
  if (problems.length > 0) {
    const fixes = problems.flatMap(({ fix }) => fix ?? []);
    throw new ToolkitError(
      'USAGE',
      problems.map(({ message }) => message).join('\n'),
      [...fixes, describeNames(names)].join('\n'),
    );
  }
}

function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Predicate for texts that equal one of the given ones, or match it where it is a pattern. */
function anyOf(given: readonly string[]): (text: string) => boolean {
  const literal = new Set(given.filter((each) => !isPattern(each)));
  const patterns = given.filter(isPattern).map(matcher);
  return (text) => literal.has(text) || patterns.some((matches) => matches(text));
}

/** Matcher of a pattern in which only `*` and `?` are special; `*` covers slashes and leading dots too. */
function matcher(pattern: string): (text: string) => boolean {
  const escaped = pattern.replace(/[^\w*?/.-]/gu, '\\$&');
  const options = { bash: true, dot: true, nobrace: true, nobracket: true, noextglob: true, nonegate: true };
  const matches = picomatch(escaped, options);
  return (text) => matches(text);
}

function unknownNames(given: readonly string[], names: readonly string[], directory?: string): SelectionProblem[] {
  const known = new Set(names);
  const patterns = given.filter((each) => isPattern(each) && !names.some(matcher(each)));
  const unknown = given.filter((each) => !isPattern(each) && !known.has(each));
  const files = unknown.filter((each) => directory !== undefined && fs.existsSync(path.resolve(directory, each)));
  return [
    ...patterns.map((pattern) => ({
      message: `No stage matches ${quote(pattern)}. ${suggestions(pattern, names)}`.trim(),
    })),
    ...unknown
      .filter((each) => !files.includes(each))
      .map((each) => ({ message: `There is no stage ${quote(each)}. ${didYouMean(each, names) ?? ''}`.trim() })),
    ...(files.length === 0 ? [] : [expandedByShell(files)]),
  ];
}

/** Problem of a pattern that was not quoted, in place of which the shell passed the names of files. */
function expandedByShell(files: readonly string[]): SelectionProblem {
  const [first = ''] = files;
  const more = files.length === 1 ? 'which is a file' : `nor ${files.length - 1} more, which are files`;
  const prefix = files.length === 1 ? first.slice(0, first.lastIndexOf('-') + 1) : commonPrefix(files);
  return {
    message: `There is no stage ${quote(first)}, ${more} in this directory: the shell may have expanded a pattern.`,
    fix: `Quote patterns, so that the shell passes them on: '${prefix === '' ? 'stage-' : prefix}*'.`,
  };
}

function commonPrefix(texts: readonly string[]): string {
  return texts.reduce((prefix, text) => {
    const differs = [...prefix].findIndex((character, index) => text[index] !== character);
    return differs === -1 ? prefix : prefix.slice(0, differs);
  });
}

/** `Did you mean "tenant-a" or "tenant-b"?`, by the part of each name that is as long as the literal part of the pattern. */
function suggestions(pattern: string, names: readonly string[]): string {
  const literal = pattern.replace(/[*?]/g, '');
  const atEnd = pattern.startsWith('*') && !pattern.endsWith('*');
  const part = (name: string) => (atEnd ? name.slice(-literal.length) : name.slice(0, literal.length));
  const near = nearest(literal, names, part).slice(0, MOST_SUGGESTIONS);
  return near.length === 0 ? '' : `Did you mean ${near.map(quote).join(' or ')}?`;
}

function unknownLifecycles(given: readonly string[], known: readonly DescribedStage[]): SelectionProblem[] {
  const there = distinct(known.flatMap(({ lifecycle }) => lifecycle ?? []));
  return given
    .filter((lifecycle) => !there.includes(lifecycle))
    .map((lifecycle) => ({
      message: `No stage has the lifecycle ${quote(lifecycle)}. ${didYouMean(lifecycle, there) ?? listed('Lifecycles', there)}`,
    }));
}

function unknownTag(given: string, known: readonly DescribedStage[]): SelectionProblem[] {
  const [name, value] = parseTag(given);
  if (value === undefined) {
    return [{ message: `--tag takes name=value, not ${quote(given)}.` }];
  }
  const names = distinct(known.flatMap(({ tags = {} }) => Object.keys(tags)));
  if (!names.includes(name)) {
    return [{ message: `No stage has a tag ${quote(name)}. ${didYouMean(name, names) ?? listed('Tags', names)}` }];
  }
  const values = distinct(known.flatMap(({ tags = {} }) => tags[name] ?? []));
  return values.some(anyOf([value]))
    ? []
    : [{ message: `No stage has the tag ${quote(given)}. ${didYouMean(value, values) ?? listed('Values', values)}` }];
}

/** Predicate for stages that have each of the tags, with one of the values that are given for it. */
function tagFilter(tags: readonly string[]): (stage: DescribedStage) => boolean {
  const wanted = new Map<string, string[]>();
  for (const [name, value = ''] of tags.map(parseTag)) {
    wanted.set(name, [...(wanted.get(name) ?? []), value]);
  }
  const filters = [...wanted].map(([name, values]) => ({ name, matches: anyOf(values) }));
  return ({ tags: own = {} }) => filters.every(({ name, matches }) => own[name] !== undefined && matches(own[name]));
}

function parseTag(text: string): readonly [name: string, value?: string] {
  const at = text.indexOf('=');
  return at < 1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function listed(what: string, values: readonly string[]): string {
  const left = values.length - MOST_NAMES;
  const shown = left > 0 ? [...values.slice(0, MOST_NAMES), `and ${left} more`] : values;
  return values.length === 0 ? `${what}: none.` : `${what}: ${shown.join(', ')}.`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
