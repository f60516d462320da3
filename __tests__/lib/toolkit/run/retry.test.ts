import { retryReason } from '../../../../lib/toolkit/run/retry';
import answers from '../../../../lib/toolkit/run/transient-errors.json';
import {
  FIVE_MEGABYTES_IN,
  fiveMegabytes,
  millisecondsOf,
  regularExpressionsAsInLongProcesses,
} from '../../../helpers/long-texts';

regularExpressionsAsInLongProcesses();

const error = (detail: string) => ({ severity: 'error' as const, summary: 'creating Thing', detail });
const reasonOf = (detail: string, created: readonly string[] = []) => retryReason([error(detail)], created);

const BUSY = 'another operation on the resource is still at work';
const THROTTLED = 'Azure asks for fewer requests';
const UNAVAILABLE = 'the service could not answer';
const BEING_MADE = 'what it needs is still being made';
const BEING_DELETED = 'what had the name before is still being deleted';

const polled = (status: string, code: string, message: string) =>
  `polling after CreateOrUpdate: polling failed: the Azure API returned the following error:\n\nStatus: "${status}"\nCode: "${code}"\nMessage: "${message}"\nActivity Id: ""\n\n---\n\nAPI Response:\n\n----[start]----\n{}\n-----[end]-----\n`;

describe('an answer of Azure', () => {
  it.each([
    [
      'unexpected status 412 (412 Precondition Failed) with error: PreconditionFailed: There is another user operation in progress which requires an exclusive lock on [cosmos-shop]. Please retry after sometime.\r\nActivityId: 838d',
      BUSY,
    ],
    [
      'StatusCode=412 -- Original Error: Code="PreconditionFailed" Message="There is another user operation in progress which requires an exclusive lock on [x]."',
      BUSY,
    ],
    ['polling after AccessPolicyAssignmentCreateUpdate: polling failed', BUSY],
    [
      'creating Access Policy Assignment: polling after AccessPolicyAssignmentCreateUpdate: polling failed: the Azure API returned the following error:\n\nStatus: "Failed"\nCode: ""\nMessage: ""',
      BUSY,
    ],
    [polled('ServerBusy', '', "Server 'psql' is busy with another operation. Please try again later."), BUSY],
    [polled('ServerIsNotReady', '', 'Sever Name = psql, Current Server State = Updating'), BUSY],
    [
      'unexpected status 409 (409 Conflict) with error: RequestConflict: Another operation is being performed on the parent resource',
      BUSY,
    ],
    [
      'Status=429 Code="RetryableError" Message="A retryable error occurred." Details=[{"code":"ReferencedResourceNotProvisioned","message":"Resource is in Updating state"}]',
      BUSY,
    ],
    [
      '{"error":{"code":"Canceled","details":[{"code":"CanceledAndSupersededDueToAnotherOperation","message":"Operation PutSubnetOperation was canceled"}]}}',
      BUSY,
    ],
    [
      'RESPONSE 409: 409 Conflict\nERROR CODE: EtagMismatch\n{"code":"EtagMismatch","message":"Operation is not allowed: Another operation is in progress"}',
      BUSY,
    ],
    [
      'OperationNotAllowed: Operation is not allowed: Another agentpool operation (nodepool1 - Creating) is in progress, please wait',
      BUSY,
    ],
    ['409 Conflict: SubCode=40901. Another conflicting operation is in progress.', BUSY],
    ['Code: Conflict Message: Cannot modify this site because another operation is in progress. Details: Id: 1', BUSY],
    ['unexpected status 409 (409 Conflict) with error: WorkspaceOperationInProgress: Wait.', BUSY],
    ['unexpected status 409 (Conflict): an update is in progress', BUSY],
    [
      'unexpected status 400 (400 Bad Request) with error: AccountProvisioningStateInvalid: Call to Microsoft.CognitiveServices/accounts failed. Error message: Account /subscriptions/1/accounts/a in state Accepted',
      BEING_MADE,
    ],
    ['unexpected status 409 (409 Conflict) with error: ContainerBeingDeleted: Try operation later.', BEING_DELETED],
    [
      'unexpected status 409 (409 Conflict) with error: ContainerOperationFailure: The specified container is being deleted.',
      BEING_DELETED,
    ],
    ['StatusCode=429 -- TooManyRequests', THROTTLED],
    ['unexpected status 429 (429 Too Many Requests) received with no body', THROTTLED],
    ['unexpected status 429 (429 Too Many Requests) with error: SubscriptionRequestsThrottled: Number of', THROTTLED],
    ['unexpected status 503 (503 Service Unavailable) with response: <html>', UNAVAILABLE],
    ['unexpected status 504 (504 Gateway Timeout) with error: GatewayTimeout: The gateway did not', UNAVAILABLE],
    [polled('InternalServerError', '', 'An unexpected error occured while processing the request.'), UNAVAILABLE],
    ['read tcp: connection reset by peer', 'the connection was lost'],
  ])('goes away by itself: %s', (detail, reason) => {
    expect(reasonOf(detail)).toBe(reason);
  });

  it.each([
    ['AuthorizationFailed', 'azurerm_role_assignment', 'a role that was just assigned has not spread yet'],
    ['Code="ForbiddenByRbac"', 'azurerm_role_assignment', 'a role that was just assigned has not spread yet'],
    ['PrincipalNotFound', 'azurerm_user_assigned_identity', 'an identity that was just made has not spread yet'],
    ['dial tcp: lookup x: no such host', 'azurerm_private_endpoint', 'a name that was just made has not spread yet'],
  ])('goes away by itself after the run has made what has to spread: %s after %s', (detail, created, reason) => {
    expect([reasonOf(detail, [created]), reasonOf(detail, ['azurerm_subnet']), reasonOf(detail)]).toEqual([
      reason,
      undefined,
      undefined,
    ]);
  });

  it.each([
    'unexpected status 409 (Conflict): the name is taken',
    'unexpected status 409 (409 Conflict) with error: RoleAssignmentExists: The role assignment already exists.',
    'unexpected status 409 (409 Conflict) with error: FlagMustBeSetForRestore: An existing resource has been soft-deleted.',
    'unexpected status 409 (409 Conflict) with error: VaultAlreadyExists: The vault name is already in use.',
    'unexpected status 409 (409 Conflict) with error: ManagedEnvironmentHasContainerApps: It has apps.',
    'unexpected status 412 (412 Precondition Failed) with error: PreconditionFailed: The condition is not met.',
    'unexpected status 403 (403 Forbidden) with error: AuthorizationFailed: The client does not have authorization to perform action',
    'OperationNotAllowed: Operation could not be completed as it results in exceeding approved Total Regional Cores quota.',
    'Code="OperationNotAllowed" Message="The requested VM size is not available for this SKU."',
    'Code="ConflictError" Message="Secret a is currently in a deleted but recoverable state"',
    'unexpected status 400 (400 Bad Request) with error: InsufficientQuota: The specified capacity is bigger than available',
    'ServiceUnavailable: Sorry, we are currently experiencing high demand in East US region, and cannot fulfill your request',
    'unexpected status 503 (503 Service Unavailable) with error: X: experiencing high demand in East US',
    'Code="AccountProvisioningStateInvalid" Message="Account a in state Failed"',
    polled('ServerIsNotReady', '', 'Sever Name = psql, Current Server State = Stopped'),
    'polling after AccessPolicyAssignmentCreateUpdate: polling failed: Code: "InvalidAccessPolicyAssignment"',
    'polling after AccessPolicyAssignmentCreateUpdate: polling failed: Message: "The objectId is invalid."',
    'polling after CreateOrUpdate: polling failed: Status: "Failed"',
    'Provider produced inconsistent result after apply',
    'a resource called rg-429 in subscription 429-503',
    '',
  ])('stays: %s', (detail) => {
    expect(reasonOf(detail)).toBeUndefined();
  });

  it('stays when one of several errors does', () => {
    expect(retryReason([error('TooManyRequests'), error('the name is taken')], [])).toBeUndefined();
  });

  it('is looked at in a moment, however long it is', () => {
    const milliseconds = millisecondsOf(() => {
      ['in progress 409 ', 'a', ' ', '409\n', 'Status='].forEach((part) => reasonOf(fiveMegabytes(part)));
    });
    expect(milliseconds).toBeLessThan(FIVE_MEGABYTES_IN);
  });
});

interface Transient {
  readonly code?: string;
  readonly says?: string;
  readonly status?: number;
  readonly reason: string;
  readonly service: string;
  readonly source: string;
  readonly needs?: readonly string[];
  readonly unless?: readonly string[];
  readonly afterCreationOf?: string;
}

const transient: readonly Transient[] = answers.transient;

/** The shortest answer of that kind. */
function answerOf({ code = '', says = '', status }: Transient, more = ''): string {
  const parts = [status === undefined ? '' : `unexpected status ${status} (x)`, code.replace('*', 'Some'), says, more];
  return parts.join(' ');
}

describe('transient-errors.json', () => {
  const named = transient.map((each) => [answerOf(each).trim(), each] as const);

  it.each(named)('has the source of "%s"', (_, { source, service }) => {
    expect(source).toMatch(/^https:\/\/(learn\.microsoft\.com|github\.com|pkg\.go\.dev|aka\.ms)\/\S+$/);
    expect(service).toMatch(/^(any|Azure Resource Manager|Microsoft\.\w+(, Microsoft\.\w+)*)$/);
  });

  it.each(named.filter(([, { afterCreationOf }]) => afterCreationOf === undefined))(
    'says why "%s" goes away, where what it depends on is so',
    (_, each) => {
      const { needs, unless, reason } = each;
      expect(reasonOf(answerOf(each, needs?.[0]))).toBe((answers.reasons as Record<string, string>)[reason]);
      expect((unless ?? []).map((phrase) => reasonOf(answerOf(each, phrase)))).toEqual(
        (unless ?? []).map(() => undefined),
      );
    },
  );

  it.each(named.filter(([, { needs }]) => needs !== undefined))('takes "%s" alone for permanent', (text) => {
    expect(reasonOf(text)).toBeUndefined();
  });

  it.each(answers.permanent.map(({ code, source }) => [code, source]))('never tries again after %s', (code, source) => {
    const created = ['azurerm_role_assignment', 'azurerm_user_assigned_identity', 'azurerm_private_endpoint'];
    const wrapped = [
      code,
      `unexpected status 409 (409 Conflict) with error: ${code}: what is in progress`,
      `unexpected status 429 (429 Too Many Requests) with error: ${code}: no`,
      `Code="Conflict" Message="an operation is in progress" Details=[{"code":"${code}"}]`,
      polled('InternalServerError', code, 'no'),
    ];
    expect(wrapped.map((text) => reasonOf(text, created))).toEqual(wrapped.map(() => undefined));
    expect(source).toMatch(/^https:\/\/(learn\.microsoft\.com|github\.com)\/\S+$/);
  });
});
