import { CdnFrontdoorEndpoint } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-endpoint';
import { CdnFrontdoorProfile } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-profile';
import { CdnFrontdoorSecurityPolicy } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-security-policy';
import { Lazy } from 'cdktf';
import { type Construct } from 'constructs';
import facts from '../../facts/front-door.json';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { FRONT_DOOR_ALERTS } from './front-door-alerts';
import { FrontDoorBase, type IFrontDoor, ImportedFrontDoor, type ImportedFrontDoorOptions } from './front-door-base';
import { FrontDoorCustomDomain, type FrontDoorCustomDomainOptions } from './front-door-custom-domain';
import {
  type FrontDoorFirewallOptions,
  FrontDoorFirewallPolicy,
  type IFrontDoorFirewallPolicy,
} from './front-door-firewall-policy';
import { FrontDoorRoute, type FrontDoorRouteOptions } from './front-door-route';
import { FrontDoorSku } from './front-door-sku';

/** Field of requests that Front Door can leave out of its logs. */
export enum FrontDoorLogField {
  QUERY_STRING = 'QueryStringArgNames',
  CLIENT_ADDRESS = 'RequestIPAddress',
  URI = 'RequestUri',
}

export interface FrontDoorProps extends Omit<PlatformServiceProps, 'privateEndpoints' | 'location'> {
  /** Name of the endpoint, the start of its host name. @default derived */
  readonly endpointName?: string;
  /** Seconds after which an origin that has not answered counts as failed, 16 to 240. @default 120 */
  readonly responseTimeoutSeconds?: number;
  /** Firewall of its own. @default in prevention mode, with Microsoft's rules and a rate limit */
  readonly firewall?: FrontDoorFirewallOptions;
  /** Firewall policy of others, in place of `firewall`. @default one of its own */
  readonly firewallPolicy?: IFrontDoorFirewallPolicy;
  /** Fields left out of the logs. @default QUERY_STRING, which carries tokens and personal data */
  readonly scrubbedLogFields?: readonly FrontDoorLogField[];
}

/**
 * An Azure Front Door of the Premium tier: a profile with one endpoint, and a firewall before everything that it serves.
 *
 * It serves nothing before a route: `addOriginGroup`, `addOrigin` and `addRoute`. There is no Standard, which has neither private
 * links nor managed firewall rules.
 */
export class FrontDoor extends FrontDoorBase {
  /** Imports an existing profile. Terraform reads it. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedFrontDoorOptions = {},
  ): IFrontDoor {
    return new ImportedFrontDoor(scope, id, name, resourceGroupName, options);
  }

  public readonly frontDoorId: string;
  public readonly frontDoorName: string;
  public readonly resourceGuid: string;
  public readonly sku = FrontDoorSku.PREMIUM;
  public readonly endpointId: string;
  /** Host name of the endpoint, `<name>-<hash>.<zone>.azurefd.net`, known once it is there. */
  public readonly hostName: string;
  public readonly firewallPolicy: IFrontDoorFirewallPolicy;
  private readonly securityPolicy: CdnFrontdoorSecurityPolicy;
  private readonly customDomains: FrontDoorCustomDomain[] = [];

  constructor(scope: Construct, id: string, props: FrontDoorProps = {}) {
    super(scope, id);
    check(this, props);
    const { name, resourceGroupName, tags } = place(this, 'azurerm_cdn_frontdoor_profile', props);
    const { scrubbedLogFields: scrubbed = [FrontDoorLogField.QUERY_STRING] } = props;
    const resource = new CdnFrontdoorProfile(this, 'Resource', {
      name,
      resourceGroupName,
      tags,
      skuName: this.sku,
      responseTimeoutSeconds: props.responseTimeoutSeconds ?? 120,
      logScrubbingRule: scrubbed.length === 0 ? undefined : scrubbed.map((matchVariable) => ({ matchVariable })),
    });
    this.frontDoorId = resource.id;
    this.frontDoorName = resource.name;
    this.resourceGuid = resource.resourceGuid;
    const endpoint = this.addEndpoint(props, tags);
    this.endpointId = endpoint.id;
    this.hostName = endpoint.hostName;
    const { resourceGroup, tags: ownTags } = props;
    this.firewallPolicy =
      props.firewallPolicy ??
      new FrontDoorFirewallPolicy(this, 'Firewall', { ...props.firewall, resourceGroup, tags: ownTags });
    this.securityPolicy = this.addSecurityPolicy();
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_cdn_frontdoor_profile',
      subresources: [],
      diagnosticScopes: [{ id: 'profile', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: FRONT_DOOR_ALERTS,
    });
  }

  /** `https://` and the host name of the endpoint. */
  public get url(): string {
    return `https://${this.hostName}`;
  }

  /** Adds a domain of yours, which the firewall covers and a route serves that names it. */
  public addCustomDomain(hostName: string, options: FrontDoorCustomDomainOptions = {}): FrontDoorCustomDomain {
    const most = facts.limits.customDomains - 1;
    new Checks(this)
      .together(
        this.customDomains.length < most,
        `addCustomDomain: it has ${most} domains, and a firewall takes no more beside the endpoint`,
      )
      .done();
    const domain = new FrontDoorCustomDomain(this, `Domain-${hostName}`, { ...options, hostName, frontDoor: this });
    this.customDomains.push(domain);
    domain.waitFor(this.securityPolicy);
    return domain;
  }

  /** Adds a route from domains and paths to an origin group. */
  public addRoute(id: string, props: FrontDoorRouteOptions): FrontDoorRoute {
    const name = props.name ?? kebab(id);
    return new FrontDoorRoute(this, `Route-${id}`, { ...props, name, frontDoor: this });
  }

  private addEndpoint(props: FrontDoorProps, tags: Record<string, string>): CdnFrontdoorEndpoint {
    const property = 'endpointName';
    return new CdnFrontdoorEndpoint(this, 'Endpoint', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_cdn_frontdoor_endpoint', {
        given: props.endpointName,
        property,
      }),
      cdnFrontdoorProfileId: this.frontDoorId,
      enabled: true,
      tags,
    });
  }

  /** One for the endpoint and all domains, those added later included: a domain takes no second one. */
  private addSecurityPolicy(): CdnFrontdoorSecurityPolicy {
    const domainIds = () => [this.endpointId, ...this.customDomains.map(({ customDomainId }) => customDomainId)];
    return new CdnFrontdoorSecurityPolicy(this, 'SecurityPolicy', {
      name: 'firewall',
      cdnFrontdoorProfileId: this.frontDoorId,
      securityPolicies: {
        firewall: {
          cdnFrontdoorFirewallPolicyId: this.firewallPolicy.firewallPolicyId,
          association: {
            // The one pattern that Front Door takes (azurerm internal/services/cdn/cdn_frontdoor_security_policy_resource.go).
            patternsToMatch: ['/*'],
            domain: Lazy.anyValue({
              produce: () => domainIds().map((id) => ({ cdn_frontdoor_domain_id: id })),
            }),
          },
        },
      },
    });
  }
}

/**
 * Sources: azurerm internal/services/cdn/cdn_frontdoor_profile_resource.go; learn.microsoft.com/azure/web-application-firewall/afds/afds-overview
 * (a policy is of the tier of its Front Door).
 */
function check(frontDoor: FrontDoor, props: FrontDoorProps): void {
  const { firewallPolicy, responseTimeoutSeconds, scrubbedLogFields } = props;
  const checks = new Checks(frontDoor)
    .wholeNumber('responseTimeoutSeconds', responseTimeoutSeconds, 16, 240)
    .together(
      props.firewall === undefined || firewallPolicy === undefined,
      'firewall: the rules are those of firewallPolicy',
      'Leave one of them out.',
    )
    .that(
      'firewallPolicy',
      firewallPolicy?.sku,
      firewallPolicy?.sku === frontDoor.sku,
      `a policy of ${frontDoor.sku}`,
      'Create a FrontDoorFirewallPolicy, or leave it out.',
    );
  checks.distinct('scrubbedLogFields', scrubbedLogFields);
  checks.done();
}
