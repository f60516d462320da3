import {
  StorageObjectReplication,
  type StorageObjectReplicationRules,
} from '@cdktf/provider-azurerm/lib/storage-object-replication';
import { type ITerraformDependable, TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { Checks } from '../checks';
import { type IStorageAccount } from './storage-account';
import { type IStorageContainer } from './storage-container';

/** Replication of the blobs of one container to another one. */
export interface StorageReplicationRule {
  /** A container of the source account. */
  readonly source: IStorageContainer;
  /** A container of the destination account, in which nothing but the replication writes from then on. */
  readonly destination: IStorageContainer;
  /** Whether blobs that are there already are copied as well. @default true */
  readonly existingBlobs?: boolean;
  /** Prefixes of the names of blobs that are copied. @default all blobs */
  readonly prefixes?: readonly string[];
}

export interface StorageReplicationProps {
  /** The account that is written to: with versions and a change feed, as `StorageAccount` has them by default. */
  readonly source: IStorageAccount;
  /** The account that is copied to, of another region as a rule: with versions. */
  readonly destination: IStorageAccount;
  /** One to ten; each container in one of them. */
  readonly rules: readonly StorageReplicationRule[];
}

/**
 * Object replication of block blobs from one storage account to another one, in any region.
 *
 * Azure copies them asynchronously over its own network, so both accounts may be private. It belongs in the later stage of the two.
 */
export class StorageReplication extends Construct {
  public readonly storageReplicationId: string;

  constructor(scope: Construct, id: string, props: StorageReplicationProps) {
    super(scope, id);
    check(this, props);
    const { source, destination, rules } = props;
    this.storageReplicationId = new StorageObjectReplication(this, 'Resource', {
      sourceStorageAccountId: source.storageAccountId,
      destinationStorageAccountId: destination.storageAccountId,
      rules: rules.map(argumentsOf),
      dependsOn: containersHere(this, rules),
    }).id;
  }
}

function argumentsOf(rule: StorageReplicationRule): StorageObjectReplicationRules {
  return {
    sourceContainerName: rule.source.containerName,
    destinationContainerName: rule.destination.containerName,
    copyBlobsCreatedAfter: rule.existingBlobs === false ? 'OnlyNewObjects' : 'Everything',
    // Its name says otherwise, but these are the ones that are copied.
    filterOutBlobsWithPrefix: rule.prefixes && [...rule.prefixes],
  };
}

/** The containers of this stage: their names may be known before they are made. */
function containersHere(
  replication: StorageReplication,
  rules: readonly StorageReplicationRule[],
): ITerraformDependable[] | undefined {
  const found = rules
    .flatMap(({ source, destination }) => [source, destination])
    .map((container) => container.node.defaultChild)
    .filter((child): child is TerraformResource => child instanceof TerraformResource)
    .filter((child) => TerraformStack.of(child) === TerraformStack.of(replication));
  return found.length > 0 ? found : undefined;
}

/** Source: learn.microsoft.com/azure/storage/blobs/object-replication-overview (prerequisites, policies, rules). */
function check(replication: StorageReplication, { source, destination, rules }: StorageReplicationProps): void {
  const checks = new Checks(replication)
    .together(
      source !== destination,
      `destination: ${source.node.path} is the source as well`,
      'Give an account of another region.',
    )
    .that('rules', rules.length, rules.length >= 1 && rules.length <= 10, 'one to ten rules');
  for (const [property, account] of Object.entries({ source, destination })) {
    checks.together(
      account.versioning !== false,
      `${property}: ${account.node.path} keeps no versions of blobs, and so has no change feed`,
      'Leave versioning on; an account with a hierarchical namespace cannot take part.',
    );
  }
  for (const side of ['source', 'destination'] as const) {
    const containers = rules.map((rule) => rule[side]);
    containers.forEach((container, index) => {
      const first = containers.indexOf(container);
      checks.together(
        first === index,
        `rules[${index}].${side}: ${container.node.path} is in rules[${first}] too`,
        'Give each container in one rule.',
      );
    });
  }
  checks.done();
}
