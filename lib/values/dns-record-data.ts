import { IPv4 } from 'ipaddr.js';
import { quote, ValueError } from '../errors';

/** Type of a DNS record. */
export enum DnsRecordType {
  A = 'A',
  CNAME = 'CNAME',
  TXT = 'TXT',
}

const HOST_NAME = /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z0-9-]{2,63}$/;
/** Marks a cdktf token: text that Terraform resolves, such as the host name of a new resource. */
const TOKEN = '${';

/**
 * Type and values of a DNS record.
 */
export class DnsRecordData {
  /**
   * IPv4 addresses.
   *
   * @throws ValueError when there is none, or one is no address
   */
  public static addresses(...addresses: string[]): DnsRecordData {
    const wrong = addresses.find((each) => !each.includes(TOKEN) && !IPv4.isValidFourPartDecimal(each));
    if (addresses.length === 0 || wrong !== undefined) {
      throw new ValueError({ message: `addresses ${quote(wrong ?? '')}`, allowed: 'IPv4 addresses such as 20.10.0.4' });
    }
    return new DnsRecordData(DnsRecordType.A, addresses);
  }

  /**
   * The address of a resource of Azure (public IP, Front Door, Traffic Manager), which the record follows and which can be at the
   * top of the domain.
   *
   * @param resourceId id of the resource
   */
  public static resource(resourceId: string): DnsRecordData {
    return new DnsRecordData(DnsRecordType.A, [], resourceId);
  }

  /**
   * Another host name.
   *
   * @throws ValueError when it is none, or ends with a dot
   */
  public static hostName(hostName: string): DnsRecordData {
    if (!hostName.includes(TOKEN) && !HOST_NAME.test(hostName)) {
      const bare = hostName.replace(/\.$/, '');
      throw new ValueError({
        message: `host name ${quote(hostName)}`,
        allowed: 'a host name such as app.example.com',
        fix: bare !== hostName && HOST_NAME.test(bare) ? `Did you mean ${quote(bare)}?` : undefined,
      });
    }
    return new DnsRecordData(DnsRecordType.CNAME, [hostName]);
  }

  /**
   * Texts, such as the proof that a domain is yours.
   *
   * @throws ValueError when there is none, or one has more than 4,096 characters
   */
  public static texts(...texts: string[]): DnsRecordData {
    const wrong = texts.find((each) => each === '' || each.length > 4096);
    if (texts.length === 0 || wrong !== undefined) {
      throw new ValueError({ message: `texts ${quote(wrong ?? '')}`, allowed: '1 to 4096 characters each' });
    }
    return new DnsRecordData(DnsRecordType.TXT, texts);
  }

  private constructor(
    public readonly type: DnsRecordType,
    /** The answers; none where a resource gives them. */
    public readonly values: readonly string[],
    /** Id of the resource whose address it is. */
    public readonly resourceId?: string,
  ) {}
}
