import fc from 'fast-check';
import { whyEverybody } from '../../../lib/core/rule/allows-everybody';
import type { Condition } from '../../../lib/core/rule/condition';

const cidr = (...ranges: string[]): Condition => ({ kind: 'cidr', field: 'sourceIPAddress', ranges });
const USER: Condition = { kind: 'equals', field: 'userIdentity.userName', values: ['ann'], cased: false };
const ANY: Condition = { kind: 'wildcard', field: 'userAgent', patterns: [[{ any: true }]], cased: false };

describe('a condition is for everybody', () => {
  test.each<[string, Condition]>([
    ['all addresses', cidr('0.0.0.0/0')],
    ['all addresses of IPv6', cidr('::/0')],
    ['both halves', cidr('0.0.0.0/1', '128.0.0.0/1')],
    ['both halves, as branches', { kind: 'or', of: [cidr('0.0.0.0/1'), cidr('128.0.0.0/1')] }],
    ['a /7', cidr('52.0.0.0/7')],
    ['two /8', cidr('52.0.0.0/8', '54.0.0.0/8')],
    ['a range around a private one', cidr('10.0.0.0/7')],
    ['a /15 of IPv6', cidr('2600::/15')],
    ['all of IPv4, written as IPv6', cidr('::ffff:0:0/96')],
    ['any text', ANY],
    ['any text, twice', { kind: 'and', of: [ANY, cidr('0.0.0.0/0')] }],
    ['any text as an expression', { kind: 'matches', field: 'userAgent', expression: '.*', flags: '' }],
    ['text that begins with nothing', { kind: 'startsWith', field: 'userAgent', values: [''], cased: false }],
    ['one branch', { kind: 'or', of: [USER, ANY] }],
    ['no condition', { kind: 'and', of: [] }],
  ])('%s', (_, condition) => expect(whyEverybody(condition)).toEqual(expect.any(String)));

  test.each<[string, Condition]>([
    ['a /8', cidr('52.0.0.0/8')],
    ['the same /8 twice', cidr('52.0.0.0/8', '52.1.0.0/16', '52.0.0.0/8')],
    ['private networks', cidr('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7')],
    ['a user', USER],
    ['any text from a network', { kind: 'and', of: [ANY, cidr('203.0.113.0/24')] }],
    ['everything but a user, which may be meant', { kind: 'not', of: USER }],
  ])('but not %s', (_, condition) => expect(whyEverybody(condition)).toBeUndefined());

  test('when the union of its ranges is more than a /8, however it is cut', () => {
    const cut = fc.array(
      fc.record({ byte: fc.integer({ min: 128, max: 160 }), bits: fc.integer({ min: 8, max: 12 }) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(cut, (ranges) => {
        const covered = new Set(
          ranges.flatMap(({ byte, bits }) =>
            Array.from({ length: 16 >> (bits - 8) }, (_, index) => `${byte}.${index}`),
          ),
        );
        const why = whyEverybody(cidr(...ranges.map(({ byte, bits }) => `${byte}.0.0.0/${bits}`)));
        expect(why !== undefined).toBe(covered.size > 16);
      }),
      { numRuns: 300, seed: 36 },
    );
  });
});
