import { Token } from 'cdktf';
import { Cidr } from '../../values/cidr';
import { type Checks } from '../checks';

/** Sources: RFC 1918, and the docs of every service with such rules: they see public addresses only. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((range) => Cidr.parse(range));

/**
 * Checks the address ranges of a service's firewall: IPv4, public, and no mask beyond what the service takes.
 *
 * @param property name of the property
 * @param ranges addresses (`20.11.0.4`) and ranges (`20.10.0.0/24`); tokens pass
 * @param longestMask 30 for the services that take one or two addresses only without a mask
 */
export function checkIpRanges(
  checks: Checks,
  property: string,
  ranges: readonly string[] | undefined,
  longestMask: number,
): void {
  ranges?.forEach((range, index) => {
    if (Token.isUnresolved(range)) {
      return;
    }
    const path = `${property}[${index}]`;
    const cidr = checks.value(path, () => Cidr.parse(range.includes('/') ? range : `${range}/32`));
    if (cidr === undefined) {
      return;
    }
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
      );
  });
}
