import type { LiveLogGroup, LiveStore } from './live-estate';
import { judgeKnown, type PostureCheck } from './posture-check';

/** Security Hub asks for a year. */
const MIN_RETENTION_DAYS = 365;

/** Checks on a log group that a trail delivers to. */
export const LOG_GROUP_CHECKS: readonly PostureCheck<LiveLogGroup>[] = [
  {
    ...{ name: 'log-group-exists', severity: 'high' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The log group that a trail delivers to is there.',
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
