import { contextOf, type Principal, type Request } from '../../../../lib/core/policy/evaluation/request';
import { ANONYMOUS, CLOUDTRAIL, OBJECT, OWNER, READER, ROOT, USER } from './decide-samples';

function contextFor(principal: Principal, action = 's3:GetObject', context: Request['context'] = {}) {
  const request: Request = { principal, action, resource: { arn: OBJECT, owner: OWNER }, context };
  return (key: string) => contextOf(request).get(key.toLowerCase());
}

describe('the keys of a request', () => {
  test.each([
    ['the root user', ROOT, `arn:aws:iam::${OWNER.id}:root`, 'Account', undefined],
    ['a user', USER, USER.arn, 'User', 'Ann'],
    ['a role', READER, READER.arn, 'AssumedRole', undefined],
    ['nobody', ANONYMOUS, undefined, 'Anonymous', undefined],
    ['a service', CLOUDTRAIL, undefined, undefined, undefined],
  ])('say who %s is', (_who, principal, arn, type, name) => {
    const get = contextFor(principal);
    expect([get('aws:PrincipalArn'), get('aws:PrincipalType'), get('aws:username')]).toEqual([
      arn,
      type,
      name,
    ]);
  });

  test('say for which trail CloudTrail calls, and no address', () => {
    const get = contextFor(CLOUDTRAIL);
    expect(get('aws:SourceArn')).toMatch(/:trail\/audit$/);
    expect(get('aws:SourceAccount')).toBe(OWNER.id);
    expect([get('aws:PrincipalIsAWSService'), get('aws:SourceIp')]).toEqual(['true', undefined]);
    expect(contextFor(READER)('aws:SourceIp')).toBeDefined();
  });

  test('of a service are those of its actions only', () => {
    const keys = ['s3:TlsVersion', 's3:ResourceAccount', 'kms:CallerAccount'];
    const known = (action: string) => keys.filter((key) => contextFor(READER, action)(key) !== undefined);
    expect(known('S3:GetObject')).toEqual(keys.slice(0, 2));
    expect(known('kms:Decrypt')).toEqual(keys.slice(2));
    for (const action of ['sns:Publish', 'x-kms:Decrypt', 'x-s3:GetObject'])
      expect(known(action)).toEqual([]);
    expect(contextFor(ANONYMOUS, 'kms:Decrypt')('kms:CallerAccount')).toBeUndefined();
  });

  test.each([
    ['one value', { 'aws:SourceIp': ['198.51.100.7'] }],
    ['a list of values', { 'aws:TagKeys': 'team' }],
  ])('fail where one takes %s', (words, context) => {
    expect(() => contextFor(READER, 's3:GetObject', context)('aws:SourceIp')).toThrow(`takes ${words}`);
  });
});
