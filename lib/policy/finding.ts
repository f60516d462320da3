/** Severities of findings, the worst first; also the levels of SARIF. */
export const FINDING_LEVELS = ['error', 'warning', 'note'] as const;

/** Severity of a finding. */
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** Reason for which a finding is accepted. */
export interface FindingAcknowledgement {
  readonly reason: string;
  /** Path of the construct whose code says so; absent where another tool does. */
  readonly constructPath?: string;
}

/** Finding of a rule about a resource, or about something else of the project. */
export interface Finding {
  /** Name of the tool: `azstage`, `checkov`. */
  readonly tool: string;
  /** Id of the rule, unique within the tool: `AZS012`, `CKV_AZURE_35`. */
  readonly ruleId: string;
  readonly level: FindingLevel;
  /** Sentence without a full stop: `public_network_access_enabled is true; required: false`. */
  readonly message: string;
  /** Name of the stage. Absent where the finding is about no stage. */
  readonly stage?: string;
  /** Path of the construct that made the resource. */
  readonly constructPath?: string;
  /** Terraform address in the stage. */
  readonly address?: string;
  /** File, relative to the project, with `/` on every system. */
  readonly file?: string;
  /** Line in the file, the first one is 1. */
  readonly line?: number;
  /** Column in the line, the first one is 1. */
  readonly column?: number;
  /** Absent where the finding is open. */
  readonly acknowledged?: FindingAcknowledgement;
}

/** Findings of at least a severity that nobody has acknowledged. */
export function openFindings(findings: readonly Finding[], least: FindingLevel): readonly Finding[] {
  const counted = FINDING_LEVELS.slice(0, FINDING_LEVELS.indexOf(least) + 1);
  return findings.filter(({ acknowledged, level }) => acknowledged === undefined && counted.includes(level));
}
