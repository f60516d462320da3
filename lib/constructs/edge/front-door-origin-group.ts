import { CdnFrontdoorOriginGroup } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-origin-group';
import { Construct, type IConstruct } from 'constructs';
import facts from '../../facts/front-door.json';
import { Checks } from '../checks';
import { type IFrontDoor } from './front-door-base';
import { partName } from './front-door-names';
import { FrontDoorOrigin, type FrontDoorOriginOptions, type IFrontDoorOrigin, originsOf } from './front-door-origin';
import { type FrontDoorSku } from './front-door-sku';

/** HTTP method of health probes. */
export enum FrontDoorProbeMethod {
  GET = 'GET',
  /** Without a body in the answer, which spares the origin its traffic. */
  HEAD = 'HEAD',
}

/** Health probe of an origin group. */
export interface FrontDoorHealthProbeOptions {
  /** Whether origins are probed. Without, the group can have one origin alone. @default true */
  readonly enabled?: boolean;
  /** Path that answers 200 while the origin is healthy. @default / */
  readonly path?: string;
  /** Seconds between probes of one edge location, 1 to 255. @default 30 */
  readonly intervalSeconds?: number;
  /** @default HEAD */
  readonly method?: FrontDoorProbeMethod;
  /** Whether probes go over HTTPS. @default true */
  readonly https?: boolean;
}

/** Rules by which a group chooses among its healthy origins. */
export interface FrontDoorLoadBalancingOptions {
  /** Probes that are looked at, up to 255. @default 4 */
  readonly sampleSize?: number;
  /** Probes of those that must succeed. @default 3 */
  readonly successfulSamplesRequired?: number;
  /** Milliseconds by which an origin may be slower than the fastest, 0 to 1000. @default 50 */
  readonly additionalLatencyMilliseconds?: number;
}

/** A group of origins that answer the same requests. */
export interface IFrontDoorOriginGroup extends IConstruct {
  readonly originGroupId: string;
  readonly originGroupName: string;
  /** SKU of its Front Door. */
  readonly sku: FrontDoorSku;
  /** Its origins so far. */
  readonly origins: IFrontDoorOrigin[];
  /** Adds an origin. */
  addOrigin(id: string, props: FrontDoorOriginOptions): FrontDoorOrigin;
}

/** Properties of an origin group. */
export interface FrontDoorOriginGroupOptions {
  /** @default the construct's id in kebab case */
  readonly name?: string;
  /** @default HEAD of / every 30 seconds over HTTPS */
  readonly healthProbe?: FrontDoorHealthProbeOptions;
  /** @default 3 of 4 probes must succeed */
  readonly loadBalancing?: FrontDoorLoadBalancingOptions;
  /** Whether a client stays with one origin, by a cookie of Front Door's. @default false */
  readonly sessionAffinity?: boolean;
}

export interface FrontDoorOriginGroupProps extends FrontDoorOriginGroupOptions {
  readonly frontDoor: IFrontDoor;
}

/** A group of origins, whose health Front Door probes. Made by `frontDoor.addOriginGroup`. */
export class FrontDoorOriginGroup extends Construct implements IFrontDoorOriginGroup {
  public readonly originGroupId: string;
  public readonly originGroupName: string;
  public readonly sku: FrontDoorSku;
  private readonly probed: boolean;

  constructor(scope: Construct, id: string, props: FrontDoorOriginGroupProps) {
    super(scope, id);
    const { loadBalancing = {}, healthProbe: probe = {} } = props;
    const name = check(this, props);
    this.sku = props.frontDoor.sku;
    this.probed = probe.enabled ?? true;
    const resource = new CdnFrontdoorOriginGroup(this, 'Resource', {
      name,
      cdnFrontdoorProfileId: props.frontDoor.frontDoorId,
      sessionAffinityEnabled: props.sessionAffinity ?? false,
      loadBalancing: {
        sampleSize: loadBalancing.sampleSize ?? SAMPLES,
        successfulSamplesRequired: loadBalancing.successfulSamplesRequired ?? REQUIRED_SAMPLES,
        additionalLatencyInMilliseconds: loadBalancing.additionalLatencyMilliseconds ?? 50,
      },
      healthProbe: this.probed
        ? {
            protocol: (probe.https ?? true) ? 'Https' : 'Http',
            path: probe.path ?? '/',
            requestType: probe.method ?? FrontDoorProbeMethod.HEAD,
            intervalInSeconds: probe.intervalSeconds ?? 30,
          }
        : undefined,
    });
    this.originGroupId = resource.id;
    this.originGroupName = resource.name;
  }

  public get origins(): IFrontDoorOrigin[] {
    return originsOf(this);
  }

  public addOrigin(id: string, props: FrontDoorOriginOptions): FrontDoorOrigin {
    new Checks(this)
      .together(
        this.probed || this.origins.length === 0,
        'healthProbe: a group without health probes has one origin alone',
        'Leave healthProbe.enabled out.',
      )
      .together(
        this.origins.length < facts.limits.originsPerGroup,
        `addOrigin: it has ${this.origins.length} origins, the most that Front Door takes in a group`,
      )
      .done();
    return new FrontDoorOrigin(this, id, { ...props, originGroup: this });
  }
}

const SAMPLES = 4;
const REQUIRED_SAMPLES = 3;

/**
 * Sources: azurerm internal/services/cdn/cdn_frontdoor_origin_group_resource.go; learn.microsoft.com/azure/frontdoor/health-probes. That
 * no more samples can succeed than there are is Front Door's own rule, which only an apply would meet.
 */
function check(group: FrontDoorOriginGroup, props: FrontDoorOriginGroupProps): string {
  const { healthProbe: probe = {}, loadBalancing = {} } = props;
  const { sampleSize = SAMPLES, successfulSamplesRequired = REQUIRED_SAMPLES } = loadBalancing;
  const { enabled, ...ofProbe } = probe;
  const checks = new Checks(group)
    .wholeNumber('healthProbe.intervalSeconds', probe.intervalSeconds, 1, 255)
    .that('healthProbe.path', probe.path, probe.path?.startsWith('/') === true, 'a path that starts with /')
    .together(
      enabled !== false || Object.values(ofProbe).every((value) => value === undefined),
      'healthProbe: probes are disabled',
      'Leave healthProbe.enabled out.',
    )
    .wholeNumber('loadBalancing.sampleSize', loadBalancing.sampleSize, 1, 255)
    .wholeNumber('loadBalancing.successfulSamplesRequired', loadBalancing.successfulSamplesRequired, 1, 255)
    .wholeNumber('loadBalancing.additionalLatencyMilliseconds', loadBalancing.additionalLatencyMilliseconds, 0, 1000)
    .together(
      successfulSamplesRequired <= sampleSize,
      `loadBalancing.successfulSamplesRequired: ${successfulSamplesRequired} of ${sampleSize} samples can never succeed`,
      'Raise sampleSize, or require fewer.',
    );
  const name = partName(checks, group, 'azurerm_cdn_frontdoor_origin_group', props.name);
  checks.done();
  return name;
}
