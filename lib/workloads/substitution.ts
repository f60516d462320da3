import { quote, ValueError } from '../errors';

/**
 * Place of a value that only Terraform knows, such as the client id of an identity: Flux puts it in as it applies the manifests.
 *
 * The Flux configuration hands the value over, by `postBuild.substitute`. Source: fluxcd.io/flux/components/kustomize/kustomizations.
 *
 * @param name name of the variable
 * @throws ValueError when it is none
 */
export function substitution(name: string): string {
  if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)) {
    throw new ValueError({
      message: `${quote(name)} is not a variable of Flux`,
      allowed: 'letters, digits and underscores, no digit first',
    });
  }
  return `\${${name}}`;
}

/** Variables in texts, sorted. */
export function substitutionsIn(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\$\{([_a-zA-Z][_a-zA-Z0-9]*)\}/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)].sort();
}

/** Whether a text has a value that Terraform computes: a token of cdktf. */
export function holdsTerraformToken(text: string): boolean {
  return /\$\{(?:TfToken\[|azurerm_|data\.|var\.|local\.)/.test(text);
}
