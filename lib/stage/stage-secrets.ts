import { TerraformDataSource, TerraformResource, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { declaredSecret, type SecretOfVault, usedSecrets } from '../constructs/security/secret-use';
import { type StageSecret } from '../manifest/stage-secret';
import { attributesReadBy, rendered } from './attribute-reference';

/** Terraform type of a secret, as a resource and as a data source. */
const SECRET = 'azurerm_key_vault_secret';

/** Arguments of a secret, as the bindings have them. */
interface SecretArguments {
  readonly nameInput?: unknown;
  readonly keyVaultIdInput?: unknown;
}

/** Mention of a secret by a construct. */
type Mention = Omit<StageSecret, 'users'> & { readonly user?: string };

/**
 * Secrets of key vaults that the constructs of a stage keep, write or use; sorted by vault and name. Those of vaults that are neither a resource nor a data
 * source of a stage of the app are left out.
 *
 * @param stage all stacks of its app have been prepared
 */
export function secretsOf(stage: TerraformStack): readonly StageSecret[] {
  const found = new Map<string, StageSecret>();
  for (const mention of stage.node.findAll().flatMap((construct) => mentionsBy(stage, construct))) {
    const { user, ...secret } = mention;
    const key = keyOf(secret);
    const before = found.get(key);
    const users = new Set([...(before?.users ?? []), ...(user === undefined ? [] : [user])]);
    found.set(key, { ...before, ...secret, users: [...users].sort() });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
}

function keyOf({ vault, name }: Pick<StageSecret, 'vault' | 'name'>): string {
  return [vault.stage, vault.address, name].join('\n');
}

function mentionsBy(stage: TerraformStack, construct: IConstruct): Mention[] {
  const declared = declaredSecret(construct);
  return [
    ...(declared === undefined ? [] : secretIn(stage, declared.keyVault.keyVaultId, declared.secretName, declared)),
    ...usedSecrets(construct).flatMap((secret) => usedBy(construct, secret)),
    ...terraformSecret(stage, construct),
  ];
}

/** A secret of whatever stage that a construct uses. */
function usedBy(user: IConstruct, secret: SecretOfVault): Mention[] {
  const { keyVault, secretName } = secret;
  const declared = declaredSecret(secret);
  const found = secretIn(TerraformStack.of(secret), keyVault.keyVaultId, secretName, declared);
  return found.map((each) => ({
    ...each,
    ...(declared === undefined ? { writtenBy: 'terraform' } : {}),
    user: user.node.path,
  }));
}

/** A secret that Terraform itself writes, or reads. */
function terraformSecret(stage: TerraformStack, construct: IConstruct): Mention[] {
  const isRead = TerraformDataSource.isTerraformDataSource(construct);
  if (!isRead && !TerraformResource.isTerraformResource(construct)) {
    return [];
  }
  if (construct.terraformResourceType !== SECRET) {
    return [];
  }
  const { nameInput, keyVaultIdInput } = construct as SecretArguments;
  const found = secretIn(stage, keyVaultIdInput, nameInput);
  return found.map((each) => (isRead ? { ...each, user: construct.node.path } : { ...each, writtenBy: 'terraform' }));
}

function secretIn(
  stage: TerraformStack,
  vaultId: unknown,
  secretName: unknown,
  declared?: { readonly isCertificate: boolean; readonly contentType?: string; readonly expires?: string },
): Mention[] {
  const name = rendered(stage, secretName);
  const vault = attributesReadBy(stage, rendered(stage, vaultId)).find(({ type }) => type === 'azurerm_key_vault');
  if (typeof name !== 'string' || name.includes('${') || vault === undefined) {
    return [];
  }
  const { isCertificate = false, contentType, expires } = declared ?? {};
  return [
    {
      name,
      vault: { stage: vault.stack.node.id, address: vault.address },
      ...(isCertificate ? { writtenBy: 'certificate' } : {}),
      ...(contentType === undefined ? {} : { contentType }),
      ...(expires === undefined ? {} : { expires }),
    },
  ];
}
