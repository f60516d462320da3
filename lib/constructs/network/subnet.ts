import { type IConstruct } from 'constructs';
import { type Cidr } from '../../values/cidr';
import { type INetworkSecurityGroup } from './network-security-group';

/** A subnet, made here or elsewhere. */
export interface ISubnet extends IConstruct {
  readonly subnetId: string;
  readonly subnetName: string;
  /** The range, when it is known at synth. */
  readonly cidr?: Cidr;
  /** Service that the subnet is delegated to, such as `Microsoft.App/environments`. */
  readonly delegation?: string;
  /** The group that filters its traffic, when it is known. */
  readonly networkSecurityGroup?: INetworkSecurityGroup;
}
