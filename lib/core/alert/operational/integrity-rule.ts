import type { MonitorRule } from './delivery-rule';

const KEEP_EVIDENCE =
  'Keep the evidence: do not overwrite or delete the object, and list its versions (aws s3api list-object-versions --bucket BUCKET --prefix KEY).';
const WHO_DID_IT =
  "Find who did it: look for PutObject, DeleteObject and CopyObject on this key in the bucket's access logs, or in its data events if they are logged.";
const PROVE_RANGE =
  'Check the surrounding days, too: trailwatch validate s3://BUCKET --account ACCOUNT --region REGION';
const TRAIL_CHANGES =
  'Look for StopLogging, DeleteTrail, UpdateTrail and PutEventSelectors in the event history of the account, and of the management account for an organization trail.';

/** The rules for findings of the integrity monitor, by their ids. Stable: subscriptions filter by them. */
export const INTEGRITY_RULES = {
  'trailwatch-log-tampered': {
    id: 'trailwatch-log-tampered',
    title: 'CloudTrail log file was changed after its delivery',
    severity: 'critical',
    tags: ['attack.impact', 'attack.t1565.001'],
    eventName: 'LogFileTampered',
    firstSteps: [
      KEEP_EVIDENCE,
      'An earlier version of the object, or the replica, may have the original file.',
      WHO_DID_IT,
      PROVE_RANGE,
    ],
  },
  'trailwatch-log-missing': {
    id: 'trailwatch-log-missing',
    title: 'CloudTrail log file was deleted or never arrived',
    severity: 'critical',
    tags: ['attack.defense-evasion', 'attack.t1070'],
    eventName: 'LogFileMissing',
    firstSteps: [
      'If the key has a delete marker (aws s3api list-object-versions --bucket BUCKET --prefix KEY), the file was deleted, and the version before the marker is the file.',
      WHO_DID_IT,
      PROVE_RANGE,
    ],
  },
  'trailwatch-file-added': {
    id: 'trailwatch-file-added',
    title: 'File that CloudTrail did not deliver is in the archive',
    severity: 'high',
    tags: ['attack.impact', 'attack.t1565.001'],
    eventName: 'FileAdded',
    firstSteps: [KEEP_EVIDENCE, 'Do not trust its records.', WHO_DID_IT],
  },
  'trailwatch-digest-tampered': {
    id: 'trailwatch-digest-tampered',
    title: 'CloudTrail digest file was changed after its delivery',
    severity: 'critical',
    tags: ['attack.impact', 'attack.t1565.001'],
    eventName: 'DigestTampered',
    firstSteps: [
      KEEP_EVIDENCE,
      'It no longer proves the log files of its hour: compare them with the replica.',
      WHO_DID_IT,
    ],
  },
  'trailwatch-digest-missing': {
    id: 'trailwatch-digest-missing',
    title: 'CloudTrail digest file was deleted or never arrived',
    severity: 'high',
    tags: ['attack.defense-evasion', 'attack.t1070'],
    eventName: 'DigestMissing',
    firstSteps: [
      'If the key has a delete marker (aws s3api list-object-versions --bucket BUCKET --prefix KEY), the file was deleted.',
      'If not, check whether the bucket policy or the KMS key denied access to CloudTrail at that time. CloudTrail retries the delivery for 30 days.',
      PROVE_RANGE,
    ],
  },
  'trailwatch-digest-silence': {
    id: 'trailwatch-digest-silence',
    title: 'CloudTrail digest files have stopped arriving',
    severity: 'high',
    tags: ['attack.defense-evasion', 'attack.t1562.008'],
    eventName: 'DigestSilence',
    firstSteps: [
      TRAIL_CHANGES,
      'Does the trail report a delivery error (aws cloudtrail get-trail-status: LatestDigestDeliveryError)? Check the bucket policy and the KMS key.',
      'Was the account closed, did it leave the organization, or was the Region disabled? Then this is expected.',
    ],
  },
  'trailwatch-digest-chain-broken': {
    id: 'trailwatch-digest-chain-broken',
    title: 'CloudTrail digest chain restarted',
    severity: 'medium',
    tags: ['attack.defense-evasion', 'attack.t1562.008'],
    eventName: 'DigestChainBroken',
    firstSteps: [
      TRAIL_CHANGES,
      'No digest file covers the time in between: log files of that time cannot be verified, and missing ones cannot be detected.',
    ],
  },
  'trailwatch-integrity-unverified': {
    id: 'trailwatch-integrity-unverified',
    title: 'CloudTrail files could not be verified',
    severity: 'medium',
    tags: [],
    eventName: 'FilesUnverified',
    firstSteps: [
      'No public key: check that the Region is enabled in the account of the monitor, and that the monitor is allowed to call cloudtrail:ListPublicKeys there. Otherwise, validate with saved keys: trailwatch validate s3://BUCKET --public-keys FILE',
      'Unreadable: check that the function has s3:GetObject and kms:Decrypt permissions, and check the storage class of the object. The monitor reads these files again only at the next recheck; check them when the cause is fixed: trailwatch validate s3://BUCKET --account ACCOUNT --region REGION',
      'A digest file signed with an unknown key may be forged: the next digest file of its chain shows whether it is.',
    ],
  },
  'trailwatch-archive-unwatched': {
    id: 'trailwatch-archive-unwatched',
    title: 'CloudTrail files are not checked by the integrity monitor',
    severity: 'medium',
    tags: [],
    eventName: 'FilesUnwatched',
    firstSteps: [
      'No digest file covers them: is log file validation enabled on the trail (aws cloudtrail get-trail: LogFileValidationEnabled)? If someone turned it off, find UpdateTrail in the event history.',
      'Older than recheckReach: increase recheckReach of the monitor, or validate the files yourself: trailwatch validate s3://BUCKET --start TIME',
      'In a folder that digest files do not cover, such as CloudTrail-Insight: compare the files with the replica, or keep Object Lock on.',
    ],
  },
} as const satisfies Readonly<Record<string, MonitorRule & { readonly eventName: string }>>;

/** The id of one of {@link INTEGRITY_RULES}. */
export type IntegrityRuleId = keyof typeof INTEGRITY_RULES;

/** One of {@link INTEGRITY_RULES}. */
export type IntegrityRule = (typeof INTEGRITY_RULES)[IntegrityRuleId];
