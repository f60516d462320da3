import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type FindingLevel } from '../../policy/finding';

/** Finding as a tool reports it: texts are those of the tool. */
export interface ReportedFinding {
  /** Name of the tool. @default that of the hook */
  readonly tool?: string;
  readonly ruleId: string;
  readonly level: FindingLevel;
  readonly message: string;
  /** File or URI, as the tool names it. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Names of what it is about, such as a Terraform address. */
  readonly names: readonly string[];
  /** Reason for which the tool does not count it. @default it counts */
  readonly suppressed?: string;
}

const LEVEL = z.enum(['none', 'note', 'warning', 'error']);
const TEXT = z.object({ text: z.string().optional() });
const POSITION = z.number().int().positive();

const LOCATION = z.object({
  physicalLocation: z
    .object({
      artifactLocation: z.object({ uri: z.string().optional() }).optional(),
      region: z.object({ startLine: POSITION.optional(), startColumn: POSITION.optional() }).optional(),
    })
    .optional(),
  logicalLocations: z
    .array(z.object({ name: z.string().optional(), fullyQualifiedName: z.string().optional() }))
    .optional(),
});

const RULE = z.object({ id: z.string(), defaultConfiguration: z.object({ level: LEVEL.optional() }).optional() });

const RESULT = z.object({
  ruleId: z.string().optional(),
  ruleIndex: z.number().int().optional(),
  rule: z.object({ id: z.string().optional(), index: z.number().int().optional() }).optional(),
  kind: z.string().optional(),
  level: LEVEL.optional(),
  message: TEXT,
  locations: z.array(LOCATION).optional(),
  suppressions: z.array(z.object({ status: z.string().optional(), justification: z.string().optional() })).nullish(),
});

const LOG = z.object({
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.object({
        tool: z.object({ driver: z.object({ name: z.string(), rules: z.array(RULE).optional() }) }),
        results: z.array(RESULT).nullish(),
      }),
    )
    .nullable(),
});

type Rule = z.infer<typeof RULE>;
type Result = z.infer<typeof RESULT>;

/** Log of findings in SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html */
export const SARIF_LOG = new JsonFormat('SARIF 2.1.0 log', LOG);

/** Kinds of results that say something was found; the others say that all is well, or that nothing is known. */
const FOUND = ['fail', 'review', 'open'];

/**
 * Findings in a SARIF log.
 *
 * @throws JsonError when it is none
 */
export function readSarif(text: string): readonly ReportedFinding[] {
  const { runs } = SARIF_LOG.parse(text);
  return (runs ?? []).flatMap(({ tool, results }) =>
    (results ?? [])
      .filter(({ kind }) => kind === undefined || FOUND.includes(kind))
      .map((result) => findingOf(tool.driver.name, tool.driver.rules ?? [], result)),
  );
}

function findingOf(tool: string, rules: readonly Rule[], result: Result): ReportedFinding {
  const { ruleId, ruleIndex, rule: reference, message, locations = [], suppressions } = result;
  const id = ruleId ?? reference?.id;
  const rule = rules[ruleIndex ?? reference?.index ?? -1] ?? rules.find((each) => each.id === id);
  const [location] = locations;
  const { artifactLocation, region } = location?.physicalLocation ?? {};
  const accepted = (suppressions ?? []).find(({ status }) => status === undefined || status === 'accepted');
  // Its default: SARIF 2.1.0, 3.27.10.
  const level = result.level ?? rule?.defaultConfiguration?.level ?? 'warning';
  return {
    tool,
    ruleId: id ?? rule?.id ?? 'unnamed',
    level: level === 'none' ? 'note' : level,
    message: message.text ?? '',
    file: artifactLocation?.uri,
    line: region?.startLine,
    column: region?.startColumn,
    names: (location?.logicalLocations ?? []).flatMap(({ name, fullyQualifiedName }) =>
      [fullyQualifiedName, name].filter((each) => each !== undefined),
    ),
    ...(accepted === undefined ? {} : { suppressed: accepted.justification ?? 'suppressed by the tool' }),
  };
}
