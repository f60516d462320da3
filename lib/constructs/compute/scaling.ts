import { type ContainerAppTemplate } from '@cdktf/provider-azurerm/lib/container-app';
import facts from '../../facts/containerapps.json';
import { Role } from '../../values/role';
import { type Checks } from '../checks';
import { type IStorageAccount } from '../data/storage-account';
import { type IGrantee } from '../identity/grantee';
import { grantRole } from '../identity/role-assignment';
import { secretNameOf } from './container-secret';

export interface ConcurrencyScalingOptions {
  /** Requests, or connections, at a time that one replica takes. @default 10 */
  readonly concurrentRequests?: number;
  /** @default `http` or `tcp` */
  readonly name?: string;
}

export interface QueueScalingOptions {
  /** Account of the queue. The job's identity may read its queues. */
  readonly account: IStorageAccount;
  /**
   * Environment variable, of those in `secrets`, with the connection string of the account. An app needs one: what azurerm writes for
   * an identity there comes back as another block, and every plan would change it (hashicorp/terraform-provider-azurerm#31530).
   *
   * @default none: a job asks as its identity
   */
  readonly connection?: string;
  readonly queueName: string;
  /** Messages for which there is one replica. @default 5 */
  readonly queueLength?: number;
  /** @default queue */
  readonly name?: string;
}

export interface UtilizationScalingOptions {
  /** Percent of the containers' requested resources, 1 to 100. @default 70 */
  readonly utilization?: number;
}

export interface CustomScalingOptions {
  readonly name: string;
  /** A KEDA scaler that Azure has, such as `azure-servicebus`. */
  readonly type: string;
  /** Metadata of the scaler, as KEDA documents it. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether the scaler signs in as the identity of the app or job. Needs azurerm 4.69, or 4.73 in a job. @default false */
  readonly useIdentity?: boolean;
  /** Parameters that come from secrets of the app: KEDA's name to the environment variable of the secret. @default none */
  readonly authentication?: Readonly<Record<string, string>>;
}

/** A rule as azurerm writes it. The bindings are older than `identity_id`, so this cannot be theirs. */
export interface RenderedScaleRule {
  readonly name: string;
  readonly custom_rule_type: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly authentication?: { readonly secret_name: string; readonly trigger_parameter: string }[];
  readonly identity_id?: string;
}

/** The KEDA scaler of storage queues. Azure turns such a rule of an app, but not of a job, into one of its own kind. */
const QUEUE_SCALER = 'azure-queue';

/**
 * A scale rule: adds replicas of an app, or executions of a job.
 */
export class Scaling {
  /** By the requests that a replica handles at a time. */
  public static http(options: ConcurrencyScalingOptions = {}): Scaling {
    return new Scaling(options.name ?? 'http', { kind: 'http', requests: options.concurrentRequests ?? 10 });
  }

  /** By the connections that a replica holds at a time. */
  public static tcp(options: ConcurrencyScalingOptions = {}): Scaling {
    return new Scaling(options.name ?? 'tcp', { kind: 'tcp', requests: options.concurrentRequests ?? 10 });
  }

  /**
   * By the messages in a storage queue.
   *
   * The scaler of a job signs in as the job's identity; that of an app needs a `connection`.
   */
  public static queue(options: QueueScalingOptions): Scaling {
    const { account, queueName, connection } = options;
    const name = options.name ?? 'queue';
    const metadata = {
      accountName: account.storageAccountName,
      queueName,
      queueLength: String(options.queueLength ?? 5),
    };
    const scaler = { name, type: QUEUE_SCALER, metadata };
    return connection === undefined
      ? new Scaling(name, undefined, { ...scaler, useIdentity: true }, account)
      : new Scaling(name, undefined, { ...scaler, authentication: { connection } });
  }

  /** By processor use. It cannot start the first replica. */
  public static cpu(options: UtilizationScalingOptions = {}): Scaling {
    return utilization('cpu', options);
  }

  /** By memory use. It cannot start the first replica. */
  public static memory(options: UtilizationScalingOptions = {}): Scaling {
    return utilization('memory', options);
  }

  /** By any other scaler of KEDA. */
  public static custom(options: CustomScalingOptions): Scaling {
    return new Scaling(options.name, undefined, options);
  }

  private constructor(
    public readonly name: string,
    /** For a rule of Azure's own. */
    public readonly concurrency?: { readonly kind: 'http' | 'tcp'; readonly requests: number },
    /** For a rule of KEDA's. */
    public readonly scaler?: CustomScalingOptions,
    private readonly queueAccount?: IStorageAccount,
  ) {}

  /** Whether it can start the first replica: all but processor and memory use, which are nothing without one. */
  public get startsFromZero(): boolean {
    return !['cpu', 'memory'].includes(this.scaler?.type ?? '');
  }

  /** Grants the scaler's identity the access that it needs. */
  public grantTo(grantee: IGrantee): void {
    if (this.queueAccount !== undefined) {
      grantRole(this.queueAccount, this.queueAccount.storageAccountId, grantee, Role.of('Storage Queue Data Reader'));
    }
  }
}

/**
 * Notes what azurerm would refuse.
 *
 * Source: azurerm internal/services/containerapps/helpers/container_apps.go, CustomScaleRuleSchema and HTTPScaleRuleSchema.
 */
export function checkScaling(checks: Checks, rules: readonly Scaling[], secrets: readonly string[]): void {
  const names = rules.map((rule) => rule.name);
  checks.that('scaling', names, new Set(names).size === names.length, 'each name once');
  rules.forEach(({ name, concurrency, scaler }, index) => {
    const property = `scaling[${index}]`;
    const utilized = scaler?.metadata['type'] === 'Utilization' ? Number(scaler.metadata['value']) : undefined;
    checks
      .that(
        property,
        name,
        /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name),
        'a name of lower-case letters, digits, . and -',
      )
      .wholeNumber(`${property}.concurrentRequests`, concurrency?.requests, 1, Number.MAX_SAFE_INTEGER)
      .wholeNumber(`${property}.utilization`, utilized, 1, 100)
      .oneOf(`${property}.type`, scaler?.type, facts.scaleRules.customRuleTypes);
    const unknown = Object.values(scaler?.authentication ?? {}).find((variable) => !secrets.includes(variable));
    checks.that(`${property}.authentication`, unknown, false, `a variable of secrets: ${secrets.join(', ') || 'none'}`);
  });
}

/**
 * Notes the queue rules of an app that azurerm would read back into another block than the one they were written in.
 *
 * Source: azurerm internal/services/containerapps/helpers/container_apps.go, flattenContainerAppScaleRules, and
 * hashicorp/terraform-provider-azurerm#32913: Azure gives back a KEDA rule of this kind as its own, which in azurerm has no identity.
 */
export function checkQueueScaling(checks: Checks, rules: readonly Scaling[]): void {
  rules.forEach(({ scaler }, index) => {
    const isQueue = scaler?.type === QUEUE_SCALER;
    const { queueName, queueLength } = scaler?.metadata ?? {};
    checks
      .together(
        !isQueue || scaler?.authentication !== undefined,
        `scaling[${index}]: azurerm cannot store a queue rule that authenticates with an identity, and every plan would change it`,
        "Scale a ContainerAppJob by the queue, or put the account's connection string into the key vault and give Scaling.queue its variable as connection.",
      )
      .together(
        !isQueue || (queueName !== undefined && queueLength !== undefined),
        `scaling[${index}]: a rule of type ${QUEUE_SCALER} needs queueName and queueLength in its metadata`,
        'Use Scaling.queue.',
      );
  });
}

/** The rules of Azure's own. */
export function nativeRules(
  rules: readonly Scaling[],
): Pick<ContainerAppTemplate, 'httpScaleRule' | 'tcpScaleRule' | 'azureQueueScaleRule'> {
  const of = (kind: 'http' | 'tcp') => {
    const blocks = rules
      .filter((rule) => rule.concurrency?.kind === kind)
      .map((rule) => ({ name: rule.name, concurrentRequests: String(rule.concurrency?.requests) }));
    return blocks.length === 0 ? undefined : blocks;
  };
  const queues = rules.filter(isQueueRule).map(({ name, scaler }) => ({
    name,
    queueName: scaler?.metadata['queueName'] ?? '',
    queueLength: Number(scaler?.metadata['queueLength']),
    authentication: Object.entries(scaler?.authentication ?? {}).map(([triggerParameter, variable]) => ({
      secretName: secretNameOf(variable),
      triggerParameter,
    })),
  }));
  return {
    httpScaleRule: of('http'),
    tcpScaleRule: of('tcp'),
    azureQueueScaleRule: queues.length === 0 ? undefined : queues,
  };
}

/** Whether a rule of an app is one of Azure's own for queues. */
export function isQueueRule({ scaler }: Scaling): boolean {
  return scaler?.type === QUEUE_SCALER;
}

/** The rules of KEDA's scalers, with the identity where they authenticate with one. */
export function scalerRules(rules: readonly Scaling[], identityId: string): RenderedScaleRule[] {
  return rules
    .map((rule) => rule.scaler)
    .filter((scaler) => scaler !== undefined)
    .map((scaler) => ({
      name: scaler.name,
      custom_rule_type: scaler.type,
      metadata: scaler.metadata,
      authentication:
        scaler.authentication &&
        Object.entries(scaler.authentication).map(([parameter, variable]) => ({
          secret_name: secretNameOf(variable),
          trigger_parameter: parameter,
        })),
      identity_id: scaler.useIdentity === true ? identityId : undefined,
    }));
}

function utilization(type: string, options: UtilizationScalingOptions): Scaling {
  const metadata = { type: 'Utilization', value: String(options.utilization ?? 70) };
  return Scaling.custom({ name: type, type, metadata });
}
