import { describePrincipal } from '../../../../lib/core/policy/evaluation/request';
import {
  describePrincipals,
  parsePrincipal,
  reachOf,
} from '../../../../lib/core/policy/evaluation/statement-principal';
import { ANONYMOUS, CLOUDTRAIL, OWNER, READER, ROOT, USER } from './decide-samples';

const SERVICE = { Service: 'cloudtrail.amazonaws.com' };

test.each([
  ['anyone', '*', 'anyone'],
  ['anyone with an account', { AWS: '*' }, 'anyone'],
  ['an account by its number', { AWS: OWNER.id }, `account ${OWNER.id}`],
  ['an account by its root', { AWS: `arn:aws:iam::${OWNER.id}:root` }, `account ${OWNER.id}`],
  ['a user', { AWS: USER.arn }, USER.arn],
  ['several', { ...SERVICE, AWS: [USER.arn] }, `cloudtrail.amazonaws.com, ${USER.arn}`],
  ['a service in China', { Service: 's3.cn-north-1.amazonaws.com.cn' }, 's3.cn-north-1.amazonaws.com.cn'],
])('a statement names %s', (_what, element, words) => {
  expect(describePrincipals(parsePrincipal(element))).toBe(words);
});

test.each([
  ['a list', ['*'], `Principal is ["*"]: it must be '*' or an object`],
  ['null', null, "Principal is null: it must be '*' or an object"],
  ['nothing', {}, 'Principal is empty'],
  ['an empty list', { AWS: [] }, 'Principal is empty'],
  ['a number', { AWS: 111122223333 }, 'Principal AWS is 111122223333: it must be text'],
  ['a name with what comes before it', { Service: '://s3.amazonaws.com' }, 'is not one that'],
  ['a name with what comes behind it', { Service: 's3.amazonaws.com.example.com' }, 'is not one that'],
  ['an account of 13 digits', { AWS: '1111222233334' }, 'is not one that'],
  ['a pattern of roles', { AWS: `arn:aws:iam::${OWNER.id}:role/*` }, 'is not one that'],
  ['a federated user', { Federated: 'accounts.google.com' }, 'is not one that'],
])('it is no principal of a statement: %s', (_what, element, problem) => {
  expect(() => parsePrincipal(element)).toThrow(problem);
});

test('a principal is reached as it is named, and no other is', () => {
  const everyone = [ANONYMOUS, CLOUDTRAIL, ROOT, USER, READER];
  const reaches = (element: unknown) => everyone.map((one) => reachOf(parsePrincipal(element), one)?.join());
  expect(reaches('*')).toEqual(everyone.map(() => 'directly'));
  expect(reaches(SERVICE)).toEqual([undefined, 'directly', undefined, undefined, undefined]);
  expect(reaches({ Service: 's3.amazonaws.com' })).toEqual(everyone.map(() => undefined));
  const account = 'through-account';
  expect(reaches({ AWS: OWNER.id })).toEqual([undefined, undefined, account, account, account]);
  expect(reaches({ AWS: '999999999999' })).toEqual(everyone.map(() => undefined));
  expect(reaches({ AWS: USER.arn })).toEqual([undefined, undefined, undefined, 'directly', undefined]);
  expect(reaches({ AWS: READER.arn })).toEqual([undefined, undefined, undefined, undefined, 'as-role']);
});

test('who asks is told in a few words', () => {
  expect([ANONYMOUS, ROOT, USER, READER].map(describePrincipal)).toEqual([
    'an unsigned request',
    `arn:aws:iam::${OWNER.id}:root`,
    USER.arn,
    READER.arn,
  ]);
  expect(describePrincipal(CLOUDTRAIL)).toMatch(/^cloudtrail\.amazonaws\.com for arn:aws:cloudtrail:/);
  expect(describePrincipal({ kind: 'service', name: 's3.amazonaws.com' })).toBe('s3.amazonaws.com');
});
