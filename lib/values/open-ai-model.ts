import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/openai.json';

/** API that a model is called for. */
export enum OpenAiModelKind {
  /** General-purpose text behind the chat completions API, reasoning models included. */
  CHAT = 'chat',
  /** Text to vectors. */
  EMBEDDING = 'embedding',
  /** With an API of its own or a narrow purpose: codex and pro models, realtime, images, speech, the router. */
  OTHER = 'other',
}

/** Lifecycle stage of a model, from release to retirement. The values are those of Microsoft's retirement schedule. */
export enum OpenAiModelLifecycle {
  GENERALLY_AVAILABLE = 'GA',
  /** Can be deployed, and may be withdrawn at short notice. */
  PREVIEW = 'Preview',
  /** Can be deployed; a newer model is preferred. */
  LEGACY = 'Legacy',
  /** Cannot be deployed by a customer who has no deployment of it; those that exist work until it retires. */
  DEPRECATED = 'Deprecated',
  /** Calls fail. */
  RETIRED = 'Retired',
}

/** The day of the retirement schedule that the facts were taken from. */
const SCHEDULE_DATE = facts.asOf.slice(0, 10);

/** A model that is not in the facts yet. */
export interface CustomOpenAiModel {
  /** Such as `gpt-6`. */
  readonly name: string;
  /** Such as `2027-01-15`. */
  readonly version: string;
  readonly kind: OpenAiModelKind;
  /** `YYYY-MM-DD`. @default none announced */
  readonly retirementDate?: string;
}

/**
 * A version of an Azure OpenAI model, with its retirement according to Microsoft's schedule.
 *
 * The version is always pinned. Dates move, so they are in lib/facts/openai.json and are judged as of a day that the caller names.
 */
export class OpenAiModel {
  /**
   * Finds a model.
   *
   * @param name such as `gpt-5.1`
   * @param version such as `2025-11-13`. @default the one that retires last
   * @throws ValueError when the schedule has no such model, or had it in the past
   */
  public static of(name: string, version?: string): OpenAiModel {
    const versions = scheduled.filter((model) => model.name === name);
    if (versions.length === 0) {
      throw unknown(name, version);
    }
    const found = version === undefined ? lastToRetire(versions) : versions.find((each) => each.version === version);
    if (found === undefined) {
      throw retiredEarlier(name, version) ?? unknownVersion(name, version, versions);
    }
    return new OpenAiModel(found);
  }

  /**
   * Reads `name` or `name@version`.
   *
   * @throws ValueError as {@link of} does
   */
  public static parse(text: string): OpenAiModel {
    const [name = '', version, ...rest] = text.trim().split('@');
    if (name === '' || version === '' || rest.length > 0) {
      throw new ValueError({
        message: `${quote(text)} is not a model`,
        allowed: 'a name such as gpt-5.1, or a name and a version such as gpt-5.1@2025-11-13',
      });
    }
    return OpenAiModel.of(name, version);
  }

  /** A model that is not in the facts. Only its retirement date, if given, is checked. */
  public static custom(model: CustomOpenAiModel): OpenAiModel {
    return new OpenAiModel({ ...model, lifecycle: OpenAiModelLifecycle.GENERALLY_AVAILABLE });
  }

  /**
   * The generally available chat model that retires last.
   *
   * @param today `YYYY-MM-DD`. @default the day of the schedule, so that a default does not change from one day to the next
   * @throws ValueError when every chat model of the facts has retired or is deprecated by then
   */
  public static longestLivedChat(today: string = SCHEDULE_DATE): OpenAiModel {
    const found = longestLived(OpenAiModelKind.CHAT, today);
    if (found === undefined) {
      throw new ValueError({
        message: `no chat model of the schedule of ${SCHEDULE_DATE} is generally available on ${today}`,
        fix: 'Use a newer release of azstage, or OpenAiModel.custom.',
      });
    }
    return found;
  }

  /** Such as `gpt-5.1`. */
  public readonly name: string;
  /** Such as `2025-11-13`. */
  public readonly version: string;
  public readonly kind: OpenAiModelKind;
  /** The day from which calls fail, `YYYY-MM-DD`. Undefined when none is announced. */
  public readonly retirementDate?: string;
  private readonly recorded: OpenAiModelLifecycle;
  private readonly successor?: string;

  private constructor(fact: ModelFact) {
    this.name = fact.name;
    this.version = fact.version;
    this.kind = fact.kind;
    this.retirementDate = fact.retirementDate;
    this.recorded = fact.lifecycle;
    this.successor = fact.replacement;
  }

  /** Lifecycle stage as of a day, `YYYY-MM-DD`: that of the schedule, and retired from the retirement date on. */
  public lifecycle(today: string): OpenAiModelLifecycle {
    return this.retirementDate !== undefined && this.retirementDate <= today
      ? OpenAiModelLifecycle.RETIRED
      : this.recorded;
  }

  /** Days from a day until it retires; negative afterwards, undefined when no date is announced. */
  public daysLeft(today: string): number | undefined {
    return this.retirementDate === undefined
      ? undefined
      : Math.round((Date.parse(this.retirementDate) - Date.parse(today)) / 86_400_000);
  }

  /**
   * Replacement of the model as of a day: the successor that Microsoft names, followed until one is generally available,
   * otherwise the model of the same kind that retires last. Undefined when there is none but this model itself.
   */
  public replacement(today: string): OpenAiModel | undefined {
    const named = scheduled.find((model) => model.name === this.successor);
    const next = named === undefined ? longestLived(this.kind, today) : new OpenAiModel(named);
    if (next === undefined || next.name === this.name) {
      return undefined;
    }
    return next.lifecycle(today) === OpenAiModelLifecycle.GENERALLY_AVAILABLE ? next : next.replacement(today);
  }

  /** `gpt-5.1@2025-11-13` */
  public toString(): string {
    return `${this.name}@${this.version}`;
  }
}

interface ModelFact {
  readonly name: string;
  readonly version: string;
  readonly kind: OpenAiModelKind;
  readonly lifecycle: OpenAiModelLifecycle;
  readonly retirementDate?: string;
  readonly replacement?: string;
}

interface RetiredFact {
  readonly name: string;
  readonly versions?: readonly string[];
  /** Absent when the day is not known. */
  readonly retired?: string;
}

const scheduled = facts.models as readonly ModelFact[];
const retired = facts.retiredEarlier as readonly RetiredFact[];

function lastToRetire(models: readonly ModelFact[]): ModelFact | undefined {
  const end = (model: ModelFact) => `${model.retirementDate ?? '9999'} ${model.version}`;
  return models.reduce<ModelFact | undefined>(
    (last, each) => (last === undefined || end(each) > end(last) ? each : last),
    undefined,
  );
}

function longestLived(kind: OpenAiModelKind, today: string): OpenAiModel | undefined {
  const live = scheduled.filter(
    (model) =>
      kind !== OpenAiModelKind.OTHER &&
      model.kind === kind &&
      model.lifecycle === OpenAiModelLifecycle.GENERALLY_AVAILABLE &&
      (model.retirementDate ?? '9999') > today,
  );
  const last = lastToRetire(live);
  return last === undefined ? undefined : OpenAiModel.of(last.name, last.version);
}

function unknown(name: string, version?: string): ValueError {
  const names = [...new Set(scheduled.map((model) => model.name))];
  return (
    retiredEarlier(name, version) ??
    new ValueError({
      message: `${quote(name)} is not a model of Azure OpenAI that azstage knows`,
      allowed: `${names.join(', ')}, or OpenAiModel.custom({...})`,
      fix: didYouMean(name, names),
    })
  );
}

function unknownVersion(name: string, version: string | undefined, versions: readonly ModelFact[]): ValueError {
  return new ValueError({
    message: `${name} has no version ${quote(version)}`,
    allowed: `${versions.map((each) => each.version).join(', ')}, or OpenAiModel.custom({...})`,
  });
}

/** The refusal of a model that is no longer in the schedule. Undefined when the facts never had it. */
function retiredEarlier(name: string, version?: string): ValueError | undefined {
  const entries = retired.filter((fact) => fact.name === name);
  const entry = version === undefined ? entries[0] : entries.find((fact) => fact.versions?.includes(version) ?? true);
  if (entry === undefined) {
    return undefined;
  }
  const instead = longestLived(OpenAiModelKind.CHAT, SCHEDULE_DATE);
  return new ValueError({
    message: `${quote(version === undefined ? name : `${name}@${version}`)} ${
      entry.retired === undefined ? 'is retired' : `was retired on ${entry.retired}`
    }`,
    fix: instead === undefined ? undefined : `Use ${instead.toString()}.`,
  });
}
