import {
  type ContainerAppTemplateContainer,
  containerAppTemplateContainerToTerraform,
  containerAppTemplateInitContainerToTerraform,
} from '@cdktf/provider-azurerm/lib/container-app';
import { Token } from 'cdktf';
import { type IConstruct } from 'constructs';
import { ContainerImage } from '../../values/container-image';
import { type ContainerImageBuild } from '../../values/container-image-build';
import { ContainerResources } from '../../values/container-resources';
import { Checks } from '../checks';
import { type ISecretReference } from '../security/key-vault-secret';
import { BuiltImages } from './built-images';
import { type IContainerRegistry } from './container-registry-base';
import { checkVariable } from './container-rules';
import { type ContainerSecrets } from './container-secret';
import { type VolumeMount } from './container-volume';
import { type ContainerProbes, Probe, renderProbes } from './probe';

/** Properties of a container. */
export interface ContainerOptions {
  /**
   * Name of the image; without a host it is in the registry of the app, where there is one. `ContainerImage.build('src/api')` for one that is built
   * from sources of the project.
   */
  readonly image: string | ContainerImageBuild;
  /** @default 0.5 vCPU with 1Gi */
  readonly resources?: ContainerResources;
  /** Environment variables. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables whose values are in a key vault, which the app is let read. @default none */
  readonly secrets?: Readonly<Record<string, ISecretReference>>;
  /** Replaces the entry point of the image. @default the image's */
  readonly command?: readonly string[];
  /** Replaces the arguments of the image. @default the image's */
  readonly args?: readonly string[];
  /** @default none */
  readonly volumeMounts?: readonly VolumeMount[];
}

/** A container beside the main one. */
export interface SidecarOptions extends ContainerOptions {
  /** @default none */
  readonly probes?: ContainerProbes;
}

/** Volumes and secrets that the containers of one app share. */
export interface ContainerSurroundings {
  readonly owner: IConstruct;
  readonly secrets: ContainerSecrets;
  readonly registry?: IContainerRegistry;
}

/**
 * One container of an app or job. `addContainer` and `addInitContainer` return it.
 */
export class Container {
  /** @internal */
  public static in(
    surroundings: ContainerSurroundings,
    name: string,
    options: SidecarOptions,
    defaultProbe?: Probe,
    defaultPort?: number,
  ): Container {
    return new Container(surroundings, name, options, defaultProbe, defaultPort);
  }

  public readonly name: string;
  public readonly resources: ContainerResources;
  private readonly image: string;
  private readonly values = new Map<string, string>();
  private readonly secretNames = new Map<string, string>();

  private constructor(
    private readonly surroundings: ContainerSurroundings,
    name: string,
    private readonly options: SidecarOptions,
    private readonly defaultProbe: Probe = Probe.none(),
    private readonly defaultPort?: number,
  ) {
    this.name = name;
    this.resources = resourcesOf(options);
    this.image = imageIn(options.image, surroundings);
    Object.entries(options.env ?? {}).forEach(([variable, value]) => this.addEnv(variable, value));
    Object.entries(options.secrets ?? {}).forEach(([variable, secret]) => this.addSecret(variable, secret));
  }

  /** Names of the environment variables so far, secret ones included. */
  public get variables(): string[] {
    return [...this.values.keys(), ...this.secretNames.keys()];
  }

  /**
   * Adds an environment variable.
   *
   * @throws ValidationError when there is one of that name with another value
   */
  public addEnv(variable: string, value: string): void {
    this.refuseClash(variable, this.values.get(variable) === value);
    this.values.set(variable, value);
  }

  /**
   * Adds an environment variable whose value is in a key vault, and lets the app read it.
   *
   * @throws ValidationError when there is a variable of that name
   */
  public addSecret(variable: string, secret: ISecretReference): void {
    this.refuseClash(variable, this.secretNames.has(variable));
    this.secretNames.set(variable, this.surroundings.secrets.addReference(variable, secret));
  }

  /**
   * Adds an environment variable whose value becomes a secret of the app, and is in the Terraform state.
   *
   * @throws ValidationError when there is a variable of that name
   */
  public addSecretValue(variable: string, value: string): void {
    this.refuseClash(variable, this.secretNames.has(variable));
    this.secretNames.set(variable, this.surroundings.secrets.addValue(variable, value));
  }

  /** The `container` block as Terraform writes it. */
  public render(): unknown {
    return containerAppTemplateContainerToTerraform({
      ...this.block(),
      ...renderProbes(this.options.probes ?? {}, this.defaultProbe, this.defaultPort),
    });
  }

  /** The `init_container` block as Terraform writes it. */
  public renderInit(): unknown {
    return containerAppTemplateInitContainerToTerraform(this.block());
  }

  private block(): ContainerAppTemplateContainer {
    const { command, args, volumeMounts } = this.options;
    const env = [
      ...[...this.values].map(([name, value]) => ({ name, value })),
      ...[...this.secretNames].map(([name, secretName]) => ({ name, secretName })),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
      name: this.name,
      image: this.image,
      cpu: this.resources.cpu,
      memory: this.resources.memory,
      command: command && [...command],
      args: args && [...args],
      env: env.length === 0 ? undefined : env,
      volumeMounts: volumeMounts?.map(({ volume, path, subPath }) => ({ name: volume, path, subPath })),
    };
  }

  private refuseClash(variable: string, same: boolean): void {
    checkVariable(new Checks(this.surroundings.owner), variable)
      .together(
        same || !this.variables.includes(variable),
        `env: container "${this.name}" has ${variable} already, with another value`,
        'Rename one of the two; connectTo takes a prefix.',
      )
      .done();
  }
}

/** Resources of a container. */
export function resourcesOf(options: ContainerOptions): ContainerResources {
  return options.resources ?? ContainerResources.cpu(0.5);
}

function imageIn(image: string | ContainerImageBuild, { owner, registry }: ContainerSurroundings): string {
  if (typeof image !== 'string') {
    return BuiltImages.of(owner).add(owner, image, registry);
  }
  return Token.isUnresolved(image) ? image : ContainerImage.parse(image).in(registry?.loginServer);
}
