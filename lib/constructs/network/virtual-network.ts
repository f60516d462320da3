import { type IConstruct } from 'constructs';

/** A virtual network, made here or elsewhere. */
export interface IVirtualNetwork extends IConstruct {
  readonly virtualNetworkId: string;
  readonly virtualNetworkName: string;
  readonly resourceGroupName: string;
}
