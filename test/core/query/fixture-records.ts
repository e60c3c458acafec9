import type { JsonObject } from '../../../lib/core/json/json-value';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';

let next = 0;

type Identity = JsonObject;

const MALLORY: Identity = {
  type: 'IAMUser',
  arn: `arn:aws:iam::${ACCOUNT}:user/mallory`,
  accountId: ACCOUNT,
  principalId: 'AIDAMALLORY',
  userName: 'mallory',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
};
const ANN: Identity = {
  type: 'IAMUser',
  arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
  accountId: ACCOUNT,
  principalId: 'AIDAANN',
  userName: 'ann',
  accessKeyId: 'AKIAANN',
};
const ROOT: Identity = {
  type: 'Root',
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
  principalId: ACCOUNT,
};
const session = (
  role: string,
  key: string,
  account = ACCOUNT,
  creationDate = '2026-11-20T11:00:00Z',
): Identity => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${account}:assumed-role/${role}/s1`,
  accountId: account,
  principalId: `AROA${role}:s1`,
  accessKeyId: key,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      arn: `arn:aws:iam::${account}:role/${role}`,
      accountId: account,
      userName: role,
    },
    attributes: { mfaAuthenticated: 'false', creationDate },
  },
});

interface Call extends JsonObject {
  readonly at: string;
}

/** One record: an id by its place, and what most records have. */
function call(service: string, eventName: string, userIdentity: Identity, { at, ...more }: Call): JsonObject {
  next += 1;
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: `2026-11-${at}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.22.0',
    requestID: `request-${next}`,
    eventID: `event-${String(next).padStart(2, '0')}`,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    eventCategory: 'Management',
    recipientAccountId: ACCOUNT,
    ...more,
  };
}

const DATA = { eventCategory: 'Data', managementEvent: false, readOnly: true };
const READ = { readOnly: true };
const FROM_CONSOLE = { eventType: 'AwsConsoleSignIn', userAgent: 'Mozilla/5.0' };
const assumed = (role: string, key: string, account = ACCOUNT) => ({
  requestParameters: { roleArn: `arn:aws:iam::${account}:role/${role}`, roleSessionName: 's1' },
  responseElements: { credentials: { accessKeyId: key } },
});

/** An invented attack on two days, with ordinary calls around it. */
export const FIXTURE_RECORDS: readonly JsonObject[] = [
  call('ec2', 'DescribeInstances', ANN, {
    at: '18T09:00:00',
    ...READ,
    tlsDetails: { tlsVersion: 'TLSv1.3' },
  }),
  call('s3', 'GetObject', ANN, {
    at: '18T09:10:00',
    ...DATA,
    requestParameters: { bucketName: 'payroll', key: '2026/may.csv' },
  }),
  call('signin', 'ConsoleLogin', ANN, {
    at: '18T09:20:00',
    ...FROM_CONSOLE,
    sourceIPAddress: '192.0.2.1',
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes' },
  }),
  call('signin', 'ConsoleLogin', MALLORY, {
    at: '20T10:00:00',
    ...FROM_CONSOLE,
    sourceIPAddress: '203.0.113.9',
    errorMessage: 'Failed authentication',
    responseElements: { ConsoleLogin: 'Failure' },
    additionalEventData: { MFAUsed: 'No' },
  }),
  call('signin', 'ConsoleLogin', MALLORY, {
    at: '20T10:01:00',
    ...FROM_CONSOLE,
    sourceIPAddress: '203.0.113.9',
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'No' },
  }),
  call('signin', 'ConsoleLogin', ANN, {
    at: '20T10:02:00',
    ...FROM_CONSOLE,
    sourceIPAddress: '203.0.113.9',
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes' },
  }),
  call('iam', 'CreateAccessKey', MALLORY, {
    at: '20T10:05:00',
    requestParameters: { userName: 'ann' },
    responseElements: { accessKey: { userName: 'ann', accessKeyId: 'AKIANEW' } },
  }),
  call('iam', 'CreateUser', MALLORY, { at: '20T10:06:00', requestParameters: { userName: 'backup' } }),
  call('iam', 'AttachUserPolicy', MALLORY, {
    at: '20T10:07:00',
    requestParameters: { userName: 'backup', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  }),
  call('iam', 'DeactivateMFADevice', MALLORY, { at: '20T10:08:00', requestParameters: { userName: 'ann' } }),
  call('iam', 'UpdateAssumeRolePolicy', MALLORY, {
    at: '20T10:09:00',
    requestParameters: { roleName: 'Deploy' },
  }),
  call('sts', 'AssumeRole', MALLORY, { at: '20T11:00:00', ...READ, ...assumed('Deploy', 'ASIAONE') }),
  call('sts', 'AssumeRole', session('Deploy', 'ASIAONE'), {
    at: '20T11:10:00',
    ...READ,
    ...assumed('Backup', 'ASIATWO', OTHER),
    recipientAccountId: OTHER,
    sharedEventID: 'event-12',
  }),
  call(
    'sts',
    'AssumeRoleWithSAML',
    { type: 'SAMLUser', principalId: 'idp:ann', userName: 'ann' },
    {
      at: '20T11:15:00',
      ...READ,
      ...assumed('Reader', 'ASIATHREE'),
    },
  ),
  call('ec2', 'RunInstances', session('Deploy', 'ASIAONE'), {
    at: '20T11:20:00',
    awsRegion: 'ap-south-1',
    requestParameters: { instanceType: 'p5.48xlarge' },
  }),
  call('iam', 'PutRolePolicy', ANN, {
    at: '20T12:00:00',
    requestParameters: { roleName: 'Deploy', policyName: 'AWSRevokeOlderSessions' },
  }),
  call('s3', 'ListBuckets', session('Deploy', 'ASIAONE'), {
    at: '20T12:10:00',
    ...READ,
    errorCode: 'AccessDenied',
  }),
  call('iam', 'ListUsers', session('Deploy', 'ASIAONE'), {
    at: '20T12:11:00',
    ...READ,
    errorCode: 'AccessDenied',
  }),
  call('ec2', 'DescribeInstances', session('Deploy', 'ASIAONE'), {
    at: '20T12:12:00',
    ...READ,
    errorCode: 'Client.UnauthorizedOperation',
    tlsDetails: { tlsVersion: 'TLSv1.1' },
  }),
  call('s3', 'PutBucketPolicy', MALLORY, {
    at: '20T13:00:00',
    requestParameters: {
      bucketName: 'payroll',
      bucketPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] },
    },
    resources: [{ ARN: 'arn:aws:s3:::payroll', accountId: ACCOUNT, type: 'AWS::S3::Bucket' }],
  }),
  call('s3', 'DeleteBucketPublicAccessBlock', MALLORY, {
    at: '20T13:01:00',
    requestParameters: { bucketName: 'payroll' },
  }),
  call('s3', 'GetObject', MALLORY, {
    at: '20T13:05:00',
    ...DATA,
    requestParameters: { bucketName: 'payroll', key: '2026/june.csv' },
    resources: [{ ARN: 'arn:aws:s3:::payroll/2026/june.csv' }],
  }),
  call('secretsmanager', 'GetSecretValue', MALLORY, {
    at: '20T13:06:00',
    ...READ,
    requestParameters: { secretId: 'db/password' },
  }),
  call('ec2', 'AuthorizeSecurityGroupIngress', MALLORY, {
    at: '20T13:07:00',
    requestParameters: {
      groupId: 'sg-1',
      ipPermissions: { items: [{ ipRanges: { items: [{ cidrIp: '128.0.0.0/1' }] } }] },
    },
  }),
  call('ec2', 'ModifySnapshotAttribute', MALLORY, {
    at: '20T13:08:00',
    requestParameters: { snapshotId: 'snap-1' },
  }),
  call('kms', 'ScheduleKeyDeletion', MALLORY, { at: '20T13:09:00', requestParameters: { keyId: 'key-1' } }),
  call('lambda', 'UpdateFunctionCode20150331v2', MALLORY, {
    at: '20T13:10:00',
    requestParameters: { functionName: 'billing' },
  }),
  call('cloudtrail', 'StopLogging', MALLORY, { at: '20T14:00:00', requestParameters: { name: 'audit' } }),
  call('cloudtrail', 'DeleteTrail', MALLORY, { at: '20T14:01:00', requestParameters: { name: 'audit' } }),
  call('guardduty', 'DeleteDetector', MALLORY, {
    at: '20T14:02:00',
    requestParameters: { detectorId: 'd1' },
  }),
  call('logs', 'DeleteLogGroup', MALLORY, {
    at: '20T14:03:00',
    requestParameters: { logGroupName: '/trail' },
  }),
  call('organizations', 'LeaveOrganization', ROOT, { at: '20T14:04:00', sourceIPAddress: '203.0.113.9' }),
  call('ec2', 'DescribeVolumes', ANN, {
    at: '20T14:10:00',
    ...READ,
    errorCode: 'Client.RequestLimitExceeded',
  }),
  call('ec2', 'DescribeVolumes', ANN, {
    at: '20T14:11:00',
    ...READ,
    errorCode: 'Client.RequestLimitExceeded',
  }),
  call('s3', 'GetObject', ANN, {
    at: '20T14:20:00',
    ...DATA,
    vpcEndpointId: 'vpce-1',
    vpcEndpointAccountId: ACCOUNT,
    requestParameters: { bucketName: 'logs', key: 'a' },
  }),
  call(
    'kms',
    'Decrypt',
    { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
    {
      at: '20T14:30:00',
      ...READ,
      sourceIPAddress: 'cloudtrail.amazonaws.com',
      userAgent: 'cloudtrail.amazonaws.com',
    },
  ),
  call('s3', 'PutBucketAcl', ANN, {
    at: '20T14:40:00',
    requestParameters: { bucketName: 'site', 'x-amz-acl': 'private' },
  }),
  call('bedrock', 'CreateFoundationModelAgreement', ANN, {
    at: '20T14:50:00',
    requestParameters: { modelId: 'example.model-v1' },
  }),
];

/** What CloudTrail Insights wrote: of one insight its start and its end, and of another one whose details are of other types. */
export const INSIGHT_RECORDS: readonly JsonObject[] = [
  insight('Start', '20T15:00:00', {
    eventName: 'RunInstances',
    insightType: 'ApiCallRateInsight',
    insightContext: {
      statistics: {
        ...{ baseline: { average: 0.25 }, insight: { average: 12.5 } },
        ...{ insightDuration: 5, baselineDuration: 11336 },
      },
      attributions: [
        attribution('userAgent', 'aws-cli/2.22.0'),
        attribution('userIdentityArn', `arn:aws:iam::${ACCOUNT}:role/Bâtisseur`, ANN.arn as string),
        attribution('errorCode', 'null'),
      ],
    },
  }),
  insight('End', '20T15:09:00', {
    ...{ eventName: 'RunInstances', insightType: 'ApiErrorRateInsight', errorCode: 'Client.Unsupported' },
    insightContext: { statistics: null, attributions: [] },
  }),
];

function insight(state: string, at: string, details: JsonObject): JsonObject {
  next += 1;
  return {
    eventVersion: '1.07',
    eventTime: `2026-11-${at}Z`,
    awsRegion: 'eu-west-1',
    eventID: `event-${next}`,
    eventType: 'AwsCloudTrailInsight',
    recipientAccountId: ACCOUNT,
    sharedEventID: 'insight-1',
    insightDetails: { state, eventSource: 'ec2.amazonaws.com', ...details },
    eventCategory: 'Insight',
  };
}

function attribution(attribute: string, ...values: readonly string[]): JsonObject {
  return {
    attribute,
    insight: values.map((value) => ({ value, average: 6.25 })),
    baseline: [{ value: 'earlier', average: 0.25 }],
  };
}
