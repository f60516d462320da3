import { isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import { trouble } from '../azure/azure-answer';
import { AzureError } from '../azure/azure-error';
import { oneLine } from '../toolkit/io/printable';
import { type ToolkitError } from '../toolkit/toolkit-error';
import { Finding } from '../verify/data-plane/finding';
import { serviceError } from '../verify/data-plane/service-error';
import { type KnownVault } from './known-vault';

/** Longest part of an answer that is shown, in characters. */
const LONGEST = 300;

/** Request to a vault that failed. */
export interface VaultRequest {
  readonly vault: KnownVault;
  /** Action, as in "refused ...": `to set newsapi-key`. */
  readonly action: string;
  /** Role that allows it. */
  readonly role: string;
  /** Last answer of the vault that was a refusal: the client of the SDK leaves out what it says in lists. @default none */
  readonly answer?: PipelineResponse;
}

/** What a failed request to a vault is reported as; errors of the program as they are. */
export function vaultTrouble(error: unknown, request: VaultRequest): unknown {
  const { vault } = request;
  if (error instanceof Finding) {
    return new AzureError({}, error.verdict.detail, insideOf(vault, error.verdict.fix));
  }
  if (isRestError(error) && error.statusCode !== undefined) {
    const { answer } = request;
    return answer?.status === error.statusCode
      ? refused(answer, request)
      : trouble(`a request ${request.action}`, vault.name, error);
  }
  if (error instanceof Error) {
    const [, tenant] = /acquire tokens for tenant ([\w-]+)/.exec(error.message) ?? [];
    if (tenant !== undefined) {
      return new AzureError(
        {},
        `${vault.name} belongs to the tenant ${tenant}, and you are signed in to another one.`,
        `Sign in to it: az login --tenant ${tenant}`,
      );
    }
    if (/challenge (resource|contains invalid scope)/.test(error.message)) {
      return new AzureError(
        {},
        `${vault.name} asked for a token of something other than Key Vault; it got none.`,
        'Check the address of the vault, and the proxy.',
      );
    }
  }
  const known = trouble(`a request ${request.action}`, new URL(vault.uri).host, error);
  return known instanceof AzureError && known.status === undefined && isRestError(error)
    ? new AzureError({ reason: known.reason }, known.message, insideOf(vault, known.fix))
    : known;
}

/** Refusals: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
function refused(answer: PipelineResponse, request: VaultRequest): ToolkitError {
  const { vault, action, role } = request;
  const { status } = answer;
  const { code, message: text } = serviceError(answer);
  const message = oneLine(text);
  const failure = { status, reason: code };
  const is = (known: string, said: RegExp) => code === known || said.test(message);
  if (is('ForbiddenByFirewall', /client address is not authorized/i)) {
    const [, address] = /client address: ([\da-f.:]+)/i.exec(message) ?? [];
    const from = address === undefined ? 'this machine' : `this machine, ${address},`;
    const rule =
      address === undefined
        ? ''
        : `, or allow the address: az keyvault network-rule add --name ${vault.name} --ip-address ${address}`;
    return new AzureError(
      failure,
      `The firewall of ${vault.name} does not let ${from} in.`,
      `Run it ${vault.network}${rule}`,
    );
  }
  if (is('ForbiddenByConnection', /public network access is disabled/i)) {
    return new AzureError(
      failure,
      `${vault.name} is reached through its private endpoint alone, and this machine is outside.`,
      `Run it ${vault.network}, or from a network that is connected to it, as by VPN.`,
    );
  }
  if (is('ForbiddenByRbac', /not authorized to perform action/i)) {
    return new AzureError(
      failure,
      `${vault.name} refused ${action}: the identity lacks the role.`,
      `Give it the role: az role assignment create --role "${role}" --assignee <object id> --scope ${vault.id} (new roles take up to ten minutes to count)`,
    );
  }
  if (is('ForbiddenByPolicy', /does not have secrets \w+ permission/i)) {
    return new AzureError(
      failure,
      `${vault.name} refused ${action}: it has access policies, and none of them allows it.`,
      `Add one: az keyvault set-policy --name ${vault.name} --object-id <object id> --secret-permissions get list set recover`,
    );
  }
  if (status === 401) {
    return new AzureError(
      failure,
      `${vault.name} did not accept the token: ${message.slice(0, LONGEST)}`,
      'Sign in again, as with az login, to the tenant of the vault.',
    );
  }
  if (status === 429) {
    const seconds = answer.headers.get('retry-after');
    const wait = seconds !== undefined && /^\d{1,6}$/.test(seconds) ? `in ${seconds} seconds` : 'in some minutes';
    return new AzureError(
      failure,
      `${vault.name} limits the rate of requests, and refused ${action}.`,
      `Run it again ${wait}.`,
    );
  }
  if (status === 404) {
    return new AzureError(
      failure,
      `${vault.name} was not found: ${message.slice(0, LONGEST)}`,
      'Check whether the vault is there: azstage plan --refresh shows what is missing.',
    );
  }
  const said = [code === '' ? String(status) : code, message.slice(0, LONGEST)].join(': ');
  const fix = status >= 500 ? 'Run it again; if it stays, see https://status.azure.com.' : undefined;
  return new AzureError(failure, `${vault.name} refused ${action}: ${said}`, fix);
}

/** An instruction that names the network of a vault, where it is known. */
function insideOf({ network }: KnownVault, fix: string | undefined): string | undefined {
  return network.includes('inside ') ? `Run it ${network}. ${fix ?? ''}`.trim() : fix;
}
