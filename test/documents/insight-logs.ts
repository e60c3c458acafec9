import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../lib/core/json/json-value';

const ACCOUNT = '111122223333';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/maintenance`;
const KEY = 'ASIAIOSFODNN7EXAMPLE';
const WHERE = { awsRegion: 'eu-west-1', recipientAccountId: ACCOUNT, eventVersion: '1.11' };
const FROM = { sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli/2.17.0', eventCategory: 'Management' };

/** The user who takes the role, and what the role does with the credentials. */
const STORY: readonly (readonly [time: string, service: string, call: string, more?: JsonObject])[] = [
  ['14:57:40', 'ec2', 'DescribeInstances'],
  ['14:58:05', 'ec2', 'RunInstances'],
  ['14:59:10', 'ec2', 'RunInstances'],
  ['15:00:20', 'ec2', 'RunInstances', { errorCode: 'InstanceLimitExceeded' }],
  ['15:02:30', 'ec2', 'RunInstances'],
  ['15:06:00', 'iam', 'CreateUser'],
];

const TAKEN: JsonObject = {
  ...{ ...WHERE, ...FROM, eventID: 'taken', eventType: 'AwsApiCall', eventTime: '2026-08-17T14:57:00Z' },
  ...{ eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', readOnly: true },
  userIdentity: {
    ...{ type: 'IAMUser', userName: 'ann', accountId: ACCOUNT, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
    ...{ principalId: 'AIDAIOSFODNN7EXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:user/ann` },
  },
  resources: [{ ARN: `arn:aws:iam::${ACCOUNT}:role/Deploy`, accountId: ACCOUNT, type: 'AWS::IAM::Role' }],
  requestParameters: { roleArn: `arn:aws:iam::${ACCOUNT}:role/Deploy`, roleSessionName: 'maintenance' },
  responseElements: {
    credentials: { accessKeyId: KEY, expiration: 'Aug 17, 2026, 3:57:00 PM' },
    assumedRoleUser: { assumedRoleId: 'AROAIOSFODNN7EXAMPLE:maintenance', arn: SESSION },
  },
};

function callOf([time, service, eventName, more = {}]: (typeof STORY)[number], number: number): JsonObject {
  const role = { type: 'Role', userName: 'Deploy', accountId: ACCOUNT, principalId: 'AROAIOSFODNN7EXAMPLE' };
  return {
    ...{ ...WHERE, ...FROM, eventID: `call-${number}`, eventType: 'AwsApiCall' },
    ...{ eventTime: `2026-08-17T${time}Z`, eventSource: `${service}.amazonaws.com`, eventName },
    readOnly: eventName.startsWith('Describe'),
    userIdentity: {
      ...{ type: 'AssumedRole', accountId: ACCOUNT, accessKeyId: KEY, arn: SESSION },
      principalId: 'AROAIOSFODNN7EXAMPLE:maintenance',
      sessionContext: { sessionIssuer: { ...role, arn: `arn:aws:iam::${ACCOUNT}:role/Deploy` } },
    },
    ...more,
  };
}

function insightOf(state: 'Start' | 'End', time: string, insightDuration: number): JsonObject {
  const statistics = { baseline: { average: 0.0021 }, insight: { average: 0.8 }, insightDuration };
  const attributed = (attribute: string, value: string) => ({
    ...{ attribute, insight: [{ value, average: 0.8 }] },
    baseline: [{ value, average: 0.0021 }],
  });
  const attributions = [
    attributed('userIdentityArn', SESSION),
    attributed('userAgent', 'aws-cli/2.17.0'),
    attributed('errorCode', 'null'),
  ];
  return {
    ...{ ...WHERE, eventID: `insight-${state}`, eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight' },
    ...{ eventTime: `2026-08-17T${time}Z`, sharedEventID: 'a1b2c3d4-5678-90ab-cdef-111111111111' },
    insightDetails: {
      ...{ state, eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
      insightType: 'ApiCallRateInsight',
      insightContext: { statistics, attributions },
    },
  };
}

/** Writes the log files of the session of docs/investigate/insights.md: calls in one folder, Insights in the other, as a trail delivers them. */
export function writeInsightLogs(folder: string): void {
  const files: Readonly<Record<string, readonly JsonObject[]>> = {
    CloudTrail: [TAKEN, ...STORY.map(callOf)],
    'CloudTrail-Insight': [insightOf('Start', '14:58:00', 1), insightOf('End', '15:03:00', 5)],
  };
  for (const [kind, Records] of Object.entries(files)) {
    const day = join(folder, 'logs/AWSLogs', ACCOUNT, kind, 'eu-west-1/2026/08/17');
    mkdirSync(day, { recursive: true });
    const name = `${ACCOUNT}_${kind}_eu-west-1_20260817T1510Z_abcdefghijklmnop.json`;
    writeFileSync(join(day, name), JSON.stringify({ Records }));
  }
}
