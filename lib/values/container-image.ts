import { quote, ValueError } from '../errors';

/**
 * The name of a container image: `[host/]repository[:tag][@digest]`.
 */
export class ContainerImage {
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
