import { BlockList } from 'node:net';
import fc from 'fast-check';
import { AddressList } from '../../../../lib/core/scan/novelty/address-lists';
import { cases } from '../../../jest/cases';

const V4 = fc.ipV4();
const V6 = fc.ipV6();
/** Node has IPv4 within the ranges of IPv6 that begin with zeros; lists keep the two apart. */
const isApart = (address: string) => /^[1-9a-f]/i.test(address) && !address.includes('.');
const RANGE = fc.oneof(
  fc.tuple(V4, fc.integer({ min: 0, max: 32 })),
  fc.tuple(V6.filter(isApart), fc.integer({ min: 16, max: 128 })),
);

test('an address is in a list exactly if it is in the same block list of Node', () => {
  let inside = 0;
  fc.assert(
    fc.property(
      fc.array(RANGE, { minLength: 1, maxLength: 8 }),
      fc.array(V4),
      fc.array(V6),
      (ranges, fours, sixes) => {
        const nodes = new BlockList();
        for (const [address, length] of ranges)
          nodes.addSubnet(address, length, address.includes(':') ? 'ipv6' : 'ipv4');
        const list = new AddressList(
          ranges.map(([address, length]) => `${address}/${length} # remark`).join('\n'),
        );
        const asked = [
          ...fours,
          ...sixes.filter((each) => !each.includes('.')),
          ...ranges.map(([address]) => address),
        ];
        for (const address of asked) {
          const expected = nodes.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
          inside += expected ? 1 : 0;
          expect([address, list.has(address)]).toEqual([address, expected]);
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(inside).toBeGreaterThan(cases(500));
});

test.each([
  ['198.51.100.7/33', 1],
  ['# fine\n198.51.100.7\nevil.example', 3],
])('fails for %j, with the line', (text, line) => {
  expect(() => new AddressList(text)).toThrow(
    `line ${line} is neither an address nor a range in CIDR notation`,
  );
});

test('takes single addresses, remarks, empty lines and a second column', () => {
  const list = new AddressList('; Spamhaus\n\n198.51.100.7,tor\n203.0.113.0/24 ; SBL1\r\n2001:db8::1\n');
  const of = [
    '198.51.100.7',
    '198.51.100.8',
    '203.0.113.200',
    '2001:db8::1',
    '::ffff:198.51.100.7',
    'ec2.amazonaws.com',
  ];
  expect(of.map((address) => list.has(address))).toEqual([true, false, true, true, true, false]);
});
