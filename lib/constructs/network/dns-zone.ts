import { DataAzurermDnsZone } from '@cdktf/provider-azurerm/lib/data-azurerm-dns-zone';
import { DnsZone as DnsZoneResource } from '@cdktf/provider-azurerm/lib/dns-zone';
import { Construct, type IConstruct } from 'constructs';
import { type DnsRecordData } from '../../values/dns-record-data';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { type PlacementProps } from '../placement';
import { ResourceTags } from '../resource-tags';
import { LockLevel, ManagementLock } from '../security/management-lock';
import { DnsRecord } from './dns-record';

/** A public DNS zone, defined in this app or imported. */
export interface IDnsZone extends IConstruct {
  readonly dnsZoneId: string;
  /** The domain, known once the zone is there. */
  readonly dnsZoneName: string;
  /** The domain as it was given. */
  readonly domain: string;
  readonly resourceGroupName: string;
  /** Name servers, to be delegated to in the parent domain. */
  readonly nameServers: readonly string[];
  /** Adds a record. */
  addRecord(name: string, data: DnsRecordData, ttlSeconds?: number): DnsRecord;
  /** Lets a principal make, change and delete records and the zone: a certificate manager, or external-dns in a cluster. */
  grantManage(grantee: IGrantee): RoleAssignment;
}

export interface DnsZoneProps extends Pick<PlacementProps, 'resourceGroup' | 'tags'> {
  /** The domain, such as `example.com`. */
  readonly zoneName: string;
  /** A lock on the zone forbids to delete its records too, those of other stages included. @default none */
  readonly lock?: LockLevel;
}

/** Base of a zone, defined in this app or imported. */
abstract class DnsZoneBase extends Construct implements IDnsZone {
  public abstract readonly dnsZoneId: string;
  public abstract readonly dnsZoneName: string;
  public abstract readonly domain: string;
  public abstract readonly resourceGroupName: string;
  public abstract readonly nameServers: readonly string[];

  /**
   * Adds a record in the zone's stage.
   *
   * @param name what comes before the domain: `www`, `*` for everything, `@` for the domain itself
   * @param ttlSeconds how long resolvers may keep it. @default 300
   */
  public addRecord(name: string, data: DnsRecordData, ttlSeconds?: number): DnsRecord {
    return new DnsRecord(this, `${data.type}-${name}`, { zone: this, name, data, ttlSeconds });
  }

  public grantManage(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.dnsZoneId, grantee, Role.of('DNS Zone Contributor'));
  }
}

/**
 * A public DNS zone, which anyone on the Internet can query.
 *
 * It answers once the parent domain delegates to its {@link nameServers}: at the registrar, or with NS records in the parent zone. They are
 * different ones when a zone is made anew, so the command line guards it as it guards data.
 */
export class DnsZone extends DnsZoneBase {
  /** Imports an existing zone. Terraform reads it; records that are added to it are Terraform's own. */
  public static fromName(scope: Construct, id: string, zoneName: string, resourceGroupName: string): IDnsZone {
    return new ImportedDnsZone(scope, id, zoneName, resourceGroupName);
  }

  public readonly dnsZoneId: string;
  public readonly dnsZoneName: string;
  public readonly domain: string;
  public readonly resourceGroupName: string;
  public readonly nameServers: readonly string[];

  constructor(scope: Construct, id: string, props: DnsZoneProps) {
    super(scope, id);
    check(this, props);
    const context = AzureContext.of(this);
    context.registerResourceProvider('Microsoft.Network');
    const resource = new DnsZoneResource(this, 'Resource', {
      name: props.zoneName,
      resourceGroupName: (props.resourceGroup ?? context.resourceGroup).resourceGroupName,
      tags: ResourceTags.render(this, props.tags),
    });
    context.markStateful(resource);
    this.dnsZoneId = resource.id;
    this.dnsZoneName = resource.name;
    this.domain = props.zoneName;
    this.resourceGroupName = resource.resourceGroupName;
    this.nameServers = resource.nameServers;
    const lock = props.lock ?? LockLevel.NONE;
    if (lock !== LockLevel.NONE) {
      new ManagementLock(this, 'Lock', { scope: resource.id, level: lock, protects: this });
    }
  }
}

class ImportedDnsZone extends DnsZoneBase {
  public readonly dnsZoneId: string;
  public readonly dnsZoneName: string;
  public readonly resourceGroupName: string;
  public readonly nameServers: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    public readonly domain: string,
    resourceGroupName: string,
  ) {
    super(scope, id);
    const data = new DataAzurermDnsZone(this, 'Resource', { name: domain, resourceGroupName });
    this.dnsZoneId = data.id;
    this.dnsZoneName = data.name;
    this.resourceGroupName = data.resourceGroupName;
    this.nameServers = data.nameServers;
  }
}

/** Source: resource-name-rules (Microsoft.Network/dnsZones). Upper case would show up as a change in every plan. */
function check(construct: DnsZone, props: DnsZoneProps): void {
  const { zoneName } = props;
  const labels = zoneName.split('.');
  const fits = labels.length >= 2 && labels.length <= 34 && zoneName.length <= 253;
  new Checks(construct)
    .that(
      'zoneName',
      zoneName,
      fits && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)),
      'a domain of 2 to 34 labels in lower case, such as example.com',
      zoneName.endsWith('.') ? 'Leave out the dot at its end.' : undefined,
    )
    .done();
}
