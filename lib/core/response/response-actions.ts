import { textAt } from '../alert/from-record/text-at';
import type { ResponseActionName } from '../settings/responder-settings';
import { blockPublicBucket, removePublicStatements } from './action/bucket-actions';
import { cancelKeyDeletion } from './action/cancel-key-deletion';
import { detachAdministratorPolicy } from './action/detach-administrator-policy';
import { isolateInstance } from './action/isolate-instance';
import { startAutomation, startStateMachine } from './action/own-actions';
import { enableGuardDuty, enableSecurityHub, startConfigRecorder } from './action/restore-detection';
import { revokeIngress } from './action/revoke-ingress';
import { disableAccessKey, revokeSessions } from './action/revoke-sessions';
import { isCallOf, type ResponseAction, refused } from './response-action';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
const TRAIL_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,126})[A-Za-z0-9]$/;

/** Logging of a trail is started again, by the ARN of the trail. */
const startLogging: ResponseAction = {
  done: 'Logging was started again',
  change: 'logging started again',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 'cloudtrail.amazonaws.com', ['StopLogging'])) {
      return refused('only StopLogging is answered by starting the trail');
    }
    const start = `arn:${partition}:cloudtrail:${region}:${accountId}:trail/`;
    const given = textAt(record, 'requestParameters', 'name') ?? '';
    const name = given.startsWith(start) ? given.slice(start.length) : given;
    if (!TRAIL_NAME.test(name)) return refused('the record names no trail of its account and Region');
    const trailArn = start + name;
    return {
      kind: 'act',
      resource: trailArn,
      request: { trailArn },
      undo: `aws cloudtrail stop-logging --name ${trailArn} --region ${region}`,
    };
  },
  parameters: { 'Name.$': '$.request.trailArn' },
  already: [],
  statements: ({ partition, account }) => [
    {
      Effect: 'Allow',
      Action: 'cloudtrail:StartLogging',
      Resource: `arn:${partition}:cloudtrail:*:${account}:trail/*`,
    },
  ],
};

/** A service control policy that is there already is attached to the account concerned, and binds its root user, too. */
const attachGuardrail: ResponseAction = {
  done: 'A service control policy was attached to the account',
  change: 'a service control policy attached to the account',
  isRegional: false,
  isInAccount: false,
  plan: (_record, { partition, accountId, guardrail }) => {
    if (guardrail === undefined) return refused('no service control policy is named in the settings');
    const { policyId, managementAccount } = guardrail;
    if (accountId === managementAccount)
      return refused('no service control policy binds the management account');
    return {
      kind: 'act',
      resource: `arn:${partition}:organizations::${managementAccount}:account/${accountId}`,
      request: { policyId, targetId: accountId },
      undo: `aws organizations detach-policy --policy-id ${policyId} --target-id ${accountId}`,
    };
  },
  call: 'organizations:attachPolicy',
  parameters: { 'PolicyId.$': '$.request.policyId', 'TargetId.$': '$.request.targetId' },
  already: ['Organizations.DuplicatePolicyAttachmentException'],
  statements: ({ partition, guardrail }) => {
    if (guardrail === undefined) return [];
    const start = `arn:${partition}:organizations::${guardrail.managementAccount}:`;
    return [
      {
        Effect: 'Allow',
        Action: 'organizations:AttachPolicy',
        Resource: [
          `${start}policy/o-*/service_control_policy/${guardrail.policyId}`,
          `${start}account/o-*/*`,
        ],
        Condition: { StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' } },
      },
    ];
  },
};

/** Every action by its name. */
export const RESPONSE_ACTIONS: Readonly<Record<ResponseActionName, ResponseAction>> = {
  'start-logging': startLogging,
  'block-public-bucket': blockPublicBucket,
  'revoke-ingress': revokeIngress,
  'disable-access-key': disableAccessKey,
  'revoke-sessions': revokeSessions,
  'attach-guardrail': attachGuardrail,
  'isolate-instance': isolateInstance,
  'cancel-key-deletion': cancelKeyDeletion,
  'detach-administrator-policy': detachAdministratorPolicy,
  'enable-guardduty': enableGuardDuty,
  'start-config-recorder': startConfigRecorder,
  'enable-security-hub': enableSecurityHub,
  'remove-public-statements': removePublicStatements,
  'start-state-machine': startStateMachine,
  'start-automation': startAutomation,
};
