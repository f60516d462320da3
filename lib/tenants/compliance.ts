import facts from '../facts/compliance.json';

/** Requirement of a tenant on the platform. */
export enum ComplianceRequirement {
  /** General Data Protection Regulation: the data stays in the EU, or in the EU Data Boundary of Microsoft. */
  GDPR = 'gdpr',
  /** Health Insurance Portability and Accountability Act: only services that Microsoft's Business Associate Agreement covers. */
  HIPAA = 'hipaa',
  /** ISO/IEC 27001: recorded, without a rule of its own. */
  ISO27001 = 'iso27001',
  /** SOC 2: recorded, without a rule of its own. */
  SOC2 = 'soc2',
}

/** Service of Azure that the data of tenants goes to. */
export enum TenantService {
  BACKUP = 'Azure Backup',
  CACHE_FOR_REDIS = 'Azure Cache for Redis',
  CONTAINER_REGISTRY = 'Azure Container Registry',
  POSTGRESQL = 'Azure Database for PostgreSQL',
  DNS = 'Azure DNS',
  EVENT_HUBS = 'Azure Event Hubs',
  FRONT_DOOR = 'Azure Front Door',
  KEY_VAULT = 'Azure Key Vault',
  KUBERNETES = 'Azure Kubernetes Service',
  MANAGED_GRAFANA = 'Azure Managed Grafana',
  MANAGED_REDIS = 'Azure Managed Redis',
  MONITOR = 'Azure Monitor',
  OPENAI = 'Azure OpenAI',
  STORAGE = 'Azure Storage',
}

/** Services that the HIPAA Business Associate Agreement is taken to cover. Source: lib/facts/compliance.json. */
export const HIPAA_SERVICES: readonly string[] = facts.services
  .filter(({ hipaa }) => hipaa)
  .map(({ service }) => service);

/** Residencies of which one is required, by requirement; undefined where any will do. */
export function residenciesFor(requirement: ComplianceRequirement): readonly string[] | undefined {
  return facts.requirements.find(({ name }) => name === requirement)?.residency;
}
