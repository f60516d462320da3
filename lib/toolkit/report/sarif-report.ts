import { type Log, type ReportingDescriptor, type Result, type Run } from 'sarif';
import { STALE } from '../../policy/acknowledged';
import { AZSTAGE } from '../../policy/evaluate';
import { type Finding } from '../../policy/finding';
import { type PolicyRule } from '../../policy/rule';
import { sha256 } from '../host/sha256';
import { printableJson } from '../io/printable';

/** Properties of {@link sarifOf}. */
export interface SarifProps {
  /** Version of azstage. */
  readonly version: string;
  /** Rules of azstage. */
  readonly rules: readonly PolicyRule[];
  /** Path of the project in its git repository, with `/`. @default the project is the root, or in none */
  readonly prefix?: string;
}

/** Pages of azstage's documentation in its package. */
const INFORMATION = 'https://www.npmjs.com/package/azstage';

/**
 * Findings in SARIF 2.1.0, with a run for each tool: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 *
 * Paths are relative to the root of the git repository, as code scanning reads them; without one to the project. Fingerprints are of the rule, the stage and the construct, so that a finding stays the same as
 * lines move.
 */
export function sarifOf(findings: readonly Finding[], props: SarifProps): string {
  const tools = [...new Set([AZSTAGE, ...findings.map(({ tool }) => tool)])];
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: tools.map((name) =>
      runOf(
        name,
        findings.filter(({ tool }) => tool === name),
        props,
      ),
    ),
  };
  return `${printableJson(log, 2)}\n`;
}

function runOf(name: string, findings: readonly Finding[], { version, rules, prefix = '' }: SarifProps): Run {
  const described = name === AZSTAGE ? [...rules.map(descriptorOf), STALE_DESCRIPTOR] : descriptorsOf(findings);
  const about = name === AZSTAGE ? { semanticVersion: version, informationUri: INFORMATION } : {};
  return {
    tool: { driver: { name, ...about, rules: described } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: {
      '%SRCROOT%': { description: { text: 'Root of the git repository, or the project in none.' } },
    },
    results: findings.map((finding) => resultOf(finding, described, prefix)),
  };
}

const STALE_DESCRIPTOR: ReportingDescriptor = {
  id: STALE,
  shortDescription: { text: 'Acknowledgements match findings' },
  fullDescription: {
    text: 'A call of acknowledge() that matches no finding hides the next one, which may be another.',
  },
  help: { text: 'Remove the call of acknowledge(), or move it to the construct that has the finding.' },
  defaultConfiguration: { level: 'note' },
};

function descriptorOf({ id, title, why, help, severity, sources }: PolicyRule): ReportingDescriptor {
  const { url: helpUri, ...others } = sources;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${help} ${helpUri}` },
    helpUri,
    defaultConfiguration: { level: severity },
    properties: { tags: ['azure', 'terraform'], ...others },
  };
}

function descriptorsOf(findings: readonly Finding[]): ReportingDescriptor[] {
  return [...new Set(findings.map(({ ruleId }) => ruleId))].sort().map((id) => ({ id }));
}

function resultOf(finding: Finding, rules: readonly ReportingDescriptor[], prefix: string): Result {
  const { ruleId, level, message, acknowledged } = finding;
  const index = rules.findIndex(({ id }) => id === ruleId);
  const locations = locationsOf(finding, prefix);
  return {
    ruleId,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level,
    message: { text: `${message}.` },
    ...(locations === undefined ? {} : { locations: [locations] }),
    partialFingerprints: { 'azstage/v1': fingerprintOf(finding) },
    ...(acknowledged === undefined ? {} : { suppressions: [{ kind: 'inSource', justification: acknowledged.reason }] }),
  };
}

function locationsOf({ file, line, column, stage, constructPath, address }: Finding, prefix: string) {
  const name = constructPath ?? (address === undefined ? stage : `${stage}/${address}`);
  const region = line === undefined ? {} : { region: { startLine: line, ...(column ? { startColumn: column } : {}) } };
  const uri = file && encodeURI(prefix === '' ? file : `${prefix}/${file}`);
  const physical = uri && { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, ...region };
  return file === undefined && name === undefined
    ? undefined
    : {
        ...(physical ? { physicalLocation: physical } : {}),
        ...(name ? { logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] } : {}),
      };
}

function fingerprintOf({ tool, ruleId, stage, constructPath, address, message }: Finding): string {
  const place = constructPath === undefined && address === undefined ? message : [constructPath, address];
  return sha256(JSON.stringify([tool, ruleId, stage, place]));
}
