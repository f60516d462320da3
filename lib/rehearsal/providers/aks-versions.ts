import facts from '../../facts/kubernetes.json';
import { badRequest } from '../arm/arm-error';

/** Version of Kubernetes that AKS offers. */
export interface OfferedVersion {
  /** `1.34` */
  readonly version: string;
  /** Patch that it stands for: `1.34.1`. Which patch is the latest changes by the week. */
  readonly patch: string;
  readonly isDefault: boolean;
}

/**
 * Minor versions that AKS offers on a day: those that its Istio add-on is released for.
 *
 * The default is the minor version before the latest: https://learn.microsoft.com/azure/aks/supported-kubernetes-versions
 */
export function offeredVersions(now: Date): readonly OfferedVersion[] {
  const month = now.toISOString().slice(0, 7);
  const revisions = Object.values(facts.meshRevisions);
  const supported = revisions.filter(({ endOfLife }) => endOfLife >= month);
  const minors = (supported.length > 0 ? supported : revisions.slice(-1)).flatMap((each) => each.minors);
  const sorted = [...new Set(minors)].sort((a, b) => a - b);
  return sorted.map((minor, index) => ({
    version: `1.${minor}`,
    patch: `1.${minor}.1`,
    isDefault: index === Math.max(0, sorted.length - 2),
  }));
}

/**
 * Patch that a version stands for.
 *
 * @param wanted `1.34`, `1.34.1`, or empty for the default
 * @throws ArmError for a version that AKS does not offer
 */
export function patchOf(wanted: string, now: Date, code: string): string {
  const offered = offeredVersions(now);
  const [, minor] = /^(1\.\d+)(\.\d+)?$/.exec(wanted) ?? [];
  const found = offered.find(({ version, isDefault }) => (wanted === '' ? isDefault : version === minor));
  if (found === undefined) {
    throw badRequest(
      code,
      `Version ${wanted} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region: ${offered.map(({ version }) => version).join(', ')}.`,
    );
  }
  return /^1\.\d+\.\d+$/.test(wanted) ? wanted : found.patch;
}

/** Checks revisions of the Istio add-on: https://learn.microsoft.com/azure/aks/istio-support-policy */
export function checkMeshRevisions(revisions: readonly string[], patch: string, now: Date): void {
  const minor = Number(patch.split('.')[1]);
  const all: Readonly<Record<string, { readonly minors: readonly number[]; readonly endOfLife: string }>> =
    facts.meshRevisions;
  for (const revision of revisions) {
    const fact = all[revision];
    if (fact === undefined || !fact.minors.includes(minor) || fact.endOfLife < now.toISOString().slice(0, 7)) {
      const allowed = Object.entries(all).filter(
        ([, each]) => each.minors.includes(minor) && each.endOfLife >= now.toISOString().slice(0, 7),
      );
      throw badRequest(
        'InvalidServiceMeshRevision',
        `The revision ${revision} of the service mesh is not offered for Kubernetes ${patch}: ${allowed.map(([name]) => name).join(', ')}.`,
      );
    }
  }
}
