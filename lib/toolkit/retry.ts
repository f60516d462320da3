import { type Diagnostic } from './terraform/terraform-events';

/** A kind of failure that goes away by itself. */
interface Transient {
  readonly reason: string;
  readonly pattern: RegExp;
  /** Whether it is a failure that waiting cures only when the run itself made what has to spread. */
  readonly afterCreationOf?: RegExp;
}

const TRANSIENT: readonly Transient[] = [
  {
    reason: 'Azure asks for fewer requests',
    pattern: /\b429\b|TooManyRequests|OperationNotAllowedDueToThrottling|SubscriptionRequestsThrottled/i,
  },
  {
    // Two stages that put something on one resource, such as access to a Redis, meet each other's operations.
    reason: 'another operation on the resource is still at work',
    pattern:
      /AnotherOperationInProgress|(another|an) operation is (already |currently )?in progress|\b409\b.*in progress/is,
  },
  {
    reason: 'a role that was just assigned has not spread yet',
    pattern:
      /AuthorizationFailed|AuthorizationPermissionMismatch|ForbiddenByRbac|does not have authorization to perform action/i,
    afterCreationOf: /^azurerm_role_assignment$/,
  },
  {
    reason: 'an identity that was just made has not spread yet',
    pattern: /PrincipalNotFound/i,
    afterCreationOf: /^azurerm_(user_assigned_identity|linux_|container_app|kubernetes_)/,
  },
  {
    reason: 'a name that was just made has not spread yet',
    pattern: /no such host|NXDOMAIN/i,
    afterCreationOf: /^azurerm_(private_dns|private_endpoint|dns_|storage_account$|key_vault$)/,
  },
  {
    reason: 'the connection was lost',
    pattern:
      /connection reset by peer|TLS handshake timeout|i\/o timeout|unexpected EOF|http2: client connection lost/i,
  },
];

/** Seconds before the second, third and fourth attempt. */
export const RETRY_DELAYS: readonly number[] = [10, 30, 60];

/**
 * Why a failure may go away by itself: every error of it has to.
 *
 * @param createdTypes Terraform types of what this run has created so far
 * @returns undefined when it will not
 */
export function retryReason(errors: readonly Diagnostic[], createdTypes: readonly string[]): string | undefined {
  const reasons = errors.map((error) => transientReason(error, createdTypes));
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function transientReason({ summary, detail = '' }: Diagnostic, createdTypes: readonly string[]): string | undefined {
  const text = `${summary} ${detail}`;
  return TRANSIENT.find(
    ({ pattern, afterCreationOf }) =>
      pattern.test(text) && (afterCreationOf === undefined || createdTypes.some((type) => afterCreationOf.test(type))),
  )?.reason;
}
