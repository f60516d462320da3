import facts from '../../lib/facts/policy-sources.json';
import { POLICY_RULES } from '../../lib/policy/rules';
import { type PolicyRule } from '../../lib/policy/rule';
import { prettierTable } from './markdown';

/** Themes of the rules, by the hundreds of their ids. */
const THEMES = {
  networks: 'AZS0',
  'identity and access': 'AZS1',
  encryption: 'AZS2',
  'protection of data': 'AZS3',
  reliability: 'AZS4',
  operations: 'AZS5',
} as const;

interface Check {
  readonly types: readonly string[];
  readonly rule?: string;
  readonly differs?: string;
  readonly excused?: string;
}

/** Tables of docs/policy-rules.md by name. */
export function policyTables(): Readonly<Record<string, string>> {
  const themes = Object.entries(THEMES).map(([theme, ids]) => [theme, rules(ids)]);
  const checks = Object.entries<Check>({ ...facts.checkov, ...facts.avm });
  const differences = checks.flatMap(([id, { rule = '', differs }]) =>
    differs === undefined ? [] : [[code(id), rule, differs]],
  );
  const excused = checks.flatMap(([id, { excused: why }]) => (why === undefined ? [] : [[code(id), why]]));
  return {
    ...(Object.fromEntries(themes) as Record<string, string>),
    differences: prettierTable([['check', 'rule', 'difference'], ...differences]),
    excused: prettierTable([['check', 'why there is no rule'], ...excused]),
  };
}

function rules(ids: string): string {
  const head = ['rule', 'severity', 'requirement', 'same in'];
  const rows = POLICY_RULES.filter(({ id }) => id.startsWith(ids)).map(({ id, severity, title, sources }) => [
    id,
    severity,
    `[${title}](${sources.url})`,
    sameIn(sources),
  ]);
  return prettierTable([head, ...rows]);
}

/** Ids of recommendations, and of the checks of other scanners, that ask for the same. */
function sameIn({ waf, checkov = [], avm = [] }: PolicyRule['sources']): string {
  return [...(waf === undefined ? [] : [waf]), ...[...checkov, ...avm].map(code)].join(', ') || '-';
}

function code(text: string): string {
  return `\`${text}\``;
}
