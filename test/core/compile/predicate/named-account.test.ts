import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition } from '../../../../lib/core/rule/condition';

const outside: Condition = { kind: 'outsideAccount', field: 'who', own: ['555566667777'] };

function holds(who: Json): boolean {
  return toPredicate(outside)({ recipientAccountId: '111122223333', who });
}

describe('an account outside', () => {
  it.each<readonly [what: string, who: Json, expected: boolean]>([
    ['another account', '444455556666', true],
    ['another account as a number', 444455556666, true],
    ['the root of another account', 'arn:aws:iam::444455556666:root', true],
    ['a user of another account in another partition', 'arn:aws-cn:iam::444455556666:user/x', true],
    ['any of several', ['111122223333', 'arn:aws:iam::444455556666:role/a/b'], true],
    ["the record's own account", '111122223333', false],
    ["a role of the record's own account", 'arn:aws:sts::111122223333:assumed-role/x/y', false],
    ['an account of the list', 'arn:aws:iam::555566667777:root', false],
    ['everybody', '*', false],
    ['any account at all', 'arn:aws:iam::*:root', false],
    ['a service', 'lambda.amazonaws.com', false],
    ['a user id', 'AIDACKCEVSQ6C2EXAMPLE', false],
    ['the ARN of a bucket', 'arn:aws:s3:::444455556666', false],
    ['a policy of AWS', 'arn:aws:iam::aws:policy/AdministratorAccess', false],
    ['thirteen digits', '4444555566667', false],
    ['twelve digits within other text', 'x444455556666', false],
    ['null', null, false],
  ])('%s: %j is %s', (_what, who, expected) => {
    expect(holds(who)).toBe(expected);
  });

  it('is no absent field', () => {
    expect(toPredicate(outside)({ recipientAccountId: '111122223333' })).toBe(false);
  });

  it('is every account that is named if the record tells no account of its own', () => {
    expect(toPredicate(outside)({ who: '111122223333' })).toBe(true);
    expect(toPredicate(outside)({ who: '555566667777' })).toBe(false);
  });

  it("is compared with the record's own account also within an element of a document", () => {
    const inStatement: Condition = {
      kind: 'element',
      field: 'Statement',
      of: { ...outside, field: 'Principal.AWS' },
    };
    const test = toPredicate({ kind: 'document', field: 'policy', of: inStatement });
    const record = (account: string): JsonObject => ({
      recipientAccountId: '111122223333',
      policy: JSON.stringify({ Statement: { Principal: { AWS: `arn:aws:iam::${account}:root` } } }),
    });
    expect(['111122223333', '444455556666'].map((account) => test(record(account)))).toEqual([false, true]);
  });
});
