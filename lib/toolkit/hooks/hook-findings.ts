import path from 'node:path';
import { type Finding, FINDING_LEVELS } from '../../policy/finding';
import { type Assembly } from '../assembly/assembly';
import { type StageArtifact } from '../assembly/stage-artifact';
import { oneLine } from '../io/printable';
import { type ReportedFinding } from './read-sarif';
import { resourceAtLine } from './template-lines';

/** Longest texts of others in a finding, in characters. */
const LONGEST = { message: 500, ruleId: 100, tool: 40, reason: 300, file: 300 };

/** Place that the findings of a hook are about. */
export interface HookPlace {
  /** Name of the hook. */
  readonly hook: string;
  readonly assembly: Assembly;
  /** Directory of the project; absolute. */
  readonly projectDirectory: string;
  /** Directory with the JSON of the plans, as `<stage>.json`; absolute. @default there are none */
  readonly plansDirectory?: string;
}

/** Name of the file with the plan of a stage. */
export function planFile(stage: string): string {
  return `${encodeURIComponent(stage)}.json`;
}

/** Findings of a tool in our form: texts of others made harmless, with the stage, address and construct that they are about as far as that is known. */
export function hookFindings(reported: readonly ReportedFinding[], place: HookPlace): readonly Finding[] {
  const addresses = stagesByAddress(place.assembly);
  return reported.map((each) => findingOf(each, place, addresses)).sort(byWeight);
}

/** Stages by the addresses of their resources. */
type StagesByAddress = () => ReadonlyMap<string, readonly StageArtifact[]>;

function findingOf(reported: ReportedFinding, place: HookPlace, addresses: StagesByAddress): Finding {
  const { level, suppressed } = reported;
  const tool = text(reported.tool ?? place.hook, LONGEST.tool).toLowerCase();
  const file = reported.file === undefined ? undefined : fileOf(reported.file, place);
  const stage = (file === undefined ? undefined : stageAt(file, place)) ?? stageNamed(reported.names, place, addresses);
  const isPlan = file !== undefined && isWithin(place.plansDirectory, file);
  const address = stage && addressOf(stage, reported, isPlan ? undefined : file);
  const origin = address === undefined ? undefined : stage?.originOf(address);
  const message = text(reported.message, LONGEST.message).replace(/\.$/, '');
  return {
    // No tool passes for azstage itself.
    tool: tool === 'azstage' || tool === '' ? place.hook : tool,
    ruleId: text(reported.ruleId, LONGEST.ruleId) || 'unnamed',
    level,
    message: message === '' ? 'no message' : message,
    ...(stage === undefined ? {} : { stage: stage.name }),
    ...(origin?.constructPath === undefined ? {} : { constructPath: origin.constructPath }),
    ...(address === undefined ? {} : { address }),
    // The JSON of a plan is gone once the hook has ended.
    ...(file === undefined || isPlan ? {} : { file: shownFile(file, place), ...position(reported) }),
    ...(suppressed === undefined ? {} : { acknowledged: { reason: text(suppressed, LONGEST.reason) } }),
  };
}

function position({ line, column }: ReportedFinding): Pick<Finding, 'line' | 'column'> {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

/** Absolute path of a file that a tool names by a path or a URI; undefined for a URI of another kind. */
function fileOf(name: string, { assembly }: HookPlace): string | undefined {
  const decoded = decode(name.replace(/^file:\/\//, ''));
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(decoded) || decoded.includes('\0')
    ? undefined
    : path.resolve(assembly.directory, decoded);
}

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function stageAt(file: string, { assembly, plansDirectory }: HookPlace): StageArtifact | undefined {
  if (isWithin(plansDirectory, file)) {
    return assembly.stages.find(({ name }) => planFile(name) === path.basename(file));
  }
  return assembly.stages.find(({ workingDirectory }) => isWithin(workingDirectory, file));
}

/** The stage that a tool names, or the only one with a resource that it names. */
function stageNamed(
  names: readonly string[],
  { assembly }: HookPlace,
  addresses: StagesByAddress,
): StageArtifact | undefined {
  const named = assembly.stages.find(({ name }) => names.includes(name));
  const [pair] = named === undefined ? pairsIn(names).filter((each) => addresses().has(each.join('.'))) : [];
  const stages = pair === undefined ? [] : (addresses().get(pair.join('.')) ?? []);
  return named ?? (stages.length === 1 ? stages[0] : undefined);
}

/** The stages of an app by the addresses of their resources; their Terraform JSON is read when the first is asked for. */
function stagesByAddress({ stages }: Assembly): StagesByAddress {
  let known: Map<string, StageArtifact[]> | undefined;
  return () => {
    if (known === undefined) {
      known = new Map();
      for (const stage of stages) {
        for (const [type, labels] of Object.entries(stage.template.resource ?? {})) {
          for (const label of Object.keys(labels)) {
            const address = `${type}.${label}`;
            known.set(address, [...(known.get(address) ?? []), stage]);
          }
        }
      }
    }
    return known;
  };
}

function isWithin(directory: string | undefined, file: string): boolean {
  return directory !== undefined && file.startsWith(`${directory}${path.sep}`);
}

/** Address of a resource of a stage that a tool names, or whose lines it points to. */
function addressOf(
  stage: StageArtifact,
  { names, line }: ReportedFinding,
  file: string | undefined,
): string | undefined {
  const { resource = {} } = stage.template;
  const named = pairsIn(names).find(([type, label]) => resource[type]?.[label] !== undefined);
  const atLine = () =>
    file === stage.templateFile && line !== undefined ? resourceAtLine(stage.templateFile, line) : undefined;
  return named === undefined ? atLine() : named.join('.');
}

/** Pairs of words with a full stop in between, which may be types and names of resources. */
function pairsIn(names: readonly string[]): (readonly [type: string, label: string])[] {
  return names
    .flatMap((name) => name.split(/[^\w.-]+/))
    .map((word) => word.split('.'))
    .flatMap((parts) => parts.slice(1).map((label, index) => [parts[index] ?? '', label] as const));
}

/** Path relative to the project with `/` on every system; of a file elsewhere, its name. */
function shownFile(file: string, { projectDirectory }: HookPlace): string {
  const relative = path.relative(projectDirectory, file).split(path.sep).join('/');
  return text(relative.startsWith('../') ? path.basename(file) : relative, LONGEST.file);
}

function text(of: string, longest: number): string {
  const line = oneLine(of);
  return line.length > longest ? `${line.slice(0, longest)}...` : line;
}

/** Order of findings: open before acknowledged, the worst first, then by what they are about. */
function byWeight(one: Finding, other: Finding): number {
  const keys = [one, other].map(({ acknowledged, level, tool, ruleId, stage, address, file, line, message }) =>
    [
      acknowledged === undefined ? 0 : 1,
      FINDING_LEVELS.indexOf(level),
      ...[tool, ruleId, stage, address, file, String(line ?? '').padStart(9, '0'), message].map((part) => part ?? ''),
    ].join('\n'),
  );
  return keys[0] === keys[1] ? 0 : (keys[0] ?? '') < (keys[1] ?? '') ? -1 : 1;
}
