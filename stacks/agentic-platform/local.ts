import { type Tenant } from '../../lib/tenants';
import { composeFiles, type VariableSection } from '../../lib/workloads';
import { type AgenticPlatformParameters } from './parameters';
import { platformServices, TENANT_FILES, variableOf } from './services';
import { tenantConfigMapData } from './tenants';

/** Comments of the variables, by the sections of the reference design. */
const SECTIONS: readonly VariableSection[] = [
  {
    title: 'Database',
    variables: {
      POSTGRES_PASSWORD: 'Password of the database on this machine: openssl rand -hex 16',
      DATABASE_URL: 'Database of the platform, with pgvector',
      REDIS_URL: 'Cache',
      QUEUE_URL: 'Queue of the jobs, in the same container',
      SHARED_REDIS_URL: 'Cache of what all regions know, in the same container',
    },
  },
  {
    title: 'LLM Providers',
    variables: {
      ANTHROPIC_API_KEY: 'Key of Anthropic: sk-...',
      OPENAI_API_KEY: 'Key of OpenAI: sk-...',
    },
  },
  {
    title: 'Vector Store',
    variables: {
      PINECONE_API_KEY: 'Key of Pinecone, to try it in place of pgvector; else empty',
      PINECONE_ENVIRONMENT: 'Environment of it',
    },
  },
  {
    title: 'Application',
    variables: {
      SECRET_KEY: 'Key of the sessions: openssl rand -hex 32',
      JWT_SECRET: 'Key that tokens are signed with: openssl rand -hex 32',
      API_VERSION: 'Version in the paths of the API',
      LOG_LEVEL: 'debug, info, warning or error',
    },
  },
  { title: 'MCP', variables: { MCP_SERVER_PATH: 'Directory of the MCP servers in the containers' } },
];

/**
 * Compose file of the platform for a laptop, and the example of the variables that it reads.
 *
 * @param tenants those whose settings the services find there
 */
export function localFiles(
  parameters: AgenticPlatformParameters,
  tenants: readonly Tenant[],
): Readonly<Record<string, string>> {
  const services = platformServices(parameters);
  const named = new Set([...parameters.secrets.map(variableOf), ...COMMON]);
  return composeFiles({
    name: 'agentic-platform',
    services: Object.values(services),
    configFiles: { [TENANT_FILES]: tenantConfigMapData(tenants) },
    proxy: { service: services.api },
    variables: SECTIONS.map(({ title, variables }) => ({
      title,
      variables: Object.fromEntries(Object.entries(variables).filter(([name]) => named.has(name))),
    })),
  });
}

/** Variables that are there whatever secrets the parameter names. */
const COMMON = [
  'POSTGRES_PASSWORD',
  'DATABASE_URL',
  'REDIS_URL',
  'QUEUE_URL',
  'SHARED_REDIS_URL',
  'PINECONE_API_KEY',
  'PINECONE_ENVIRONMENT',
  'API_VERSION',
  'LOG_LEVEL',
  'MCP_SERVER_PATH',
];
