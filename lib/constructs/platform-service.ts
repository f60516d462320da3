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

/** What every construct of a platform service takes. */
export interface PlatformServiceProps extends PlacementProps {
  /** Private endpoints that lead to it. @default none */
  readonly privateEndpoints?: PrivateEndpointsOptions;
  /** Where its logs and metrics go. @default all of them to the stage's Log Analytics workspace */
  readonly diagnostics?: DiagnosticsOptions;
  /** @default `CanNotDelete` where it holds data and the environment profile locks, otherwise none */
  readonly lock?: LockLevel;
  /** Alerts with the thresholds of the Azure Monitor Baseline Alerts. @default where the stage has an action group */
  readonly alerts?: BaselineAlertsOptions;
}

/** What the shared mechanisms need to know about one resource. */
export interface PlatformServiceFacts {
  readonly resource: TerraformResource;
  readonly resourceId: string;
  /** Terraform type by which the private link facts know it. */
  readonly resourceType: string;
  /** Subresources of the private endpoints unless the user says otherwise. */
  readonly subresources: readonly string[];
  readonly diagnosticScopes: readonly DiagnosticScope[];
  /** Resources whose loss is a loss of data, the main one and its parts. @default none */
  readonly dataResources?: readonly TerraformResource[];
  readonly alerts?: BaselineAlerts;
  /** What the endpoints must wait for, such as the deployments of an OpenAI account. @default nothing */
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
