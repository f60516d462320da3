import { type IConstruct } from 'constructs';

/** A network security group, made here or elsewhere. */
export interface INetworkSecurityGroup extends IConstruct {
  readonly networkSecurityGroupId: string;
  readonly networkSecurityGroupName: string;
}
