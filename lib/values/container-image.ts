import { quote, ValueError } from '../errors';
import { ContainerImageBuild, type ContainerImageBuildOptions } from './container-image-build';

/**
 * The name of a container image: `[host/]repository[:tag][@digest]`.
 */
export class ContainerImage {
  /**
   * Describes an image that is built from sources of the project, in place of the name of one that is there. Its tag is a digest of the sources and
   * of these options: it changes with them, and not otherwise.
   *
   * @param context directory of the sources, relative to that of cdktf.json; what runs the image refuses one that is missing or without a Dockerfile
   */
  public static build(context: string, options: ContainerImageBuildOptions = {}): ContainerImageBuild {
    return new ContainerImageBuild(context, options);
  }

  /**
   * Takes a name apart.
   *
   * @throws ValueError when it is not the name of an image
   */
  public static parse(text: string): ContainerImage {
    const match =
      /^(?<path>[A-Za-z0-9][A-Za-z0-9._:/-]*?)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?<digest>@sha256:[0-9a-f]{64})?$/.exec(
        text,
      );
    const { path, tag, digest } = match?.groups ?? {};
    const segments = path?.split('/') ?? [''];
    const hasHost = segments.length > 1 && /[.:]|^localhost$/.test(segments[0] ?? '');
    const repository = segments.slice(hasHost ? 1 : 0).join('/');
    if (!/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/.test(repository)) {
      throw new ValueError({
        message: `${quote(text)} is not the name of a container image`,
        allowed: '[host/]repository[:tag][@sha256:digest], the repository in lower case',
      });
    }
    return new ContainerImage(text, hasHost ? segments[0] : undefined, tag, digest);
  }

  private constructor(
    private readonly text: string,
    /** Registry in the name. Undefined for `agent-api:1.0`. */
    public readonly host?: string,
    /** Undefined when there is none. */
    public readonly tag?: string,
    private readonly digest?: string,
  ) {}

  /** Whether the name will mean another image tomorrow: it has no tag, or `latest`, and no digest. */
  public get isMoving(): boolean {
    return this.digest === undefined && (this.tag === undefined || this.tag === 'latest');
  }

  /** The name with a registry: its own, or else the given one. */
  public in(registry: string | undefined): string {
    return this.host !== undefined || registry === undefined ? this.text : `${registry}/${this.text}`;
  }

  public toString(): string {
    return this.text;
  }
}
