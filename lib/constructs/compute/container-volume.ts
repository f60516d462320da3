/**
 * A volume that the containers of one replica share.
 */
export class ContainerVolume {
  /** Scratch space that is gone with the replica. */
  public static emptyDir(name: string): ContainerVolume {
    return new ContainerVolume(name, 'EmptyDir');
  }

  /** The secrets of the app, each as a file. */
  public static secrets(name: string): ContainerVolume {
    return new ContainerVolume(name, 'Secret');
  }

  /**
   * A file share that is registered with the environment.
   *
   * @param storageName name of the environment's storage
   * @param mountOptions comma separated, as for `mount -o`
   */
  public static azureFile(name: string, storageName: string, mountOptions?: string): ContainerVolume {
    return new ContainerVolume(name, 'AzureFile', storageName, mountOptions);
  }

  /** As {@link azureFile}, for an NFS share, which needs no account key. */
  public static nfsAzureFile(name: string, storageName: string, mountOptions?: string): ContainerVolume {
    return new ContainerVolume(name, 'NfsAzureFile', storageName, mountOptions);
  }

  private constructor(
    public readonly name: string,
    /** As azurerm writes it. */
    public readonly storageType: string,
    public readonly storageName?: string,
    public readonly mountOptions?: string,
  ) {}
}

/** Mount path of a volume in a container. */
export interface VolumeMount {
  /** Name of a volume of the app. */
  readonly volume: string;
  /** Absolute path in the container. */
  readonly path: string;
  /** Path in the volume. @default its root */
  readonly subPath?: string;
}
