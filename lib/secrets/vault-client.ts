import { type SecretClient } from '@azure/keyvault-secrets';
import { type TokenCredential } from '@azure/core-auth';
import { getDefaultProxySettings, type PipelinePolicy, type PipelineResponse } from '@azure/core-rest-pipeline';
import { type AzurePipelineOptions } from '../azure/pipeline';
import { timeLimitPolicy } from '../azure/time-limit';
import { AzureError } from '../azure/azure-error';
import { packageVersion } from '../toolkit/package-version';
import { ToolkitError } from '../toolkit/toolkit-error';
import { HttpsService } from '../verify/data-plane/https-service';
import { reach } from '../verify/data-plane/reach';
import { refusedBy } from '../verify/data-plane/service-error';
import { type KnownVault } from './known-vault';
import { vaultTrouble } from './vault-trouble';

/** Longest time of a question to a vault with all its repetitions, in milliseconds. */
const TIMEOUT = 60_000;

/** Seconds between questions whether a secret was recovered, and the most of them. */
const PAUSE = 2;
const MOST_QUESTIONS = 60;

/** Most secrets of a vault that are looked at. */
const MOST_SECRETS = 10_000;

/** What a vault says of a secret beside its value. */
export interface SecretFacts {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly validFrom?: Date;
  readonly expiresAt?: Date;
  readonly updatedAt?: Date;
}

/** Secret that is about to be written. */
export interface NewSecret {
  readonly name: string;
  readonly value: string;
  readonly contentType?: string;
  readonly expires?: string;
}

/** Properties of {@link VaultClient}. */
export interface VaultClientProps {
  readonly vault: KnownVault;
  readonly credential: TokenCredential;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** @default those of the environment, its proxy included */
  readonly options?: AzurePipelineOptions;
}

const READER = 'Key Vault Reader';
const OFFICER = 'Key Vault Secrets Officer';

/**
 * Client of a key vault for secrets, which never asks for a value: https://learn.microsoft.com/rest/api/keyvault/secrets
 *
 * Every failure is one error that says what to do.
 */
export class VaultClient {
  private client?: SecretClient;
  /** Last answer that was a refusal. */
  private answer?: PipelineResponse;

  private readonly notingRefusals: PipelinePolicy = {
    name: 'azstageRefusals',
    sendRequest: async (request, next) => {
      const answer = await next(request);
      if (answer.status >= 300) {
        this.answer = answer;
      }
      return answer;
    },
  };

  constructor(private readonly props: VaultClientProps) {}

  /** Secrets of the vault. */
  public list(): Promise<readonly SecretFacts[]> {
    return this.asking('to list its secrets', READER, async (client, abortSignal) => {
      const found: SecretFacts[] = [];
      for await (const { name, enabled, notBefore, expiresOn, updatedOn } of client.listPropertiesOfSecrets({
        abortSignal,
      })) {
        found.push({
          name,
          isEnabled: enabled !== false,
          validFrom: notBefore,
          expiresAt: expiresOn,
          updatedAt: updatedOn,
        });
        this.refuseEndless(found.length);
      }
      return found;
    });
  }

  /** Secrets that were deleted and can be recovered, by name in small letters, with the time at which each is purged. */
  public deleted(): Promise<ReadonlyMap<string, Date | undefined>> {
    return this.asking('to list its deleted secrets', READER, async (client, abortSignal) => {
      const found = new Map<string, Date | undefined>();
      for await (const { name, scheduledPurgeDate } of client.listDeletedSecrets({ abortSignal })) {
        found.set(name.toLowerCase(), scheduledPurgeDate);
        this.refuseEndless(found.size);
      }
      return found;
    });
  }

  /**
   * Finds out whether the vault can be reached, before a value is asked for. Through a proxy, only a request can tell.
   *
   * @throws AzureError when it cannot
   */
  public async reach(): Promise<void> {
    const { vault, credential, signal, options } = this.props;
    if ((options?.proxyOptions ?? getDefaultProxySettings()) !== undefined) {
      return;
    }
    try {
      await reach({ host: new URL(vault.uri).hostname, port: 443 }, { credential, signal });
    } catch (error) {
      throw vaultTrouble(error, { vault, action: 'a connection', role: READER });
    }
  }

  /**
   * Writes a new version of a secret.
   *
   * @returns the version
   * @throws AzureError with the reason `ObjectIsDeletedButRecoverable` when a deleted secret has the name
   */
  public set({ name, value, contentType, expires }: NewSecret): Promise<string | undefined> {
    return this.asking(`to set ${name}`, OFFICER, async (client, abortSignal) => {
      const expiresOn = expires === undefined ? undefined : new Date(expires);
      const { properties } = await client.setSecret(name, value, { contentType, expiresOn, abortSignal });
      return properties.version;
    });
  }

  /**
   * Recovers a deleted secret, and waits until it is there.
   *
   * The client of the SDK would read its value to find that out.
   */
  public async recover(name: string): Promise<void> {
    const { vault, credential, options, sleep, signal } = this.props;
    await this.asking(`to recover ${name}`, OFFICER, async (_, abortSignal) => {
      const context = { credential, signal: abortSignal, options };
      const service = await HttpsService.open(vault.uri, context, { scope: 'https://vault.azure.net/.default' });
      const answer = await service.ask(`/deletedsecrets/${name}/recover?api-version=7.4`, { method: 'POST' });
      if (answer.status !== 200) {
        throw refusedBy(vault.name, `to recover ${name}`, answer, { name: OFFICER, scope: vault.id });
      }
    });
    for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
      if ((await this.list()).some((each) => each.name.toLowerCase() === name.toLowerCase())) {
        return;
      }
      await sleep(PAUSE, signal);
    }
    throw new AzureError({}, `${vault.name} has not recovered ${name} yet.`, 'Run it again in some minutes.');
  }

  private refuseEndless(size: number): void {
    if (size > MOST_SECRETS) {
      throw new AzureError({}, `${this.props.vault.name} lists more than ${MOST_SECRETS} secrets.`);
    }
  }

  private async asking<T>(
    action: string,
    role: string,
    ask: (client: SecretClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { signal, vault } = this.props;
    const time = AbortSignal.timeout(TIMEOUT);
    try {
      return await ask(this.open(), AbortSignal.any([signal, time]));
    } catch (error) {
      if (signal.aborted) {
        throw new ToolkitError('INTERRUPTED', 'Interrupted.');
      }
      if (time.aborted) {
        throw new AzureError({}, `${vault.name} did not answer within ${TIMEOUT / 1000} seconds.`, 'Run it again.');
      }
      throw vaultTrouble(error, { vault, action, role, answer: this.answer });
    }
  }

  private open(): SecretClient {
    const { vault, credential, options } = this.props;
    // import() would give it types of its own.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const sdk = require('@azure/keyvault-secrets') as { readonly SecretClient: typeof SecretClient };
    this.client ??= new sdk.SecretClient(vault.uri, credential, {
      userAgentOptions: { userAgentPrefix: `azstage/${packageVersion()}` },
      retryOptions: { maxRetries: 3 },
      ...options,
      additionalPolicies: [
        ...(options?.additionalPolicies ?? []),
        { policy: timeLimitPolicy, position: 'perRetry' },
        { policy: this.notingRefusals, position: 'perRetry' },
      ],
    });
    return this.client;
  }
}

/** Whether a secret could not be written because a deleted one has its name. */
export function isDeletedName(error: unknown): boolean {
  return (
    error instanceof AzureError &&
    error.status === 409 &&
    (error.reason === 'ObjectIsDeletedButRecoverable' || /deleted but recoverable/i.test(error.message))
  );
}
