import { quote, ValueError } from '../errors';

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const DOMAIN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
/** Source: learn.microsoft.com/azure/aks/use-labels#reserved-labels. */
const RESERVED = 'kubernetes.azure.com';

/**
 * Checks the name of a label or a taint: up to 63 characters, with or without a domain before them.
 *
 * Source: kubernetes.io/docs/concepts/overview/working-with-objects/labels; AKS keeps the domain `kubernetes.azure.com` to itself.
 *
 * @throws ValueError when Kubernetes or AKS does not take it
 */
export function checkKubernetesKey(key: string): void {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const domain = parts.length > 1 ? parts[0] : undefined;
  const fits = parts.length <= 2 && NAME.test(name) && (domain === undefined || isDomain(domain));
  if (!fits) {
    throw new ValueError({
      message: `${quote(key)} is not the name of a label or a taint`,
      allowed: '1 to 63 letters, digits, hyphens, underscores and dots, such as workload or example.com/workload',
    });
  }
  if (domain === RESERVED) {
    throw new ValueError({ message: `${quote(key)} belongs to AKS`, allowed: `a domain other than ${RESERVED}` });
  }
}

/**
 * Checks the value of a label or a taint: up to 63 characters, none included.
 *
 * @throws ValueError when Kubernetes does not take it
 */
export function checkKubernetesValue(value: string): void {
  if (value !== '' && !NAME.test(value)) {
    throw new ValueError({
      message: `${quote(value)} is not a value of a label or a taint`,
      allowed: 'up to 63 letters, digits, hyphens, underscores and dots, a letter or digit at both ends',
    });
  }
}

function isDomain(text: string): boolean {
  return text.length <= 253 && DOMAIN.test(text);
}
