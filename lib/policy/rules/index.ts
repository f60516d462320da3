import { type PolicyRule } from '../rule';
import { anonymousBlobs } from './anonymous-blobs';
import { apiManagementCertificates } from './api-management-certificates';
import { apiManagementNetwork } from './api-management-network';
import { apiManagementTier } from './api-management-tier';
import { appConfigurationTier } from './app-configuration-tier';
import { blobSoftDelete } from './blob-soft-delete';
import { cosmosContinuousBackup } from './cosmos-continuous-backup';
import { cosmosFailover } from './cosmos-failover';
import { cosmosMetadataWrites } from './cosmos-metadata-writes';
import { customerManagedKey } from './customer-managed-key';
import { diagnosticSetting } from './diagnostic-setting';
import { dnsServers } from './dns-servers';
import { encryptedTransport } from './encrypted-transport';
import { eventHubsAutoInflate } from './event-hubs-auto-inflate';
import { eventHubsRegion } from './event-hubs-region';
import { expirationDate } from './expiration-date';
import { firewallDenies } from './firewall-denies';
import { frontDoorFirewall } from './front-door-firewall';
import { geoReplication } from './geo-replication';
import { hardwareKey } from './hardware-key';
import { httpPort } from './http-port';
import { kubernetesApiRanges } from './kubernetes-api-ranges';
import { kubernetesAutoscaler } from './kubernetes-autoscaler';
import { kubernetesAzurePolicy } from './kubernetes-azure-policy';
import { kubernetesCni } from './kubernetes-cni';
import { kubernetesEphemeralDisks } from './kubernetes-ephemeral-disks';
import { kubernetesHostEncryption } from './kubernetes-host-encryption';
import { kubernetesHttpRouting } from './kubernetes-http-routing';
import { kubernetesLocalAccounts } from './kubernetes-local-accounts';
import { kubernetesLogs } from './kubernetes-logs';
import { kubernetesMaxPods } from './kubernetes-max-pods';
import { kubernetesNetworkPolicy } from './kubernetes-network-policy';
import { kubernetesNodeAddresses } from './kubernetes-node-addresses';
import { kubernetesNodeCount } from './kubernetes-node-count';
import { kubernetesPrivateCluster } from './kubernetes-private-cluster';
import { kubernetesRbac } from './kubernetes-rbac';
import { kubernetesScaleSets } from './kubernetes-scale-sets';
import { kubernetesSecretRotation } from './kubernetes-secret-rotation';
import { kubernetesSystemPool } from './kubernetes-system-pool';
import { kubernetesTier } from './kubernetes-tier';
import { kubernetesUpgradeChannel } from './kubernetes-upgrade-channel';
import { localAuthentication } from './local-authentication';
import { localDns } from './local-dns';
import { managedIdentity } from './managed-identity';
import { managementPorts } from './management-ports';
import { minimumTls } from './minimum-tls';
import { openaiOutbound } from './openai-outbound';
import { postgresqlFirewall } from './postgresql-firewall';
import { postgresqlGeoBackup } from './postgresql-geo-backup';
import { postgresqlHighAvailability } from './postgresql-high-availability';
import { postgresqlMaintenance } from './postgresql-maintenance';
import { privateEndpoint } from './private-endpoint';
import { publicNetworkAccess } from './public-network-access';
import { purgeProtection } from './purge-protection';
import { redisReplication } from './redis-replication';
import { registryAdmin } from './registry-admin';
import { registryAnonymousPull } from './registry-anonymous-pull';
import { registryDataEndpoints } from './registry-data-endpoints';
import { registryQuarantine } from './registry-quarantine';
import { registryRetention } from './registry-retention';
import { registryScanning } from './registry-scanning';
import { sasExpiration } from './sas-expiration';
import { searchAllowedIps } from './search-allowed-ips';
import { searchReplicas } from './search-replicas';
import { secretContentType } from './secret-content-type';
import { storageAccountName } from './storage-account-name';
import { storageLocalUsers } from './storage-local-users';
import { storageLogs } from './storage-logs';
import { storageRedundancy } from './storage-redundancy';
import { subnetSecurityGroup } from './subnet-security-group';
import { trustedServices } from './trusted-services';
import { udpPorts } from './udp-ports';
import { vpnActiveActive } from './vpn-active-active';
import { zoneRedundancy } from './zone-redundancy';

/** All rules, by id. */
export const POLICY_RULES: readonly PolicyRule[] = [
  publicNetworkAccess,
  privateEndpoint,
  firewallDenies,
  trustedServices,
  managementPorts,
  httpPort,
  udpPorts,
  subnetSecurityGroup,
  postgresqlFirewall,
  searchAllowedIps,
  kubernetesApiRanges,
  kubernetesPrivateCluster,
  kubernetesNodeAddresses,
  apiManagementNetwork,
  openaiOutbound,
  registryDataEndpoints,
  kubernetesNetworkPolicy,
  kubernetesCni,
  kubernetesHttpRouting,
  dnsServers,
  localDns,
  frontDoorFirewall,
  localAuthentication,
  registryAdmin,
  kubernetesLocalAccounts,
  storageLocalUsers,
  registryAnonymousPull,
  anonymousBlobs,
  cosmosMetadataWrites,
  sasExpiration,
  managedIdentity,
  kubernetesRbac,
  apiManagementCertificates,
  minimumTls,
  encryptedTransport,
  customerManagedKey,
  kubernetesHostEncryption,
  hardwareKey,
  expirationDate,
  secretContentType,
  purgeProtection,
  blobSoftDelete,
  cosmosContinuousBackup,
  postgresqlGeoBackup,
  registryRetention,
  registryQuarantine,
  registryScanning,
  zoneRedundancy,
  eventHubsRegion,
  postgresqlHighAvailability,
  storageRedundancy,
  geoReplication,
  cosmosFailover,
  redisReplication,
  searchReplicas,
  kubernetesTier,
  apiManagementTier,
  appConfigurationTier,
  eventHubsAutoInflate,
  kubernetesAutoscaler,
  kubernetesNodeCount,
  postgresqlMaintenance,
  vpnActiveActive,
  kubernetesMaxPods,
  kubernetesScaleSets,
  kubernetesEphemeralDisks,
  kubernetesSystemPool,
  kubernetesLogs,
  kubernetesAzurePolicy,
  kubernetesUpgradeChannel,
  kubernetesSecretRotation,
  storageLogs,
  diagnosticSetting,
  storageAccountName,
];
