import { type PolicyRule } from '../rule';
import { storageAccountPrivateEndpoint } from './storage-account-private-endpoint';
import { storageAccountPublicAccess } from './storage-account-public-access';

/** All rules, by id. */
export const POLICY_RULES: readonly PolicyRule[] = [storageAccountPublicAccess, storageAccountPrivateEndpoint];
