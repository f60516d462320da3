import crypto from 'node:crypto';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type Environment, SECRET_PREFIX, valueOf } from '../host/environment-variables';

/** Sensitive variable of the root module of a stage. */
export interface SecretVariable {
  readonly name: string;
  /** Whether Terraform keeps its value nowhere. */
  readonly isEphemeral: boolean;
  /** Whether it has no default. */
  readonly isRequired: boolean;
}

/** Sensitive variables of the root module of a stage, sorted by name. */
export function secretVariables({ template }: StageArtifact): readonly SecretVariable[] {
  return Object.entries(template.variable ?? {})
    .filter(([, variable]) => variable['sensitive'] === true)
    .map(([name, variable]) => ({
      name,
      isEphemeral: variable['ephemeral'] === true,
      isRequired: !('default' in variable),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Sensitive variables that the providers of a stage are configured with, directly or through local values: a destroy signs in with them too.
 */
export function secretsOfProviders(stage: StageArtifact): readonly SecretVariable[] {
  const { provider = {}, locals = {} } = stage.template;
  const read = new Set<string>();
  const texts = [JSON.stringify(provider)];
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    const references = [...text.matchAll(REFERENCE)].map(([reference]) => reference);
    for (const reference of references.filter((each) => !read.has(each))) {
      read.add(reference);
      texts.push(JSON.stringify(locals[reference.replace(/^local\./, '')] ?? null));
    }
  }
  return secretVariables(stage).filter(({ name }) => read.has(`var.${name}`));
}

/** Reference to a variable or a local value: https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
const REFERENCE = /\b(?:var|local)\.[\p{L}_][\p{L}\p{N}_-]*/gu;

/**
 * Values of sensitive variables: of the command line, `AZSTAGE_SECRET_<name>`, `TF_VAR_<name>` or a prompt, in this order.
 *
 * They are in memory and in the environment of Terraform alone, and there only for stages that declare the variable.
 */
export class Secrets {
  private readonly values: Map<string, string>;
  /** Digests by salt and value: a run compares the inputs of a stage more than once. */
  private readonly digests = new Map<string, string>();

  constructor(
    private readonly env: Environment,
    given: Readonly<Record<string, string>> = {},
  ) {
    this.values = new Map(Object.entries(given));
  }

  /** Names of the values that the command line gives. */
  public get names(): readonly string[] {
    return [...this.values.keys()];
  }

  /** Keeps a value that was asked for. */
  public add(name: string, value: string): void {
    this.values.set(name, value);
  }

  /** Value of a variable, if it is given. */
  public valueOf(name: string): string | undefined {
    return this.values.get(name) ?? valueOf(this.env, `${SECRET_PREFIX}${name}`) ?? this.env[`TF_VAR_${name}`];
  }

  /**
   * Environment variables of Terraform for a stage.
   *
   * @param isDestroyed whether values that are not given are replaced by an empty text: only providers need one to destroy
   */
  public environmentOf(stage: StageArtifact, isDestroyed = false): Record<string, string> {
    return Object.fromEntries(
      secretVariables(stage).flatMap(({ name, isRequired }) => {
        const value = this.valueOf(name) ?? (isDestroyed && isRequired ? '' : undefined);
        return value === undefined ? [] : [[`TF_VAR_${name}`, value]];
      }),
    );
  }

  /**
   * Digests of the values of a stage by name. They are slow to compute and salted with the stage, so that a value cannot be looked up by its digest. Ephemeral
   * values have none: they leave no trace, and a change of one is no reason to plan a stage.
   */
  public digestsOf(stage: StageArtifact): [string, string][] {
    const salt = `azstage/${stage.metadata?.stateKey ?? stage.name}`;
    return secretVariables(stage).flatMap(({ name, isEphemeral }) => {
      const value = this.valueOf(name);
      return isEphemeral || value === undefined ? [] : [[name, this.digestOf(value, `${salt}/${name}`)]];
    });
  }

  private digestOf(value: string, salt: string): string {
    const key = JSON.stringify([salt, value]);
    const digest = this.digests.get(key) ?? crypto.scryptSync(value, salt, 32).toString('hex');
    this.digests.set(key, digest);
    return digest;
  }
}
