import { isDecided, listedMembers, memberKind } from '../../../lib/core/calls/member-kinds';
import { readCalls } from './read-calls';

describe('the kind of a member', () => {
  test.each([
    ['roleArn', 'role'],
    ['RoleARNUpdate', 'role'],
    ['deliverLogsPermissionArn', 'role'],
    ['iamInstanceProfile', 'profile'],
    ['awsAccountId', 'account'],
    ['retiringPrincipal', 'principal'],
    ['deliveryStreamARN', 'destination'],
    ['lambdaFunctionArn', 'handler'],
    ['assumeRolePolicyDocument', 'policy'],
    ['sessionPolicy', 'document'],
    ['publiclyAccessible', 'public'],
    ['roleSessionName', undefined],
    ['policyName', undefined],
    ['geographicRole', undefined],
  ])('is told by its name: %s', (name, kind) => {
    expect(memberKind(name)).toBe(kind);
    expect(isDecided(name)).toBe(true);
  });

  test('is undecided where its name may be of a kind and nothing says so', () => {
    expect(['lendRoleTo', 'accountTier', 'policyWeight', 'newPrincipalHint'].map(isDecided)).toEqual([
      ...[false, false, false, false],
    ]);
    expect(isDecided('bucketName')).toBe(true);
  });

  test('is decided one by one only of members that some call has', () => {
    const calls = readCalls();
    const members = new Set([...calls.sources].flatMap((source) => [...calls.spellings(source).keys()]));
    expect(listedMembers().length).toBeGreaterThan(150);
    expect(listedMembers().filter((name) => !members.has(name))).toEqual([]);
    expect(new Set(listedMembers()).size).toBe(listedMembers().length);
  });
});
