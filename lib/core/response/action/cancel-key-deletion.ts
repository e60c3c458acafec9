import { textAt } from '../../alert/from-record/text-at';
import { isCallOf, type ResponseAction, refused } from '../response-action';

/** The id of a key of KMS, one of several Regions among them. */
const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The ARN of a key of KMS. */
export const KEY_ARN = new RegExp(
  `^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/(?:${KEY_ID.source.slice(1, -1)})$`,
);

/**
 * The deletion of a key that a call scheduled is cancelled. The key stays disabled, as KMS leaves it: whether it was enabled before no
 * record says, and someone may have disabled it for a reason.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
export const cancelKeyDeletion: ResponseAction = {
  done: 'The deletion of a key was cancelled; it is disabled until someone enables it',
  change: 'the deletion of a key cancelled',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 'kms.amazonaws.com', ['ScheduleKeyDeletion'])) {
      return refused('only ScheduleKeyDeletion is answered by cancelling the deletion of a key');
    }
    const start = `arn:${partition}:kms:${region}:${accountId}:key/`;
    const given =
      textAt(record, 'responseElements', 'keyId') ?? textAt(record, 'requestParameters', 'keyId') ?? '';
    const id = given.startsWith(start) ? given.slice(start.length) : given;
    if (!KEY_ID.test(id)) return refused('the record names no key of its account and Region');
    const keyArn = start + id;
    return {
      kind: 'act',
      resource: keyArn,
      request: { keyArn },
      undo: `aws kms schedule-key-deletion --key-id ${keyArn} --region ${region}`,
    };
  },
  parameters: { 'KeyId.$': '$.request.keyArn' },
  already: [],
  statements: ({ partition, account }) => [
    { Effect: 'Allow', Action: 'kms:CancelKeyDeletion', Resource: `arn:${partition}:kms:*:${account}:key/*` },
  ],
};
