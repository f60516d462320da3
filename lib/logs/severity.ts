import { type LogSeverity } from '../toolkit/io/log-line';

/** Words for each severity, as common libraries for logs write them. */
const WORDS: Readonly<Record<LogSeverity, string>> = {
  error: 'error|err|erro|fatal|critical|crit|panic|fail|failure|alert|emerg|emergency|severe',
  warning: 'warning|warn',
  info: 'information|info|notice|normal',
  debug: 'debug|dbug|dbg|trace|trce|verbose|fine',
};

const SEVERITIES = Object.keys(WORDS) as LogSeverity[];
const BY_WORD = new Map(SEVERITIES.flatMap((severity) => WORDS[severity].split('|').map((word) => [word, severity])));
const ANY = Object.values(WORDS).join('|');

/** Part of a line that can say its severity, in characters. */
const HEAD = 400;

/** Severity in JSON and in `key=value`. */
const FIELD = /"?\b(?:level|severity|lvl|loglevel|log_level|log\.level|severityText)"?\s*[:=]\s*"?([A-Za-z]+|\d+)/i;

/** Word at the beginning, as in `warn: ...` or `[ERROR] ...`, or in capitals after a time and a name. */
const AT_START = new RegExp(`^\\W{0,3}(${ANY}) ?[:\\])>|]`, 'i');
const IN_CAPITALS = new RegExp(`(?:^|[\\s[(|<])(${ANY.toUpperCase()})(?=[\\s\\])|>:]|$)`);

/** Levels of bunyan and pino: https://getpino.io/#/docs/api?id=loggerlevel-string-gettersetter */
function ofNumber(level: number): LogSeverity | undefined {
  return level >= 50 ? 'error' : level >= 40 ? 'warning' : level >= 30 ? 'info' : level >= 10 ? 'debug' : undefined;
}

/** Severity that a word says, such as `Warning` of an event or `ERROR` of a column. */
export function severityNamed(word: string): LogSeverity | undefined {
  return /^\d+$/.test(word) ? ofNumber(Number(word)) : (BY_WORD.get(word.toLowerCase()) as LogSeverity | undefined);
}

/** Severity that a line says of itself. */
export function severityIn(message: string): LogSeverity | undefined {
  const head = message.slice(0, HEAD);
  const [, word] = FIELD.exec(head) ?? AT_START.exec(head) ?? IN_CAPITALS.exec(head.slice(0, HEAD / 2)) ?? [];
  return word === undefined ? undefined : severityNamed(word);
}
