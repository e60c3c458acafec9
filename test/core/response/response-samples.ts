import type { Alert } from '../../../lib/core/alert/alert';
import { type Decision, decideResponse } from '../../../lib/core/response/decide-response';
import type {
  ResponderSettings,
  ResponseActionName,
  ResponseTarget,
} from '../../../lib/core/settings/responder-settings';
import { sampleAlert } from '../alert/sample-alert';

export const ACCOUNT = '111122223333';
export const MEMBER = '444455556666';
export const REGION = 'eu-west-1';

/** Five minutes after the call of the samples. */
export const NOW_MS = Date.UTC(2026, 10, 20, 3, 5);

/** Settings as `Responder` writes them: every action, and the rule of the sample alert. */
export function settingsOf(members: Partial<ResponderSettings> = {}): ResponderSettings {
  return {
    responderName: 'Responder',
    ...{ partition: 'aws', accountId: ACCOUNT },
    topicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:alerts`,
    macKeyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/alerts`,
    ...{ tableName: 'claims', maxActionsPerHour: 2, maxAgeMinutes: 360 },
    ...{ ownRoleStart: 'Trailwatch-', memberRoleStart: 'TrailwatchResponse-', memberAccounts: [] },
    ...{ actingRoles: ['Trailwatch-ResponderRole1'], responses: [] },
    exempt: { principals: [], accounts: [], resources: [] },
    ...members,
  };
}

const USER = {
  type: 'IAMUser',
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  accountId: ACCOUNT,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  userName: 'alice',
};

const SESSION = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/web/i-0123456789abcdef0`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionContext: {
    sessionIssuer: {
      ...{ type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/app/web`, accountId: ACCOUNT, userName: 'web' },
    },
  },
};

export const INSTANCE = 'i-0123456789abcdef0';

const OPENED = {
  isEgress: false,
  groupId: 'sg-0123456789abcdef0',
  groupOwnerId: ACCOUNT,
  securityGroupRuleId: 'sgr-00000000000000001',
  cidrIpv4: '0.0.0.0/0',
};

/** A key of the account, in the Region of the sample record. */
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** The id of a detector of GuardDuty. */
export const DETECTOR = '12abc34d567e8fa901bc2d34e56789f0';

/** The members of a record that each action answers. */
export const ANSWERED: Readonly<Record<ResponseActionName, Record<string, unknown>>> = {
  'start-logging': { requestParameters: { name: 'main' } },
  'block-public-bucket': {
    ...{ eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy' },
    requestParameters: { bucketName: 'payments-reports' },
  },
  'revoke-ingress': {
    ...{ eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress' },
    requestParameters: { groupId: OPENED.groupId },
    responseElements: {
      securityGroupRuleSet: {
        items: [
          OPENED,
          {
            ...OPENED,
            securityGroupRuleId: 'sgr-00000000000000002',
            cidrIpv4: undefined,
            cidrIpv6: '2000::/3',
          },
          { ...OPENED, securityGroupRuleId: 'sgr-00000000000000003', cidrIpv4: '10.0.0.0/8' },
          {
            ...OPENED,
            securityGroupRuleId: 'sgr-00000000000000004',
            cidrIpv4: undefined,
            prefixListId: 'pl-1',
          },
        ],
      },
    },
  },
  'disable-access-key': { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', userIdentity: USER },
  'revoke-sessions': {
    ...{ eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity', userIdentity: SESSION },
  },
  'attach-guardrail': { recipientAccountId: MEMBER },
  'isolate-instance': {
    ...{ eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
    requestParameters: { instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0' }] } },
    responseElements: { instancesSet: { items: [{ instanceId: INSTANCE }] } },
  },
  'cancel-key-deletion': {
    ...{ eventSource: 'kms.amazonaws.com', eventName: 'ScheduleKeyDeletion' },
    requestParameters: { keyId: KEY.slice(KEY.lastIndexOf('/') + 1), pendingWindowInDays: 7 },
    responseElements: {
      ...{ keyId: KEY, keyState: 'PendingDeletion', pendingWindowInDays: 7 },
      deletionDate: 'Nov 27, 2026, 3:00:00 AM',
    },
  },
  'detach-administrator-policy': {
    ...{ eventSource: 'iam.amazonaws.com', eventName: 'AttachUserPolicy' },
    requestParameters: { userName: 'mallory', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    responseElements: null,
  },
  'enable-guardduty': {
    ...{ eventSource: 'guardduty.amazonaws.com', eventName: 'UpdateDetector' },
    requestParameters: { detectorId: DETECTOR, enable: false },
  },
  'start-config-recorder': {
    ...{ eventSource: 'config.amazonaws.com', eventName: 'StopConfigurationRecorder' },
    requestParameters: { configurationRecorderName: 'default' },
  },
  'enable-security-hub': {
    ...{ eventSource: 'securityhub.amazonaws.com', eventName: 'DisableSecurityHub' },
    requestParameters: null,
  },
  'remove-public-statements': {
    ...{ eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy' },
    requestParameters: { bucketName: 'payments-reports' },
  },
  'start-state-machine': {},
  'start-automation': {},
};

/** What actions of the user start. */
export const TARGETS: Partial<Record<ResponseActionName, ResponseTarget>> = {
  'start-state-machine': { name: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:contain` },
  'start-automation': { name: 'ContainInstance', roleArn: `arn:aws:iam::${ACCOUNT}:role/contain` },
};

export const GUARDRAIL = { policyId: 'p-examplepolicyid', managementAccount: '777788889999' };

/** The alert of such a record, with members replaced. */
export function answeredAlert(action: ResponseActionName, members: Record<string, unknown> = {}): Alert {
  return sampleAlert({ ...ANSWERED[action], ...members });
}

/** What is decided about an alert, five minutes after its call. */
export function decided(
  action: ResponseActionName,
  alert: Alert,
  { settings = settingsOf(), nowMs = NOW_MS, guardrail = GUARDRAIL } = {},
): Decision {
  const target = TARGETS[action];
  const response = { action, ruleIds: [alert.ruleId], guardrail, ...(target && { target }) };
  return decideResponse(alert, response, settings, nowMs);
}
