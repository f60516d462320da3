import { singleSpaced } from '../host/single-spaced';
import { type Diagnostic } from '../terraform/terraform-events';
import answers from './transient-errors.json';

/** Pattern of a transient error; its fields are described in transient-errors.json. */
interface TransientAnswer {
  readonly code?: string;
  readonly says?: string;
  readonly status?: number;
  readonly reason: string;
  readonly service: string;
  /** URL where it is documented, or reported. */
  readonly source: string;
  readonly needs?: readonly string[];
  readonly unless?: readonly string[];
  readonly afterCreationOf?: string;
}

/** Error in the form that is matched. */
interface Answer {
  /** Words of the message, which include the codes of Azure in the format of every client. */
  readonly words: ReadonlySet<string>;
  readonly statuses: ReadonlySet<number>;
  /** Message in lower case, without line breaks. */
  readonly text: string;
}

const TRANSIENT: readonly TransientAnswer[] = answers.transient;

const PERMANENT: ReadonlySet<string> = new Set(answers.permanent.map(({ code }) => code));

const REASONS: Readonly<Record<string, string>> = answers.reasons;

/** Wildcard at the beginning of a code of which only the suffix is known. */
const ANY = '*';

/** Status of a response, as the clients of the providers format it: go-azure-sdk, autorest and azcore. */
const STATUS = /\b(?:unexpected status |StatusCode=|Status=|RESPONSE )(\d{3})\b/g;

/** Seconds before the second, third and fourth attempt. */
export const RETRY_DELAYS: readonly number[] = [10, 30, 60];

/**
 * Reason to retry a failure, all of whose errors are transient.
 *
 * @param createdTypes Terraform types of the resources that this run has created so far
 * @returns undefined when an error is not transient
 */
export function retryReason(errors: readonly Diagnostic[], createdTypes: readonly string[]): string | undefined {
  const reasons = errors.map((error) => transientReason(error, createdTypes));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function transientReason({ summary, detail = '' }: Diagnostic, createdTypes: readonly string[]): string | undefined {
  const said = `${summary} ${detail}`;
  const answer: Answer = {
    words: new Set(said.split(/\W/)),
    statuses: new Set([...said.matchAll(STATUS)].map(([, status]) => Number(status))),
    text: singleSpaced(said.toLowerCase()),
  };
  if ([...answer.words].some((word) => PERMANENT.has(word))) {
    return undefined;
  }
  const found = TRANSIENT.find((kind) => isOf(kind, answer) && isNow(kind, answer, createdTypes));
  return found === undefined ? undefined : REASONS[found.reason];
}

function isOf({ code, says, status }: TransientAnswer, { words, statuses, text }: Answer): boolean {
  if (code?.startsWith(ANY) === true) {
    return [...words].some((word) => word.endsWith(code.slice(ANY.length)));
  }
  return (
    (code !== undefined && words.has(code)) ||
    (says !== undefined && text.includes(says)) ||
    (status !== undefined && statuses.has(status))
  );
}

/** Whether the conditions of a pattern hold. */
function isNow(
  { needs, unless = [], afterCreationOf }: TransientAnswer,
  { text }: Answer,
  createdTypes: readonly string[],
): boolean {
  return (
    (needs === undefined || needs.some((phrase) => text.includes(phrase))) &&
    !unless.some((phrase) => text.includes(phrase)) &&
    (afterCreationOf === undefined || createdTypes.some((type) => new RegExp(afterCreationOf).test(type)))
  );
}
