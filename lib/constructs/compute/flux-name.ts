/** Rule of a name: its pattern, and what is allowed, for messages. */
interface NameRule {
  readonly pattern: RegExp;
  readonly allowed: string;
}

/** Names of configurations and kustomizations. Source: azurerm internal/services/containers/validate/kubernetes.go. */
export const FLUX_NAME = ruleOf(30);

/** Names of namespaces and secrets of Kubernetes. Source: the same. */
export const KUBERNETES_NAME = ruleOf(63);

function ruleOf(longest: number): NameRule {
  return {
    pattern: new RegExp(`^[a-z\\d]([-a-z\\d]{0,${longest - 2}}[a-z\\d])?$`),
    allowed: `1 to ${longest} lower-case letters, digits and hyphens, a letter or digit at both ends`,
  };
}
