import fc from 'fast-check';
import type { JsonObject } from '../../lib/core/json/json-value';
import { hostile } from '../core/safe-text/hostile-addresses';
import { linksIn, markdownLinksIn } from '../core/safe-text/links';
import { runTrailwatch } from './run-trailwatch';
import { at, put, useScanFolder } from './scan-folder';

useScanFolder();

const ACCOUNT = '111122223333';
const CALLS = [
  ['iam.amazonaws.com', 'CreateUser', 'userName'],
  ['cloudtrail.amazonaws.com', 'StopLogging', 'name'],
  ['s3.amazonaws.com', 'PutBucketPolicy', 'bucketName'],
  ['ec2.amazonaws.com', 'AuthorizeSecurityGroupIngress', 'groupId'],
  ['iam.amazonaws.com', 'CreateAccessKey', 'userName'],
  ['lambda.amazonaws.com', 'CreateFunction20150331', 'functionName'],
] as const;

/** A record in which everything that a caller chooses is one of these texts. */
function recordOf([name, agent, target, error]: readonly string[], index: number): JsonObject {
  const [eventSource, eventName, member] = CALLS[index % CALLS.length] ?? CALLS[0];
  const id = String(index).padStart(12, '0');
  return {
    eventVersion: '1.11',
    eventTime: `2026-11-20T03:${String(index % 60).padStart(2, '0')}:00Z`,
    ...{ eventSource, eventName, awsRegion: 'us-east-1', eventType: 'AwsApiCall' },
    userIdentity: {
      ...{
        type: 'IAMUser',
        accountId: ACCOUNT,
        userName: name,
        accessKeyId: `AKIAIOSFODNN7EXAM${index % 10}`,
      },
      arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    },
    ...{ sourceIPAddress: '203.0.113.7', userAgent: agent, recipientAccountId: ACCOUNT },
    requestParameters: { [member]: target, policyName: agent, description: error },
    responseElements: null,
    ...(index % 5 === 4 ? { errorCode: 'AccessDenied', errorMessage: error } : {}),
    eventID: `6d2e01a6-6a6a-4d4e-9f1a-${id}`,
    sessionCredentialFromConsole: 'true',
    ...{ readOnly: false, managementEvent: true, eventCategory: 'Management' },
  };
}

const BUCKET = 'production-data';

/** A stack made a bucket, which people change by hand in the console after that. */
function recordsOf(texts: readonly (readonly string[])[]): readonly JsonObject[] {
  const byStack = { invokedBy: 'cloudformation.amazonaws.com', type: 'AWSService' };
  const service = 'cloudformation.amazonaws.com';
  const made = {
    ...recordOf(['x', service, BUCKET, ''], 2),
    ...{ eventName: 'CreateBucket', userIdentity: byStack, sourceIPAddress: service, userAgent: service },
    ...{ eventTime: '2026-11-20T02:00:00Z', requestParameters: { bucketName: BUCKET } },
  };
  const changes = texts.map((text, index) => {
    const record = recordOf(text, index % 2 === 0 ? 2 : index);
    if (record.eventName !== 'PutBucketPolicy') return record;
    const requestParameters = { ...(record.requestParameters as JsonObject), bucketName: BUCKET };
    return { ...record, eventID: `${record.eventID}${index}`, requestParameters };
  });
  return [made, ...changes];
}

/** The commands that show a table or text of records, and what is asked of each. */
const COMMANDS: Readonly<Record<string, (file: string, record: JsonObject) => readonly string[]>> = {
  view: (file) => ['view', file, '--format', 'table'],
  clickops: (file) => ['resource', '--by-hand', file, '--format', 'table'],
  actor: (file, { userIdentity }) => [
    'actor',
    String((userIdentity as JsonObject).arn),
    file,
    '--format',
    'table',
  ],
  resource: (file) => ['resource', `arn:aws:s3:::${BUCKET}`, file, '--format', 'table'],
  query: (file) => [
    'query',
    'SELECT event_name, user_agent, request_parameters, actor FROM events',
    file,
    '--format',
    'table',
  ],
  scan: (file) => ['scan', file, '--format', 'table'],
  'scan --details': (file) => ['scan', file, '--details'],
  case: (file) => ['case', file, '--format', 'text'],
};

/** Where files are is the user's own, and the addresses of pages are ours. */
function withoutOwn(text: string, file: string): string {
  return text
    .replaceAll(file, '')
    .replace(/https:\/\/(?:[a-z0-9-]+\.)?console\.(?:aws\.amazon|amazonaws-us-gov)\.com\/\S+/g, '')
    .replace(/https:\/\/github\.com\/\S+?runbooks\/\S+/g, '')
    .replaceAll('records.json', '');
}

const RECORDS = fc.array(fc.array(hostile, { minLength: 4, maxLength: 4 }), { minLength: 40, maxLength: 40 });

describe.each(Object.entries(COMMANDS))('%s', (_name, argvOf) => {
  test.each([80, 132, 1_000])(
    'shows nothing to follow of what records say, in %d columns',
    async (columns) => {
      let shown = 0;
      await fc.assert(
        fc.asyncProperty(RECORDS, async (texts) => {
          const records = recordsOf(texts);
          put('logs/records.json', JSON.stringify({ Records: records }));
          const argv = argvOf(at('logs/records.json'), records[2] ?? {});
          const { stdout } = await runTrailwatch(argv, {
            terminalColumns: columns,
            environment: { NO_COLOR: '1' },
          });
          shown += stdout.length;
          const own = withoutOwn(stdout, at('logs/records.json'));
          const people = own.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [];
          expect(
            linksIn(
              own,
              people.filter((person) => texts.some(([name]) => name?.includes(person))),
            ),
          ).toEqual([]);
        }),
        { numRuns: 4 },
      );
      expect(shown).toBeGreaterThan(1_000);
    },
  );
});

test('a case in Markdown has no link', async () => {
  await fc.assert(
    fc.asyncProperty(RECORDS, async (texts) => {
      put('logs/records.json', JSON.stringify({ Records: recordsOf(texts) }));
      const { stdout } = await runTrailwatch(['case', at('logs/records.json'), '--format', 'markdown']);
      expect(markdownLinksIn(stdout)).toEqual([]);
    }),
    { numRuns: 10 },
  );
});
