import { objectAt, textAt } from '../../alert/from-record/text-at';
import type { JsonObject } from '../../json/json-value';
import { isCallOf, type ResponseAction, refused } from '../response-action';

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
