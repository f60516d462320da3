import { parseAllDocuments } from 'yaml';
import { restrictedProblems } from './pod-security';

/** An object of Kubernetes. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is what the schemas check
  readonly spec?: any;
  readonly [key: string]: unknown;
}

/** The objects in manifests by path, without what is for kustomize alone. */
export function manifestObjects(files: Readonly<Record<string, string>>): readonly KubernetesObject[] {
  return Object.entries(files)
    .filter(([file]) => !file.endsWith('kustomization.yaml'))
    .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject));
}

/** The pods that an object makes: the template of a Deployment, a Job or a CronJob. */
export function podOf({ spec }: KubernetesObject) {
  return (spec.jobTemplate?.spec ?? spec).template;
}

/** What Pod Security "restricted" refuses in the pods that an object makes; nothing where it makes none. */
export function podProblems(object: KubernetesObject): readonly string[] {
  const makesPods = ['Deployment', 'Job', 'CronJob'].includes(object.kind);
  return makesPods ? restrictedProblems(podOf(object).spec) : [];
}
