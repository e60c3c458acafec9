import { judgeTrail } from '../../../lib/core/delivery/trail-status';
import { BUCKET_CHECKS } from '../../../lib/core/posture/bucket-checks';
import { KEY_CHECKS } from '../../../lib/core/posture/key-checks';
import {
  fail,
  judgeKnown,
  PASS,
  type PostureCheck,
  type PostureCheckText,
  type PostureVerdict,
  unknown,
} from '../../../lib/core/posture/posture-check';
import { someOf } from '../../../lib/core/safe-text/one-line';
import type { Known } from '../../places/ask-place';
import { ACCOUNT_CHECKS } from './account-checks';
import type { LiveBucket, LiveEstate, LiveKey, LiveLogGroup, LiveStore, LiveTrail } from './live-estate';
import { cyclesIn, type PostureCycles } from './live-writers';
import { openOf, toEvidenceBucket, toEvidenceKey } from './to-evidence';

/** What is no resource. */
interface PostureContext {
  readonly nowMs: number;
  readonly cycles: PostureCycles;
}

function judgeAnswer<T>(known: Known<T>, fault: (value: T) => string | undefined): PostureVerdict {
  return judgeKnown(openOf(known), fault);
}

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
      judgeAnswer(group, (found) => (found === undefined ? `there is no log group ${name}` : undefined)),
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
      return judgeAnswer(group, (found) => {
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
      judgeAnswer(store, ({ kmsKeyArn }) => (kmsKeyArn === undefined ? 'it has no KMS key' : undefined)),
  },
  {
    ...{ name: 'store-protected', severity: 'medium' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The event data store has termination protection.',
    remedy: 'aws cloudtrail update-event-data-store --termination-protection-enabled',
    judge: ({ store }) =>
      judgeAnswer(store, ({ isProtected }) => (isProtected ? undefined : 'termination protection is off')),
  },
];

/** Whether the bucket is there, then its settings, which a bucket that is not there has none of. */
const LIVE_BUCKET_CHECKS: readonly PostureCheck<LiveBucket>[] = [
  {
    ...{ name: 'bucket-exists', severity: 'critical' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The bucket that a trail delivers to exists.',
    remedy:
      'give the trail another bucket at once: anyone who creates a bucket of this name with a policy that allows it receives the log files',
    judge: ({ exists, name }) =>
      judgeAnswer(exists, (is) =>
        is ? undefined : `there is no bucket ${name}, and the trail still delivers to it`,
      ),
  },
  ...BUCKET_CHECKS.map(({ judge, ...check }) => ({
    ...check,
    judge: (bucket: LiveBucket) => {
      const { exists, settings } = bucket;
      if (settings !== undefined) return judge(toEvidenceBucket(bucket, settings), undefined);
      return 'unknown' in exists ? unknown(exists.unknown) : undefined;
    },
  })),
];

const LIVE_KEY_CHECKS: readonly PostureCheck<LiveKey>[] = KEY_CHECKS.map(({ judge, ...check }) => ({
  ...check,
  judge: (key: LiveKey) => judge(toEvidenceKey(key), undefined),
}));

/** Checks on a trail, wherever it is seen from. */
const TRAIL_CHECKS: readonly PostureCheck<LiveTrail, PostureContext>[] = [
  {
    ...{ name: 'logging', severity: 'high' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The trail logs.',
    remedy: 'start it: aws cloudtrail start-logging; in an app, remove logging: false',
    judge: ({ status }, { nowMs }) =>
      judgeAnswer(status, (value) =>
        textOf(judgeTrail(value, nowMs).filter(({ kind }) => kind === 'not-logging')),
      ),
  },
  {
    ...{ name: 'delivery', severity: 'high' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The deliveries of the trail succeed: log files, digest files, events in its log group, notifications.',
    remedy: 'compare the policies of bucket, key and topic with those that trailwatch trails policy prints',
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
      'create a TrailKey, or print the policy of a key with trailwatch trails policy key, and set it as the key of the trail',
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
      judgeAnswer(hasInsights, (has) => (has ? undefined : 'the trail has no Insights')),
  },
  {
    ...{ name: 'own-deliveries', severity: 'medium' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The trail logs no deliveries that its own cause: neither those to its bucket, nor through other trails.',
    remedy:
      'leave the buckets of archives out of the selectors of S3 objects (resources.ARN NotStartsWith); trailwatch cost says what such ' +
      'events cost',
    judge: (trail, { cycles }) =>
      'unknown' in trail.selection
        ? unknown(trail.selection.unknown)
        : judgeAnswer<string | undefined>(cycles.get(trail) ?? { value: undefined }, (words) => words),
  },
  {
    ...{ name: 'trail-tags', severity: 'informational' },
    ...{ securityHub: ['CloudTrail.9'], cis: [], prowler: [] },
    asks: 'The trail has a tag.',
    remedy: "tag it: Tags.of(app).add('owner', 'security')",
    judge: ({ tags }) =>
      judgeAnswer(tags, (known) =>
        known.some(({ Key }) => !Key.startsWith('aws:')) ? undefined : 'the trail has no tag',
      ),
  },
];

/** A trail of all Regions delivers in each by itself: what fails in any of them is told with its Regions. */
function judgeDelivery({ region, status, elsewhere }: LiveTrail, { nowMs }: PostureContext): PostureVerdict {
  const all = [{ region, status }, ...elsewhere].map((one) => ({
    ...{ at: one.region },
    verdict: judgeAnswer(one.status, (value) =>
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
  ...LIVE_BUCKET_CHECKS,
  ...LIVE_KEY_CHECKS,
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
  estate: LiveEstate,
  { except, nowMs }: { readonly except: readonly string[]; readonly nowMs: number },
): readonly PostureFinding[] {
  const { accounts, trails, buckets, keys, logGroups, stores } = estate;
  const context = { nowMs, cycles: cyclesIn(estate) };
  const judge = <T>(
    checks: readonly PostureCheck<T, PostureContext>[],
    resources: readonly T[],
    placeOf: (resource: T) => Pick<PostureFinding, 'account' | 'region' | 'resource'>,
  ): readonly PostureFinding[] =>
    resources.flatMap((resource) =>
      checks.flatMap(({ judge: verdictOf, ...check }) => {
        const verdict = except.includes(check.name) ? undefined : verdictOf(resource, context);
        return verdict === undefined ? [] : [{ check, ...placeOf(resource), verdict }];
      }),
    );
  const placeOf = (live: { readonly arn: string; readonly account: string; readonly region: string }) => ({
    ...{ account: live.account, region: live.region, resource: live.arn },
  });
  return [
    ...judge(ACCOUNT_CHECKS, accounts, ({ id }) => ({ account: id, region: '', resource: id })),
    ...judge(TRAIL_CHECKS, trails, placeOf),
    ...judge(LIVE_BUCKET_CHECKS, buckets, placeOf),
    ...judge(LIVE_KEY_CHECKS, keys, placeOf),
    ...judge(LOG_GROUP_CHECKS, logGroups, placeOf),
    ...judge(STORE_CHECKS, stores, placeOf),
  ];
}
