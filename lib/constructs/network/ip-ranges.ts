import { Fn, Token } from 'cdktf';
import { Cidr } from '../../values/cidr';
import { type Checks } from '../checks';

/** Sources: RFC 1918, and the docs of every service with such rules: they receive public addresses only. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((range) => Cidr.parse(range));

/**
 * Checks the address ranges of a service's firewall: IPv4, public, each once, and no mask beyond what the service takes.
 *
 * The address 0.0.0.0 is refused: to Cosmos DB, PostgreSQL and others it stands for everything in Azure (azurerm
 * website/docs/r/cosmosdb_account.html.markdown, ip_range_filter;
 * learn.microsoft.com/azure/postgresql/network/concepts-networking-public).
 *
 * @param property name of the property
 * @param ranges addresses (`20.11.0.4`) and ranges (`20.10.0.0/24`); tokens pass
 * @param longestMask 30 for the services that take one or two addresses only without a mask
 * @param takesZero whether 0.0.0.0 means something harmless to the service
 */
export function checkIpRanges(
  checks: Checks,
  property: string,
  ranges: readonly string[] | undefined,
  longestMask: number,
  takesZero = false,
): void {
  checkRangeList(checks, property, ranges, ({ path, range, cidr }) => {
    checks
      .that(
        path,
        range,
        !range.includes('/') || cidr.prefix <= longestMask,
        `a single address without mask, or a range of /${longestMask} or larger`,
      )
      .that(
        path,
        range,
        !PRIVATE.some((each) => each.overlaps(cidr)),
        'public addresses',
        'Private addresses come through a private endpoint.',
      )
      .that(
        path,
        range,
        takesZero || cidr.toString() !== '0.0.0.0/32',
        'addresses of your own',
        '0.0.0.0 stands for all of Azure, including the machines of other customers.',
      );
  });
}

/** One range of a list. */
export interface ListedRange {
  /** Path of the property: `allowedIpRanges[0]`. */
  readonly path: string;
  /** As it was given. */
  readonly range: string;
  readonly cidr: Cidr;
}

/**
 * Checks a list of addresses and ranges: IPv4, without blanks, each once whether or not it has the mask of a single address.
 *
 * Azure keeps a range once, and Terraform would add the second on every run.
 *
 * @param further what else to check of a range that is known at synth
 */
export function checkRangeList(
  checks: Checks,
  property: string,
  ranges: readonly string[] = [],
  further: (listed: ListedRange) => void = () => {},
): void {
  const seen = new Map<string, number>();
  ranges.forEach((range, index) => {
    const path = `${property}[${index}]`;
    const cidr = Token.isUnresolved(range) ? undefined : checks.value(path, () => Cidr.parse(withMask(range)));
    if (cidr === undefined) {
      return;
    }
    const first = seen.get(cidr.toString()) ?? index;
    seen.set(cidr.toString(), first);
    checks.that(path, range, first === index, `a range other than ${property}[${first}]`, 'Leave one of the two out.');
    further({ path, range, cidr });
  });
}

/** The range with a mask, `/32` behind a single address: for the services that return it in this form. A token stays as it is. */
export function withMask(range: string): string {
  return Token.isUnresolved(range) || range.includes('/') ? range : `${range}/32`;
}

/** The ends of a range, for the services that want those. */
export interface RangeEnds {
  /** Key within the list: the range as given, or its index when Terraform computes it. */
  readonly key: string;
  readonly first: string;
  readonly last: string;
}

/** The ends of each range of a list that {@link checkRangeList} let pass. */
export function endsOfRanges(ranges: readonly string[] = []): RangeEnds[] {
  return ranges.map((range, index) => {
    if (!Token.isUnresolved(range)) {
      const { first, last } = Cidr.parse(withMask(range));
      return { key: range, first, last };
    }
    // The mask of the range, or that of a single address.
    const masked = Fn.join('/', Fn.slice(Fn.concat([Fn.split('/', range), ['32']]), 0, 2));
    return { key: `${index}`, first: Fn.cidrhost(masked, 0), last: Fn.cidrhost(masked, -1) };
  });
}
