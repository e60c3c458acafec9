import { identity } from '../compile/predicate/record-facts';
import { objectAt, textAt } from '../fact/text-at';
import type { JsonObject } from '../json/json-value';
import type { ResponseActionName } from '../settings/responder-settings';
import { blockPublicBucket, removePublicStatements } from './action/bucket-actions';
import { detachAdministratorPolicy } from './action/detach-administrator-policy';
import { isolateInstance, revokeIngress } from './action/isolate-instance';
import { startAutomation, startStateMachine } from './action/own-actions';
import {
  cancelKeyDeletion,
  enableGuardDuty,
  enableSecurityHub,
  startConfigRecorder,
} from './action/restore-detection';
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

const ROLE_NAME = /^[A-Za-z0-9_+=,.@-]{1,64}$/;

/** Not the name that the IAM console gives such a policy: people may have revoked sessions, and the undo would end that, too. */
const POLICY_NAME = 'TrailwatchRevokeOlderSessions';

/** Paths of roles that only AWS can change. */
const OF_AWS = /^(?:aws-service-role|aws-reserved)\//;

/**
 * All sessions of the role that made the call are denied everything, if they began before now. Anyone who may assume
 * the role can start new sessions.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
const revokeSessions: ResponseAction = {
  done: 'Sessions of a role were revoked',
  change: 'sessions of a role revoked',
  isRegional: false,
  isInAccount: true,
  plan: (record, { partition, accountId }) => {
    const isSession = identity.type(record) === 'AssumedRole' && identity.issuerType(record) === 'Role';
    if (!isSession) return refused('the call was not made by a session of a role');
    const start = `arn:${partition}:iam::${accountId}:role/`;
    const resource = identity.issuer(record) ?? '';
    const path = resource.slice(start.length);
    if (!resource.startsWith(start)) return refused('the role of the session is not of the account');
    if (OF_AWS.test(path)) return refused('only AWS can change the role of the session');
    const roleName = path.slice(path.lastIndexOf('/') + 1);
    if (!ROLE_NAME.test(roleName) || identity.issuerName(record) !== roleName) {
      return refused('the record does not name the role of the session');
    }
    return {
      kind: 'act',
      resource,
      request: { roleName },
      undo: `aws iam delete-role-policy --role-name ${roleName} --policy-name ${POLICY_NAME}`,
    };
  },
  call: 'iam:putRolePolicy',
  // Written by the state machine: its caller names a role, and no permissions.
  prepared: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        // After an approval, sessions that began during the wait are among them.
        Condition: { DateLessThan: { 'aws:TokenIssueTime.$': '$$.State.EnteredTime' } },
      },
    ],
  },
  parameters: {
    'RoleName.$': '$.request.roleName',
    PolicyName: POLICY_NAME,
    'PolicyDocument.$': 'States.JsonToString($.prepared)',
  },
  already: [],
  // No condition limits the content of the policy, so the roles of trailwatch are left out by name. A wildcard also matches paths,
  // which any creator of a role can choose, so the second statement allows such roles. A Deny could not make this exception.
  statements: ({ ownRoles }) => [
    { Effect: 'Allow', Action: 'iam:PutRolePolicy', NotResource: ownRoles },
    { Effect: 'Allow', Action: 'iam:PutRolePolicy', Resource: ownRoles.map((role) => `${role}/*`) },
  ],
};

/** Long-term keys only: those of sessions cannot be disabled. */
const ACCESS_KEY_ID = /^AKIA[A-Z0-9]{12,124}$/;

const USER_NAME = /^[A-Za-z0-9_+=,.@-]{1,64}$/;

/**
 * The access key of a user is disabled: the new one of a CreateAccessKey, and the key that made the call of any other record.
 * No record makes it disable a key that is neither.
 */
const disableAccessKey: ResponseAction = {
  done: 'An access key was disabled',
  change: 'an access key disabled',
  isRegional: false,
  isInAccount: true,
  plan: (record, { partition, accountId }) => {
    const key = newKeyOf(record) ?? callersKeyOf(record, accountId);
    if (key === undefined) {
      return refused(
        'the call was not made with the access key of an IAM user of the account; those of root and of sessions cannot be disabled',
      );
    }
    const { userName, accessKeyId } = key;
    if (!USER_NAME.test(userName) || !ACCESS_KEY_ID.test(accessKeyId)) {
      return refused('the record names no long-term access key of an IAM user');
    }
    const named = `--user-name ${userName} --access-key-id ${accessKeyId}`;
    return {
      kind: 'act',
      resource: `arn:${partition}:iam::${accountId}:user/${userName}`,
      request: { userName, accessKeyId },
      undo: `aws iam update-access-key ${named} --status Active`,
    };
  },
  call: 'iam:updateAccessKey',
  parameters: {
    'UserName.$': '$.request.userName',
    'AccessKeyId.$': '$.request.accessKeyId',
    Status: 'Inactive',
  },
  // IAM does not know a new key everywhere at once, and disabling one twice is not an error: an unknown key does not count as
  // disabled.
  already: [],
  statements: ({ partition, account }) => [
    { Effect: 'Allow', Action: 'iam:UpdateAccessKey', Resource: `arn:${partition}:iam::${account}:user/*` },
  ],
};

interface UserKey {
  readonly userName: string;
  readonly accessKeyId: string;
}

function newKeyOf(record: JsonObject): UserKey | undefined {
  if (!isCallOf(record, 'iam.amazonaws.com', ['CreateAccessKey'])) return undefined;
  const key = objectAt(record, 'responseElements', 'accessKey');
  return { userName: textAt(key, 'userName') ?? '', accessKeyId: textAt(key, 'accessKeyId') ?? '' };
}

function callersKeyOf(record: JsonObject, accountId: string): UserKey | undefined {
  if (identity.type(record) !== 'IAMUser' || identity.accountId(record) !== accountId) return undefined;
  return { userName: identity.userName(record) ?? '', accessKeyId: identity.accessKey(record) ?? '' };
}

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
