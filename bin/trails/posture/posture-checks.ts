import { judgeTrail } from '../../../lib/core/delivery/trail-status';
import { isPublic, statementsOf } from '../../../lib/core/policy/live-policy';
import { someOf } from '../../../lib/core/safe-text/one-line';
import { ACCOUNT_CHECKS } from './account-checks';
import { BUCKET_CHECKS } from './bucket-checks';
import type { LiveEstate, LiveKey, LiveLogGroup, LiveStore, LiveTrail } from './live-estate';
import {
  fail,
  judgeKnown,
  PASS,
  type PostureCheck,
  type PostureCheckText,
  type PostureContext,
  type PostureVerdict,
} from './posture-check';

/** Security Hub requires a year. */
const MIN_RETENTION_DAYS = 365;

/** Checks on a log group that a trail delivers to. */
export const LOG_GROUP_CHECKS: readonly PostureCheck<LiveLogGroup>[] = [
  {
    ...{ name: 'log-group-exists', severity: 'high' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The log group that a trail delivers to exists.',
    remedy: 'create it again under its name, or take it from the trail',
    judge: ({ group, name }) =>
      judgeKnown(group, (found) => (found === undefined ? `there is no log group ${name}` : undefined)),
  },
  {
    ...{ name: 'log-group-retention', severity: 'low' },
    securityHub: ['CloudWatch.16'],
    cis: [],
    prowler: ['cloudwatch_log_group_retention_policy_specific_days_enabled'],
    asks: 'The log group keeps events for a year.',
    remedy:
      'aws logs put-retention-policy --retention-in-days 365; where the archive is the evidence, less may be right',
    judge: ({ group }) => {
      if ('value' in group && group.value === undefined) return undefined;
      return judgeKnown(group, (found) => {
        const days = found?.retentionInDays;
        return days === undefined || days >= MIN_RETENTION_DAYS
          ? undefined
          : `events expire after ${days} days`;
      });
    },
  },
];

/** Checks on an event data store. */
export const STORE_CHECKS: readonly PostureCheck<LiveStore>[] = [
  {
    ...{ name: 'store-encryption', severity: 'medium' },
    ...{ securityHub: ['CloudTrail.10'], cis: [], prowler: [] },
    asks: 'The event data store is encrypted with a KMS key.',
    remedy:
      'aws cloudtrail update-event-data-store --kms-key-id; the key of a store cannot be changed or removed later',
    judge: ({ store }) =>
      judgeKnown(store, ({ kmsKeyArn }) => (kmsKeyArn === undefined ? 'it has no KMS key' : undefined)),
  },
  {
    ...{ name: 'store-protected', severity: 'medium' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The event data store has termination protection.',
    remedy: 'aws cloudtrail update-event-data-store --termination-protection-enabled',
    judge: ({ store }) =>
      judgeKnown(store, ({ isProtected }) => (isProtected ? undefined : 'termination protection is off')),
  },
];

/** Checks on a KMS key that trails encrypt with. */
export const KEY_CHECKS: readonly PostureCheck<LiveKey>[] = [
  {
    ...{ name: 'key-enabled', severity: 'critical' },
    ...{ securityHub: ['KMS.3'], cis: [], prowler: ['kms_cmk_not_deleted_unintentionally'] },
    asks: 'The key is enabled, and not pending deletion.',
    remedy:
      'aws kms cancel-key-deletion, then aws kms enable-key: without the key no log file can be written or read',
    judge: ({ metadata }) =>
      judgeKnown(metadata, ({ KeyState }) =>
        KeyState === 'Enabled' ? undefined : `its state is ${KeyState}`,
      ),
  },
  {
    ...{ name: 'key-rotation', severity: 'medium' },
    ...{ securityHub: ['KMS.4'], cis: ['3.6'], prowler: ['kms_cmk_rotation_enabled'] },
    asks: 'Automatic rotation is on for an enabled key whose material KMS generated.',
    remedy: 'aws kms enable-key-rotation; in an app, enableKeyRotation of the key',
    judge: ({ metadata, rotation }) => {
      // KMS rotates keys of its own by itself, and no key material that was imported or is kept elsewhere. Of a key that is not enabled
      // it rotates nothing, whatever is set, and sets nothing: key-enabled tells it.
      const isOwn =
        'unknown' in metadata ||
        (metadata.value.KeyManager !== 'AWS' &&
          metadata.value.KeyState === 'Enabled' &&
          (metadata.value.Origin ?? 'AWS_KMS') === 'AWS_KMS');
      return isOwn
        ? judgeKnown(rotation, ({ KeyRotationEnabled }) =>
            KeyRotationEnabled === true ? undefined : 'rotation is off',
          )
        : undefined;
    },
  },
  {
    ...{ name: 'key-not-public', severity: 'critical' },
    ...{ securityHub: ['KMS.5'], cis: [], prowler: ['kms_key_not_publicly_accessible'] },
    asks: 'No statement of the key policy allows everyone without a condition.',
    remedy:
      'name principals, or add a condition on aws:PrincipalOrgID; trailwatch policy key prints what trails need',
    judge: ({ policy }) =>
      judgeKnown(policy, (text) =>
        statementsOf(text).some(isPublic) ? 'a statement allows everyone' : undefined,
      ),
  },
];

/** Checks on a trail, wherever it is seen from. */
const TRAIL_CHECKS: readonly PostureCheck<LiveTrail>[] = [
  {
    ...{ name: 'logging', severity: 'high' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The trail logs.',
    remedy: 'start it: aws cloudtrail start-logging; in an app, remove logging: false',
    judge: ({ status }, { nowMs }) =>
      judgeKnown(status, (value) =>
        textOf(judgeTrail(value, nowMs).filter(({ kind }) => kind === 'not-logging')),
      ),
  },
  {
    ...{ name: 'delivery', severity: 'high' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The deliveries of the trail succeed: log files, digest files, events in its log group, notifications.',
    remedy: 'compare the policies of bucket, key and topic with those that trailwatch policy prints',
    judge: judgeDelivery,
  },
  {
    ...{ name: 'log-file-validation', severity: 'medium' },
    ...{ securityHub: ['CloudTrail.4'], cis: ['3.2'], prowler: ['cloudtrail_log_file_validation_enabled'] },
    asks: 'Log file validation is on, so that a change of a file can be proven.',
    remedy:
      'aws cloudtrail update-trail --enable-log-file-validation; in an app, remove logFileValidation: false',
    judge: ({ described }) =>
      described.LogFileValidationEnabled === true ? PASS : fail('log file validation is off'),
  },
  {
    ...{ name: 'log-file-encryption', severity: 'medium' },
    ...{ securityHub: ['CloudTrail.2'], cis: ['3.5'], prowler: ['cloudtrail_kms_encryption_enabled'] },
    asks: 'Log files are encrypted with a KMS key.',
    remedy:
      'create a TrailKey, or print the policy of a key with trailwatch policy key, and set it as the key of the trail',
    judge: ({ described }) =>
      described.KmsKeyId === undefined ? fail('log files are encrypted with S3 managed keys (SSE-S3)') : PASS,
  },
  {
    ...{ name: 'cloudwatch-logs', severity: 'low' },
    ...{ securityHub: ['CloudTrail.5'], cis: [], prowler: ['cloudtrail_cloudwatch_logging_enabled'] },
    asks: 'The trail delivers to CloudWatch Logs.',
    remedy:
      'set cloudWatchLogs of AuditTrail, or alarms of Trailwatch; where rules search the log files themselves, another choice may be ' +
      'right, because CloudWatch Logs charges for each GB',
    judge: ({ described }) =>
      described.CloudWatchLogsLogGroupArn === undefined ? fail('the trail has no log group') : PASS,
  },
  {
    ...{ name: 'insights', severity: 'low' },
    ...{ securityHub: [], cis: [], prowler: ['cloudtrail_insights_exist'] },
    asks: 'CloudTrail Insights is on.',
    remedy:
      'call withInsights(…) on the eventSelection of the trail; Insights are charged, so another choice may be right',
    judge: ({ hasInsights }) =>
      judgeKnown(hasInsights, (has) => (has ? undefined : 'the trail has no Insights')),
  },
  {
    ...{ name: 'trail-tags', severity: 'informational' },
    ...{ securityHub: ['CloudTrail.9'], cis: [], prowler: [] },
    asks: 'The trail has a tag.',
    remedy: "tag it: Tags.of(app).add('owner', 'security')",
    judge: ({ tags }) =>
      judgeKnown(tags, (known) =>
        known.some(({ Key }) => !Key.startsWith('aws:')) ? undefined : 'the trail has no tag',
      ),
  },
];

/** A trail of all Regions delivers in each by itself: what fails in any of them is told with its Regions. */
function judgeDelivery({ region, status, elsewhere }: LiveTrail, { nowMs }: PostureContext): PostureVerdict {
  const all = [{ region, status }, ...elsewhere].map((one) => ({
    ...{ at: one.region },
    verdict: judgeKnown(one.status, (value) =>
      textOf(judgeTrail(value, nowMs).filter(({ kind }) => kind !== 'not-logging')),
    ),
  }));
  const failed = all.flatMap(({ at, verdict }) =>
    verdict.status === 'fail' ? [{ at, found: verdict.found }] : [],
  );
  if (failed.length === 0) return all.find(({ verdict }) => verdict.status === 'unknown')?.verdict ?? PASS;
  const texts = [...new Set(failed.map(({ found }) => found))].map((text) => {
    const regions = failed.filter(({ found }) => found === text).map(({ at }) => at);
    return elsewhere.length === 0 ? text : `${text} in ${someOf(regions, 3)}`;
  });
  return fail(texts.join('; '));
}

function textOf(findings: readonly { readonly text: string }[]): string | undefined {
  return findings.length === 0 ? undefined : findings.map(({ text }) => text).join('; ');
}

/** All checks, in the order in which they are printed and documented. */
export const POSTURE_CHECKS: readonly PostureCheckText[] = [
  ...ACCOUNT_CHECKS,
  ...TRAIL_CHECKS,
  ...BUCKET_CHECKS,
  ...KEY_CHECKS,
  ...LOG_GROUP_CHECKS,
  ...STORE_CHECKS,
];

/** What a check says of one resource. */
export interface PostureFinding {
  readonly check: PostureCheckText;
  /** The account of the resource; empty if that is not known. */
  readonly account: string;
  /** Empty for an account, and where it is not known. */
  readonly region: string;
  /** An ARN, or the id of an account. */
  readonly resource: string;
  readonly verdict: PostureVerdict;
}

/** What the checks say of everything that was read, but those that are left out; each resource after the other. */
export function judgeEstate(
  { accounts, trails, buckets, keys, logGroups, stores }: LiveEstate,
  context: PostureContext & { readonly except: readonly string[] },
): readonly PostureFinding[] {
  const judge = <T>(
    checks: readonly PostureCheck<T>[],
    resources: readonly T[],
    placeOf: (resource: T) => Pick<PostureFinding, 'account' | 'region' | 'resource'>,
  ): readonly PostureFinding[] =>
    resources.flatMap((resource) =>
      checks.flatMap(({ judge: verdictOf, ...check }) => {
        const verdict = context.except.includes(check.name) ? undefined : verdictOf(resource, context);
        return verdict === undefined ? [] : [{ check, ...placeOf(resource), verdict }];
      }),
    );
  const placeOf = (live: { readonly arn: string; readonly account: string; readonly region: string }) => ({
    ...{ account: live.account, region: live.region, resource: live.arn },
  });
  return [
    ...judge(ACCOUNT_CHECKS, accounts, ({ id }) => ({ account: id, region: '', resource: id })),
    ...judge(TRAIL_CHECKS, trails, placeOf),
    ...judge(BUCKET_CHECKS, buckets, placeOf),
    ...judge(KEY_CHECKS, keys, placeOf),
    ...judge(LOG_GROUP_CHECKS, logGroups, placeOf),
    ...judge(STORE_CHECKS, stores, placeOf),
  ];
}
