import {
  StorageManagementPolicy,
  type StorageManagementPolicyRule,
  type StorageManagementPolicyRuleActionsBaseBlob,
} from '@cdktf/provider-azurerm/lib/storage-management-policy';
import { Construct } from 'constructs';
import { Checks } from '../checks';

/** A lifecycle management rule: moves or deletes blobs by age. Days are counted from the last change. */
export interface StorageLifecycleRule {
  /** Letters, digits and hyphens, unique in the account. */
  readonly name: string;
  /** Only blobs whose path, container first, starts so. @default all */
  readonly prefixes?: readonly string[];
  /** @default never */
  readonly coolAfterDays?: number;
  /** @default never */
  readonly coldAfterDays?: number;
  /** @default never */
  readonly archiveAfterDays?: number;
  /** @default never */
  readonly deleteAfterDays?: number;
  /** Days after which a version that was replaced is deleted. @default never */
  readonly deleteVersionsAfterDays?: number;
}

export interface StorageLifecycleProps {
  readonly storageAccountId: string;
  readonly rules: readonly StorageLifecycleRule[];
}

/**
 * The lifecycle management policy of a storage account.
 *
 * An account has one; give its rules to `StorageAccount.lifecycleRules` instead of creating this yourself.
 */
export class StorageLifecycle extends Construct {
  constructor(scope: Construct, id: string, props: StorageLifecycleProps) {
    super(scope, id);
    const checks = new Checks(this);
    props.rules.forEach((rule, index) => checkRule(checks, rule, `lifecycleRules[${index}]`));
    const names = props.rules.map((rule) => rule.name);
    checks.that('lifecycleRules', names, new Set(names).size === names.length, 'each name once').done();
    new StorageManagementPolicy(this, 'Resource', {
      storageAccountId: props.storageAccountId,
      rule: props.rules.map(renderRule),
    });
  }
}

function checkRule(checks: Checks, rule: StorageLifecycleRule, property: string): void {
  const { coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays, deleteVersionsAfterDays } = rule;
  const ages = [coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays].filter((age) => age !== undefined);
  checks
    .that(`${property}.name`, rule.name, /^[a-zA-Z0-9-]+$/.test(rule.name), 'letters, digits and hyphens')
    .that(
      property,
      rule.name,
      ages.length > 0 || deleteVersionsAfterDays !== undefined,
      'at least one of coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays, deleteVersionsAfterDays',
    )
    .that(
      property,
      ages,
      ages.every((age, index) => index === 0 || age > (ages[index - 1] ?? 0)),
      'ages that grow from cool over cold and archive to delete',
    );
  for (const age of [...ages, deleteVersionsAfterDays]) {
    checks.wholeNumber(property, age, 0, 99_999);
  }
}

function renderRule(rule: StorageLifecycleRule): StorageManagementPolicyRule {
  return {
    name: rule.name,
    enabled: true,
    filters: { blobTypes: ['blockBlob'], prefixMatch: rule.prefixes === undefined ? undefined : [...rule.prefixes] },
    actions: {
      baseBlob: renderBaseBlob(rule),
      version:
        rule.deleteVersionsAfterDays === undefined
          ? undefined
          : { deleteAfterDaysSinceCreation: rule.deleteVersionsAfterDays },
    },
  };
}

/** Undefined where the rule has no action for current blobs: Azure keeps no empty block, and every plan would add it again. */
function renderBaseBlob(rule: StorageLifecycleRule): StorageManagementPolicyRuleActionsBaseBlob | undefined {
  const ages = {
    tierToCoolAfterDaysSinceModificationGreaterThan: rule.coolAfterDays,
    tierToColdAfterDaysSinceModificationGreaterThan: rule.coldAfterDays,
    tierToArchiveAfterDaysSinceModificationGreaterThan: rule.archiveAfterDays,
    deleteAfterDaysSinceModificationGreaterThan: rule.deleteAfterDays,
  };
  return Object.values(ages).every((age) => age === undefined) ? undefined : ages;
}
