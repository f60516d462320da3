import { TerraformVariable, type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { ManagedRedis } from '../../lib/constructs/data/managed-redis';
import { type PostgresqlDatabase } from '../../lib/constructs/data/postgresql-database';
import { PostgresqlHighAvailability } from '../../lib/constructs/data/postgresql-server-options';
import { PostgresqlServer, type PostgresqlServerProps } from '../../lib/constructs/data/postgresql-server';
import { RedisCache } from '../../lib/constructs/data/redis-cache';
import { type IRedis } from '../../lib/constructs/data/redis-database';
import { Principal } from '../../lib/constructs/identity/principal';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { RedisCacheSku } from '../../lib/values/redis-cache-sku';
import { DATABASES } from './apis';
import { type FoundationStage } from './foundation-stage';
import { globalNameOf } from './names';
import { NetworkAccess, type SigmatiqParameters } from './parameters';

/** PostgreSQL with the eight databases, and Redis: step 3 in beta, step 7 in production. */
export class DataStage extends Stage {
  public readonly postgresql: PostgresqlServer;
  public readonly redis: IRedis;
  private readonly databases = new Map<string, PostgresqlDatabase>();
  private readonly isPublic: boolean;

  constructor(
    scope: Construct,
    private readonly foundation: FoundationStage,
    parameters: SigmatiqParameters,
  ) {
    const isPublic = parameters.networkAccess === NetworkAccess.PUBLIC;
    super(scope, 'stage-data', {
      title: 'Data',
      purpose: 'PostgreSQL with a database for each API, and Redis as their cache.',
      lifecycle: StageLifecycle.PERMANENT,
      upstream: [foundation],
      resourceGroup: foundation.resourceGroup,
      monthlyBudget: isPublic ? { from: 31, to: 35 } : { from: 370, to: 400 },
      prerequisites: parameters.postgresPassword
        ? ['Put the password of sqladmin into the variable TF_VAR_postgres_admin_password.']
        : [],
      checks: [
        'psql lists the eight databases.',
        'redis-cli PING answers.',
        'The migrations ran: python scripts/apply_migrations.py --dir migrations/core',
      ],
    });
    this.isPublic = isPublic;
    this.context.setDefaults(foundation.context.defaults);
    this.postgresql = this.addPostgresql(parameters);
    this.redis = this.addRedis(parameters);
    this.addOutput('postgresql_host', this.postgresql.hostName, { description: 'Host of PostgreSQL, port 5432.' });
    this.addOutput('redis_host', this.redis.hostName, { description: 'Host of Redis.' });
    this.addOutput('redis_port', this.redis.port, { description: 'TLS port of Redis.' });
  }

  /** One of the eight databases. */
  public database(name: string): PostgresqlDatabase {
    return this.databases.get(name) as PostgresqlDatabase;
  }

  private addPostgresql(parameters: SigmatiqParameters): PostgresqlServer {
    const server = new PostgresqlServer(this, 'Postgresql', {
      name: globalNameOf('psql', this.context, parameters),
      sku: parameters.postgresSku,
      storageGb: parameters.postgresStorageGb,
      highAvailability: parameters.postgresHighAvailability
        ? PostgresqlHighAvailability.ZONE_REDUNDANT
        : PostgresqlHighAvailability.NONE,
      passwordAuthentication: this.password(parameters),
      privateEndpoints: this.foundation.dataEndpoints,
      ...(this.isPublic && {
        publicNetworkAccess: true,
        allowedIpRanges: parameters.operatorIpRanges,
        allowAzureServices: parameters.allowAzureServices,
      }),
    });
    this.acknowledgeFindings(server, parameters);
    DATABASES.forEach((name) => this.databases.set(name, server.addDatabase(name, { name })));
    const { databaseAdminGroup: group, databaseAdminGroupName: groupName } = parameters;
    if (group !== undefined) {
      server.grantAdmin(Principal.group(this, 'DatabaseAdmins', group), groupName);
    }
    // The identity of the APIs may become the administrator, or cease to be.
    this.exportAttributes(server.node.defaultChild as TerraformResource, 'id', 'name', 'resource_group_name', 'fqdn');
    return server;
  }

  private acknowledgeFindings(server: PostgresqlServer, parameters: SigmatiqParameters): void {
    if (!parameters.postgresHighAvailability) {
      acknowledge(
        server,
        'AZS403',
        'The design has one server of this size; postgresHighAvailability=true adds a standby.',
      );
    }
    acknowledge(
      server,
      'AZS304',
      'The migrations make the databases of beta again, whose data may be lost with the region.',
      {
        profiles: ['dev', 'staging'],
      },
    );
    if (this.isPublic) {
      const isPublic = 'Beta is public by design, with firewall rules; production has private endpoints alone.';
      ['AZS001', 'AZS002'].forEach((rule) => acknowledge(server, rule, isPublic));
    }
    if (this.isPublic && parameters.allowAzureServices) {
      acknowledge(
        server,
        'AZS009',
        'The APIs of beta have no fixed address: Azure services are let in by allowAzureServices.',
      );
    }
  }

  private password({ postgresPassword }: SigmatiqParameters): PostgresqlServerProps['passwordAuthentication'] {
    if (!postgresPassword) {
      return undefined;
    }
    const variable = new TerraformVariable(this, 'postgres_admin_password', {
      type: 'string',
      sensitive: true,
      description: 'Password of the administrator sqladmin.',
    });
    this.context.warn(
      variable,
      'sqladmin signs in with a password, which whoever has it may pass on; without postgresPassword there is Entra ID alone',
    );
    return { login: 'sqladmin', password: variable.stringValue };
  }

  private addRedis(parameters: SigmatiqParameters): IRedis {
    const { redisSku: sku, redisHighAvailability: highAvailability } = parameters;
    const common = {
      name: globalNameOf('redis', this.context, parameters),
      privateEndpoints: this.foundation.dataEndpoints,
      publicNetworkAccess: this.isPublic,
    };
    if (sku instanceof RedisCacheSku) {
      return new RedisCache(this, 'Redis', { ...common, sku });
    }
    const redis = new ManagedRedis(this, 'Redis', { ...common, sku, highAvailability });
    if (this.isPublic) {
      acknowledge(
        redis,
        'AZS001',
        'Beta is public by design; it holds what is computed again, for who signs in with Entra ID.',
      );
      this.context.warn(
        redis,
        'answers on the Internet to whoever signs in with Entra ID: Managed Redis does not support address ranges. networkAccess=private closes it',
      );
    }
    return redis;
  }
}
