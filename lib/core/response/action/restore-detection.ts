import { textAt } from '../../fact/text-at';
import { isCallOf, type ResponseAction, refused } from '../response-action';

/** The id of a detector of GuardDuty. */
export const DETECTOR = /^[0-9a-f]{32}$/;

/** A call that takes a detector away. */
export const DETECTOR_CALL = /^(?:Update|Delete)Detector$/;

/** The name of a configuration recorder. */
const RECORDER = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,255}$/;

/** A configuration recorder, without the id that only AWS Config knows. */
export const RECORDER_ARN = new RegExp(
  `^arn:[a-z-]+:config:[a-z0-9-]+:\\d{12}:configuration-recorder/${RECORDER.source.slice(1)}`,
);

/**
 * A detector of GuardDuty that a call disabled is enabled again; one that was deleted is replaced by a new one. AWS keeps the role that
 * GuardDuty works with, so that none has to be created.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
 */
export const enableGuardDuty: ResponseAction = {
  done: 'GuardDuty was enabled again',
  change: 'GuardDuty enabled again',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    const isDeleted = isCallOf(record, 'guardduty.amazonaws.com', ['DeleteDetector']);
    if (!isDeleted && !isCallOf(record, 'guardduty.amazonaws.com', ['UpdateDetector']))
      return refused('only UpdateDetector and DeleteDetector are answered by enabling GuardDuty');
    const isDisabled = Object(record.requestParameters).enable === false;
    if (!isDeleted && !isDisabled) return refused('the record does not disable the detector');
    const detectorId = textAt(record, 'requestParameters', 'detectorId') ?? '';
    if (!DETECTOR.test(detectorId)) return refused('the record names no detector');
    return {
      kind: 'act',
      resource: `arn:${partition}:guardduty:${region}:${accountId}:detector/${detectorId}`,
      request: { detectorId, call: isDeleted ? 'DeleteDetector' : 'UpdateDetector' },
      undo: isDeleted
        ? `aws guardduty delete-detector --region ${region}, with the id of the new detector, or update-detector --no-enable if it was there before`
        : `aws guardduty update-detector --no-enable --detector-id ${detectorId} --region ${region}`,
    };
  },
  parameters: { 'DetectorId.$': '$.request.detectorId', 'Call.$': '$.request.call' },
  already: [],
  statements: ({ partition, account }) => [
    {
      Effect: 'Allow',
      Action: 'guardduty:UpdateDetector',
      Resource: `arn:${partition}:guardduty:*:${account}:detector/*`,
    },
    // IAM defines no resource for them
    { Effect: 'Allow', Action: ['guardduty:CreateDetector', 'guardduty:ListDetectors'], Resource: '*' },
  ],
};

/**
 * A configuration recorder that a call stopped is started again. No record shows what a deleted one recorded, and with which
 * role.
 *
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html
 */
export const startConfigRecorder: ResponseAction = {
  done: 'The recorder of AWS Config was started again',
  change: 'the recorder of AWS Config started again',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 'config.amazonaws.com', ['StopConfigurationRecorder']))
      return refused('only StopConfigurationRecorder is answered by starting the recorder');
    const recorder = textAt(record, 'requestParameters', 'configurationRecorderName') ?? '';
    if (!RECORDER.test(recorder)) return refused('the record names no recorder');
    const recorderArn = `arn:${partition}:config:${region}:${accountId}:configuration-recorder/${recorder}`;
    return {
      kind: 'act',
      resource: recorderArn,
      request: { recorderArn },
      undo: `aws configservice stop-configuration-recorder --configuration-recorder-name ${recorder} --region ${region}`,
    };
  },
  parameters: { 'RecorderArn.$': '$.request.recorderArn' },
  already: [],
  statements: ({ partition, account }) => [
    {
      Effect: 'Allow',
      Action: 'config:StartConfigurationRecorder',
      Resource: `arn:${partition}:config:*:${account}:configuration-recorder/*`,
    },
  ],
};

/**
 * Security Hub is enabled again, with the standards that AWS enables by default. No record shows what else was enabled, and which
 * accounts were its members.
 *
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableSecurityHub.html
 */
export const enableSecurityHub: ResponseAction = {
  done: 'Security Hub was enabled again, with its default standards',
  change: 'Security Hub enabled again',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 'securityhub.amazonaws.com', ['DisableSecurityHub']))
      return refused('only DisableSecurityHub is answered by enabling Security Hub');
    return {
      kind: 'act',
      resource: `arn:${partition}:securityhub:${region}:${accountId}:hub/default`,
      request: {},
      undo: `aws securityhub disable-security-hub --region ${region}`,
    };
  },
  parameters: {},
  already: [],
  statements: ({ partition, account }) => [
    {
      Effect: 'Allow',
      Action: 'securityhub:EnableSecurityHub',
      Resource: `arn:${partition}:securityhub:*:${account}:hub/default`,
    },
  ],
};

/** The id of a key of KMS, one of several Regions among them. */
const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The ARN of a key of KMS. */
export const KEY_ARN = new RegExp(
  `^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/(?:${KEY_ID.source.slice(1, -1)})$`,
);

/**
 * The deletion of a key that a call scheduled is cancelled. The key stays disabled, as KMS leaves it: no record shows whether it
 * was enabled before, and it may have been disabled for a reason.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
export const cancelKeyDeletion: ResponseAction = {
  done: 'The deletion of a key was canceled; the key is disabled until you enable it',
  change: 'the deletion of a key canceled',
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
