import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnLogGroup, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { type DescribedLines, describeResource } from './describe-resource';

/** Writes the retention of a bucket into its metadata, including settings that are added later. */
export function describeBucket(bucket: Bucket, construct: string, more: DescribedLines = []): void {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) return;
  describeResource(resource, () => {
    const stack = Stack.of(resource);
    const lock = stack.resolve(resource.objectLockConfiguration);
    const lifecycle = stack.resolve(resource.lifecycleConfiguration);
    return {
      construct,
      Retention: [
        ['Object Lock', describeLock(lock)],
        ...describeLifecycle(lifecycle),
        ...more,
        ['Removed from the stack', describeRemoval(resource)],
      ],
    };
  });
}

/** Writes the retention of a log group into its metadata. */
export function describeLogGroup(logGroup: LogGroup, construct: string): void {
  const resource = logGroup.node.defaultChild;
  if (!(resource instanceof CfnLogGroup)) return;
  describeResource(resource, () => ({
    construct,
    Retention: [
      [
        'Log events',
        resource.retentionInDays === undefined ? 'kept' : `expire after ${days(resource.retentionInDays)}`,
      ],
      ['Removed from the stack', describeRemoval(resource)],
    ],
  }));
}

/** The removal policy of a resource. */
export function describeRemoval({ cfnOptions }: CfnResource): string {
  const policy = cfnOptions.deletionPolicy;
  return policy === undefined || policy === 'Delete' ? 'deleted' : 'retained';
}

function describeLock(lock: CfnBucket.ObjectLockConfigurationProperty | undefined): string {
  if (lock === undefined) return 'off';
  const rule = lock.rule as CfnBucket.ObjectLockRuleProperty | undefined;
  const { mode, days: count, years } = (rule?.defaultRetention ?? {}) as CfnBucket.DefaultRetentionProperty;
  if (mode === undefined) return 'on, without a default';
  return `${mode.toLowerCase()} for ${count === undefined ? `${years} years` : days(count)}`;
}

function describeLifecycle(lifecycle: CfnBucket.LifecycleConfigurationProperty | undefined): DescribedLines {
  const rules = (lifecycle?.rules ?? []) as readonly CfnBucket.RuleProperty[];
  if (rules.length === 0) return [['Lifecycle', 'nothing moves or expires']];
  return rules.map((rule, index) => [`Lifecycle ${rule.id ?? index + 1}`, describeRule(rule)]);
}

function describeRule(rule: CfnBucket.RuleProperty): string {
  const transitions = (rule.transitions ?? []) as readonly CfnBucket.TransitionProperty[];
  const old = rule.noncurrentVersionExpiration as CfnBucket.NoncurrentVersionExpirationProperty | undefined;
  const parts = [
    ...(rule.status === 'Disabled' ? ['disabled'] : []),
    ...(rule.prefix === undefined ? [] : [`only '${rule.prefix}'`]),
    ...(rule.tagFilters === undefined ? [] : [`only ${JSON.stringify(rule.tagFilters)}`]),
    ...transitions.map(
      ({ storageClass, transitionInDays, transitionDate }) =>
        `${storageClass} ${at(transitionInDays, transitionDate)}`,
    ),
    ...(rule.expirationInDays === undefined && rule.expirationDate === undefined
      ? []
      : [`expire ${at(rule.expirationInDays, rule.expirationDate)}`]),
    ...(old === undefined ? [] : [`replaced versions expire after ${days(old.noncurrentDays)}`]),
  ];
  return parts.length === 0 ? 'nothing moves or expires' : parts.join('; ');
}

function at(count: number | undefined, date: unknown): string {
  return count === undefined ? `on ${String(date)}` : `after ${days(count)}`;
}

function days(count: number): string {
  if (typeof count !== 'number') return 'as many days as the deployment says';
  return count === 1 ? '1 day' : `${count} days`;
}
