import { CdnFrontdoorOrigin } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-origin';
import { Construct, type IConstruct } from 'constructs';
import { kebab } from '../azure-context';
import { Checks } from '../checks';
import { partName } from './front-door-names';
import { FrontDoorSku } from './front-door-sku';
import { type IFrontDoorOriginGroup } from './front-door-origin-group';
import { type FrontDoorOriginTarget } from './front-door-origin-target';

/** An origin of an origin group. */
export interface IFrontDoorOrigin extends IConstruct {
  readonly originId: string;
  readonly originName: string;
  /** Whether it takes requests. */
  readonly enabled: boolean;
  /** Whether Front Door reaches it by private link. */
  readonly isPrivate: boolean;
}

/** Properties of an origin. */
export interface FrontDoorOriginOptions {
  readonly target: FrontDoorOriginTarget;
  /** Name, unique in the Front Door. @default the ids of the group and the origin in kebab case */
  readonly name?: string;
  /** 1 to 5. Origins of a lower number get all requests while they are healthy. @default 1 */
  readonly priority?: number;
  /** Share of the requests among origins of one priority and like latency, 1 to 1000. @default 500 */
  readonly weight?: number;
  /** @default 443 */
  readonly httpsPort?: number;
  /** @default 80 */
  readonly httpPort?: number;
  /** Host header that the origin gets. @default the target's host name */
  readonly hostHeader?: string;
  /** Whether the origin's certificate must be for its host. Always with a private link. @default true */
  readonly certificateNameCheck?: boolean;
  /** Message for whoever approves the private link, up to 140 characters. @default the path of the origin */
  readonly approvalMessage?: string;
  /** @default true */
  readonly enabled?: boolean;
}

export interface FrontDoorOriginProps extends FrontDoorOriginOptions {
  readonly originGroup: IFrontDoorOriginGroup;
}

/** A host that answers for an origin group. Made by `originGroup.addOrigin`. */
export class FrontDoorOrigin extends Construct implements IFrontDoorOrigin {
  public readonly originId: string;
  public readonly originName: string;
  public readonly enabled: boolean;
  public readonly isPrivate: boolean;

  constructor(scope: Construct, id: string, props: FrontDoorOriginProps) {
    super(scope, id);
    const { originGroup, target } = props;
    this.enabled = props.enabled ?? true;
    this.isPrivate = target.isPrivate;
    const name = check(this, props);
    const resource = new CdnFrontdoorOrigin(this, 'Resource', {
      name,
      cdnFrontdoorOriginGroupId: originGroup.originGroupId,
      hostName: target.hostName,
      originHostHeader: props.hostHeader ?? target.hostName,
      certificateNameCheckEnabled: props.certificateNameCheck ?? true,
      httpPort: props.httpPort ?? 80,
      httpsPort: props.httpsPort ?? 443,
      priority: props.priority ?? 1,
      weight: props.weight ?? 500,
      enabled: this.enabled,
      privateLink: target.privateLink && {
        privateLinkTargetId: target.privateLink.targetResourceId,
        targetType: target.privateLink.type,
        location: target.privateLink.location,
        requestMessage: props.approvalMessage ?? approvalMessage(this),
      },
    });
    this.originId = resource.id;
    this.originName = resource.name;
    members.set(originGroup, [...originsOf(originGroup), this]);
  }
}

const members = new WeakMap<IFrontDoorOriginGroup, IFrontDoorOrigin[]>();

/** The origins of a group so far, wherever in the app they were made. */
export function originsOf(group: IFrontDoorOriginGroup): IFrontDoorOrigin[] {
  return [...(members.get(group) ?? [])];
}

function approvalMessage(origin: IConstruct): string {
  return `Front Door: ${origin.node.path}`.slice(0, 140);
}

/**
 * Sources: azurerm internal/services/cdn/cdn_frontdoor_origin_resource.go, which checks the private link only while it applies, and
 * website/docs/r/cdn_frontdoor_origin.html.markdown; learn.microsoft.com/azure/frontdoor/private-link (no mixed groups).
 */
function check(origin: FrontDoorOrigin, props: FrontDoorOriginProps): string {
  const { originGroup, target, approvalMessage: message } = props;
  const other = originGroup.origins.find(({ isPrivate }) => isPrivate !== target.isPrivate);
  const checks = new Checks(origin)
    .wholeNumber('priority', props.priority, 1, 5)
    .wholeNumber('weight', props.weight, 1, 1000)
    .wholeNumber('httpPort', props.httpPort, 1, 65535)
    .wholeNumber('httpsPort', props.httpsPort, 1, 65535)
    .that('approvalMessage', message, message !== undefined && /^.{1,140}$/s.test(message), '1 to 140 characters')
    .that(
      'certificateNameCheck',
      props.certificateNameCheck,
      props.certificateNameCheck !== false || !target.isPrivate,
      'true with a private link',
      'Leave it out, and give the origin a certificate for its host name.',
    )
    .together(
      message === undefined || target.isPrivate,
      'approvalMessage: nobody approves an origin that is public',
      'Leave it out.',
    )
    .together(
      !target.isPrivate || originGroup.sku === FrontDoorSku.PREMIUM,
      `target: a Front Door of ${originGroup.sku} has no private links`,
      `Use ${FrontDoorSku.PREMIUM}.`,
    )
    .together(
      other === undefined,
      `target: it is ${target.isPrivate ? 'private' : 'public'}, but ${other?.node.path} of its group is not`,
      'Front Door requires private and public origins in separate groups: create two.',
    );
  target.check(checks, 'target');
  const name = partName(
    checks,
    origin,
    'azurerm_cdn_frontdoor_origin',
    props.name,
    `${kebab(originGroup.node.id)}-${kebab(origin.node.id)}`,
  );
  checks.done();
  return name;
}
