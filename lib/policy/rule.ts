import { type FindingLevel } from './finding';
import { type PolicyResource } from './policy-resource';
import { type PolicyTree } from './policy-tree';

/** Sources of a rule: where others say the same, and so what their scanners are expected to find too. */
export interface PolicySources {
  /** Page that the rule is from. */
  readonly url: string;
  /** GUIDs of built-in definitions of Azure Policy; `lib/facts/policy-sources.json` has what they ask for. */
  readonly azurePolicy?: readonly string[];
  /** Recommendation of the Azure Well-Architected Framework, `SE:06`. */
  readonly waf?: string;
  /** GUIDs of recommendations of the Azure Proactive Resiliency Library; `lib/facts/policy-sources.json` has what they say. */
  readonly aprl?: readonly string[];
  /** Ids of Checkov: `CKV_AZURE_35`. */
  readonly checkov?: readonly string[];
  /** Names of the policies of Azure/policy-library-avm. */
  readonly avm?: readonly string[];
}

/** Rule about resources of the synthesized stages. */
export interface PolicyRule {
  /** `AZS001`; never reused, as code acknowledges findings by it. */
  readonly id: string;
  readonly severity: FindingLevel;
  /** Requirement, as a clause: `Storage accounts refuse requests from public networks`. */
  readonly title: string;
  /** Reason of the rule, in a sentence or two. */
  readonly why: string;
  /** Instruction for who has the finding, in the words of azstage's constructs and of azurerm. */
  readonly help: string;
  readonly sources: PolicySources;
  /** Terraform types of the resources that are checked. */
  readonly resourceTypes: readonly string[];
  /**
   * Checks one resource.
   *
   * What is not known before it is deployed ({@link UNKNOWN}) is no violation.
   *
   * @returns the violation as a sentence without a full stop, with what was found; undefined where there is none
   */
  readonly check: (resource: PolicyResource, tree: PolicyTree) => string | undefined;
}
