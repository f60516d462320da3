import { type ContainerAppTemplate } from '@cdktf/provider-azurerm/lib/container-app';
import { type Construct, type IConstruct } from 'constructs';
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
  /** Account of the queue. The app's identity may read its queues. */
  readonly account: IStorageAccount;
  readonly queueName: string;
  /** Messages for which there is one replica. @default 5 */
  readonly queueLength?: number;
  /** @default queue */
  readonly name?: string;
}

export interface UtilizationScalingOptions {
  /** Percent of what the containers asked for, 1 to 100. @default 70 */
  readonly utilization?: number;
}

export interface CustomScalingOptions {
  readonly name: string;
  /** A KEDA scaler that Azure has, such as `azure-servicebus`. */
  readonly type: string;
  /** What the scaler needs to know, as KEDA documents it. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether the scaler signs in as the app's identity. Needs azurerm 4.69. @default false */
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

/** The first azurerm 4.x minor whose scale rules have `identity_id`. */
export const IDENTITY_SCALING_MINOR = 69;

/**
 * When an app gets another replica, or a job another execution.
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
   * The scaler signs in as the app's identity: azurerm's own queue rule takes nothing but an account key.
   */
  public static queue(options: QueueScalingOptions): Scaling {
    const { account, queueName } = options;
    const name = options.name ?? 'queue';
    const queueLength = String(options.queueLength ?? 5);
    return new Scaling(
      name,
      undefined,
      {
        name,
        type: 'azure-queue',
        metadata: { accountName: account.storageAccountName, queueName, queueLength },
        useIdentity: true,
      },
      account,
    );
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

  /** Gives the identity that the scaler signs in as what it needs. */
  public grantTo(grantee: IGrantee): void {
    if (this.queueAccount !== undefined) {
      const account = this.queueAccount as IConstruct as Construct;
      grantRole(account, this.queueAccount.storageAccountId, grantee, Role.of('Storage Queue Data Reader'));
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

/** The rules of Azure's own. */
export function concurrencyRules(
  rules: readonly Scaling[],
): Pick<ContainerAppTemplate, 'httpScaleRule' | 'tcpScaleRule'> {
  const of = (kind: 'http' | 'tcp') => {
    const blocks = rules
      .filter((rule) => rule.concurrency?.kind === kind)
      .map((rule) => ({ name: rule.name, concurrentRequests: String(rule.concurrency?.requests) }));
    return blocks.length === 0 ? undefined : blocks;
  };
  return { httpScaleRule: of('http'), tcpScaleRule: of('tcp') };
}

/** The rules of KEDA's, whose scalers sign in as the identity where they ask for it. */
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
