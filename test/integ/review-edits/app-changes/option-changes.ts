import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  ArchiveLifecycle,
  DataEventType,
  EventField,
  EventSelection,
  Insights,
  TrailKey,
} from '../../../../lib/index';
import { ACCOUNT, TRAIL } from '../../../constructs/synthesize';
import { type AppChange, ofProps } from './app-change';

const S3 = EventSelection.dataEvents(DataEventType.S3_OBJECT);
const MANAGEMENT = EventSelection.managementEvents();
const _role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const locked = (days: number) => ObjectLockRetention.governance(Duration.days(days));

/** Options of `Trailwatch` for the trail and what it logs. */
const LOGGING: readonly AppChange[] = [
  ofProps(
    'data events of S3',
    ['stronger'],
    () => ({}),
    () => ({ eventSelection: MANAGEMENT.plus(S3) }),
  ),
  ofProps(
    'data events of S3 no more',
    ['weaker', /S3/],
    () => ({ eventSelection: MANAGEMENT.plus(S3) }),
    () => ({}),
  ),
  ofProps(
    'written management events only',
    ['weaker', /read/i],
    () => ({}),
    () => ({ eventSelection: MANAGEMENT.writeOnly() }),
  ),
  ofProps(
    'without KMS',
    ['weaker', /kms/i],
    () => ({}),
    () => ({ eventSelection: MANAGEMENT.withoutKms() }),
  ),
  ofProps(
    'one bucket of two',
    ['weaker', /S3/],
    (stack) => ({ eventSelection: MANAGEMENT.plus(S3.forObjectsIn(...buckets(stack, 'payroll', 'taxes'))) }),
    (stack) => ({ eventSelection: MANAGEMENT.plus(S3.forObjectsIn(buckets(stack, 'payroll', 'taxes')[0]!)) }),
  ),
  ofProps(
    'all objects of S3 instead of written ones',
    ['stronger'],
    () => ({ eventSelection: MANAGEMENT.plus(S3.writeOnly()) }),
    () => ({ eventSelection: MANAGEMENT.plus(S3) }),
  ),
  ofProps(
    'the same selections in another order',
    ['ordinary'],
    () => ({
      eventSelection: MANAGEMENT.plus(S3).plus(EventSelection.dataEvents(DataEventType.LAMBDA_FUNCTION)),
    }),
    () => ({
      eventSelection: EventSelection.dataEvents(DataEventType.LAMBDA_FUNCTION).plus(S3).plus(MANAGEMENT),
    }),
  ),
  ofProps(
    'data events of one call only',
    ['weaker', /S3/],
    () => ({ eventSelection: MANAGEMENT.plus(S3) }),
    () => ({ eventSelection: MANAGEMENT.plus(S3.where(EventField.EVENT_NAME, { equalTo: ['GetObject'] })) }),
  ),
  ofProps(
    'network activity of S3',
    ['stronger'],
    () => ({}),
    () => ({ eventSelection: MANAGEMENT.plus(EventSelection.networkActivity('s3.amazonaws.com')) }),
  ),
  ofProps(
    'no Insights',
    ['weaker', /insight/i],
    () => ({ insights: [Insights.callRate()] }),
    () => ({ insights: [] }),
  ),
  ofProps(
    'Insights of errors, too',
    ['stronger'],
    () => ({ insights: [Insights.callRate()] }),
    () => ({ insights: [Insights.callRate(), Insights.errorRate()] }),
  ),
  ofProps(
    'no Insights of errors',
    ['weaker', /insight/i],
    () => ({ insights: [Insights.callRate(), Insights.errorRate()] }),
    () => ({ insights: [Insights.callRate()] }),
  ),
];

function buckets(stack: Parameters<typeof Bucket.fromBucketName>[0], ...names: readonly string[]) {
  return names.map((name) => Bucket.fromBucketName(stack, name, name));
}

/** Options of `Trailwatch` for the archive. */
const ARCHIVE: readonly AppChange[] = [
  ofProps(
    'log files expire',
    ['weaker', /expir|delet|kept/],
    () => ({}),
    () => ({ lifecycleRules: [{ expiration: Duration.days(400) }] }),
  ),
  ofProps(
    'log files expire later',
    ['stronger'],
    () => ({ lifecycleRules: [{ expiration: Duration.days(400) }] }),
    () => ({ lifecycleRules: [{ expiration: Duration.days(2555) }] }),
  ),
  ofProps(
    'log files expire sooner',
    ['weaker', /2555|90/],
    () => ({ lifecycleRules: [{ expiration: Duration.days(2555) }] }),
    () => ({ lifecycleRules: [{ expiration: Duration.days(90) }] }),
  ),
  ofProps(
    'log files no longer expire',
    ['stronger'],
    () => ({ lifecycleRules: [{ expiration: Duration.days(400) }] }),
    () => ({}),
  ),
  ofProps(
    'intelligent tiering',
    ['ordinary'],
    () => ({}),
    () => ({ lifecycleRules: ArchiveLifecycle.intelligentTiering() }),
  ),
  ofProps(
    'a lock, for which CloudFormation replaces the bucket',
    ['weaker', /ObjectLockEnabled/],
    () => ({}),
    () => ({ objectLock: locked(365) }),
  ),
  ofProps(
    'a longer lock',
    ['stronger'],
    () => ({ objectLock: locked(30) }),
    () => ({ objectLock: locked(365) }),
  ),
  ofProps(
    'a shorter lock',
    ['weaker', /30/],
    () => ({ objectLock: locked(365) }),
    () => ({ objectLock: locked(30) }),
  ),
  ofProps(
    'a lock that may be lifted',
    ['weaker', /GOVERNANCE|governance/],
    () => ({ objectLock: ObjectLockRetention.compliance(Duration.days(365)) }),
    () => ({ objectLock: locked(365) }),
  ),
  ofProps(
    'no lock',
    ['weaker', /lock/i],
    () => ({ objectLock: locked(365) }),
    () => ({}),
  ),
  ofProps(
    'another key of its own',
    ['weaker', /Key/],
    () => ({}),
    (stack) => ({ encryptionKey: new TrailKey(stack, 'Key', { trails: [TRAIL] }) }),
  ),
  ofProps(
    'no key of its own',
    ['weaker', /key|encrypt/],
    (stack) => ({ encryptionKey: new TrailKey(stack, 'Key', { trails: [TRAIL] }) }),
    () => ({}),
  ),
  ofProps(
    'a key that rotates less often',
    ['weaker', /rotat/],
    (stack) => ({
      encryptionKey: new TrailKey(stack, 'Key', { trails: [TRAIL], rotationPeriod: Duration.days(90) }),
    }),
    (stack) => ({
      encryptionKey: new TrailKey(stack, 'Key', { trails: [TRAIL], rotationPeriod: Duration.days(365) }),
    }),
  ),
  ofProps(
    'deleted with the stack',
    ['weaker', /Retain/],
    () => ({}),
    () => ({ removalPolicy: RemovalPolicy.DESTROY }),
  ),
  ofProps(
    'emptied with the stack',
    ['weaker'],
    () => ({ removalPolicy: RemovalPolicy.DESTROY }),
    () => ({ removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true }),
  ),
];

/** Changes of options for what is logged and kept. */
export const OPTION_CHANGES: readonly AppChange[] = [...LOGGING, ...ARCHIVE];
