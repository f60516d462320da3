import {
  type KubernetesCluster as KubernetesClusterResource,
  type KubernetesClusterConfig,
} from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import facts from '../../facts/kubernetes.json';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { type Checks } from '../checks';
import { type IGrantee, PrincipalType } from '../identity/grantee';
import { grantRole } from '../identity/role-assignment';
import { type IDnsZone } from '../network/dns-zone';
import { type IPrivateDnsZone } from '../network/private-dns-zone';
import { type KubernetesClusterProps } from './kubernetes-cluster-options';

/** Load balancer of the NGINX ingress controller that the application routing add-on makes by itself. */
export enum NginxIngressControllerType {
  /** A public one, unless the annotations of the `NginxIngressController` object say otherwise. */
  ANNOTATION_CONTROLLED = 'AnnotationControlled',
  /** A public one. */
  EXTERNAL = 'External',
  /** One with an address in the network. */
  INTERNAL = 'Internal',
  /** None: no controller is made. */
  NONE = 'None',
}

/** Application routing add-on: managed NGINX ingress controllers, with DNS records and certificates of a Key Vault. */
export interface KubernetesAppRoutingOptions {
  /** @default NginxIngressControllerType.INTERNAL */
  readonly defaultNginxController?: NginxIngressControllerType;
  /** Public DNS zones in which the add-on makes records, which it is granted. All must be in one resource group. @default none */
  readonly dnsZones?: readonly IDnsZone[];
  /** Private DNS zones in which the add-on makes records, which it is granted. All must be in one resource group. @default none */
  readonly privateDnsZones?: readonly IPrivateDnsZone[];
}

/** Source: learn.microsoft.com/azure/aks/app-routing#limitations. */
const MOST_ZONES = 5;

/** Identity that AKS makes for the application routing add-on. Certificates of a Key Vault are granted to it. */
class AppRoutingIdentity extends Construct implements IGrantee {
  public readonly principalId: string;
  public readonly clientId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  constructor(scope: Construct, id: string, resource: KubernetesClusterResource) {
    super(scope, id);
    const identity = resource.webAppRouting.webAppRoutingIdentity.get(0);
    this.principalId = identity.objectId;
    this.clientId = identity.clientId;
  }

  /** Does nothing: the add-on retries until the role is there. */
  public waitForGrant(_grant: TerraformResource): void {}
}

/** Argument for the application routing add-on. */
export function appRouting({
  appRouting: routing,
}: KubernetesClusterProps): Pick<KubernetesClusterConfig, 'webAppRouting'> {
  return {
    webAppRouting: routing && {
      dnsZoneIds: [
        ...(routing.dnsZones ?? []).map(({ dnsZoneId }) => dnsZoneId),
        ...(routing.privateDnsZones ?? []).map(({ privateDnsZoneId }) => privateDnsZoneId),
      ],
      defaultNginxController: routing.defaultNginxController ?? NginxIngressControllerType.INTERNAL,
    },
  };
}

/** Makes the grantee of the add-on, and grants it the zones. */
export function addAppRoutingIdentity(
  cluster: Construct,
  resource: KubernetesClusterResource,
  { dnsZones = [], privateDnsZones = [] }: KubernetesAppRoutingOptions,
): IGrantee {
  const identity = new AppRoutingIdentity(cluster, 'AppRoutingIdentity', resource);
  dnsZones.forEach((zone) => zone.grantManage(identity));
  privateDnsZones.forEach((zone) =>
    grantRole(zone, zone.privateDnsZoneId, identity, Role.of('Private DNS Zone Contributor')),
  );
  return identity;
}

/** Source: learn.microsoft.com/azure/aks/app-routing#limitations. */
export function checkAppRouting(checks: Checks, { appRouting: routing }: KubernetesClusterProps): void {
  const { dnsZones = [], privateDnsZones = [] } = routing ?? {};
  const count = dnsZones.length + privateDnsZones.length;
  checks
    .that('appRouting.dnsZones', count, count <= MOST_ZONES, `at most ${MOST_ZONES} zones, private ones included`)
    .distinct(
      'appRouting.dnsZones',
      dnsZones.map(({ node }) => node.path),
    )
    .distinct(
      'appRouting.privateDnsZones',
      privateDnsZones.map(({ node }) => node.path),
    );
}

/** Warns of the NGINX controller's end of support, for which azurerm offers no successor in the add-on. */
export function warnOfAppRouting(cluster: Construct, { appRouting: routing }: KubernetesClusterProps): void {
  if (routing === undefined || routing.defaultNginxController === NginxIngressControllerType.NONE) {
    return;
  }
  const context = AzureContext.of(cluster);
  const { supportEnds } = facts.appRoutingNginx;
  context.warn(
    cluster,
    `appRouting: Azure patches its NGINX controller until ${supportEnds} and no longer; use an ingress gateway of serviceMesh`,
  );
}
