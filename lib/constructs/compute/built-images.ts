import { Token } from 'cdktf';
import { type IConstruct } from 'constructs';
import { MissingContextError } from '../../errors';
import { type BuildContext, readBuildContext } from '../../images/build-context';
import { imageTag } from '../../images/image-tag';
import { type ContainerImageBuild, type ImageRegistry } from '../../values/container-image-build';
import { Checks } from '../checks';

/** Image that a stage runs, and that is built from sources of the project. */
export interface BuiltImage {
  readonly build: ContainerImageBuild;
  readonly registry: ImageRegistry;
  readonly tag: string;
  /** Paths of the constructs that run it. */
  readonly users: readonly string[];
}

const IMAGES = Symbol.for('azstage/BuiltImages');

/** Build contexts that an app has read: a context is the same for all images of one synth. */
const CONTEXTS = new WeakMap<IConstruct, Map<string, BuildContext>>();

/** Images of a stage that are built from sources of the project, for the command line. */
export class BuiltImages {
  /** Attaches an empty list to a stage. */
  public static attach(stage: IConstruct, projectDirectory: string): BuiltImages {
    const images = new BuiltImages(projectDirectory);
    Object.defineProperty(stage, IMAGES, { value: images });
    return images;
  }

  /**
   * Those of the stage that a construct is in.
   *
   * @throws MissingContextError when it is in none
   */
  public static of(construct: IConstruct): BuiltImages {
    const found = BuiltImages.find(construct);
    if (found === undefined) {
      throw new MissingContextError(
        `${construct.node.path}: builds an image and is not in a stage. Put it in a Stage, or name an image that is there.`,
      );
    }
    return found;
  }

  /** Those of the stage that a construct is in; undefined where it is in none. */
  public static find(construct: IConstruct): BuiltImages | undefined {
    return construct.node.scopes
      .map((scope) => (scope as { [IMAGES]?: BuiltImages })[IMAGES])
      .findLast((images) => images !== undefined);
  }

  private readonly images = new Map<string, BuiltImage>();

  private constructor(private readonly projectDirectory: string) {}

  /** Images in the order in which they were added. */
  public get all(): readonly BuiltImage[] {
    return [...this.images.values()];
  }

  /**
   * Reads the sources of an image, and adds it.
   *
   * @param registry registry of the app that runs it. @default that of the build
   * @returns its name, with the registry and the tag
   * @throws ValidationError when there is no registry, or its sources are missing, outside of the project or too large
   */
  public add(user: IConstruct, build: ContainerImageBuild, registry?: ImageRegistry): string {
    const checks = new Checks(user);
    const target = build.registry ?? registry;
    checks.together(
      target !== undefined,
      `image: ${build.context} is built, and there is no registry that it is pushed to`,
      'Set registry.',
    );
    // Images of an app come from its registry, which its identity may pull from.
    checks.together(
      build.registry === undefined || registry === undefined || build.registry.loginServer === registry.loginServer,
      `image: ${build.context} is pushed to another registry than the one that is pulled from`,
      'Set the same registry, or leave out that of the build.',
    );
    const tag = checks.value('image', () => this.tagOf(user, build));
    checks.done();
    const { loginServer } = target as ImageRegistry;
    const name = `${loginServer}/${build.repository}:${tag}`;
    const users = [...(this.images.get(name)?.users ?? []), user.node.path];
    this.images.set(name, { build, registry: target as ImageRegistry, tag: tag as string, users: [...new Set(users)] });
    return name;
  }

  private tagOf(user: IConstruct, build: ContainerImageBuild): string {
    build.check();
    const { context, dockerfile, target, buildArgs: args, platform } = build;
    return imageTag(this.contextOf(user, context, dockerfile), { dockerfile, target, args, platform });
  }

  private contextOf(user: IConstruct, context: string, dockerfile: string): BuildContext {
    const known = CONTEXTS.get(user.node.root) ?? new Map<string, BuildContext>();
    CONTEXTS.set(user.node.root, known);
    const key = `${context}\n${dockerfile}`;
    const found = known.get(key) ?? readBuildContext({ projectDirectory: this.projectDirectory, context, dockerfile });
    known.set(key, found);
    return found;
  }
}

/** Whether a text is known at synth. */
export function isLiteral(text: string | undefined): text is string {
  return text !== undefined && !Token.isUnresolved(text);
}
