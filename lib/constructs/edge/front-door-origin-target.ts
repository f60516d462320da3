import { Fn, Token } from 'cdktf';
import facts from '../../facts/front-door.json';
import { Region } from '../../values/region';
import { type Checks } from '../checks';
import { type IContainerApp } from '../compute/container-app';
import { type IContainerAppEnvironment } from '../compute/container-app-environment';
import { type IStorageAccount } from '../data/storage-account';
import { type IApiManagement } from '../web/api-management-base';

/** Kind of a private link target, by Azure's names. */
export enum FrontDoorPrivateLinkType {
  API_MANAGEMENT = 'Gateway',
  APP_SERVICE = 'sites',
  BLOB = 'blob',
  BLOB_SECONDARY = 'blob_secondary',
  CONTAINER_APP_ENVIRONMENT = 'managedEnvironments',
  STATIC_WEBSITE = 'web',
  STATIC_WEBSITE_SECONDARY = 'web_secondary',
}

/** A resource that Front Door reaches by private link. */
export interface FrontDoorPrivateLinkOptions {
  readonly hostName: string;
  readonly targetResourceId: string;
  /** @default none: the target is a private link service, which is the one kind without */
  readonly type?: FrontDoorPrivateLinkType;
  /** Region in which Front Door makes its private endpoint. */
  readonly location: string;
}

/** Private link of an origin, as Terraform writes it. */
export interface FrontDoorPrivateLink {
  readonly targetResourceId: string;
  readonly type?: FrontDoorPrivateLinkType;
  readonly location: string;
}

/**
 * Address of an origin, public or behind a private link.
 *
 * Somebody must approve the connection of a private link at its target, once for each target and region: azurerm and Front Door cannot.
 */
export class FrontDoorOriginTarget {
  /** A host that the Internet reaches. It should let in nobody but Front Door: compare the header `X-Azure-FDID` with `resourceGuid`. */
  public static publicHost(hostName: string): FrontDoorOriginTarget {
    return new FrontDoorOriginTarget(hostName);
  }

  /** A container app, by private link to its environment. Its ingress must be external, which means outside the environment. */
  public static containerApp(app: IContainerApp, environment: IContainerAppEnvironment): FrontDoorOriginTarget {
    return new FrontDoorOriginTarget(app.fqdn, {
      targetResourceId: environment.environmentId,
      type: FrontDoorPrivateLinkType.CONTAINER_APP_ENVIRONMENT,
      location: environment.location,
    });
  }

  /** Blobs of a storage account, by private link. */
  public static blobs(account: IStorageAccount, location: string): FrontDoorOriginTarget {
    return new FrontDoorOriginTarget(hostOf(account.blobEndpoint), {
      targetResourceId: account.storageAccountId,
      type: FrontDoorPrivateLinkType.BLOB,
      location,
    });
  }

  /** The gateway of an API Management service, by private link. */
  public static apiManagement(service: IApiManagement, location: string): FrontDoorOriginTarget {
    return new FrontDoorOriginTarget(hostOf(service.gatewayUrl), {
      targetResourceId: service.apiManagementId,
      type: FrontDoorPrivateLinkType.API_MANAGEMENT,
      location,
    });
  }

  /** A private link service, such as that before the internal load balancer of a Kubernetes cluster. */
  public static privateLinkService(
    privateLinkServiceId: string,
    hostName: string,
    location: string,
  ): FrontDoorOriginTarget {
    return FrontDoorOriginTarget.privateLink({ hostName, targetResourceId: privateLinkServiceId, location });
  }

  /** Any other target of a private link. */
  public static privateLink(options: FrontDoorPrivateLinkOptions): FrontDoorOriginTarget {
    const { hostName, targetResourceId, type, location } = options;
    return new FrontDoorOriginTarget(hostName, { targetResourceId, type, location });
  }

  private constructor(
    public readonly hostName: string,
    /** Undefined for a host that the Internet reaches. */
    public readonly privateLink?: FrontDoorPrivateLink,
  ) {}

  public get isPrivate(): boolean {
    return this.privateLink !== undefined;
  }

  /**
   * Notes what azurerm or Front Door would refuse.
   *
   * Sources: azurerm internal/services/cdn/cdn_frontdoor_origin_resource.go, expandPrivateLinkSettings; lib/facts/front-door.json.
   */
  public check(checks: Checks, property: string): void {
    checks.that(
      `${property}.hostName`,
      this.hostName,
      /^[\dA-Za-z]([\dA-Za-z.:-]*[\dA-Za-z])?$/.test(this.hostName),
      'a host name or an address, without scheme, port and path',
    );
    if (this.privateLink !== undefined) {
      checkPrivateLink(checks, property, this.privateLink);
    }
  }
}

function checkPrivateLink(checks: Checks, property: string, link: FrontDoorPrivateLink): void {
  const { targetResourceId, type, location } = link;
  const isService = /\/privateLinkServices\/[^/]+$/i.test(targetResourceId);
  const region = Token.isUnresolved(location)
    ? undefined
    : checks.value(`${property}.location`, () => Region.of(location));
  checks
    .that(
      `${property}.targetResourceId`,
      targetResourceId,
      /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+/i.test(targetResourceId),
      'the id of an Azure resource',
    )
    .that(
      `${property}.location`,
      region?.name,
      region !== undefined && facts.privateLinkRegions.includes(region.name),
      facts.privateLinkRegions.join(', '),
      'Use the region nearest to the origin: Front Door makes its private endpoint there.',
    )
    .together(
      Token.isUnresolved(targetResourceId) || isService || type !== undefined,
      `${property}.type: only a private link service goes without`,
      `Give one of ${facts.privateLinkTypes.join(', ')}, or the id of a private link service.`,
    )
    .that(
      `${property}.type`,
      type,
      Token.isUnresolved(targetResourceId) || !isService,
      'none with a private link service',
    );
}

/** The host of a URL, `https://host/`. */
function hostOf(url: string): string {
  if (Token.isUnresolved(url)) {
    return Fn.element(Fn.split('/', url), 2) as string;
  }
  return new URL(url).host;
}
