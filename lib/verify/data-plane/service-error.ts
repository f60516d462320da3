import { type PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { refusal } from '../../azure/azure-answer';
import { JsonFormat } from '../../json/json-format';
import { failed, type Finding, told, unreachable } from './finding';

/** Error of a data plane: https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#handling-errors */
export const SERVICE_ERROR = new JsonFormat(
  'error of a data plane',
  z.object({
    error: z.object({
      code: z.string().nullish(),
      message: z.string().nullish(),
      innererror: z.object({ code: z.string().nullish() }).nullish(),
    }),
  }),
);

/** Codes of refusals by a firewall or a public access that is switched off, of Key Vault and Storage. */
const OF_NETWORK = ['ForbiddenByConnection', 'ForbiddenByFirewall', 'AuthorizationFailure', 'PublicAccessNotPermitted'];

/** Error of a data plane: its code, most exact, and its message. */
export interface ServiceError {
  readonly code: string;
  readonly message: string;
}

/** Error in an answer; Storage names its code in a header. */
export function serviceError(answer: PipelineResponse): ServiceError {
  const { error } = SERVICE_ERROR.tryParse(answer.bodyAsText ?? '') ?? {};
  return {
    code: answer.headers.get('x-ms-error-code') ?? error?.innererror?.code ?? error?.code ?? '',
    message: error?.message ?? '',
  };
}

/** What a refused request says of a service: the network, the role, or the rest. */
export function refusedBy(
  host: string,
  what: string,
  answer: PipelineResponse,
  role: { readonly name: string; readonly scope: string },
): Finding | Error {
  const { code, message } = serviceError(answer);
  const said = [code, message].filter((text) => text !== '').map(told);
  const because = said.length === 0 ? `${answer.status}` : said.join(': ');
  if (answer.status === 403 && isOfNetwork({ code, message })) {
    return unreachable(
      `The network rules of ${host} do not let this machine in: ${because}`,
      'Run it inside its virtual network, or allow the address of this machine.',
    );
  }
  if (answer.status === 401 || answer.status === 403) {
    return failed(
      `${host} refused ${what}: ${because}`,
      `Give the identity the role ${role.name} on ${role.scope}. New roles take minutes to count.`,
    );
  }
  return refusal(`${what} of ${host}`, answer);
}

function isOfNetwork({ code, message }: ServiceError): boolean {
  return (
    OF_NETWORK.includes(code) ||
    /public (network )?access is disabled|virtual network\/firewall rules|not an approved private link/i.test(message)
  );
}
