import { type Service } from '../service';

/** Version of the Pod Security standard that namespaces enforce: that of the schemas that manifests are tested with. */
const POD_SECURITY_VERSION = 'v1.34';

/** Labels that select the pods of a service. */
export function selectorOf({ name }: Service): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** Labels of a namespace: its Pod Security level, and the revision of the mesh. */
export function namespaceLabels(level: 'restricted' | 'baseline', meshRevision?: string): Record<string, string> {
  const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, POD_SECURITY_VERSION],
  ]);
  return { ...Object.fromEntries(modes), ...(meshRevision === undefined ? {} : { 'istio.io/rev': meshRevision }) };
}

/** Label by which policies know a namespace. Kubernetes sets it. */
export function namespaceNamed(name: string): Record<string, string> {
  return { 'kubernetes.io/metadata.name': name };
}
