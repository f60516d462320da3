/** The parts of a pod that Pod Security looks at. */
export interface CheckedPod {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: CheckedContext;
  readonly containers: readonly CheckedContainer[];
  readonly initContainers?: readonly CheckedContainer[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

interface CheckedContext {
  readonly privileged?: boolean;
  readonly procMount?: string;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly sysctls?: readonly { readonly name: string }[];
}

interface CheckedContainer {
  readonly name: string;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly securityContext?: CheckedContext;
}

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const PROFILES = ['RuntimeDefault', 'Localhost'];

/**
 * What Pod Security "restricted" refuses in a pod of Linux.
 *
 * Source: kubernetes.io/docs/concepts/security/pod-security-standards, the tables "Baseline" and "Restricted". Controls that manifests of azstage have no field
 * for (HostProcess, AppArmor, SELinux) are left out.
 */
export function restrictedProblems(pod: CheckedPod): readonly string[] {
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  const hosts = { hostNetwork: pod.hostNetwork, hostPID: pod.hostPID, hostIPC: pod.hostIPC };
  return [
    ...Object.entries(hosts).flatMap(([name, value]) => (value === true ? [`${name} is on`] : [])),
    ...(pod.volumes ?? []).flatMap(volumeProblems),
    ...(pod.securityContext?.sysctls ?? []).map(({ name }) => `sysctl ${name}`),
    ...containers.flatMap((container) => containerProblems(container, pod.securityContext ?? {})),
  ];
}

function volumeProblems(volume: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(volume)
    .filter((key) => key !== 'name' && !VOLUMES.includes(key))
    .map((type) => `volume ${String(volume['name'])} is of type ${type}`);
}

function containerProblems(
  { name, ports = [], securityContext = {} }: CheckedContainer,
  pod: CheckedContext,
): string[] {
  const { capabilities = {}, seccompProfile = pod.seccompProfile } = securityContext;
  const runAsNonRoot = securityContext.runAsNonRoot ?? pod.runAsNonRoot;
  const rules: Readonly<Record<string, boolean>> = {
    'is privileged': securityContext.privileged !== true,
    'has a port of the host': ports.every(({ hostPort = 0 }) => hostPort === 0),
    'has a procMount': securityContext.procMount === undefined || securityContext.procMount === 'Default',
    'may escalate privileges': securityContext.allowPrivilegeEscalation === false,
    'may run as root': runAsNonRoot === true,
    'runs as user 0': (securityContext.runAsUser ?? pod.runAsUser) !== 0,
    'has no seccomp profile': seccompProfile !== undefined && PROFILES.includes(seccompProfile.type),
    'keeps capabilities': capabilities.drop?.includes('ALL') === true,
    'adds capabilities': (capabilities.add ?? []).every((added) => added === 'NET_BIND_SERVICE'),
  };
  return Object.entries(rules).flatMap(([problem, holds]) => (holds ? [] : [`container ${name} ${problem}`]));
}
