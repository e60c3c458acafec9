import { renderSummary } from '../../../../lib/core/alert/from-record/render-summary';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { stopLoggingRecord } from '../stop-logging-record';

const ALICE = { type: 'IAMUser', userName: 'alice', accountId: '111122223333' };

function deploySession(role: string, session: string) {
  return {
    type: 'AssumedRole',
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/${session}`,
    accountId: '111122223333',
    sessionContext: { sessionIssuer: { userName: role }, attributes: { mfaAuthenticated: 'false' } },
  };
}

const SIGN_IN = {
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  eventType: 'AwsConsoleSignIn',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.3',
  requestParameters: null,
};

const SENTENCES: readonly (readonly [sentence: string, members: Record<string, unknown>])[] = [
  [
    'IAM user alice (account 111122223333) logged out in eu-west-1 from 203.0.113.7 without MFA',
    { eventSource: 'sso.amazonaws.com', eventName: 'Logout', requestParameters: null },
  ],
  [
    "IAM user alice (account 111122223333) deleted analysis 'sales' in eu-west-1 from 203.0.113.7 without MFA",
    {
      eventSource: 'quicksight.amazonaws.com',
      eventName: 'DeleteAnalysis',
      requestParameters: { analysisId: 'sales' },
    },
  ],
  [
    "IAM user alice (account 111122223333) called UngroupResources 'web' in eu-west-1 from 203.0.113.7 without MFA",
    {
      eventSource: 'resource-groups.amazonaws.com',
      eventName: 'UngroupResources',
      requestParameters: { resourceArns: ['arn:aws:quicksight:eu-west-1:111122223333:analysis/web'] },
    },
  ],
  [
    "IAM user alice (account 111122223333) stopped logging of trail 'main' in eu-west-1 from 203.0.113.7 without MFA",
    {},
  ],
  [
    'root user of account 111122223333 signed in to the console in us-east-1 from 198.51.100.3 without MFA',
    {
      ...SIGN_IN,
      userIdentity: { type: 'Root', accountId: '111122223333' },
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'No' },
    },
  ],
  [
    'IAM user alice (account 111122223333) tried to sign in to the console in us-east-1 from 198.51.100.3, and was denied (Failed authentication)',
    {
      ...SIGN_IN,
      userIdentity: ALICE,
      responseElements: { ConsoleLogin: 'Failure' },
      errorMessage: 'Failed authentication',
    },
  ],
  [
    'an unknown user name (account 111122223333) tried to sign in to the console in us-east-1 from 198.51.100.3, and was denied (No username found in supplied account)',
    {
      ...SIGN_IN,
      userIdentity: { ...ALICE, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      errorMessage: 'No username found in supplied account',
    },
  ],
  [
    "role Deploy (session i-0abc, account 111122223333) tried to delete trail 'main' in us-east-1 from 203.0.113.7, and was denied (AccessDenied)",
    {
      userIdentity: deploySession('Deploy', 'i-0abc'),
      eventName: 'DeleteTrail',
      requestParameters: { name: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main' },
      awsRegion: 'us-east-1',
      errorCode: 'AccessDenied',
    },
  ],
  [
    "Identity Center user alice@example.com (permission set AdministratorAccess, account 111122223333) attached policy 'AdministratorAccess' to user 'bob' in us-east-1 from 203.0.113.7",
    {
      userIdentity: deploySession('AWSReservedSSO_AdministratorAccess_0123456789abcdef', 'alice@example.com'),
      eventSource: 'iam.amazonaws.com',
      eventName: 'AttachUserPolicy',
      awsRegion: 'us-east-1',
      requestParameters: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
  ],
  [
    "account 444455556666 read object 'a/b.txt' in bucket 'reports' in eu-west-1 of account 111122223333 from 203.0.113.7",
    {
      userIdentity: { type: 'AWSAccount', accountId: '444455556666', principalId: 'AIDAX' },
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      requestParameters: { bucketName: 'reports', key: 'a/b.txt' },
    },
  ],
  [
    "an anonymous caller read object 'a/b.txt' in bucket 'reports' in eu-west-1 of account 111122223333 from 203.0.113.7",
    {
      userIdentity: { type: 'AWSAccount', accountId: 'ANONYMOUS_PRINCIPAL', principalId: '' },
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      requestParameters: { bucketName: 'reports', key: 'a/b.txt' },
    },
  ],
  [
    "AWS service ec2.amazonaws.com assumed role 'Web' in eu-west-1 of account 111122223333",
    {
      userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      sourceIPAddress: 'ec2.amazonaws.com',
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/Web' },
    },
  ],
  [
    "IAM user alice (account 111122223333) through cloudformation.amazonaws.com changed the code of function 'resize' in eu-west-1",
    {
      userIdentity: { ...ALICE, invokedBy: 'cloudformation.amazonaws.com' },
      sourceIPAddress: 'cloudformation.amazonaws.com',
      eventSource: 'lambda.amazonaws.com',
      eventName: 'UpdateFunctionCode20150331v2',
      requestParameters: { functionName: 'resize' },
    },
  ],
  [
    'AWS created a volume from a shared snapshot in eu-west-1',
    {
      userIdentity: { accountId: '111122223333', invokedBy: 'AWS Internal' },
      sourceIPAddress: 'AWS Internal',
      eventName: 'SharedSnapshotVolumeCreated',
      eventType: 'AwsServiceEvent',
      requestParameters: null,
    },
  ],
  [
    'IAM user alice (account 111122223333) tried to launch an instance in eu-west-1 from 203.0.113.7, as a dry run that would have succeeded',
    {
      userIdentity: ALICE,
      eventName: 'RunInstances',
      requestParameters: null,
      errorCode: 'Client.DryRunOperation',
    },
  ],
  [
    "IAM user alice (account 111122223333) launched an instance from image 'ami-1' (instance type t3.micro) in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      requestParameters: {
        instancesSet: { items: [{ imageId: 'ami-1', minCount: 1, maxCount: 1 }] },
        instanceType: 't3.micro',
        subnetId: 'subnet-1',
      },
      responseElements: { instancesSet: { items: [{ instanceId: 'i-1', imageId: 'ami-1' }] } },
    },
  ],
  [
    "IAM user alice (account 111122223333) launched instance 'i-1' in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      requestParameters: { instancesSet: { items: [{ minCount: 1, maxCount: 1 }] } },
      responseElements: { instancesSet: { items: [{ instanceId: 'i-1', imageId: 'ami-1' }] } },
    },
  ],
  [
    "IAM user alice (account 111122223333) ran task 'web' in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventSource: 'ecs.amazonaws.com',
      eventName: 'RunTask',
      requestParameters: { taskDefinition: 'web' },
    },
  ],
  [
    "IAM user alice (account 111122223333) moved messages of queue 'failed' in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventSource: 'sqs.amazonaws.com',
      eventName: 'StartMessageMoveTask',
      requestParameters: { sourceArn: 'arn:aws:sqs:eu-west-1:111122223333:failed' },
    },
  ],
  [
    "IAM user alice (account 111122223333) created an access entry for 'bob' in cluster 'shop' in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventSource: 'eks.amazonaws.com',
      eventName: 'CreateAccessEntry',
      requestParameters: { clusterName: 'shop', principalArn: 'arn:aws:iam::111122223333:user/bob' },
    },
  ],
  [
    "IAM user alice (account 111122223333) terminated instances 'i-1' and 2 more in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventName: 'TerminateInstances',
      requestParameters: {
        instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }, { instanceId: 'i-3' }] },
      },
    },
  ],
  [
    "IAM user alice (account 111122223333) terminated instances 'i-0' and at least 19 more in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventName: 'TerminateInstances',
      requestParameters: null,
      resources: Array.from({ length: 100 }, (_, at) => ({
        ARN: `arn:aws:ec2:eu-west-1:111122223333:instance/i-${at}`,
        type: 'AWS::EC2::Instance',
      })),
    },
  ],
  [
    "IAM user alice (account 111122223333) deleted flow log 'fl-1' in eu-west-1 from 203.0.113.7",
    {
      userIdentity: ALICE,
      eventName: 'DeleteFlowLogs',
      requestParameters: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-1' } } },
    },
  ],
  [
    "assumed root session of account 444455556666 deleted the policy of bucket 'locked' in eu-west-1 from inside AWS without MFA",
    {
      userIdentity: {
        type: 'Root',
        accountId: '444455556666',
        sessionContext: { attributes: { mfaAuthenticated: 'false' }, assumedRoot: 'true' },
      },
      recipientAccountId: '444455556666',
      sourceIPAddress: 'AWS Internal',
      eventName: 'DeleteBucketPolicy',
      requestParameters: { bucketName: 'locked' },
    },
  ],
  [
    'an unknown identity called an unnamed call in eu-west-1',
    {
      userIdentity: undefined,
      eventName: undefined,
      recipientAccountId: undefined,
      sourceIPAddress: undefined,
      requestParameters: undefined,
    },
  ],
];

describe('renderSummary', () => {
  it.each(SENTENCES)('says: %s', (sentence, members) => {
    expect(renderSummary(stopLoggingRecord(members))).toBe(sentence);
  });

  it('takes a name that every JavaScript object has for any other name', () => {
    const members = { userIdentity: { ...ALICE, type: '__proto__' }, eventSource: 'constructor' };
    const requestParameters = { name: 'main' };
    expect(renderSummary(stopLoggingRecord({ ...members, requestParameters }))).toBe(
      "an unknown identity alice (account 111122223333) stopped logging of trail 'main' in eu-west-1 from 203.0.113.7",
    );
  });

  it('says what became unusual in an Insights record', () => {
    const record = {
      eventTime: '2026-11-20T03:00:00Z',
      awsRegion: 'us-east-1',
      recipientAccountId: '111122223333',
      insightDetails: {
        state: 'Start',
        eventSource: 'ec2.amazonaws.com',
        eventName: 'RunInstances',
        insightType: 'ApiCallRateInsight',
        insightContext: { statistics: { baseline: { average: 0.0000882145 }, insight: { average: 0.6 } } },
      },
    } as unknown as CloudTrailRecord;
    expect(renderSummary(record)).toBe(
      'unusual rate of RunInstances calls (ec2) began in us-east-1 of account 111122223333: 0.6 a minute, normally 0.000088',
    );
  });

  it('says what an aggregated record counted', () => {
    const record = {
      eventVersion: '1.0',
      accountId: '111122223333',
      eventId: '6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a03',
      eventCategory: 'Aggregated',
      eventType: 'AwsAggregatedEvent',
      awsRegion: 'eu-west-1',
      eventSource: 's3.amazonaws.com',
      timeWindow: {
        windowStart: '2026-11-20T03:00:00Z',
        windowEnd: '2026-11-20T03:05:00Z',
        windowSize: 'PT5M',
      },
      summary: {
        primaryDimension: {
          dimension: 'eventName',
          statistics: [
            { name: 'GetObject', value: 1200 },
            { name: 'PutObject', value: 3 },
          ],
        },
      },
    } as CloudTrailRecord;
    expect(renderSummary(record)).toBe(
      'CloudTrail counted s3 calls in eu-west-1 of account 111122223333 from 2026-11-20T03:00:00Z: 1200 GetObject, 3 PutObject',
    );
  });

  it('keeps a forged line, a terminal sequence and a right-to-left mark out of the sentence', () => {
    const name = 'main\n2026-11-20 root user\u001b[2J\u202Egnirts';
    const summary = renderSummary(stopLoggingRecord({ requestParameters: { name } }));
    expect(summary).toContain("of trail 'main 2026-11-20 root user\\u{1b}[2J\\u{202e}gnirts' in eu-west-1");
  });

  it('quotes a name that could be read as part of the sentence, and turns its own quotes', () => {
    const userIdentity = { type: 'SAMLUser', userName: "eve' (account 1) stopped nothing" };
    expect(renderSummary(stopLoggingRecord({ userIdentity }))).toMatch(
      /^SAML user 'eve" \(account 1\) stopped nothing' stopped logging/,
    );
  });

  it('tells the id of an access key: it is no secret, and says which one to disable', () => {
    const summary = renderSummary(stopLoggingRecord({ requestParameters: { name: 'AKIAIOSFODNN7EXAMPLE' } }));
    expect(summary).toContain("trail 'AKIAIOSFODNN7EXAMPLE'");
  });

  const items = (...all: JsonObject[]) => ({ items: all });
  it.each<[string, JsonObject, string]>([
    [
      'AuthorizeSecurityGroupIngress',
      {
        requestParameters: {
          groupId: 'sg-1',
          ipPermissions: items({
            ...{ ipProtocol: 'tcp', fromPort: 22, toPort: 22 },
            ...{ ipRanges: items({ cidrIp: '0.0.0.0/0' }), ipv6Ranges: items({ cidrIpv6: '::/0' }) },
          }),
        },
      },
      "security group 'sg-1' (tcp 22 for 0.0.0.0/0, ::/0) in eu-west-1",
    ],
    [
      'RevokeSecurityGroupIngress',
      {
        requestParameters: {
          ...{ groupId: 'sg-1', ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' },
        },
      },
      "security group 'sg-1' (tcp 22 for 0.0.0.0/0) in eu-west-1",
    ],
    [
      'AuthorizeSecurityGroupEgress',
      {
        requestParameters: {
          groupId: 'sg-1',
          ipPermissions: items({ ipProtocol: '-1', groups: items({ groupId: 'sg-2' }) }),
        },
      },
      "security group 'sg-1' (all for sg-2) in eu-west-1",
    ],
    [
      'ModifySnapshotAttribute',
      {
        requestParameters: {
          snapshotId: 'snap-1',
          createVolumePermission: {
            add: items({ userId: '444455556666' }, { userId: '1' }, { group: 'all' }),
          },
        },
      },
      "snapshot 'snap-1' (shared with 444455556666, 1 and 1 more) in eu-west-1",
    ],
    [
      'CreateAccessKey',
      {
        requestParameters: { userName: 'bob' },
        responseElements: { accessKey: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
      },
      "user 'bob' (access key AKIAIOSFODNN7EXAMPLE) in eu-west-1",
    ],
    [
      'PutRolePolicy',
      {
        requestParameters: {
          roleName: 'R',
          policyDocument: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
        },
      },
      "('Allow * on *') in eu-west-1",
    ],
    ['ModifyDBInstance', { requestParameters: { publiclyAccessible: true } }, '(publicly accessible)'],
    [
      'ModifySnapshotAttribute',
      {
        requestParameters: { valuesToAdd: ["1) in us-east-1 from AWS (it is 'fine"] },
        errorCode: 'AccessDenied',
      },
      `(shared with '1) in us-east-1 from AWS (it is "fine') in eu-west-1`,
    ],
  ])('tells the facts that decide: %s', (eventName, members, told) => {
    expect(renderSummary(stopLoggingRecord({ eventName, ...members }))).toContain(told);
  });

  it('cuts the middle of a sentence that is too long and keeps how it ended', () => {
    const long = 'x'.repeat(5000);
    const summary = renderSummary(
      stopLoggingRecord({
        userIdentity: deploySession(long, long),
        eventName: 'AttachRolePolicy',
        requestParameters: { policyArn: long, roleName: long },
        awsRegion: long,
        sourceIPAddress: long,
        errorCode: `AccessDenied${long}`,
      }),
    );
    expect(Array.from(summary).length).toBeLessThanOrEqual(300);
    expect(summary).toMatch(/, and was denied \(AccessDeniedx+…\)$/);
  });
});

test('a verb without an object tells the service', () => {
  const record = { eventName: 'Disable', eventSource: 'inspector2.amazonaws.com', requestParameters: {} };
  expect(renderSummary(stopLoggingRecord(record))).toContain(' disabled Amazon Inspector in ');
});

test('of several rules, a sentence says which port is open to whom, what opens most first', () => {
  const rule = (port: number, cidrIp: string) => ({
    ...{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: { items: [{ cidrIp }] } },
  });
  const items = [rule(22, '10.0.0.0/8'), rule(3306, '10.0.0.0/8'), rule(5432, '0.0.0.0/0')];
  const record = {
    ...{ eventName: 'AuthorizeSecurityGroupIngress', eventSource: 'ec2.amazonaws.com' },
    requestParameters: { groupId: 'sg-1', ipPermissions: { items } },
  };
  expect(renderSummary(stopLoggingRecord(record))).toContain(
    "'sg-1' (tcp 5432 for 0.0.0.0/0, tcp 22 for 10.0.0.0/8 and 1 more) in",
  );
});
