import type { JsonObject } from '../../../lib/core/json/json-value';
import { runTrailwatch } from '../run-trailwatch';
import { at, record as callOf, logFile, put, useScanFolder } from '../scan-folder';

useScanFolder({ isShared: true });

const ROLE = 'arn:aws:iam::111122223333:role/Deploy';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/Deploy/ci';

/** As CloudTrail writes it: a record with any other one is parsed. */
function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** What an actor did, with a key that it made and a role that it took. */
function attack(): readonly JsonObject[] {
  const ali = { type: 'IAMUser', userName: 'ali', arn: 'arn:aws:iam::111122223333:user/ali' };
  const asAli = { userIdentity: { ...ali, principalId: 'AIDAALI', accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' } };
  const iam = { eventSource: 'iam.amazonaws.com' };
  const made = { accessKey: { accessKeyId: 'AKIABBBBBBBBBBBBBBBB', userName: 'eve' } };
  const given = { credentials: { accessKeyId: 'ASIACCCCCCCCCCCCCCCC' }, assumedRoleUser: { arn: SESSION } };
  const calls = [
    ['ListUsers', { ...asAli, readOnly: true }],
    ['CreateUser', { ...asAli, ...iam, requestParameters: { userName: 'eve' } }],
    ['CreateAccessKey', { ...asAli, ...iam, requestParameters: { userName: 'eve' }, responseElements: made }],
    [
      'AssumeRole',
      {
        ...asAli,
        eventSource: 'sts.amazonaws.com',
        requestParameters: { roleArn: ROLE },
        responseElements: given,
      },
    ],
    [
      'StopLogging',
      { userIdentity: { type: 'AssumedRole', arn: SESSION, accessKeyId: 'ASIACCCCCCCCCCCCCCCC' } },
    ],
    [
      'GetObject',
      { userIdentity: { type: 'IAMUser', userName: 'eve', accessKeyId: 'AKIABBBBBBBBBBBBBBBB' } },
    ],
    [
      'DescribeTags',
      { userIdentity: { type: 'AssumedRole', principalId: 'AROAEXAMPLE:i-0123456789abcdef0' } },
    ],
  ] as const;
  return calls.map(([name, members], number) => ({ ...callOf(name, idOf(number)), ...members }));
}

/** Reads of others, more than are parsed before records are searched. */
function others(): readonly JsonObject[] {
  const userIdentity = { type: 'IAMUser', userName: 'bob', arn: 'arn:aws:iam::111122223333:user/bob' };
  return Array.from({ length: 3_000 }, (_, number) => ({
    ...callOf('ListTags', idOf(number + 100)),
    ...{ userIdentity, readOnly: true },
  }));
}

it.each([
  [['actor', 'ali']],
  [['actor', 'AKIAAAAAAAAAAAAAAAAA']],
  [['timeline', 'ali']],
  [['resource', 'eve']],
  [['permissions', 'arn:aws:iam::111122223333:user/ali']],
  [['persistence']],
])('%j has the same answer among the records of others, and counts them', async (words) => {
  put('few/a.json', logFile(...attack()));
  put('many/a.json', logFile(...others()));
  put('many/b.json', logFile(...attack()));
  const few = await runTrailwatch([...words, at('few')]);
  const many = await runTrailwatch([...words, at('many')]);
  expect(many.stdout).toBe(few.stdout);
  expect(few.stdout.length).toBeGreaterThan(200);
  expect(few.stderr).toContain(`records=${attack().length}`);
  expect(many.stderr).toContain(`records=${attack().length + others().length}`);
});
