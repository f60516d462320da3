import { Token } from 'cdktf';
import { quote, ValueError } from '../../errors';
import { Cidr } from '../../values/cidr';
import { type ISubnet } from './subnet';

/** One end of a network rule: where traffic comes from, or where it goes. */
export class NetworkPeer {
  /** Every address. */
  public static readonly ANYTHING = new NetworkPeer(['*']);
  /** The network, networks peered with it, and what is connected through its gateways. */
  public static readonly VIRTUAL_NETWORK = new NetworkPeer(['VirtualNetwork']);
  /** The load balancers of Azure, which probe what is behind them. */
  public static readonly LOAD_BALANCER = new NetworkPeer(['AzureLoadBalancer']);
  /** Every public address. */
  public static readonly INTERNET = new NetworkPeer(['Internet']);

  /**
   * The addresses of a service of Azure.
   *
   * @param tag such as `AzureMonitor`, or `Storage.WestEurope` for one region
   * @throws ValueError when that cannot be a service tag
   */
  public static serviceTag(tag: string): NetworkPeer {
    if (!/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)?$/.test(tag)) {
      throw new ValueError({
        message: `${quote(tag)} is not a service tag`,
        allowed: 'letters and digits, then perhaps a dot and a region: AzureMonitor, Storage.WestEurope',
        fix: 'For an address range use NetworkPeer.cidr.',
      });
    }
    return new NetworkPeer([tag]);
  }

  /**
   * Ranges of addresses.
   *
   * @throws ValueError when there is none, or one is not a range in CIDR notation
   */
  public static cidr(...ranges: string[]): NetworkPeer {
    if (ranges.length === 0) {
      throw new ValueError({ message: 'a network peer without ranges', allowed: 'at least one range' });
    }
    return new NetworkPeer(ranges.map((range) => (Token.isUnresolved(range) ? range : Cidr.parse(range).toString())));
  }

  /** The ranges of subnets. */
  public static subnets(...subnets: ISubnet[]): NetworkPeer {
    return NetworkPeer.cidr(...subnets.map((subnet) => subnet.addressPrefix));
  }

  private constructor(
    /** Azure's address prefixes: ranges, one service tag or `*`. */
    public readonly prefixes: readonly string[],
  ) {}

  /** Whether every address of a subnet is certainly part of it. */
  public includes(subnet: ISubnet): boolean {
    const { cidr } = subnet;
    return this.prefixes.some(
      (prefix) =>
        prefix === '*' ||
        prefix === 'VirtualNetwork' ||
        prefix === subnet.addressPrefix ||
        (cidr !== undefined && isRange(prefix) && Cidr.parse(prefix).contains(cidr)),
    );
  }
}

function isRange(prefix: string): boolean {
  return !Token.isUnresolved(prefix) && prefix.includes('/');
}
