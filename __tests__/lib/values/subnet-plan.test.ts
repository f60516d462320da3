import fc from 'fast-check';
import { Cidr } from '../../../lib/values/cidr';
import { type PlannedSubnet, SubnetPlan, type SubnetRequest } from '../../../lib/values/subnet-plan';

const space = [Cidr.parse('10.0.0.0/16'), Cidr.parse('192.168.0.0/20')];
const text = (subnets: readonly PlannedSubnet[]) => subnets.map(({ name, cidr }) => `${name} ${cidr.toString()}`);

describe('places', () => {
  test('sized subnets take the lowest free aligned range, in order', () => {
    const plan = SubnetPlan.of(
      [Cidr.parse('10.0.0.0/16')],
      [
        { name: 'endpoints', prefix: 27 },
        { name: 'apps', prefix: 23 },
        { name: 'gateway', prefix: 27 },
      ],
    );
    expect(text(plan.subnets)).toEqual(['endpoints 10.0.0.0/27', 'apps 10.0.2.0/23', 'gateway 10.0.0.32/27']);
  });

  test('an explicit range is kept free of those after it', () => {
    const plan = SubnetPlan.of(
      [Cidr.parse('10.0.0.0/16')],
      [
        { name: 'fixed', addressPrefix: '10.0.0.0/24' },
        { name: 'sized', prefix: 24 },
      ],
    );
    expect(text(plan.subnets)).toEqual(['fixed 10.0.0.0/24', 'sized 10.0.1.0/24']);
  });

  test('the second range of the space is used when the first is full', () => {
    const plan = SubnetPlan.of(
      [Cidr.parse('10.0.0.0/24'), Cidr.parse('10.9.0.0/24')],
      [
        { name: 'one', prefix: 24 },
        { name: 'two', prefix: 24 },
      ],
    );
    expect(plan.cidrOf('two').toString()).toBe('10.9.0.0/24');
  });
});

describe('properties', () => {
  const requests = fc
    .array(fc.integer({ min: 20, max: 29 }), { minLength: 1, maxLength: 12 })
    .map((prefixes): SubnetRequest[] => prefixes.map((prefix, index) => ({ name: `subnet-${index}`, prefix })));

  test('subnets are in the space, aligned, of the size asked for, and apart', () => {
    fc.assert(
      fc.property(requests, (list) => {
        const { subnets } = SubnetPlan.of(space, list);
        subnets.forEach(({ cidr }, index) => {
          expect(cidr.prefix).toBe(list[index]?.prefix);
          expect(space.some((range) => range.contains(cidr))).toBe(true);
          expect(cidr.firstAddress % cidr.size).toBe(0);
          expect(subnets.slice(0, index).some((earlier) => earlier.cidr.overlaps(cidr))).toBe(false);
        });
      }),
    );
  });

  test('appending, sized or explicit, never moves an earlier one', () => {
    const appended = fc.oneof(
      fc.integer({ min: 20, max: 29 }).map((prefix): SubnetRequest => ({ name: 'new', prefix })),
      fc
        .integer({ min: 0, max: 255 })
        .map((part): SubnetRequest => ({ name: 'new', addressPrefix: `10.0.${part}.0/24` })),
    );
    fc.assert(
      fc.property(requests, appended, (list, request) => {
        const before = SubnetPlan.of(space, list).subnets;
        let after: PlannedSubnet[];
        try {
          after = SubnetPlan.of(space, [...list, request]).subnets;
        } catch {
          return; // refused for an overlap: nothing moves either
        }
        expect(text(after.slice(0, -1))).toEqual(text(before));
      }),
    );
  });
});

describe('refusals', () => {
  const one = [Cidr.parse('10.0.0.0/24')];

  test.each<[string, SubnetRequest[], string]>([
    [
      'a range outside the space',
      [{ name: 'a', addressPrefix: '10.1.0.0/24' }],
      'subnet "a" (10.1.0.0/24) is outside the address space. Allowed: a range within 10.0.0.0/24.',
    ],
    [
      'an explicit range over one that is taken',
      [
        { name: 'a', prefix: 26 },
        { name: 'b', addressPrefix: '10.0.0.0/26' },
      ],
      'subnet "b" (10.0.0.0/26) overlaps "a" (10.0.0.0/26). Allowed: ranges that have no address in common. In a new network, list subnets with an address prefix before those with a prefix length.',
    ],
    [
      'a full space',
      [
        { name: 'a', prefix: 25 },
        { name: 'b', prefix: 24 },
      ],
      'no room for subnet "b" (/24) in 10.0.0.0/24. Allowed: 256 addresses in all. Widen the address space or ask for a smaller subnet.',
    ],
    [
      'a name twice',
      [
        { name: 'a', prefix: 26 },
        { name: 'a', prefix: 26 },
      ],
      'two subnets are called "a". Allowed: each name once.',
    ],
    ['neither size nor range', [{ name: 'a' }], 'subnet "a" must have either a prefix length or an address prefix.'],
    [
      'both size and range',
      [{ name: 'a', prefix: 26, addressPrefix: '10.0.0.0/26' }],
      'subnet "a" must have either a prefix length or an address prefix.',
    ],
    [
      'a subnet that Azure has no addresses left for',
      [{ name: 'a', prefix: 30 }],
      'subnet "a" asks for /30. Allowed: a whole number from 2 to 29 (Azure keeps five addresses of each subnet).',
    ],
  ])('%s', (_, requests, message) => {
    expect(() => SubnetPlan.of(one, requests)).toThrow(message);
  });

  test('an address space that overlaps itself', () => {
    expect(() => SubnetPlan.of([Cidr.parse('10.0.0.0/16'), Cidr.parse('10.0.128.0/17')], [])).toThrow(
      'the ranges 10.0.0.0/16 and 10.0.128.0/17 of the address space overlap. Allowed: ranges that have no address in common.',
    );
  });

  test('the range of an unknown subnet', () => {
    expect(() => SubnetPlan.of(one, [{ name: 'apps', prefix: 26 }]).cidrOf('app')).toThrow(
      'the plan has no subnet "app". Allowed: apps.',
    );
  });
});
