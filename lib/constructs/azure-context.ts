import { Annotations, type TerraformResource, TerraformStack, Token } from 'cdktf';
import { type IConstruct } from 'constructs';
import { MissingContextError } from '../errors';
import { type EnvironmentProfile } from '../values/environment-profile';
import { type Region } from '../values/region';
import { ResourceName } from '../values/resource-name';
import { type VersionConstraint } from '../values/version-constraint';
import { checkedValue, Checks } from './checks';
import { type IResourceGroup } from './management/resource-group';
import { type ILogAnalyticsWorkspace } from './observability/log-analytics-workspace';
import { type IActionGroup } from './observability/action-group';

/** Properties of the stage that its constructs read. */
export interface AzureContextProps {
  /** Owner of the resources, part of every name: the project, or the system's name in a shared stage. */
  readonly project: string;
  /** Name of the environment, part of every name. */
  readonly environment: string;
  /** Sizes, redundancy, retention and locks. */
  readonly profile: EnvironmentProfile;
  readonly location: Region;
  /** The day as of which retirement dates are judged, `YYYY-MM-DD`. */
  readonly today: string;
  /** Makes globally unique names differ from those of another organization with the same project. @default none */
  readonly nameSalt?: string;
  /** Part of every derived name, behind the environment: what tells this stage's resources from those of stages alike. @default none */
  readonly nameQualifier?: string;
  /** Makes the resource group on first use. */
  readonly resourceGroup: () => IResourceGroup;
  /** Major of azurerm that the stack is rendered for. @default 4 */
  readonly azurermMajor?: number;
  /** The version constraint of azurerm in the stack, which rises as constructs are added. @default `~> 4.55` for all that is known here */
  readonly azurermConstraint?: () => VersionConstraint;
}

/** Defaults of the constructs of one stage. */
export interface AzureDefaults {
  /** Workspace that diagnostic settings send logs and metrics to. */
  readonly logAnalyticsWorkspace?: ILogAnalyticsWorkspace;
  /** Action group of alerts. */
  readonly actionGroup?: IActionGroup;
  /** Whether stateful and shared resources get a `CanNotDelete` lock. */
  readonly locks?: boolean;
}

const CONTEXT = Symbol.for('azstage/AzureContext');

/**
 * Properties and defaults of a stage for its constructs: names, location, tags, log workspace and action group.
 *
 * Constructs find it by their scope and so need no reference to the stage, which is in a layer above them.
 */
export class AzureContext {
  /** Attaches a context to a stack. {@link Stage} does this for you. */
  public static attach(scope: IConstruct, props: AzureContextProps): AzureContext {
    const context = new AzureContext(scope, props);
    Object.defineProperty(scope, CONTEXT, { value: context });
    return context;
  }

  /**
   * The context of the nearest scope that has one.
   *
   * @throws MissingContextError when the construct is in no stage
   */
  public static of(construct: IConstruct): AzureContext {
    for (const scope of construct.node.scopes.reverse()) {
      const context = (scope as { [CONTEXT]?: AzureContext })[CONTEXT];
      if (context !== undefined) {
        return context;
      }
    }
    throw new MissingContextError(
      `${construct.node.path}: is not in a stage. Put it in a Stage, or call AzureContext.attach(stack, {...}) on your own TerraformStack.`,
    );
  }

  private current: AzureDefaults = {};
  private minimumMinor = 0;
  private minimumTerraformMinor = 0;
  private readonly providers = new Set<string>();
  private readonly dataHolders: TerraformResource[] = [];
  private readonly requirements: NetworkRequirement[] = [];
  private readonly derivedNames = new Map<string, IConstruct>();

  private constructor(
    private readonly scope: IConstruct,
    private readonly props: AzureContextProps,
  ) {}

  /** Owner of the resources, part of every name. */
  public get project(): string {
    return this.props.project;
  }

  /** Name of the environment. */
  public get environment(): string {
    return this.props.environment;
  }

  /** Sizes, redundancy, retention and locks. */
  public get profile(): EnvironmentProfile {
    return this.props.profile;
  }

  /** Region of resources. */
  public get location(): Region {
    return this.props.location;
  }

  /** The day as of which retirement dates are judged, `YYYY-MM-DD`. */
  public get today(): string {
    return this.props.today;
  }

  /** Major of azurerm that the stack is rendered for; constructs write for azurerm 4, and refuse what a later one no longer has. */
  public get azurermMajor(): number {
    return this.props.azurermMajor ?? 4;
  }

  /** The lowest azurerm 4.x minor that the constructs so far require; 0 when any is sufficient. */
  public get azurermMinor(): number {
    return this.minimumMinor;
  }

  /** Whether the stack allows no azurerm below a 4.x minor, as of now: ask while the stack is rendered. */
  public azurermStartsAt(minor: number): boolean {
    return this.props.azurermConstraint?.().startsAt(4, minor) ?? false;
  }

  /** The resource group of the stage, made on first use. */
  public get resourceGroup(): IResourceGroup {
    return this.props.resourceGroup();
  }

  /** Defaults of the stage's constructs. */
  public get defaults(): AzureDefaults {
    return this.current;
  }

  /** Whether resources spread over zones: the profile wants it and the region has them. */
  public get zoneRedundant(): boolean {
    return this.profile.zoneRedundant && this.location.hasAvailabilityZones;
  }

  /** Namespaces that the subscription must have registered for the constructs so far, sorted: `Microsoft.App`. */
  public get resourceProviders(): string[] {
    return [...this.providers].sort();
  }

  /** The resources whose deletion or replacement loses data. */
  public get dataResources(): TerraformResource[] {
    return [...this.dataHolders];
  }

  /** Reasons for which the stage must be applied from inside the private network. */
  public get networkRequirements(): NetworkRequirement[] {
    return [...this.requirements];
  }

  /** Whether stateful and shared resources get a lock: the stage's setting, else that of the environment profile. */
  public get locks(): boolean {
    return this.current.locks ?? this.profile.locksPermanentResources;
  }

  /** Sets defaults for the constructs made from now on; those set before and not named stay. */
  public setDefaults(defaults: AzureDefaults): void {
    this.current = { ...this.current, ...defaults };
  }

  /**
   * The name of a construct's main resource: the one given, checked, or one derived from the construct's place in its stage.
   *
   * The qualifier is the construct's path below the stage in kebab case, without the segments that only repeat the type
   * (`VirtualNetwork`), behind the qualifier of the stage where that has one. Two constructs of one type in one stage never share a derived name: the second is refused.
   *
   * @throws ValidationError when the name is too long, has a character that the type does not take, or is another construct's
   */
  public nameOf(construct: IConstruct, resourceType: string, options: NameOptions = {}): string {
    const property = options.property ?? 'name';
    const given = options.given;
    if (given !== undefined) {
      if (Token.isUnresolved(given)) {
        return given;
      }
      return checkedValue(construct, property, () => ResourceName.check(resourceType, given));
    }
    const { scopes } = construct.node;
    const segments = scopes.slice(scopes.indexOf(this.scope) + 1).map((each) => each.node.id);
    const qualifier =
      options.qualifier ??
      [this.props.nameQualifier ?? '', ...segments.map((id) => kebab(withoutType(id, construct.constructor.name)))]
        .filter((word) => word !== '')
        .join('-');
    const name = checkedValue(construct, property, () =>
      ResourceName.derive({
        resourceType,
        abbreviation: options.abbreviation,
        project: this.project,
        environment: this.environment,
        qualifier,
        uniqueness: [this.props.nameSalt, this.project, this.environment, this.scope.node.id, ...segments].join('/'),
        location: options.location ?? this.location.name,
      }),
    );
    if (options.qualifier === undefined) {
      this.refuseSecondUse(construct, property, resourceType, name);
    }
    return name;
  }

  /** Adds a warning that synth prints with the construct's path. */
  public warn(construct: IConstruct, message: string): void {
    Annotations.of(construct).addWarning(message);
  }

  /** Notes a namespace that the subscription must have registered. Does nothing for undefined. */
  public registerResourceProvider(namespace: string | undefined): void {
    if (namespace !== undefined) {
      this.providers.add(namespace);
    }
  }

  /** Marks a resource as stateful: deleting or replacing it loses data, which the command line guards against. */
  public markStateful(resource: TerraformResource): void {
    this.dataHolders.push(resource);
  }

  /** Requires that the stage is applied from inside its private network, because Terraform must reach a private data plane for a construct. */
  public requirePrivateNetwork(construct: IConstruct, reason: string): void {
    this.requirements.push({ path: construct.node.path, reason });
    this.warn(construct, `apply this stage from inside the network: ${reason}`);
  }

  /**
   * Raises the azurerm version constraint of this stack, and of no other.
   *
   * @param minor the first 4.x minor that has what a construct needs: 60 for 4.60
   */
  public requireAzurermMinor(minor: number): void {
    this.minimumMinor = Math.max(this.minimumMinor, minor);
  }

  /**
   * Raises the Terraform version that this stack, and no other, requires: `terraform init` refuses an older one.
   *
   * @param minor the first 1.x minor that has what a construct needs: 11 for write-only arguments
   */
  public requireTerraformMinor(minor: number): void {
    if (minor > this.minimumTerraformMinor) {
      this.minimumTerraformMinor = minor;
      TerraformStack.of(this.scope).addOverride('terraform.required_version', `>= 1.${minor}`);
    }
  }

  /** `SecFilings` and `sec-filings` are two constructs with one derived name. */
  private refuseSecondUse(construct: IConstruct, property: string, resourceType: string, name: string): void {
    const key = `${resourceType}/${name}`;
    const owner = this.derivedNames.get(key) ?? construct;
    new Checks(construct)
      .that(property, name, owner === construct, `a name other than that of ${owner.node.path}`, `Set ${property}.`)
      .done();
    this.derivedNames.set(key, construct);
  }
}

/** A construct that can only be applied from inside the network. */
export interface NetworkRequirement {
  /** Construct path. */
  readonly path: string;
  readonly reason: string;
}

/** Options of a derived name. */
export interface NameOptions {
  /** The given name. @default none: derived */
  readonly given?: string;
  /** The property of the given name. @default name */
  readonly property?: string;
  /** @default the construct's path below its stage */
  readonly qualifier?: string;
  /** @default the Cloud Adoption Framework's for the type */
  readonly abbreviation?: string;
  /** Name of its region. @default the stage's */
  readonly location?: string;
}

/** The part of an id that does not repeat the type: nothing of `PrivateEndpoint`, `blob` of `PrivateEndpoint-blob`. */
function withoutType(id: string, type: string): string {
  return id === type ? '' : id.startsWith(`${type}-`) ? id.slice(type.length + 1) : id;
}

/** `SecFilings` becomes `sec-filings`. */
export function kebab(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
