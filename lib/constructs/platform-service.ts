import { type ITerraformDependable, type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { PrivateLinkService } from '../values/private-link-service';
import { AzureContext } from './azure-context';
import { checkedValue } from './checks';
import { PrivateEndpoint, type PrivateEndpointsOptions } from './network/private-endpoint';
import { addDiagnostics, type DiagnosticScope, type DiagnosticsOptions } from './observability/diagnostics';
import { addBaselineAlerts, type BaselineAlerts, type BaselineAlertsOptions } from './observability/metric-alert';
import { type PlacementProps } from './placement';
import { LockLevel, ManagementLock } from './security/management-lock';

/** Properties common to all constructs of a platform service. */
export interface PlatformServiceProps extends PlacementProps {
  /** Private endpoints that lead to it. @default none */
  readonly privateEndpoints?: PrivateEndpointsOptions;
  /** Destination of its logs and metrics. @default all of them to the stage's Log Analytics workspace */
  readonly diagnostics?: DiagnosticsOptions;
  /** @default `CanNotDelete` where it holds data and the environment profile locks, otherwise none */
  readonly lock?: LockLevel;
  /** Alerts with the thresholds of the Azure Monitor Baseline Alerts. @default where the stage has an action group */
  readonly alerts?: BaselineAlertsOptions;
}

/** Facts about one resource that the shared mechanisms need. */
export interface PlatformServiceFacts {
  readonly resource: TerraformResource;
  readonly resourceId: string;
  /** Terraform type, the key of the private link facts. */
  readonly resourceType: string;
  /** Default subresources of the private endpoints. */
  readonly subresources: readonly string[];
  readonly diagnosticScopes: readonly DiagnosticScope[];
  /** Stateful resources, the main one and its parts. @default none */
  readonly dataResources?: readonly TerraformResource[];
  readonly alerts?: BaselineAlerts;
  /** Resources that the endpoints wait for, such as the deployments of an OpenAI account. @default nothing */
  readonly endpointsWaitFor?: ITerraformDependable[];
}

/**
 * Adds to a resource what every platform service has: private endpoints, diagnostics, a lock and alerts.
 *
 * Endpoints of one resource are made in series, because Azure refuses concurrent writes to their parent.
 *
 * @returns the private endpoints
 */
export function addPlatformFeatures(
  construct: Construct,
  props: PlatformServiceProps,
  facts: PlatformServiceFacts,
): PrivateEndpoint[] {
  const context = AzureContext.of(construct);
  facts.dataResources?.forEach((resource) => context.markStateful(resource));
  const isStateful = (facts.dataResources?.length ?? 0) > 0;
  const lock = props.lock ?? (isStateful && context.locks ? LockLevel.CAN_NOT_DELETE : LockLevel.NONE);
  if (lock !== LockLevel.NONE) {
    new ManagementLock(construct, 'Lock', { scope: facts.resourceId, level: lock, protects: construct });
  }
  addDiagnostics(construct, facts.diagnosticScopes, props.diagnostics);
  addBaselineAlerts(construct, facts.resourceId, facts.alerts ?? {}, props.alerts);
  return addPrivateEndpoints(construct, props, facts);
}

function addPrivateEndpoints(
  construct: Construct,
  props: PlatformServiceProps,
  facts: PlatformServiceFacts,
): PrivateEndpoint[] {
  const endpoints: PrivateEndpoint[] = [];
  if (props.privateEndpoints === undefined) {
    return endpoints;
  }
  const { subnet, dnsZones, subresources, location = props.location } = props.privateEndpoints;
  for (const subresource of subresources ?? facts.subresources) {
    const service = checkedValue(construct, 'privateEndpoints.subresources', () =>
      PrivateLinkService.of(facts.resourceType, subresource),
    );
    const previous = endpoints.at(-1);
    endpoints.push(
      new PrivateEndpoint(construct, `PrivateEndpoint-${subresource}`, {
        subnet,
        dnsZones,
        resourceGroup: props.resourceGroup,
        location,
        service,
        targetResourceId: facts.resourceId,
        dependsOn: previous === undefined ? facts.endpointsWaitFor : [previous.dependable],
      }),
    );
  }
  return endpoints;
}
