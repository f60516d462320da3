import { posix } from 'node:path';
import { type Problem, quote, ValueError } from '../errors';

/** A registry that images are pushed to and pulled from. A `ContainerRegistry` is one. */
export interface ImageRegistry {
  /** Host name: `crshop.azurecr.io`. */
  readonly loginServer: string;
  /** Resource id. @default the registry of that host name in the subscription */
  readonly registryId?: string;
}

/** Options of `ContainerImage.build`. */
export interface ContainerImageBuildOptions {
  /** Path of the Dockerfile within the context. @default Dockerfile */
  readonly dockerfile?: string;
  /** Stage of the Dockerfile that is built. @default the last one */
  readonly target?: string;
  /** Values of `ARG` in the Dockerfile. They are in the history of the image, and so never secrets. @default none */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** @default linux/amd64 */
  readonly platform?: ImagePlatform;
  /** @default that of the app or job which runs it */
  readonly registry?: ImageRegistry;
  /** Repository in the registry. @default the name of the context's directory */
  readonly repository?: string;
}

/** Operating system and processor that an image runs on. */
export enum ImagePlatform {
  LINUX_AMD64 = 'linux/amd64',
  /** Nodes of AKS with Arm processors; Container Apps have none. */
  LINUX_ARM64 = 'linux/arm64',
}

const REPOSITORY = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const TARGET = /^[A-Za-z0-9][\w.-]*$/;

/**
 * Description of an image that is built from sources of the project. `ContainerImage.build` makes it; the construct that takes it reads the sources.
 */
export class ContainerImageBuild {
  /** Directory of its sources, relative to the project. */
  public readonly context: string;
  /** Path of the Dockerfile within the context. */
  public readonly dockerfile: string;
  /** Stage of the Dockerfile; the last one where it is undefined. */
  public readonly target?: string;
  /** Build arguments by name. */
  public readonly buildArgs: Readonly<Record<string, string>>;
  public readonly platform: ImagePlatform;
  /** Registry; that of the app or job where it is undefined. */
  public readonly registry?: ImageRegistry;
  /** Repository in the registry. */
  public readonly repository: string;

  /** @internal */
  constructor(context: string, options: ContainerImageBuildOptions) {
    this.context = normal(context);
    this.dockerfile = normal(options.dockerfile ?? 'Dockerfile');
    this.target = options.target;
    this.buildArgs = { ...options.buildArgs };
    this.platform = options.platform ?? ImagePlatform.LINUX_AMD64;
    this.registry = options.registry;
    this.repository = options.repository ?? this.context.split('/').at(-1)?.toLowerCase() ?? '';
  }

  /**
   * Checks everything that needs no file.
   *
   * @throws ValueError when a path, a name or an argument is not one
   * @internal
   */
  public check(): void {
    const { dockerfile, target, buildArgs, platform, repository } = this;
    if (isOutside(this.context)) {
      throw new ValueError({
        message: `the build context ${quote(this.context)} is outside of the project`,
        allowed: 'a directory within that of cdktf.json, relative to it',
        fix: 'Move the sources into the project, or cdktf.json to a directory above them.',
      });
    }
    requireThat(!isOutside(dockerfile), `the Dockerfile ${quote(dockerfile)} is not in the build context`, {
      allowed: 'a path relative to the build context, and within it',
    });
    requireThat(REPOSITORY.test(repository), `${quote(repository)} is not the name of a repository`, {
      allowed: 'lower-case letters and digits, with single ., _ and - between them, and /',
      fix: 'Set repository.',
    });
    requireThat(target === undefined || TARGET.test(target), `the target ${quote(target)} is not a name`, {
      allowed: 'the name of a stage of the Dockerfile: letters, digits, ., _ and -, a letter or digit first',
    });
    const platforms = Object.values(ImagePlatform);
    requireThat(platforms.includes(platform), `the platform is ${quote(platform)}`, { allowed: platforms.join(', ') });
    Object.entries(buildArgs).forEach(([name, value]) => checkArgument(name, value));
  }

  /** `src/api`, for messages. */
  public toString(): string {
    return this.context;
  }
}

/** Path with `/`, without empty segments, `.` and, where that is possible, `..`. */
function normal(text: string): string {
  const path = posix.normalize(text.replaceAll('\\', '/'));
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

function isOutside(path: string): boolean {
  return /^(?:\/|[A-Za-z]:|\.\.(?:\/|$))/.test(path);
}

function requireThat(holds: boolean, message: string, problem: Omit<Problem, 'message'>): void {
  if (!holds) {
    throw new ValueError({ message, ...problem });
  }
}

/** Refuses what the history of the image may not show: `docker history` prints build arguments to whoever can pull it. */
function checkArgument(name: string, value: unknown): void {
  requireThat(/^[A-Za-z_]\w*$/.test(name), `the build argument ${quote(name)} is not the name of an ARG`, {
    allowed: 'letters, digits and _, no digit first',
  });
  // The text of a token is what Terraform alone knows, such as a secret parameter.
  const isText = typeof value === 'string' && !value.includes('${TfToken[');
  requireThat(isText, `the build argument ${name} is not a text that is known at synth`, {
    allowed: 'text that may be public, as the history of the image shows it',
    fix: 'Give a secret to the app when it runs, by secrets of the container.',
  });
}
