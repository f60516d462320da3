import { DataAzurermNatGateway } from '@cdktf/provider-azurerm/lib/data-azurerm-nat-gateway';
import { NatGateway as NatGatewayResource } from '@cdktf/provider-azurerm/lib/nat-gateway';
import { NatGatewayPublicIpAssociation } from '@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { Construct, type IConstruct } from 'constructs';
import { Region } from '../../values/region';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { addDiagnostics, type DiagnosticsOptions } from '../observability/diagnostics';
import { place, type PlacementProps } from '../placement';

/** A NAT gateway, defined in this app or imported. */
export interface INatGateway extends IConstruct {
  readonly natGatewayId: string;
}

export interface NatGatewayProps extends PlacementProps {
  /** Minutes after which an idle connection is forgotten, 4 to 120. @default 4 */
  readonly idleTimeoutMinutes?: number;
  /** The zone that it runs in: 1, 2 or 3. Cannot be changed later. @default Azure picks one */
  readonly zone?: string;
  /** Name of its public address. @default derived */
  readonly publicIpName?: string;
  /** @default everything to the stage's Log Analytics workspace */
  readonly diagnostics?: DiagnosticsOptions;
}

/** Address of an existing NAT gateway. */
export interface NatGatewayReference {
  readonly name: string;
  readonly resourceGroupName: string;
}

/**
 * A NAT gateway: outbound Internet access for subnets, from one fixed public address that a partner can allow.
 *
 * Give it to a {@link VirtualNetwork}. It is of the Standard SKU, which runs in one zone: azurerm 4.55 does not support another.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - public_ip_use_standard_sku_and_zone_redundant_ip: The address is in all zones in prod.
 */
export class NatGateway extends Construct implements INatGateway {
  /** Imports an existing gateway. Terraform reads it. */
  public static fromName(scope: Construct, id: string, reference: NatGatewayReference): INatGateway {
    return new ImportedNatGateway(scope, id, reference);
  }

  /** Known once the gateway has its address, so what uses it can reach the Internet. */
  public readonly natGatewayId: string;
  /** The address that traffic comes from. */
  public readonly publicIpAddress: string;

  constructor(scope: Construct, id: string, props: NatGatewayProps = {}) {
    super(scope, id);
    new Checks(this)
      .wholeNumber('idleTimeoutMinutes', props.idleTimeoutMinutes, 4, 120)
      .oneOf('zone', props.zone, ['1', '2', '3'])
      .done();
    const placement = place(this, 'azurerm_nat_gateway', props);
    const publicIp = new PublicIp(this, 'PublicIp', {
      ...place(this, 'azurerm_public_ip', { ...props, name: props.publicIpName }),
      sku: 'Standard',
      allocationMethod: 'Static',
      zones: publicIpZones(this, placement.location),
    });
    const resource = new NatGatewayResource(this, 'Resource', {
      ...placement,
      skuName: 'Standard',
      idleTimeoutInMinutes: props.idleTimeoutMinutes,
      zones: props.zone === undefined ? undefined : [props.zone],
    });
    const association = new NatGatewayPublicIpAssociation(this, 'PublicIpAssociation', {
      natGatewayId: resource.id,
      publicIpAddressId: publicIp.id,
    });
    this.natGatewayId = association.natGatewayId;
    this.publicIpAddress = publicIp.ipAddress;
    const scopes = [
      { id: 'nat', targetResourceId: resource.id, logs: false, metrics: true },
      { id: 'public-ip', targetResourceId: publicIp.id, logs: true, metrics: true },
    ];
    addDiagnostics(this, scopes, props.diagnostics);
  }
}

class ImportedNatGateway extends Construct implements INatGateway {
  public readonly natGatewayId: string;

  constructor(scope: Construct, id: string, reference: NatGatewayReference) {
    super(scope, id);
    this.natGatewayId = new DataAzurermNatGateway(this, 'Resource', {
      name: reference.name,
      resourceGroupName: reference.resourceGroupName,
    }).id;
  }
}

/** A gateway in one zone takes an address that is in all of them. */
function publicIpZones(construct: NatGateway, location: string): string[] | undefined {
  const redundant = AzureContext.of(construct).profile.zoneRedundant && Region.of(location).hasAvailabilityZones;
  return redundant ? ['1', '2', '3'] : undefined;
}
