import {
  CognitiveAccountRaiPolicy,
  type CognitiveAccountRaiPolicyContentFilter,
} from '@cdktf/provider-azurerm/lib/cognitive-account-rai-policy';
import { Construct } from 'constructs';
import { kebab } from '../azure-context';
import { Checks } from '../checks';
import { ResourceTags } from '../resource-tags';

/** From which severity on content is blocked. */
export enum ContentSeverity {
  /** Blocks low, medium and high: the strictest. */
  LOW = 'Low',
  /** Blocks medium and high. */
  MEDIUM = 'Medium',
  /** Blocks high only. */
  HIGH = 'High',
}

/** Content filtering of streamed answers. */
export enum ContentFilterMode {
  /** Before it reaches the caller. */
  DEFAULT = 'Default',
  /** Asynchronous: the caller may receive content that is blocked a moment later. */
  ASYNCHRONOUS = 'Asynchronous_filter',
}

/** The severities from which on content is blocked, by category. */
export interface ContentThresholds {
  /** @default ContentSeverity.MEDIUM */
  readonly hate?: ContentSeverity;
  /** @default ContentSeverity.MEDIUM */
  readonly sexual?: ContentSeverity;
  /** @default ContentSeverity.MEDIUM */
  readonly violence?: ContentSeverity;
  /** @default ContentSeverity.MEDIUM */
  readonly selfHarm?: ContentSeverity;
}

/** A content filter of an Azure OpenAI account: one of Microsoft's or one of yours. */
export interface IOpenAiContentFilter {
  /** Name of the responsible AI policy. */
  readonly policyName: string;
}

export interface OpenAiContentFilterProps {
  /** Id of the OpenAI account. */
  readonly accountId: string;
  /** @default the construct's id in kebab case */
  readonly name?: string;
  /** For what users send. @default medium in every category */
  readonly prompt?: ContentThresholds;
  /** For what the model answers. @default medium in every category */
  readonly completion?: ContentThresholds;
  /** Whether attacks hidden in documents are blocked; the prompt must then mark what is document. @default false, as in Microsoft's own */
  readonly blockIndirectAttacks?: boolean;
  /** @default ContentFilterMode.DEFAULT */
  readonly mode?: ContentFilterMode;
  /** @default those of the stage */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A content filter (responsible AI policy) of your own, for one account.
 *
 * Jailbreaks and protected material are always blocked: a policy replaces all of Microsoft's, so what it leaves out is off.
 * Sources: learn.microsoft.com/azure/foundry/openai/concepts/default-safety-policies, azurerm docs r/cognitive_account_rai_policy.
 */
export class OpenAiContentFilter extends Construct implements IOpenAiContentFilter {
  /** Microsoft's current filter: medium severity in all categories, jailbreaks and protected material. */
  public static readonly DEFAULT_V2: IOpenAiContentFilter = { policyName: 'Microsoft.DefaultV2' };
  /** Microsoft's first filter: medium severity in the four harm categories alone. */
  public static readonly DEFAULT_V1: IOpenAiContentFilter = { policyName: 'Microsoft.Default' };

  /** A policy that exists in the account already. */
  public static fromName(policyName: string): IOpenAiContentFilter {
    return { policyName };
  }

  public readonly policyName: string;

  constructor(scope: Construct, id: string, props: OpenAiContentFilterProps) {
    super(scope, id);
    const name = props.name ?? kebab(id);
    new Checks(this)
      .that(
        'name',
        name,
        !name.toLowerCase().startsWith('microsoft.'),
        'a name that does not begin with Microsoft.',
        'Azure reserves these names: choose another one, or use OpenAiContentFilter.DEFAULT_V2.',
      )
      .done();
    const resource = new CognitiveAccountRaiPolicy(this, 'Resource', {
      name,
      cognitiveAccountId: props.accountId,
      basePolicyName: OpenAiContentFilter.DEFAULT_V2.policyName,
      mode: props.mode ?? ContentFilterMode.DEFAULT,
      contentFilter: [
        ...harms('Prompt', props.prompt),
        blocking('Jailbreak', 'Prompt'),
        ...(props.blockIndirectAttacks === true ? [blocking('Indirect Attack', 'Prompt')] : []),
        ...harms('Completion', props.completion),
        blocking('Protected Material Text', 'Completion'),
        blocking('Protected Material Code', 'Completion'),
      ],
      tags: ResourceTags.render(this, props.tags),
    });
    this.policyName = resource.name;
  }
}

function harms(source: 'Prompt' | 'Completion', thresholds: ContentThresholds = {}) {
  return [
    blocking('Hate', source, thresholds.hate),
    blocking('Sexual', source, thresholds.sexual),
    blocking('Violence', source, thresholds.violence),
    blocking('Selfharm', source, thresholds.selfHarm),
  ];
}

/** Filters that are on or off have no severity, but azurerm requires one and Azure passes it over: terraform-provider-azurerm#28653. */
function blocking(
  name: string,
  source: 'Prompt' | 'Completion',
  threshold: ContentSeverity = ContentSeverity.MEDIUM,
): CognitiveAccountRaiPolicyContentFilter {
  return { name, source, filterEnabled: true, blockEnabled: true, severityThreshold: threshold };
}
