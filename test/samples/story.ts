/**
 * The demo's attack, told as records: a leaked access key, from the first look around to the switched-off
 * trail, across two accounts and three Regions. Every account, address, key and name is invented.
 */

import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord, UserIdentity } from '../../lib/core/record/record';

/** The account that is attacked first. */
export const WORKLOAD_ACCOUNT = '111122223333';
/** The account that the attacker moves on to. */
export const PAYMENTS_ACCOUNT = '444455556666';

const ATTACKER = '203.0.113.66';
const ATTACKER_AGENT = 'aws-cli/2.31.4 md/prompt#off ua/2.1 os/linux lang/python#3.13.7';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

/** What a step of the story says about its record; the rest is filled in. */
export interface Step {
  /** Minutes after the start of the story. */
  readonly minute: number;
  readonly account: string;
  readonly region: string;
  readonly who: UserIdentity;
  readonly call: readonly [service: string, eventName: string];
  readonly request?: JsonObject | null;
  readonly more?: Partial<CloudTrailRecord>;
}

const leakedKey: UserIdentity = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLECIDEPLOY1',
  arn: `arn:aws:iam::${WORKLOAD_ACCOUNT}:user/ci-deploy`,
  accountId: WORKLOAD_ACCOUNT,
  accessKeyId: 'AKIAEXAMPLECIDEPLOY1',
  userName: 'ci-deploy',
};

const backdoorUser: UserIdentity = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLESUPPORT01',
  arn: `arn:aws:iam::${WORKLOAD_ACCOUNT}:user/aws-support-agent`,
  accountId: WORKLOAD_ACCOUNT,
  userName: 'aws-support-agent',
};

const stolenRole: UserIdentity = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEORGACCESS:support',
  arn: `arn:aws:sts::${PAYMENTS_ACCOUNT}:assumed-role/OrganizationAccountAccessRole/support`,
  accountId: PAYMENTS_ACCOUNT,
  accessKeyId: 'ASIAEXAMPLESUPPORT01',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLEORGACCESS',
      arn: `arn:aws:iam::${PAYMENTS_ACCOUNT}:role/OrganizationAccountAccessRole`,
      accountId: PAYMENTS_ACCOUNT,
      userName: 'OrganizationAccountAccessRole',
    },
    attributes: { creationDate: '2026-11-20T02:58:00Z', mfaAuthenticated: 'false' },
  },
};

const inWorkload = { account: WORKLOAD_ACCOUNT, who: leakedKey } as const;
const inPayments = { account: PAYMENTS_ACCOUNT, who: stolenRole } as const;
const read: Partial<CloudTrailRecord> = { readOnly: true };
const denied = (action: string): Partial<CloudTrailRecord> => ({
  errorCode: 'AccessDenied',
  errorMessage: `User is not authorized to perform: ${action}`,
});

/** The attack in the order in which it happened. */
export const STORY: readonly Step[] = [
  {
    ...inWorkload,
    minute: 1,
    region: 'us-east-1',
    call: ['sts', 'GetCallerIdentity'],
    request: null,
    more: read,
  },
  {
    ...inWorkload,
    minute: 1,
    region: 'us-east-1',
    call: ['iam', 'ListUsers'],
    more: { ...read, ...denied('iam:ListUsers') },
  },
  {
    ...inWorkload,
    minute: 3,
    region: 'us-east-1',
    call: ['iam', 'CreateUser'],
    request: { userName: 'aws-support-agent' },
  },
  {
    ...inWorkload,
    minute: 4,
    region: 'us-east-1',
    call: ['iam', 'AttachUserPolicy'],
    request: { userName: 'aws-support-agent', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  },
  {
    ...inWorkload,
    minute: 4,
    region: 'us-east-1',
    call: ['iam', 'CreateLoginProfile'],
    request: { userName: 'aws-support-agent', passwordResetRequired: false },
  },
  {
    ...inWorkload,
    minute: 5,
    region: 'us-east-1',
    call: ['iam', 'CreateAccessKey'],
    request: { userName: 'backup-operator' },
    more: {
      responseElements: {
        accessKey: { userName: 'backup-operator', status: 'Active', accessKeyId: 'AKIAEXAMPLEBACKUP001' },
      },
    },
  },
  {
    account: WORKLOAD_ACCOUNT,
    who: backdoorUser,
    minute: 8,
    region: 'us-east-1',
    call: ['signin', 'ConsoleLogin'],
    request: null,
    more: {
      eventType: 'AwsConsoleSignIn',
      userAgent: BROWSER,
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAUsed: 'No',
      },
    },
  },
  {
    ...inWorkload,
    minute: 10,
    region: 'eu-west-1',
    call: ['guardduty', 'DeleteDetector'],
    request: { detectorId: '12abc34d567e8fa901bc2d34e56789f0' },
  },
  {
    ...inWorkload,
    minute: 11,
    region: 'eu-west-1',
    call: ['cloudtrail', 'StopLogging'],
    request: { name: `arn:aws:cloudtrail:eu-west-1:${WORKLOAD_ACCOUNT}:trail/regional-trail` },
  },
  {
    ...inWorkload,
    minute: 12,
    region: 'eu-west-1',
    call: ['ec2', 'DeleteFlowLogs'],
    request: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-0123456789abcdef0' } } },
    more: { responseElements: { DeleteFlowLogsResponse: { unsuccessful: '' } } },
  },
  {
    ...inWorkload,
    minute: 15,
    region: 'ap-southeast-2',
    call: ['ec2', 'ModifySnapshotAttribute'],
    request: {
      snapshotId: 'snap-0123456789abcdef0',
      createVolumePermission: { add: { items: [{ userId: '999988887777' }] } },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    },
    more: { responseElements: { _return: true } },
  },
  {
    ...inWorkload,
    minute: 16,
    region: 'ap-southeast-2',
    call: ['ec2', 'AuthorizeSecurityGroupIngress'],
    request: {
      groupId: 'sg-0123456789abcdef0',
      ipPermissions: {
        items: [
          { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
        ],
      },
    },
    more: { responseElements: { _return: true } },
  },
  {
    ...inWorkload,
    minute: 18,
    region: 'us-east-1',
    call: ['sts', 'AssumeRole'],
    request: {
      roleArn: `arn:aws:iam::${PAYMENTS_ACCOUNT}:role/OrganizationAccountAccessRole`,
      roleSessionName: 'support',
    },
    more: read,
  },
  {
    ...inPayments,
    minute: 20,
    region: 'us-east-1',
    call: ['s3', 'DeleteBucketPublicAccessBlock'],
    request: {
      bucketName: 'payments-exports',
      publicAccessBlock: '',
      Host: 'payments-exports.s3.amazonaws.com',
    },
  },
  {
    ...inPayments,
    minute: 21,
    region: 'eu-west-1',
    call: ['kms', 'ScheduleKeyDeletion'],
    request: { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab', pendingWindowInDays: 7 },
  },
  {
    ...inPayments,
    minute: 22,
    region: 'us-east-1',
    call: ['organizations', 'LeaveOrganization'],
    request: null,
    more: denied('organizations:LeaveOrganization'),
  },
];

/** The caller's address and client of every step that names none. */
export const ATTACKER_CLIENT = { sourceIPAddress: ATTACKER, userAgent: ATTACKER_AGENT } as const;
