import { DataAzurermStaticWebApp } from '@cdktf/provider-azurerm/lib/data-azurerm-static-web-app';
import { StaticWebApp as StaticWebAppResource } from '@cdktf/provider-azurerm/lib/static-web-app';
import { Construct, type IConstruct } from 'constructs';
import facts from '../../facts/static-web-app.json';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { waitForGrants } from '../identity/grantee';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type IVirtualNetwork } from '../network/virtual-network';
import { checkedRegion, place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { addCheck } from '../stage-check';
import { StaticWebAppCustomDomain, type StaticWebAppDomainValidation } from './static-web-app-domain';
import { type StaticWebAppDnsZones, StaticWebAppPartitionZone, ZoneOfApp } from './static-web-app-dns-zones';

/** Pricing tier of a static web app. */
export enum StaticWebAppSku {
  /** Without service level agreement, private endpoints and identity. */
  FREE = 'Free',
  STANDARD = 'Standard',
}

/** A static web app, defined in this app or imported. */
export interface IStaticWebApp extends IConstruct {
  readonly staticWebAppId: string;
  readonly staticWebAppName: string;
  /** `<words>.<partition>.azurestaticapps.net`, known once the app is there. */
  readonly defaultHostName: string;
  /** `https://` and the default host name. */
  readonly url: string;
  /** Adds a domain of yours. */
  addCustomDomain(domainName: string, validation?: StaticWebAppDomainValidation): StaticWebAppCustomDomain;
}

export interface StaticWebAppProps extends Omit<PlatformServiceProps, 'diagnostics' | 'alerts'> {
  /**
   * Region of its functions and previews: centralus, eastasia, eastus2, westeurope or westus2. The pages are everywhere.
   *
   * @default the stage's region
   */
  readonly location?: string;
  /** @default STANDARD where the profile is highly available or something given needs it, otherwise FREE */
  readonly sku?: StaticWebAppSku;
  /** Environment variables of its functions. Not for secrets: they are readable in the state and in the portal. @default none */
  readonly appSettings?: Readonly<Record<string, string>>;
  /** The identity as which its functions and settings read Key Vault. Standard alone. @default none */
  readonly identity?: IUserAssignedIdentity;
  /** Whether pull requests get previews with addresses of their own, which anybody can open. @default false */
  readonly previewEnvironments?: boolean;
  /** Whether a deployment may bring a `staticwebapp.config.json` that changes routes and roles. @default true */
  readonly configurationFileChanges?: boolean;
  /** Whether it answers on the Internet. @default true only when there are no private endpoints */
  readonly publicNetworkAccess?: boolean;
  /**
   * Networks in which clients find the private endpoint. The app's own zone, whose name has the number of its partition, is made and
   * linked to them.
   *
   * @default none: the records are managed by policy or manually
   */
  readonly privateDnsNetworks?: readonly IVirtualNetwork[];
  /** Zones that several apps of a network share, in place of `privateDnsNetworks`. @default none: the app makes its own */
  readonly privateDnsZones?: StaticWebAppDnsZones;
}

/** Base of an app, defined in this app or imported. */
abstract class StaticWebAppBase extends Construct implements IStaticWebApp {
  public abstract readonly staticWebAppId: string;
  public abstract readonly staticWebAppName: string;
  public abstract readonly defaultHostName: string;

  public get url(): string {
    return `https://${this.defaultHostName}`;
  }

  public addCustomDomain(domainName: string, validation?: StaticWebAppDomainValidation): StaticWebAppCustomDomain {
    return new StaticWebAppCustomDomain(this, `Domain-${domainName}`, {
      staticWebAppId: this.staticWebAppId,
      domainName,
      validation,
    });
  }
}

/**
 * An Azure Static Web App.
 *
 * Without previews, and closed to the Internet once it has a private endpoint. Its pages are deployed from outside: it takes no
 * repository and no token of one, and leaves those alone that a deployment has set.
 *
 * azurerm reads the app's deployment token into the state, whatever a configuration says: guard the state.
 */
export class StaticWebApp extends StaticWebAppBase {
  /** Imports an existing app. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IStaticWebApp {
    return new ImportedStaticWebApp(scope, id, name, resourceGroupName);
  }

  public readonly staticWebAppId: string;
  public readonly staticWebAppName: string;
  public readonly defaultHostName: string;
  public readonly sku: StaticWebAppSku;

  constructor(scope: Construct, id: string, props: StaticWebAppProps = {}) {
    super(scope, id);
    this.sku = props.sku ?? defaultSku(this, props);
    check(this, this.sku, props);
    const { identity, privateEndpoints } = props;
    const resource = new StaticWebAppResource(this, 'Resource', {
      ...place(this, 'azurerm_static_web_app', props),
      skuTier: this.sku,
      skuSize: this.sku,
      appSettings: props.appSettings,
      previewEnvironmentsEnabled: props.previewEnvironments ?? false,
      configurationFileChangesEnabled: props.configurationFileChanges ?? true,
      publicNetworkAccessEnabled: props.publicNetworkAccess ?? privateEndpoints === undefined,
      identity: identity && { type: 'UserAssigned', identityIds: [identity.identityId] },
      // A deployment with the app's token records its repository here, which Terraform would take away again.
      lifecycle: { ignoreChanges: ['repository_url', 'repository_branch'] },
    });
    waitForGrants(resource, identity?.grants ?? []);
    this.staticWebAppId = resource.id;
    this.staticWebAppName = resource.name;
    this.defaultHostName = resource.defaultHostName;
    addPlatformFeatures(
      this,
      { ...props, privateEndpoints: this.endpointsWithZone(props) },
      {
        resource,
        resourceId: resource.id,
        resourceType: 'azurerm_static_web_app',
        subresources: ['staticSites'],
        // Azure answers ResourceTypeNotSupported. Source: github.com/Azure/static-web-apps/issues/1295.
        diagnosticScopes: [],
      },
    );
    addCheck(this, 'health', resource, () => ({ path: '/' }));
  }

  /** The private endpoints with the zone of the app's partition, which is known only after the deployment. */
  private endpointsWithZone(props: StaticWebAppProps): StaticWebAppProps['privateEndpoints'] {
    const { privateEndpoints, privateDnsNetworks, privateDnsZones, resourceGroup, tags } = props;
    if (privateEndpoints !== undefined && privateDnsZones !== undefined) {
      return {
        ...privateEndpoints,
        dnsZones: new ZoneOfApp(this, 'DnsZone', privateDnsZones.zoneIdOf(this.defaultHostName)),
      };
    }
    if (privateEndpoints === undefined || privateDnsNetworks === undefined) {
      return privateEndpoints && { ...privateEndpoints, dnsZones: undefined };
    }
    const dnsZones = new StaticWebAppPartitionZone(this, 'PartitionZone', {
      defaultHostName: this.defaultHostName,
      virtualNetworks: privateDnsNetworks,
      resourceGroup,
      tags,
    });
    return { ...privateEndpoints, dnsZones };
  }
}

class ImportedStaticWebApp extends StaticWebAppBase {
  public readonly staticWebAppId: string;
  public readonly staticWebAppName: string;
  public readonly defaultHostName: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermStaticWebApp(this, 'Resource', { name, resourceGroupName });
    this.staticWebAppId = data.id;
    this.staticWebAppName = data.name;
    this.defaultHostName = data.defaultHostName;
  }
}

function defaultSku(construct: Construct, { privateEndpoints, identity }: StaticWebAppProps): StaticWebAppSku {
  const needed = privateEndpoints !== undefined || identity !== undefined;
  return needed || AzureContext.of(construct).profile.highlyAvailable ? StaticWebAppSku.STANDARD : StaticWebAppSku.FREE;
}

/** Sources: azurerm internal/services/appservice/static_web_app_resource.go (CustomizeDiff); lib/facts/static-web-app.json. */
function check(construct: StaticWebApp, sku: StaticWebAppSku, props: StaticWebAppProps): void {
  const { location, privateEndpoints, privateDnsNetworks, identity, publicNetworkAccess } = props;
  const standard = sku === StaticWebAppSku.STANDARD;
  const clash = otherWithZoneIn(construct, privateDnsNetworks ?? []);
  const checks = new Checks(construct);
  const region = checkedRegion(construct, checks, location);
  checks
    .that(
      'location',
      region?.name,
      region === undefined || facts.regions.includes(region.name),
      facts.regions.join(', '),
      'Its pages are served everywhere, so use the nearest region.',
    )
    .together(
      standard || privateEndpoints === undefined,
      'privateEndpoints: the Free SKU supports none',
      'Use StaticWebAppSku.STANDARD.',
    )
    .together(standard || identity === undefined, 'identity: the Free SKU has none', 'Use StaticWebAppSku.STANDARD.')
    .together(
      privateEndpoints !== undefined || privateDnsNetworks === undefined,
      'privateDnsNetworks: there are no private endpoints to find',
    )
    .together(
      privateEndpoints !== undefined || props.privateDnsZones === undefined,
      'privateDnsZones: there are no private endpoints to find',
    )
    .together(
      privateDnsNetworks === undefined || props.privateDnsZones === undefined,
      'privateDnsNetworks: the networks are those of privateDnsZones',
      'Leave one of them out.',
    )
    .together(
      clash === undefined,
      `privateDnsNetworks: ${clash?.node.path} has a zone of its own there, and a network is linked to one zone of a partition`,
      'Create StaticWebAppDnsZones with the networks once, and pass them to both apps as privateDnsZones.',
    )
    .together(
      privateEndpoints?.dnsZones === undefined || privateDnsNetworks !== undefined,
      'privateEndpoints.dnsZones: the name of the zone contains the number of the partition, which only the app knows',
      'Name the networks in privateDnsNetworks, and the app makes the zone.',
    )
    .together(
      publicNetworkAccess !== false || privateEndpoints !== undefined,
      'publicNetworkAccess: without private endpoints nobody could reach the app',
      'Give privateEndpoints.',
    )
    .done();
}

/** The app that made a zone of its own for each network. */
const zoneOwners = new WeakMap<IVirtualNetwork, StaticWebApp>();

function otherWithZoneIn(app: StaticWebApp, networks: readonly IVirtualNetwork[]): StaticWebApp | undefined {
  const other = networks.map((network) => zoneOwners.get(network)).find((owner) => owner !== undefined);
  networks.forEach((network) => zoneOwners.set(network, zoneOwners.get(network) ?? app));
  return other;
}
