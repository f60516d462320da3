import { BLOB_SERVICE } from '../../lib/azure/bootstrap/blob-service';
import { DELETION_LOCK } from '../../lib/azure/bootstrap/deletion-lock';
import { DEPLOYER_CREDENTIAL, DEPLOYER_IDENTITY } from '../../lib/azure/bootstrap/deployer-identity';
import { GITHUB_REPOSITORY, GITHUB_SUBJECT } from '../../lib/azure/bootstrap/git-hub-subjects';
import { RESOURCE_GROUP } from '../../lib/azure/bootstrap/resource-group';
import { REGISTRATION } from '../../lib/azure/bootstrap/resource-provider';
import { ROLE_ASSIGNMENT } from '../../lib/azure/bootstrap/role-grant';
import { STATE_CONTAINER } from '../../lib/azure/bootstrap/state-container';
import { LISTED_ACCOUNT, NAME_AVAILABILITY, STATE_ACCOUNT } from '../../lib/azure/bootstrap/storage-account';
import { SUBSCRIPTION_TENANT } from '../../lib/azure/bootstrap/subscription-tenant';

const FORMATS = [
  BLOB_SERVICE,
  DELETION_LOCK,
  DEPLOYER_CREDENTIAL,
  DEPLOYER_IDENTITY,
  GITHUB_REPOSITORY,
  GITHUB_SUBJECT,
  RESOURCE_GROUP,
  REGISTRATION,
  ROLE_ASSIGNMENT,
  STATE_CONTAINER,
  LISTED_ACCOUNT,
  NAME_AVAILABILITY,
  STATE_ACCOUNT,
  SUBSCRIPTION_TENANT,
];

/** Answers of Azure and GitHub that `bootstrap` reads, by the names of their forms. */
export const BOOTSTRAP_ANSWERS: Readonly<Record<string, (text: string) => unknown>> = Object.fromEntries(
  FORMATS.map((format) => [format.name, (text: string) => format.tryParse(text) as unknown]),
);
