import { objectAt, textAt } from '../../alert/from-record/text-at';
import type { JsonObject } from '../../json/json-value';
import { isCallOf, type ResponseAction, refused } from '../response-action';

const ROLE_NAME = /^[A-Za-z0-9_+=,.@-]{1,64}$/;

/** The name that the IAM console gives the same policy. */
const POLICY_NAME = 'AWSRevokeOlderSessions';

/** Paths of roles that only AWS can change. */
const OF_AWS = /^(?:aws-service-role|aws-reserved)\//;

/**
 * All sessions of the role that made the call are denied everything, if they began before now. Anyone who may assume
 * the role can start new sessions.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export const revokeSessions: ResponseAction = {
  done: 'Sessions of a role were revoked',
  change: 'sessions of a role revoked',
  isRegional: false,
  isInAccount: true,
  plan: (record, { partition, accountId }) => {
    const issuer = objectAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer');
    const isSession =
      textAt(record, 'userIdentity', 'type') === 'AssumedRole' && textAt(issuer, 'type') === 'Role';
    if (!isSession) return refused('the call was not made by a session of a role');
    const start = `arn:${partition}:iam::${accountId}:role/`;
    const resource = textAt(issuer, 'arn') ?? '';
    const path = resource.slice(start.length);
    if (!resource.startsWith(start)) return refused('the role of the session is not of the account');
    if (OF_AWS.test(path)) return refused('only AWS can change the role of the session');
    const roleName = path.slice(path.lastIndexOf('/') + 1);
    if (!ROLE_NAME.test(roleName) || textAt(issuer, 'userName') !== roleName) {
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
  // No condition limits what the policy says, so the roles of trailwatch are left out by name.
  statements: ({ partition, account, ownRoles }) => [
    { Effect: 'Allow', Action: 'iam:PutRolePolicy', Resource: `arn:${partition}:iam::${account}:role/*` },
    { Effect: 'Deny', Action: 'iam:PutRolePolicy', Resource: ownRoles },
  ],
};

/** Long-term keys only: those of sessions cannot be disabled. */
const ACCESS_KEY_ID = /^AKIA[A-Z0-9]{12,124}$/;

const USER_NAME = /^[A-Za-z0-9_+=,.@-]{1,64}$/;

/**
 * The access key of a user is disabled: the new one of a CreateAccessKey, and the key that made the call of any other record.
 * No record makes it disable a key that is neither.
 */
export const disableAccessKey: ResponseAction = {
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
  already: ['Iam.NoSuchEntityException'],
  statements: ({ partition, account }) => [
    { Effect: 'Allow', Action: 'iam:UpdateAccessKey', Resource: `arn:${partition}:iam::${account}:user/*` },
  ],
};

interface UserKey {
  readonly userName: string;
  readonly accessKeyId: string;
}

function newKeyOf(record: JsonObject): UserKey | undefined {
  const isCreation = isCallOf(record, 'iam.amazonaws.com', ['CreateAccessKey']);
  return isCreation ? keyIn(objectAt(record, 'responseElements', 'accessKey')) : undefined;
}

function callersKeyOf(record: JsonObject, accountId: string): UserKey | undefined {
  const identity = objectAt(record, 'userIdentity');
  const isUser = textAt(identity, 'type') === 'IAMUser' && textAt(identity, 'accountId') === accountId;
  return isUser ? keyIn(identity) : undefined;
}

function keyIn(value: JsonObject | undefined): UserKey {
  return { userName: textAt(value, 'userName') ?? '', accessKeyId: textAt(value, 'accessKeyId') ?? '' };
}
