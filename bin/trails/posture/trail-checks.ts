import { judgeTrail } from '../../../lib/core/delivery/judge-trail';
import type { LiveTrail } from './live-estate';
import { fail, judgeKnown, PASS, type PostureCheck } from './posture-check';

/** Checks on a trail, wherever it is seen from. */
export const TRAIL_CHECKS: readonly PostureCheck<LiveTrail>[] = [
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
    asks: 'What the trail delivers arrives: log files, digest files, events in its log group, notifications.',
    remedy: 'compare the policies of bucket, key and topic with those that trailwatch policy prints',
    judge: ({ status }, { nowMs }) =>
      judgeKnown(status, (value) =>
        textOf(judgeTrail(value, nowMs).filter(({ kind }) => kind !== 'not-logging')),
      ),
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
      described.KmsKeyId === undefined
        ? fail('log files are encrypted by S3 with a key of its own (SSE-S3)')
        : PASS,
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
      'call withInsights(…) on the eventSelection of the trail; Insights is paid for, so that another choice may be right',
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

function textOf(findings: readonly { readonly text: string }[]): string | undefined {
  return findings.length === 0 ? undefined : findings.map(({ text }) => text).join('; ');
}
