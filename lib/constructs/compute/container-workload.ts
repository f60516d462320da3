import { Lazy, type TerraformResource, Token } from 'cdktf';
import { Construct } from 'constructs';
import { ContainerResources } from '../../values/container-resources';
import { type EnvironmentProfile } from '../../values/environment-profile';
import { WorkloadProfile } from '../../values/workload-profile';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee, type PrincipalType, waitForGrants } from '../identity/grantee';
import { type IUserAssignedIdentity, UserAssignedIdentity } from '../identity/user-assigned-identity';
import { PrivateEndpoint } from '../network/private-endpoint';
import { type PlacementProps } from '../placement';
import { type ISecretReference } from '../security/key-vault-secret';
import { Container, type ContainerOptions, resourcesOf, type SidecarOptions } from './container';
import { type IContainerAppEnvironment } from './container-app-environment';
import { type IContainerRegistry } from './container-registry-base';
import { checkContainer, type ContainerCandidate } from './container-rules';
import { ContainerSecrets } from './container-secret';
import { type ContainerVolume } from './container-volume';
import { Probe } from './probe';
import { type Scaling, scalerRules } from './scaling';

/** Properties common to container apps and jobs. They are in the region of their environment. */
export interface ContainerWorkloadProps extends SidecarOptions, Omit<PlacementProps, 'location'> {
  /** Environment in which it runs. */
  readonly environment: IContainerAppEnvironment;
  /** Name of the main container. @default the construct's id in kebab case */
  readonly containerName?: string;
  /** Registry of images without a host; the app's identity is granted pull access. @default none: such images are Docker Hub's */
  readonly registry?: IContainerRegistry;
  /** Managed identity of the app. @default an identity of its own */
  readonly identity?: IUserAssignedIdentity;
  /** @default none */
  readonly volumes?: readonly ContainerVolume[];
  /** Workload profile of the environment to run on. @default Consumption, and none for an imported environment */
  readonly workloadProfileName?: string;
  /** Whether production takes an image without tag, or with the tag `latest`. @default false */
  readonly allowMovingTag?: boolean;
}

/** Target of the main container's default probes. */
export interface IngressProbe {
  readonly port: number;
  /** Undefined: a connection is enough. */
  readonly path?: string;
}

/** Differences between an app and a job. */
export interface WorkloadKind {
  /** Target of the default probes. @default there are none */
  readonly ingress?: IngressProbe;
  /** Notes problems of the properties that only this kind has. */
  readonly check: (checks: Checks, profile: EnvironmentProfile) => void;
}

/**
 * Base of container apps and jobs: containers, secrets, an identity and its grants, and connections.
 *
 * Environment variables, secrets and containers that are added after construction still reach the Terraform JSON.
 */
export abstract class ContainerWorkload extends Construct implements IGrantee {
  /** Managed identity of the app. It is made before the workload, and granted everything first. */
  public readonly identity: IUserAssignedIdentity;
  public readonly principalType: PrincipalType;
  /** Grants to the workload are grants to its identity, which others may share. */
  public readonly runsAs: IGrantee;
  protected readonly secrets: ContainerSecrets;
  private readonly environment: IContainerAppEnvironment;
  private readonly props: ContainerWorkloadProps;
  private readonly containers: Container[] = [];
  private readonly initContainers: Container[] = [];
  private readonly main: Container;

  protected constructor(scope: Construct, id: string, props: ContainerWorkloadProps, kind: WorkloadKind) {
    super(scope, id);
    this.environment = props.environment;
    this.props = props;
    const name = props.containerName ?? kebab(id);
    const checks = new Checks(this);
    kind.check(checks, AzureContext.of(this).profile);
    this.checkContainer(checks, { name, nameProperty: 'containerName', options: props, port: kind.ingress?.port });
    this.checkProfile(checks, resourcesOf(props));
    checks.done();
    this.identity = props.identity ?? ownIdentity(this, props);
    this.runsAs = this.identity;
    this.principalType = this.identity.principalType;
    this.secrets = new ContainerSecrets(this, this.identity.identityId);
    props.registry?.grantPull(this);
    this.main = this.newContainer(name, props, defaultProbe(kind.ingress), kind.ingress?.port);
    this.containers.push(this.main);
  }

  public get principalId(): string {
    return this.identity.principalId;
  }

  public get clientId(): string | undefined {
    return this.identity.clientId;
  }

  public waitForGrant(grant: TerraformResource): void {
    this.identity.waitForGrant(grant);
  }

  /**
   * Connects it to a resource: grants access, adds the connection to the main container's variables, and opens the ports in the network.
   *
   * `AZURE_CLIENT_ID` is set too, so that `DefaultAzureCredential` signs in as the right identity.
   *
   * @throws ValidationError when it has an environment variable of that name with another value; a prefix helps
   */
  public connectTo(target: IConnectable, options?: ConnectOptions): void {
    const connection = target.connectionFor(this, options);
    Object.entries(connection.environment).forEach(([variable, value]) => this.addEnv(variable, value));
    Object.entries(connection.secrets ?? {}).forEach(([variable, value]) => this.main.addSecretValue(variable, value));
    if (!this.main.variables.includes('AZURE_CLIENT_ID')) {
      this.addEnv('AZURE_CLIENT_ID', this.identity.clientId);
    }
    this.openPorts(target, connection.ports);
  }

  /**
   * Adds an environment variable to the main container.
   *
   * @throws ValidationError when there is one of that name with another value
   */
  public addEnv(variable: string, value: string): void {
    this.main.addEnv(variable, value);
  }

  /**
   * Adds an environment variable to the main container whose value is in a key vault, and grants the reading of it.
   *
   * @throws ValidationError when there is one of that name
   */
  public addSecret(variable: string, secret: ISecretReference): void {
    this.main.addSecret(variable, secret);
  }

  /**
   * Adds a container that runs beside the main one, in every replica.
   *
   * @throws ValidationError when the name is taken, or all containers together are more than the workload profile takes
   */
  public addContainer(name: string, options: SidecarOptions): Container {
    const checks = new Checks(this);
    this.checkContainer(checks, { name, nameProperty: 'name', options });
    this.checkProfile(checks, ContainerResources.sum([this.totalResources, resourcesOf(options)]));
    checks.done();
    const container = this.newContainer(name, options);
    this.containers.push(container);
    return container;
  }

  /**
   * Adds a container that must end well before the others start.
   *
   * @throws ValidationError when the name is taken
   */
  public addInitContainer(name: string, options: ContainerOptions): Container {
    const checks = new Checks(this);
    this.checkContainer(checks, { name, nameProperty: 'name', options });
    checks.done();
    const container = this.newContainer(name, options);
    this.initContainers.push(container);
    return container;
  }

  /** Total resources of one replica. */
  protected get totalResources(): ContainerResources {
    return ContainerResources.sum(this.containers.map(({ resources }) => resources));
  }

  /** The blocks that apps and jobs have alike. */
  protected renderShared() {
    const { registry } = this.props;
    const { identityId } = this.identity;
    return {
      containerAppEnvironmentId: this.environment.environmentId,
      // Azure returns the name of the default profile too: left out, every plan would show a change.
      workloadProfileName:
        this.props.workloadProfileName ??
        (this.environment.workloadProfiles === undefined ? undefined : WorkloadProfile.CONSUMPTION.name),
      identity: { type: 'UserAssigned', identityIds: [identityId] },
      registry: registry && [{ server: registry.loginServer, identity: identityId }],
      secret: Lazy.anyValue({ produce: () => this.secrets.render() }),
    };
  }

  /** The part of the template that apps and jobs have alike. */
  protected renderTemplate() {
    return {
      container: Lazy.anyValue({ produce: () => this.containers.map((each) => each.render()) }),
      initContainer: Lazy.anyValue(
        { produce: () => this.initContainers.map((each) => each.renderInit()) },
        { omitEmptyArray: true },
      ),
      volume: this.props.volumes?.map(({ name, storageType, storageName, mountOptions }) => ({
        name,
        storageType,
        storageName,
        mountOptions,
      })),
    };
  }

  /**
   * Makes the resource wait for every grant of the identity, and gives it the rules of KEDA's scalers.
   *
   * @param place where the rules go, and the first azurerm 4.x minor with their `identity_id` there: the bindings are older
   */
  protected settle(
    resource: TerraformResource,
    place: { readonly path: string; readonly sinceMinor: number },
    rules: readonly Scaling[] = [],
  ): void {
    waitForGrants(resource, this.identity.grants);
    rules.forEach((rule) => rule.grantTo(this));
    const scalers = scalerRules(rules, this.identity.identityId);
    if (scalers.length > 0) {
      resource.addOverride(place.path, scalers);
    }
    if (scalers.some((scaler) => scaler.identity_id !== undefined)) {
      AzureContext.of(this).requireAzurermMinor(place.sinceMinor);
    }
  }

  private newContainer(name: string, options: SidecarOptions, probe?: Probe, port?: number): Container {
    const surroundings = { owner: this, secrets: this.secrets, registry: this.props.registry };
    return Container.in(surroundings, name, options, probe, port);
  }

  private checkContainer(
    checks: Checks,
    candidate: Pick<ContainerCandidate, 'name' | 'nameProperty' | 'options' | 'port'>,
  ): void {
    checkContainer(checks, AzureContext.of(this), {
      ...candidate,
      taken: [...this.containers, ...this.initContainers].map((each) => each.name),
      volumes: (this.props.volumes ?? []).map((volume) => volume.name),
      allowMovingTag: this.props.allowMovingTag ?? false,
    });
  }

  /** Source of the rule: learn.microsoft.com/azure/container-apps/containers#allocations. */
  private checkProfile(checks: Checks, total: ContainerResources): void {
    const name = this.props.workloadProfileName ?? WorkloadProfile.CONSUMPTION.name;
    const known = this.environment.workloadProfiles;
    const profile =
      name === WorkloadProfile.CONSUMPTION.name
        ? WorkloadProfile.CONSUMPTION
        : known?.find((each) => each.name === name);
    checks
      .that(
        'workloadProfileName',
        name,
        known === undefined || profile !== undefined,
        `a profile of the environment: ${known?.map((each) => each.name).join(', ')}`,
      )
      .that('resources', total.toString(), profile?.fits(total) ?? true, profile?.describeLimit() ?? '');
  }

  /** Opens the ports of a target's private endpoints where a network security group filters the traffic to them. */
  private openPorts(target: IConnectable, ports: readonly number[]): void {
    const from = this.environment.subnet;
    if (from !== undefined) {
      for (const { subnet } of PrivateEndpoint.ofResource(target.partOf ?? target)) {
        ports.forEach((port) => subnet.networkSecurityGroup?.ensureInbound(this, { port, from }));
      }
    }
  }
}

function ownIdentity(workload: Construct, props: ContainerWorkloadProps): UserAssignedIdentity {
  return new UserAssignedIdentity(workload, 'Identity', {
    name: AzureContext.of(workload).nameOf(workload, 'azurerm_user_assigned_identity'),
    resourceGroup: props.resourceGroup,
    location: Token.isUnresolved(props.environment.location) ? undefined : props.environment.location,
  });
}

function defaultProbe(ingress?: IngressProbe): Probe {
  if (ingress === undefined) {
    return Probe.none();
  }
  return ingress.path === undefined ? Probe.tcp() : Probe.http(ingress.path);
}
