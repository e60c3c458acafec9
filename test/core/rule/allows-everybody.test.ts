import fc from 'fast-check';
import { whyEverybody } from '../../../lib/core/rule/allows-everybody';
import type { Condition } from '../../../lib/core/rule/condition';

const cidr = (...ranges: string[]): Condition => ({ kind: 'cidr', field: 'sourceIPAddress', ranges });
const USER: Condition = { kind: 'equals', field: 'userIdentity.userName', values: ['ann'], cased: false };
const ANY: Condition = { kind: 'wildcard', field: 'userAgent', patterns: [[{ any: true }]], cased: false };

const ARN = { field: 'userIdentity.arn' } as const;
const ADDRESS = { field: 'sourceIPAddress' } as const;
const DIGITS = [...'0123456789'];
const IS_ROLE: Condition = {
  ...{ kind: 'equals', field: 'userIdentity.sessionContext.sessionIssuer.type' },
  ...{ values: ['Role'], cased: false },
};

function parts(pattern: string) {
  return pattern.split(/(\*)/).map((text) => (text === '*' ? { any: true as const } : { text }));
}

function arns(...patterns: string[]): Condition {
  return { kind: 'wildcard', ...ARN, patterns: patterns.map(parts), cased: false };
}

function issuers(pattern: string): Condition {
  const field = 'userIdentity.sessionContext.sessionIssuer.arn';
  return { kind: 'wildcard', field, patterns: [parts(pattern)], cased: false };
}

function accounts(...values: string[]): Condition {
  return { kind: 'equals', field: 'userIdentity.accountId', values, cased: false };
}

describe('a condition is for everybody where all accounts are known', () => {
  const KNOWN = ['111122223333', '444455556666', '777788889999'];
  const why = (condition: Condition, known = KNOWN) => whyEverybody(condition, known);

  test('if it names each of them, or patterns take each', () => {
    expect(why(accounts(...KNOWN, '000000000000'))).toBe(
      "it takes every principal of all 3 accounts by 'userIdentity.accountId'",
    );
    expect(why({ kind: 'or', of: KNOWN.map((id) => accounts(id)) })).toEqual(expect.any(String));
    expect(why(arns(...KNOWN.map((id) => `arn:aws:sts::${id}:*`)))).toBe(
      "it takes every session of a role of all 3 accounts by 'userIdentity.arn'",
    );
  });

  test('and not if it leaves out one of them, however many others it names', () => {
    const others = Array.from({ length: 500 }, (_, at) => String(100_000_000_000 + at));
    for (const left of KNOWN) {
      const rest = KNOWN.filter((id) => id !== left);
      expect(why(accounts(...rest, ...others))).toBeUndefined();
      expect(why(arns(...rest.map((id) => `arn:aws:iam::${id}:*`)))).toBeUndefined();
    }
    expect(why(accounts('111122223333'), ['111122223333'])).toBeUndefined();
  });
});

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
    ['every ARN', arns('arn:*')],
    ['every ARN of a partition', arns('arn:aws:*')],
    ['every ARN of China', arns('arn:aws-cn:*')],
    ['every root user', arns('*:root')],
    ['every session of a role', arns('arn:aws:sts::*:assumed-role/*')],
    ['every user, by as many patterns as there are digits', arns(...DIGITS.map((d) => `*::${d}*:user/*`))],
    ['every role, though only roles', { kind: 'and', of: [IS_ROLE, issuers('arn:aws:iam::*:role/*')] }],
    ['every ARN by how it begins', { ...ARN, kind: 'startsWith', values: ['arn:aws'], cased: true }],
    ['every ARN by what it contains', { ...ARN, kind: 'contains', values: [':'], cased: false }],
    [
      'every ARN by an expression',
      { ...ARN, kind: 'matches', expression: '^arn:aws:(iam|sts)::', flags: '' },
    ],
    ['every address as text', { kind: 'wildcard', ...ADDRESS, patterns: [parts('*.*')], cased: false }],
  ])('%s', (_, condition) => expect(whyEverybody(condition)).toEqual(expect.any(String)));

  test.each<[string, Condition]>([
    ['a /8', cidr('52.0.0.0/8')],
    ['the same /8 twice', cidr('52.0.0.0/8', '52.1.0.0/16', '52.0.0.0/8')],
    ['private networks', cidr('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7')],
    ['a user', USER],
    ['any text from a network', { kind: 'and', of: [ANY, cidr('203.0.113.0/24')] }],
    ['everything but a user, which may be meant', { kind: 'not', of: USER }],
    ['a role in any account', arns('arn:aws:sts::*:assumed-role/Deployer/*')],
    ['all users of an account', arns('arn:aws:iam::111122223333:*')],
    ['roles of a path in any account', issuers('arn:aws:iam::*:role/aws-reserved/*')],
    ['roles', IS_ROLE],
    ['an expression for some', { ...ARN, kind: 'matches', expression: ':role/ci-', flags: '' }],
    ['accounts, while it is not known which there are', accounts('111122223333', '444455556666')],
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
      { numRuns: 300 },
    );
  });
});
