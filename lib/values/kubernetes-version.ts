import { quote, ValueError } from '../errors';

/** Automatic upgrade channel of a cluster's Kubernetes version. */
export enum KubernetesUpgradeChannel {
  /** No automatic upgrades. */
  NONE = 'none',
  /** AKS, to the latest patch of the minor version. */
  PATCH = 'patch',
  /** AKS, to the latest patch of the minor version before the latest. */
  STABLE = 'stable',
  /** AKS, to the latest patch of the latest minor version. */
  RAPID = 'rapid',
  /** AKS, and only the images of the nodes. */
  NODE_IMAGE = 'node-image',
}

/** Upgrade channel of the nodes' operating system. */
export enum NodeOsUpgradeChannel {
  /** No automatic upgrades. */
  NONE = 'None',
  /** The nodes themselves, at any time: they are not restarted for it. */
  UNMANAGED = 'Unmanaged',
  /** AKS, with security patches that rarely need new nodes. */
  SECURITY_PATCH = 'SecurityPatch',
  /** AKS, with a new image every week. */
  NODE_IMAGE = 'NodeImage',
}

/**
 * A version of Kubernetes: a minor version such as `1.33`, of which AKS takes the latest patch, or a patch such as `1.33.2`.
 */
export class KubernetesVersion {
  /**
   * Parses a version.
   *
   * @throws ValueError when it is none
   */
  public static parse(text: string): KubernetesVersion {
    const [, minor, patch] = /^1\.(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    if (minor === undefined) {
      throw new ValueError({
        message: `${quote(text)} is not a version of Kubernetes`,
        allowed: 'a minor version such as 1.33, or a patch such as 1.33.2',
        fix: 'It is one that `az aks get-versions --location <region>` prints.',
      });
    }
    return new KubernetesVersion(text, patch !== undefined);
  }

  private constructor(
    private readonly text: string,
    /** Whether it names a patch too. */
    public readonly isPatch: boolean,
  ) {}

  /**
   * Whether a cluster on the channel stays at this version, so that Terraform never plans to take it back.
   *
   * A minor version stands for whatever patch AKS has moved to.
   */
  public staysOn(channel: KubernetesUpgradeChannel): boolean {
    const { NONE, NODE_IMAGE, PATCH } = KubernetesUpgradeChannel;
    return channel === NONE || channel === NODE_IMAGE || (channel === PATCH && !this.isPatch);
  }

  public toString(): string {
    return this.text;
  }
}
