import { isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { oneLine } from '../toolkit/io/printable';
import { ToolkitError } from '../toolkit/toolkit-error';
import { AzureError } from './azure-error';

/** Error as Azure answers it: https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#handling-errors */
const ERROR = z.object({ code: z.string().optional(), message: z.string().optional() });

/** Error in either of its forms. */
export const ERROR_ANSWER = new JsonFormat(
  'error answer of Azure',
  z.union([z.object({ error: ERROR }).transform(({ error }) => error), ERROR]),
);

/** Longest part of a message of Azure that is shown, in characters. */
const LONGEST = 600;

/** Refusal of a request. */
export function refusal(what: string, answer: PipelineResponse): AzureError {
  return failed(what, answer.status, ERROR_ANSWER.tryParse(answer.bodyAsText ?? '') ?? {});
}

/** Refusal of a request with the code and the message of Azure, as the clients of the Azure SDK have them. */
export function failed(
  what: string,
  status: number,
  { code, message }: { readonly code?: string; readonly message?: string },
): AzureError {
  const said = [code, message].flatMap((text) => (text === undefined ? [] : [oneLine(text).slice(0, LONGEST)]));
  const because = said.length === 0 ? '.' : `: ${said.join(': ')}`;
  return new AzureError(
    { status, reason: code },
    `Azure answered ${status} to ${what}${because}`,
    fixOf(what, status, code),
  );
}

function fixOf(what: string, status: number, code?: string): string | undefined {
  switch (status) {
    case 401:
      return 'Sign in again, as with az login, to the tenant of the subscription.';
    case 403:
      return code === 'AuthorizationFailed'
        ? `Sign in as an identity with the role ${roleFor(what)} on it, or ask its owner for one. New roles take minutes to count.`
        : 'Check the roles of the identity, and whether the network rules of the resource let this machine in.';
    case 429:
      return 'Azure limits the rate of requests: wait some minutes and run it again.';
    default:
      return status >= 500 ? 'Run it again; if it stays, see https://status.azure.com.' : undefined;
  }
}

/** Role that a request needs, as far as its path tells: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged */
function roleFor(what: string): string {
  if (/^(GET|HEAD) /.test(what)) {
    return 'Reader';
  }
  return /\/Microsoft\.Authorization\//i.test(what) ? 'Owner' : 'Contributor';
}

/** What a request without an answer, or a sign-in that failed, is reported as; other errors as they are. */
export function trouble(what: string, host: string, error: unknown): unknown {
  if (error instanceof ToolkitError || !(error instanceof Error)) {
    return error;
  }
  if (error.name === 'AbortError') {
    return new ToolkitError('INTERRUPTED', 'Interrupted.');
  }
  if (/^(CredentialUnavailable|Authentication|AggregateAuthentication)/.test(error.name)) {
    const text = oneLine(error.message).slice(0, LONGEST);
    return new AzureError(
      { reason: error.name },
      `Signing in to Azure failed: ${text}`,
      'Sign in with az login, or set the variables of azurerm (ARM_...).',
    );
  }
  if (isRestError(error)) {
    return new AzureError(
      { reason: error.code },
      `${host} could not be reached for ${what}: ${oneLine(error.message).slice(0, LONGEST)}`,
      'Check the network, and HTTPS_PROXY where there is a proxy.',
    );
  }
  return error;
}
