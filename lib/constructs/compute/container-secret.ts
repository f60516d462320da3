import { Fn } from 'cdktf';
import { type IConstruct } from 'constructs';
import { Checks } from '../checks';
import { type IGrantee } from '../identity/grantee';
import { type ISecretReference } from '../security/key-vault-secret';

/** A secret as azurerm writes it. */
interface RenderedSecret {
  readonly name: string;
  readonly key_vault_secret_id?: string;
  readonly identity?: string;
  readonly value?: string;
}

/**
 * The secrets of one container app or job.
 *
 * Each is named after the environment variable that carries it: `NEWSAPI_KEY` becomes `newsapi-key`.
 */
export class ContainerSecrets {
  private readonly secrets = new Map<string, RenderedSecret>();

  constructor(
    private readonly owner: IConstruct & IGrantee,
    private readonly identityId: string,
  ) {}

  /**
   * Adds a secret of a key vault, and lets the app read it.
   *
   * @returns name of the secret in the app
   */
  public addReference(variable: string, secret: ISecretReference): string {
    secret.grantRead(this.owner);
    return this.add(variable, { key_vault_secret_id: secret.secretId, identity: this.identityId });
  }

  /**
   * Adds a secret by its value, which is then in the Terraform state: the last resort, for services without Entra sign-in.
   *
   * @returns name of the secret in the app
   */
  public addValue(variable: string, value: string): string {
    return this.add(variable, { value });
  }

  /** Whether there is a secret for a variable. */
  public has(variable: string): boolean {
    return this.secrets.has(secretNameOf(variable));
  }

  /** The `secret` blocks, sorted by name, or undefined when there are none. */
  public render(): RenderedSecret[] | undefined {
    const sorted = [...this.secrets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return sorted.length === 0 ? undefined : sorted.map(knownTogether);
  }

  /** Source of the rule: azurerm internal/services/containerapps/validate/validate.go, SecretName. */
  private add(variable: string, secret: Omit<RenderedSecret, 'name'>): string {
    const name = secretNameOf(variable);
    const existing = this.secrets.get(name);
    const same =
      existing === undefined ||
      (existing.key_vault_secret_id === secret.key_vault_secret_id && existing.value === secret.value);
    new Checks(this.owner)
      .that(
        'secrets',
        variable,
        /^[a-z0-9][a-z0-9-]{0,252}$/.test(name),
        'a name with a letter or digit, up to 253 characters',
      )
      .together(
        same,
        `secrets: ${variable} would be the secret "${name}", which exists already`,
        'Rename one of the two.',
      )
      .done();
    this.secrets.set(name, { name, ...secret });
    return name;
  }
}

/** Name of the secret behind an environment variable: `NEWSAPI_KEY` becomes `newsapi-key`. */
export function secretNameOf(variable: string): string {
  return variable
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/**
 * The secret with an address and an identity that are both known to Terraform, or both unknown.
 *
 * azurerm reads what is not known yet as empty, and refuses a plan with a secret that has an address and no identity, or the other
 * way round (internal/services/containerapps/container_app_resource.go, CustomizeDiff). The vault of another stage is known before
 * the identity of the app is made. Neither text has a blank.
 */
function knownTogether(secret: RenderedSecret): RenderedSecret {
  if (secret.key_vault_secret_id === undefined || secret.identity === undefined) {
    return secret;
  }
  const both = Fn.split(' ', Fn.join(' ', [secret.key_vault_secret_id, secret.identity]));
  return {
    ...secret,
    key_vault_secret_id: Fn.element(both, 0) as string,
    identity: Fn.element(both, 1) as string,
  };
}
