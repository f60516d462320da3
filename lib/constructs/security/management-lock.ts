import { ManagementLock as ManagementLockResource } from '@cdktf/provider-azurerm/lib/management-lock';
import { dependable, Lazy, TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { Checks } from '../checks';

/** Level of a lock. */
export enum LockLevel {
  /** No lock. */
  NONE = 'None',
  /** Nobody may delete the resource or anything below it, its role assignments included. */
  CAN_NOT_DELETE = 'CanNotDelete',
  /** Nobody may change the resource. */
  READ_ONLY = 'ReadOnly',
}

export interface ManagementLockProps {
  /** Id of the resource, resource group or subscription to lock. */
  readonly scope: string;
  /** @default LockLevel.CAN_NOT_DELETE */
  readonly level?: LockLevel.CAN_NOT_DELETE | LockLevel.READ_ONLY;
  /** Name of the lock. @default lock-azstage */
  readonly name?: string;
  /**
   * The construct whose resources it protects: the lock is made after all of them and destroyed before any.
   *
   * Azure refuses to delete a role assignment or a diagnostic setting of a locked resource, so without this a destroy fails.
   *
   * @default none
   */
  readonly protects?: IConstruct;
  /** Notes on the lock, up to 512 characters. @default what it protects and who put it there */
  readonly notes?: string;
}

/**
 * A lock on a resource and everything below it.
 *
 * Source of the limits: azurerm internal/services/resource/management_lock_resource.go. Terraform destroys the lock before
 * the resource, so a lock stops people and other tools, not the stage itself.
 */
export class ManagementLock extends Construct {
  public readonly lockId: string;

  constructor(scope: Construct, id: string, props: ManagementLockProps) {
    super(scope, id);
    const { name, notes } = props;
    new Checks(this)
      .that(
        'name',
        name,
        /^[A-Za-z0-9_-]{1,259}$/.test(name ?? ''),
        '1 to 259 letters, digits, hyphens and underscores',
      )
      .that('notes', notes, (notes ?? '').length <= 512, 'up to 512 characters')
      .done();
    const lock = new ManagementLockResource(this, 'Resource', {
      name: name ?? 'lock-azstage',
      scope: props.scope,
      lockLevel: props.level ?? LockLevel.CAN_NOT_DELETE,
      notes: notes ?? `Holds data or is shared. Managed by azstage: ${this.node.path}`.slice(0, 512),
    });
    lock.dependsOn = Lazy.listValue({ produce: () => this.protectedResources(props.protects) }, { omitEmpty: true });
    this.lockId = lock.id;
  }

  private protectedResources(protects?: IConstruct): string[] {
    return (protects?.node.findAll() ?? [])
      .filter((each) => TerraformResource.isTerraformResource(each) && each.node.scope !== this)
      .map((each) => dependable(each as TerraformResource));
  }
}
