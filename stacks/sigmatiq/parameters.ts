import { z } from 'zod';
import { AppConfigurationSku } from '../../lib/constructs/management/app-configuration';
import { parsedBy, ParameterSet } from '../../lib/stage/parameter-set';
import { Cidr } from '../../lib/values/cidr';
import { ContainerImage } from '../../lib/values/container-image';
import { PostgresqlSku } from '../../lib/values/postgresql-sku';
import { RedisCacheSku } from '../../lib/values/redis-cache-sku';
import { RedisKind, RedisSku } from '../../lib/values/redis-sku';
import { VpnGatewaySku } from '../../lib/values/vpn-gateway-sku';

/** Network access to the data and the APIs. */
export enum NetworkAccess {
  /** Over the Internet, past firewall rules: beta in the reference design. */
  PUBLIC = 'public',
  /** Through private endpoints and a VPN alone: production in the reference design. */
  PRIVATE = 'private',
}

/** Whether this environment makes what all environments share. */
export enum SharedResources {
  MAKE = 'make',
  /** Another environment has made it. */
  USE = 'use',
}

/** `Basic_C0` and `P1` are of Azure Cache for Redis, `B0` and `Balanced_B0` of Managed Redis. */
function parseRedisSku(text: string): RedisCacheSku | RedisSku {
  return /^((basic|standard|premium)[ _-])?[cp]\d$/i.test(text.trim())
    ? RedisCacheSku.parse(text)
    : RedisSku.parse(text);
}

const image = (api: string) =>
  parsedBy((text) => ContainerImage.parse(text).toString())
    .optional()
    .describe(`Image of the ${api}, as sigmatiq-${api.toLowerCase().replace(' ', '-')}:1.0.0 in the shared registry`);

const REGISTRY_AND_VAULT_SUFFIX = /^[a-z0-9]{1,7}$/;

/** Parameters of Sigmatiq. */
export const sigmatiqParameters = new ParameterSet({
  shape: {
    networkAccess: z
      .enum(NetworkAccess)
      .describe(
        'Whether data and APIs answer on the Internet, or in the network alone, with a VPN. Cannot be changed later',
      ),
    shared: z
      .enum(SharedResources)
      .describe('Whether this environment makes the shared key vault and registry, or uses those of another one'),
    nameSuffix: z
      .string()
      .regex(REGISTRY_AND_VAULT_SUFFIX, 'one to seven lower-case letters and digits')
      .optional()
      .describe(
        'End of the names that only one in all of Azure can have, as 1023. Another one later replaces vaults, registry, PostgreSQL and Redis, and their data is lost. Default: none',
      ),
    postgresSku: parsedBy((text) => PostgresqlSku.parse(text)).describe('Size of PostgreSQL, as B1ms or D2ds_v4'),
    postgresStorageGb: z.int().min(32).default(32).describe('Gigabytes of the PostgreSQL disk, which grows by itself'),
    postgresHighAvailability: z
      .boolean()
      .describe('Whether PostgreSQL has a standby in another zone, which doubles its price'),
    postgresPassword: z
      .boolean()
      .default(false)
      .describe('Whether the administrator sqladmin signs in with a password, beside those of Entra ID'),
    databaseAdminGroup: z
      .guid()
      .optional()
      .describe('Object id of the Entra group that administers PostgreSQL. Default: the identity of the APIs does'),
    databaseAdminGroupName: z
      .string()
      .min(1)
      .default('sigmatiq-database-admins')
      .describe('Display name of that group, under which its members sign in'),
    allowAzureServices: z
      .boolean()
      .default(true)
      .describe('Whether everything in Azure reaches the sign-in of a public PostgreSQL, as the APIs must'),
    redisSku: parsedBy(parseRedisSku).describe(
      'Redis SKU: Managed Redis as B0, or the retiring Azure Cache for Redis as Basic_C0 or Premium_P1. Between the two Redis is replaced later, and its data is lost',
    ),
    redisHighAvailability: z
      .boolean()
      .describe('Whether Managed Redis has a replica. Another choice later replaces it, and its data is lost'),
    appConfigurationSku: z
      .enum(AppConfigurationSku)
      .describe(
        'Tier of the configuration store. Free, or Developer after a higher one, replaces it later, and what is in it is lost',
      ),
    vpnSku: parsedBy((text) => VpnGatewaySku.of(text))
      .prefault('VpnGw1AZ')
      .describe(
        'Size of the VPN gateway. Between VpnGw1AZ and the larger ones it is replaced later, and clients need their profile anew',
      ),
    vpnActiveActive: z
      .boolean()
      .describe(
        'Whether both machines of the VPN gateway take clients. Another choice later replaces it, and clients need their profile anew',
      ),
    vpnRootCertificate: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Root certificate of the VPN clients, base64 of its DER form in one line. Default: they sign in with Entra ID',
      ),
    vpnClientAddressPool: parsedBy((text) => Cidr.parse(text))
      .prefault('172.31.250.0/24')
      .describe('Addresses of VPN clients'),
    vnetAddressSpace: parsedBy((text) => Cidr.parse(text)).describe(
      'Address space of the network, /20 or larger. Cannot be changed later, while anything is in the network',
    ),
    authImage: image('Auth API'),
    nativeImage: image('Native API'),
    pilotImage: image('Pilot API'),
    cardImage: image('Card API'),
    simImage: image('Sim API'),
    secrets: z
      .array(z.string())
      .default(['Polygon-API-Key', 'Alpaca-API-Key', 'Alpaca-Secret-Key', 'AlphaVantage-API-Key'])
      .describe('Keys of the providers that you put into the shared key vault'),
    minReplicas: z.int().min(0).max(300).default(0).describe('Fewest replicas of each API; 0 scales to zero'),
    maxReplicas: z.int().min(1).max(300).default(3).describe('Most replicas of each API'),
    operatorIpRanges: z
      .array(z.string())
      .default([])
      .describe('Address ranges that reach the key vaults and a public PostgreSQL from the Internet, for operators'),
    alertEmail: z.email().optional().describe('E-mail address that receives alerts'),
    locks: z.boolean().describe('Whether what holds data or is shared is locked against deletion'),
  },
  defaults: (profile) => {
    const prod = profile.name === 'prod';
    return {
      networkAccess: prod ? NetworkAccess.PRIVATE : NetworkAccess.PUBLIC,
      shared: prod ? SharedResources.USE : SharedResources.MAKE,
      postgresSku: prod ? 'D2ds_v4' : 'B1ms',
      postgresHighAvailability: false,
      redisSku: prod ? 'Balanced_B5' : 'Balanced_B0',
      redisHighAvailability: profile.highlyAvailable,
      appConfigurationSku: prod ? AppConfigurationSku.STANDARD : AppConfigurationSku.DEVELOPER,
      vnetAddressSpace: prod ? '10.1.0.0/16' : '10.2.0.0/16',
      vpnActiveActive: profile.highlyAvailable,
      locks: profile.locksPermanentResources,
    };
  },
  problems: ({ redisSku, minReplicas, maxReplicas, networkAccess, appConfigurationSku }) => [
    ...(redisSku instanceof RedisSku && redisSku.kind !== RedisKind.MANAGED
      ? [
          {
            property: 'redisSku',
            message: `got ${redisSku.name}, which is neither that of the reference design nor current`,
            allowed: 'Managed Redis as B0, Azure Cache for Redis as Basic_C0 or Premium_P1',
          },
        ]
      : []),
    ...(minReplicas > maxReplicas
      ? [
          {
            property: 'minReplicas',
            message: `got ${minReplicas}, more than maxReplicas (${maxReplicas})`,
            allowed: `up to ${maxReplicas}`,
            fix: 'Raise maxReplicas as well.',
          },
        ]
      : []),
    ...(networkAccess === NetworkAccess.PRIVATE && appConfigurationSku === AppConfigurationSku.FREE
      ? [
          {
            property: 'appConfigurationSku',
            message: 'got "free", which takes no private endpoint',
            allowed: 'developer, standard, premium with networkAccess=private',
          },
        ]
      : []),
  ],
});

/** The parameters in force. */
export type SigmatiqParameters = ReturnType<typeof sigmatiqParameters.read>['values'];
