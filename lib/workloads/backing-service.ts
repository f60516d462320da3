import { checkLabel, checkVariable } from './names';
import { Problems } from './problems';

/** Kind of a data service. */
export enum BackingKind {
  POSTGRESQL = 'postgresql',
  REDIS = 'redis',
}

/** PostgreSQL with pgvector. */
export interface PostgresqlBackingProps {
  /** Name, and host on a laptop. @default postgres */
  readonly name?: string;
  /** Variable with the URL of the connection. @default DATABASE_URL */
  readonly variable?: string;
  /** Name of the database and, on a laptop, of its user. */
  readonly database: string;
}

/** Redis. */
export interface RedisBackingProps {
  /** Name of the service. @default redis */
  readonly name?: string;
  /** Variable with the URL of the connection. @default REDIS_URL */
  readonly variable?: string;
  /** Name of the container on a laptop, which several can share. @default the name */
  readonly container?: string;
  /** Number of the database on a laptop, where several share a container. @default 0 */
  readonly database?: number;
}

/**
 * Data service that services connect to: a container on a laptop, a managed service of Azure behind a private endpoint in a cluster.
 */
export class BackingService {
  /**
   * PostgreSQL with pgvector: the image `pgvector/pgvector` on a laptop, a flexible server in Azure.
   *
   * @throws ValidationError with all properties that are not allowed
   */
  public static postgresql(props: PostgresqlBackingProps): BackingService {
    const { name = 'postgres', variable = 'DATABASE_URL', database } = props;
    const problems = new Problems(`backing service ${name}`);
    const isName = /^[a-z_][a-z0-9_]{0,62}$/.test(database);
    problems.that('database', database, isName, 'up to 63 lower-case letters, digits and underscores');
    return new BackingService(problems, { kind: BackingKind.POSTGRESQL, name, container: name, variable, database });
  }

  /**
   * Redis: a container with a volume on a laptop, Managed Redis in Azure.
   *
   * @throws ValidationError with all properties that are not allowed
   */
  public static redis(props: RedisBackingProps = {}): BackingService {
    const { name = 'redis', variable = 'REDIS_URL', container = name, database = 0 } = props;
    const problems = new Problems(`backing service ${name}`);
    problems.wholeNumber('database', database, 0, 15).value('container', () => checkLabel(container));
    return new BackingService(problems, {
      kind: BackingKind.REDIS,
      name,
      container,
      variable,
      database: `${database}`,
    });
  }

  public readonly kind: BackingKind;
  public readonly name: string;
  /** Name of the container on a laptop. */
  public readonly container: string;
  /** Variable with the URL of the connection. */
  public readonly variable: string;
  /** Name of the database, or its number in Redis. */
  public readonly database: string;

  private constructor(
    problems: Problems,
    props: Pick<BackingService, 'kind' | 'name' | 'container' | 'variable' | 'database'>,
  ) {
    problems
      .value('name', () => checkLabel(props.name))
      .value('variable', () => checkVariable(props.variable))
      .done();
    this.kind = props.kind;
    this.name = props.name;
    this.container = props.container;
    this.variable = props.variable;
    this.database = props.database;
  }
}
