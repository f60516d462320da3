import { TerraformOutput, TerraformResource, TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { AzureContext } from '../constructs/azure-context';
import { Checks } from '../constructs/checks';
import { BuiltImages } from '../constructs/compute/built-images';
import { type IResourceGroup, ResourceGroup } from '../constructs/management/resource-group';
import { ResourceTags } from '../constructs/resource-tags';
import { ValidationError } from '../errors';
import { type StageMetadata } from '../manifest/app-metadata';
import { type ContainerImageBuild } from '../values/container-image-build';
import { Region } from '../values/region';
import { type Tenant } from '../tenants/tenant';
import { addAzurermProvider, azurermConstraint } from './azurerm-provider';
import { addBackend, type StateAddress, stateKey } from './backend';
import { circleProblem } from './dependencies/circle';
import { StageDependencies } from './dependencies/stage-dependencies';
import { inDialect } from './dialects';
import { forget, withRemoved } from './forgotten';
import { withImports } from './import-from';
import { literalTags } from './literal-tags';
import { withMoved } from './moved-from';
import { markSensitiveOutputs } from './sensitive-outputs';
import { StagedApp } from './staged-app';

/** Lifecycle of a stage. */
export enum StageLifecycle {
  /** Holds data or is shared; the command line guards it against destruction. */
  PERMANENT = 'permanent',
  /** May come and go. */
  ON_DEMAND = 'on-demand',
  /** Run once, then destroy. */
  EPHEMERAL = 'ephemeral',
}

/** Sharing of a stage between projects. */
export enum StageSharing {
  /** One for all projects of an environment. */
  SHARED = 'shared',
  /** One for each project. */
  PROJECT = 'project',
}

/** US dollars a month. */
export interface MonthlyBudget {
  readonly from: number;
  readonly to: number;
}

export interface StageProps {
  /** Display name, such as `Data platform`. */
  readonly title: string;
  /** Purpose, in one sentence. */
  readonly purpose: string;
  /** @default StageLifecycle.ON_DEMAND */
  readonly lifecycle?: StageLifecycle;
  /** @default StageSharing.PROJECT */
  readonly sharing?: StageSharing;
  /** Stages that this one depends on. Those whose constructs it uses are added without being listed. @default none */
  readonly upstream?: readonly Stage[];
  /** Manual steps that must precede the apply. @default nothing */
  readonly prerequisites?: readonly string[];
  /** Things to verify after the deployment. @default nothing */
  readonly checks?: readonly string[];
  /** Expected cost a month. @default unknown */
  readonly monthlyBudget?: MonthlyBudget;
  /** @default one of its own, made on first use: `rg-<project>-<environment>-<stage>` */
  readonly resourceGroup?: IResourceGroup;
  /** Region of its resources, as `westeurope`, where stages of one app are in several. @default that of the settings */
  readonly location?: string;
  /**
   * Part of the names of its resources, behind the environment, as `westeurope`: for stages that are made once for each region,
   * so that what Azure wants unique in a subscription or a network is. Not of a `name` that is given, nor of the resource group.
   *
   * @default none
   */
  readonly nameQualifier?: string;
  /** Tenants that it has resources of, for `azstage tenants list`. @default none */
  readonly tenants?: readonly Tenant[];
}

/** Options of an output. */
export interface StageOutputOptions {
  readonly description: string;
  /**
   * Whether it is hidden in listings.
   *
   * @default whether it reads something that azurerm marks sensitive, or a sensitive variable; false shows what another
   * stage keeps secret
   */
  readonly sensitive?: boolean;
}

/**
 * A part of a system that is applied and destroyed on its own: a Terraform stack with a purpose, a lifecycle and a state of its own.
 *
 * Its id is its name. Pass constructs of one stage to another and the second depends on the first; outputs and remote state
 * are made for you.
 */
export class Stage extends TerraformStack {
  /** Names, location, tags and defaults for the constructs of this stage. */
  public readonly context: AzureContext;
  /** Sharing of the stage between projects. */
  public readonly sharing: StageSharing;
  private readonly props: StageProps;
  private readonly address: StateAddress;

  /**
   * @throws ValidationError when the location is no region, or the qualifier cannot be part of a name
   */
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    checkPlace(this, props);
    const app = StagedApp.of(this);
    const { settings } = app;
    this.props = props;
    this.sharing = props.sharing ?? StageSharing.PROJECT;
    const owner = this.sharing === StageSharing.SHARED ? app.name : settings.project;
    this.address = {
      app: app.name,
      scope: this.sharing === StageSharing.SHARED ? 'shared' : settings.project,
      environment: settings.environment,
      stage: id,
    };
    this.context = AzureContext.attach(this, {
      ...settings,
      location: props.location === undefined ? settings.location : Region.of(props.location),
      nameQualifier: props.nameQualifier,
      project: owner,
      resourceGroup: () => this.resourceGroup,
      azurermConstraint: () => azurermConstraint(this, this.context, settings),
    });
    ResourceTags.of(this).addAll({
      ...settings.tags,
      project: owner,
      environment: settings.environment,
      stage: id,
      'managed-by': 'azstage',
    });
    BuiltImages.attach(this, app.locationOf(this).projectDirectory);
    addBackend(this, settings.backend, this.address, app.locationOf(this));
    addAzurermProvider(this, this.context, settings);
    props.upstream?.forEach((stage) => this.addDependency(stage));
  }

  /** The resource group of its resources, made on first use. */
  public get resourceGroup(): IResourceGroup {
    const made = this.node.tryFindChild('ResourceGroup') as ResourceGroup | undefined;
    return (
      this.props.resourceGroup ??
      made ??
      new ResourceGroup(this, 'ResourceGroup', { qualifier: this.node.id.replace(/^stage-/, '') })
    );
  }

  /** Tenants that it has resources of. */
  public get tenants(): readonly Tenant[] {
    return [...(this.props.tenants ?? [])];
  }

  /** Metadata of the stage for the command line. */
  public get metadata(): StageMetadata {
    const { props } = this;
    return {
      name: this.node.id,
      title: props.title,
      purpose: props.purpose,
      lifecycle: props.lifecycle ?? StageLifecycle.ON_DEMAND,
      sharing: this.sharing,
      tags: literalTags(this),
      stateKey: stateKey(this.address),
      dependencies: this.dependencies.map((stack) => stack.node.id).sort(),
      resourceCount: this.node.findAll().filter(TerraformResource.isTerraformResource).length,
      dataResources: this.context.dataResources.map(
        (resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`,
      ),
      networkRequirements: this.context.networkRequirements,
      prerequisites: [...(props.prerequisites ?? [])],
      checks: [...(props.checks ?? [])],
      monthlyBudget: props.monthlyBudget,
      resourceProviders: this.context.resourceProviders,
    };
  }

  /**
   * Adds an output, for people and scripts. Other stages need none: they use the constructs.
   *
   * @param name in snake case
   */
  public addOutput(name: string, value: string | number | boolean, options: StageOutputOptions): TerraformOutput {
    return new TerraformOutput(this, name, { value, description: options.description, sensitive: options.sensitive });
  }

  /**
   * Adds an image that is built from sources of the project and that no container app or job of the stage runs, such as one of a service in AKS.
   *
   * @returns its name, with the registry and the tag
   * @throws ValidationError when it names no registry, or its sources are missing, outside of the project or too large
   */
  public addImage(image: ContainerImageBuild): string {
    return BuiltImages.of(this).add(this, image);
  }

  /**
   * Exports attributes of a resource to later stages as outputs, whether or not one reads them now.
   *
   * What later stages read is exported anyway. Export what they may begin to read when one of their own parameters changes: they
   * can then be applied without this stage being applied again.
   */
  public exportAttributes(resource: TerraformResource, ...attributes: readonly string[]): void {
    for (const attribute of attributes) {
      const identifier = `${resource.terraformResourceType}.${resource.friendlyUniqueId}.${attribute}`;
      this.registerOutgoingCrossStackReference(identifier);
    }
  }

  /**
   * Makes Terraform forget resources whose constructs were removed from the code, instead of deleting them: they stay in Azure, and belong to nobody.
   *
   * Needs Terraform 1.7. The call can go once every environment is applied.
   *
   * @param addresses addresses as `azstage plan` shows them: `azurerm_managed_redis.Cache_0A1B2C3D`
   */
  public forget(...addresses: readonly string[]): void {
    this.context.requireTerraformMinor(7);
    addresses.forEach((address) => forget(this, address));
  }

  /**
   * Makes the stage need another, which is then applied before it. What its constructs use or wait for adds such stages by itself.
   *
   * @throws ValidationError when the other one needs this one
   */
  public override addDependency(dependency: TerraformStack): void {
    if (this.dependencies.includes(dependency)) {
      return;
    }
    const problem = circleProblem(this, dependency);
    if (problem !== undefined) {
      throw new ValidationError([problem]);
    }
    super.addDependency(dependency);
  }

  /**
   * Makes references to other stages, and what constructs wait for by `dependsOn` and `node.addDependency`. Synth calls it.
   *
   * @throws ValidationError when something would wait for itself
   */
  public override prepareStack(): void {
    if (StagedApp.of(this).hasPrepared(this)) {
      return;
    }
    const dependencies = new StageDependencies(this);
    dependencies.settleBetween();
    super.prepareStack();
    dependencies.settleWithin();
  }

  /**
   * The Terraform JSON for the major of azurerm in the settings, in which every output that reads something sensitive is sensitive.
   *
   * @throws ValidationError for what that major cannot say
   */
  public override toTerraform(): unknown {
    const root = withImports(this, withMoved(this, withRemoved(this, super.toTerraform() as object)));
    return inDialect(markSensitiveOutputs(this, root), this.context.azurermMajor);
  }

  /** Whether the stage needs another, directly or not. Each stage is visited once, however many ways lead to it. */
  public override dependsOn(stack: TerraformStack): boolean {
    const seen = new Set<TerraformStack>();
    const open = [...this.dependencies];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === stack) {
        return true;
      }
      if (!seen.has(next)) {
        seen.add(next);
        open.push(...next.dependencies);
      }
    }
    return false;
  }
}

function checkPlace(stage: Stage, { location, nameQualifier: qualifier }: StageProps): void {
  const checks = new Checks(stage).that(
    'nameQualifier',
    qualifier,
    /^[a-z0-9]+(-[a-z0-9]+)*$/.test(qualifier ?? ''),
    'lower-case letters, digits and single hyphens',
  );
  if (location !== undefined) {
    checks.value('location', () => Region.of(location));
  }
  checks.done();
}
