import { TerraformStack, TerraformVariable } from 'cdktf';
import { type Construct } from 'constructs';
import { z } from 'zod';
import { AzureContext } from '../constructs/azure-context';

/** Options of {@link secret}. */
export interface SecretOptions {
  /**
   * Whether Terraform keeps the value in no state and no plan. It can then be used in write-only arguments, ephemeral resources and provider settings
   * alone, as in `KeyVaultSecret`, and the stages that use it require Terraform 1.10.
   *
   * Source: https://developer.hashicorp.com/terraform/language/values/variables#exclude-values-from-state
   *
   * @default false
   */
  readonly ephemeral?: boolean;
}

/**
 * A secret parameter: a sensitive Terraform variable of each stage that uses it. The app never has the value.
 */
export class SecretParameter {
  /** @param name name of the parameter, and of the variables */
  constructor(
    public readonly name: string,
    private readonly options: SecretOptions & { readonly description?: string; readonly isOptional?: boolean } = {},
  ) {}

  /**
   * The value as a token, for a construct of a stage. It adds the variable to the stage on first use.
   *
   * An optional secret that is not given is null in Terraform.
   */
  public valueIn(scope: Construct): string {
    const stack = TerraformStack.of(scope);
    const made = stack.node.tryFindChild(this.name) as TerraformVariable | undefined;
    return (made ?? this.addVariable(stack)).stringValue;
  }

  private addVariable(stack: TerraformStack): TerraformVariable {
    const { description, ephemeral, isOptional } = this.options;
    const variable = new TerraformVariable(stack, this.name, { type: 'string', sensitive: true, description });
    if (ephemeral === true) {
      variable.addOverride('ephemeral', true);
      AzureContext.of(stack).requireTerraformMinor(EPHEMERAL_MINOR);
    }
    if (isOptional === true) {
      variable.addOverride('default', null);
    }
    return variable;
  }
}

/** Minor of the first Terraform 1 with ephemeral variables: https://github.com/hashicorp/terraform/blob/v1.10/CHANGELOG.md */
const EPHEMERAL_MINOR = 10;

/** Secrets that were declared, with their options. */
const DECLARED = z.registry<SecretOptions>();

/**
 * The schema of a secret parameter, for the shape of a `ParameterSet`: `apiKey: secret().describe('Key of the API')`.
 *
 * Settings cannot set it. Its value reaches Terraform as a variable: from `--secret`, `AZSTAGE_SECRET_<name>`, `TF_VAR_<name>` or a prompt.
 */
export function secret(options: SecretOptions = {}): z.ZodType<SecretParameter, SecretParameter> {
  // Not empty: a copy of a schema, as describe() makes it, inherits no empty entry.
  return z.instanceof(SecretParameter).register(DECLARED, { ephemeral: options.ephemeral === true });
}

/** The secret of a schema in the shape of a parameter set; undefined for any other parameter. */
export function secretOf(name: string, schema: z.core.$ZodType): SecretParameter | undefined {
  const isOptional = schema instanceof z.ZodOptional;
  const inner = isOptional ? schema.unwrap() : schema;
  const options = DECLARED.get(inner as z.ZodType);
  const { description } = schema as z.ZodType;
  return options === undefined
    ? undefined
    : new SecretParameter(name, {
        ...options,
        isOptional,
        description: description ?? (inner as z.ZodType).description,
      });
}
