import { createHash } from 'node:crypto';

/** A record of CloudTrail, as far as the story needs it. */
export interface StoryRecord {
  readonly [field: string]: unknown;
  readonly eventTime: string;
}

/** The account, the users and the addresses are made up. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** An hour in which the trail delivers one log file. */
export const HOURS = ['2026-11-20T01', '2026-11-20T02', '2026-11-20T03'] as const;

const LEAKED_KEY = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLECIDEPLOY1',
  arn: `arn:aws:iam::${ACCOUNT}:user/ci-deploy`,
  accountId: ACCOUNT,
  accessKeyId: 'AKIAEXAMPLECIDEPLOY1',
  userName: 'ci-deploy',
};

const WORKER = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEWORKER001:worker',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/orders-worker/worker`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLEWORKER001',
};

/** Addresses of the company's pipeline, and of a stranger. */
const PIPELINE = '203.0.113.10';
const STRANGER = '198.51.100.66';

type Step = readonly [time: string, service: string, call: string, request: object | null];

/** What the key of the pipeline is used for every night. */
const ORDINARY: readonly Step[] = [
  ['01:02:10', 's3', 'PutBucketTagging', { bucketName: 'example-releases' }],
  ['01:05:41', 'cloudformation', 'DescribeStacks', { stackName: 'orders' }],
  ['02:05:12', 'cloudformation', 'DescribeStacks', { stackName: 'orders' }],
];

/** What a stranger does with it. */
const ATTACK: readonly Step[] = [
  ['02:41:07', 'sts', 'GetCallerIdentity', null],
  ['02:42:19', 'iam', 'ListUsers', null],
  ['02:47:33', 'iam', 'CreateUser', { userName: 'support-agent' }],
  [
    '02:48:02',
    'iam',
    'AttachUserPolicy',
    { userName: 'support-agent', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  ],
  ['02:48:40', 'iam', 'CreateAccessKey', { userName: 'support-agent' }],
  ['03:10:21', 'secretsmanager', 'GetSecretValue', { secretId: 'orders/database' }],
  ['03:14:05', 'cloudtrail', 'StopLogging', { name: 'audit' }],
];

/** All records, by time. */
export function storyRecords(): readonly StoryRecord[] {
  const worker = HOURS.flatMap((hour) =>
    ['07', '19', '31', '52'].map(
      (minute): Step => [`${hour.slice(11)}:${minute}:00`, 'ec2', 'DescribeInstances', {}],
    ),
  );
  const records = [
    ...worker.map((step) => toRecord(step, WORKER, '10.0.3.17')),
    ...ORDINARY.map((step) => toRecord(step, LEAKED_KEY, PIPELINE)),
    ...ATTACK.map((step) => toRecord(step, LEAKED_KEY, STRANGER)),
  ];
  return records.sort((one, other) => one.eventTime.localeCompare(other.eventTime));
}

function toRecord(
  [time, service, eventName, requestParameters]: Step,
  userIdentity: object,
  address: string,
): StoryRecord {
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: `2026-11-20T${time}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: REGION,
    sourceIPAddress: address,
    userAgent: 'aws-cli/2.31.18 md/arch#x86_64 lang/python#3.13.7',
    requestParameters,
    responseElements: null,
    eventID: toId(`${time} ${service} ${eventName}`),
    readOnly: /^(Get|List|Describe)/.test(eventName),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
}

/** An id that is the same each time, in the form of a UUID. */
function toId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
