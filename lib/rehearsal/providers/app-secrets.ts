import { badRequest } from '../arm/arm-error';
import { type ArmRequest, type Azure } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type Action } from '../arm/resource-type';
import { hasRole, mayReadSecret } from './role-rules';

/** AcrPull, AcrPush, and the role for registries with permissions by repository. */
const PULL_ROLES = [
  '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  '8311e382-0749-4cb8-b61a-304f252e45ec',
  'b93aa761-3e63-49ed-ac28-beffa264f7ac',
];

/** Rules of secrets: https://learn.microsoft.com/azure/container-apps/manage-secrets */
export function checkSecrets({ azure }: ArmRequest, body: Resource): void {
  const secrets = objectsAt(body.properties, 'configuration', 'secrets');
  const names = secrets.map(({ name }) => String(name));
  const wrong = names.find((name) => !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name));
  if (wrong !== undefined || new Set(names).size !== names.length) {
    throw badRequest(
      'ContainerAppSecretNameInvalid',
      `The names of secrets ${names.join(', ')} are wrong or not unique.`,
    );
  }
  for (const secret of secrets) {
    const { name, value, keyVaultUrl, identity } = secret;
    if (isText(keyVaultUrl)) {
      const principal = principalOf(azure, body, String(identity ?? ''));
      checkVault(azure, { name: String(name), url: keyVaultUrl, identity: String(identity ?? ''), principal });
    } else if (!isText(value)) {
      throw badRequest(
        'ContainerAppSecretInvalid',
        `The secret '${String(name)}' has neither a value nor a Key Vault URL.`,
      );
    }
  }
}

function checkVault(
  azure: Azure,
  {
    name,
    url,
    identity,
    principal,
  }: { readonly name: string; readonly url: string; readonly identity: string; readonly principal?: string },
): void {
  const isAllowed = principal !== undefined && mayReadSecret(azure, principal, url);
  if (!isAllowed) {
    const text = `Invalid value: "${name}": Unable to get value using Managed identity ${identity} for secret ${url}`;
    throw badRequest(
      'InvalidParameterValueInContainerTemplate',
      `The following field(s) are either invalid or missing. Field 'configuration.secrets' is invalid with details: '${text}'.`,
    );
  }
}

/** Rules of registries: https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull */
export function checkRegistries({ azure }: ArmRequest, body: Resource): void {
  const secrets = objectsAt(body.properties, 'configuration', 'secrets').map(({ name }) => name);
  const images = objectsAt(body.properties, 'template', 'containers').map(({ image }) => String(image));
  for (const { server, identity, username, passwordSecretRef } of objectsAt(
    body.properties,
    'configuration',
    'registries',
  )) {
    if (!isText(identity)) {
      if (!isText(username) || !secrets.includes(passwordSecretRef)) {
        throw badRequest(
          'ContainerAppRegistryInvalid',
          `The registry '${String(server)}' has neither an identity nor a username with a secret for its password.`,
        );
      }
      continue;
    }
    const principal = principalOf(azure, body, identity);
    const registry = azure.store
      .ofType('Microsoft.ContainerRegistry/registries')
      .find(({ properties }) => properties['loginServer'] === server);
    const image = images.find((each) => each.startsWith(`${String(server)}/`));
    if (
      registry !== undefined &&
      image !== undefined &&
      !(principal !== undefined && hasRole(azure, principal, registry.id, PULL_ROLES))
    ) {
      throw badRequest(
        'InvalidParameterValueInContainerTemplate',
        `The following field(s) are either invalid or missing. Field 'template.containers' is invalid with details: 'Invalid value: "${image}": unable to pull image using Managed identity ${identity} for registry ${String(server)}'.`,
      );
    }
  }
}

/** Principal of an identity that an app names, which the app must have. */
function principalOf({ store }: Azure, body: Resource, identity: string): string | undefined {
  const own = objectAt(body, 'identity');
  if (/^system/i.test(identity)) {
    return stringAt(own, 'principalId');
  }
  const ids = Object.keys(objectAt(own, 'userAssignedIdentities')).map((each) => each.toLowerCase());
  if (!ids.includes(identity.toLowerCase())) {
    throw badRequest('ContainerAppIdentityNotAssigned', `The identity '${identity}' is not one of ${body.name}.`);
  }
  return stringAt(store.get(identity)?.properties, 'principalId');
}

/** Secrets as they are kept: a reference to Key Vault, or a value. */
export function keptSecrets(secrets: readonly JsonObject[]): JsonObject[] {
  return secrets.map(({ name, value, keyVaultUrl, identity }) =>
    isText(keyVaultUrl) ? { name, keyVaultUrl, identity } : { name, value },
  );
}

/** Secrets as a read shows them. */
export function shownSecrets(secrets: readonly JsonObject[]): JsonObject[] {
  return secrets.map(({ name, keyVaultUrl, identity }) =>
    isText(keyVaultUrl) ? { name, keyVaultUrl, identity } : { name },
  );
}

/** Secrets with their values. */
export const listSecrets: Action = (_request, { properties }) => ({
  value: [...objectsAt(properties, 'configuration', 'secrets')],
});

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
