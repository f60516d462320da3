import fc from 'fast-check';
import { Cidr } from '../../../lib/values/cidr';

const ranges = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => {
    const size = 2 ** (32 - prefix);
    return Cidr.fromNumber(Math.floor(address / size) * size, prefix);
  });

describe('parsing', () => {
  test('a range knows its mask, size and bounds', () => {
    const cidr = Cidr.parse('10.0.1.0/24');
    expect(cidr.prefix).toBe(24);
    expect(cidr.size).toBe(256);
    expect(cidr.lastAddress - cidr.firstAddress).toBe(255);
  });

  test.each([
    ['0.0.0.0/0', 2 ** 32],
    ['10.0.0.1/32', 1],
  ])('%s has %d addresses', (text, size) => {
    expect(Cidr.parse(text).size).toBe(size);
  });

  test.each([' 10.0.0.0/16', '10.0.0.0/16 ', '10.0.0.0 /16', '10.0.0.0/16\n'])('blanks are refused: %j', (text) => {
    expect(() => Cidr.parse(text)).toThrow(
      'is not an IPv4 range. Allowed: CIDR notation such as 10.0.0.0/16. Did you mean "10.0.0.0/16"?',
    );
  });

  test('every range survives being written and read', () => {
    fc.assert(
      fc.property(ranges, (cidr) => {
        const read = Cidr.parse(cidr.toString());
        expect(read.firstAddress).toBe(cidr.firstAddress);
        expect(read.prefix).toBe(cidr.prefix);
      }),
    );
  });
});

describe('refusals', () => {
  test.each([
    [
      '10.0.0.1/16',
      '"10.0.0.1/16" has host bits set. Allowed: the first address of the range. Did you mean "10.0.0.0/16"?',
    ],
    ['10.0.0.0', '"10.0.0.0" has no mask. Allowed: CIDR notation such as 10.0.0.0/16. Did you mean "10.0.0.0/32"?'],
    ['10.0.0.0/33', '"10.0.0.0/33" has the mask /33. Allowed: a mask from /0 to /32.'],
    ['10.0.0.256/24', '"10.0.0.256/24" is not an IPv4 range. Allowed: CIDR notation such as 10.0.0.0/16.'],
    ['010.0.0.0/8', '"010.0.0.0/8" is not an IPv4 range. Allowed: CIDR notation such as 10.0.0.0/16.'],
    ['fd00::/8', '"fd00::/8" is not an IPv4 range. Allowed: CIDR notation such as 10.0.0.0/16.'],
    ['', '"" is not an IPv4 range. Allowed: CIDR notation such as 10.0.0.0/16.'],
  ])('%s', (text, message) => {
    expect(() => Cidr.parse(text)).toThrow(message);
  });
});

describe('comparing', () => {
  test('ranges that touch do not overlap', () => {
    expect(Cidr.parse('10.0.0.0/24').overlaps(Cidr.parse('10.0.1.0/24'))).toBe(false);
  });

  test('two ranges overlap exactly when one contains the other', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        expect(a.overlaps(b)).toBe(a.contains(b) || b.contains(a));
        expect(a.overlaps(b)).toBe(b.overlaps(a));
      }),
    );
  });
});

test('a range knows its first and last address as text', () => {
  const range = Cidr.parse('20.10.4.0/22');
  expect([range.first, range.last]).toEqual(['20.10.4.0', '20.10.7.255']);
});
