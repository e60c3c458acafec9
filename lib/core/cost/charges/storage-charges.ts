import { isOpen } from '../../estate/values/value';
import { TRAIL_TYPES } from '../../settings/organization-trail';
import { type Charge, type ChargesOf, type Costing, GB } from '../charge';
import type { CostedResource } from '../costed-stack';
import { type Amount, counted, known, MONTH_DAYS, plus, round, times } from '../counts';
import type { PriceName } from '../price/prices';
import type { Properties } from '../properties';

/** A storage class of S3, with its price per GB and the price of a move to it. */
interface StorageClass {
  readonly storage: PriceName;
  readonly transition?: PriceName;
}

const STANDARD: StorageClass = { storage: 's3Standard' };

/** Intelligent-Tiering is at the price of Standard: its saving depends on how files are read. */
const CLASSES: Readonly<Record<string, StorageClass>> = {
  STANDARD_IA: { storage: 's3StandardIa', transition: 's3ToIa' },
  ONEZONE_IA: { storage: 's3OneZoneIa', transition: 's3ToIa' },
  INTELLIGENT_TIERING: { storage: 's3Standard', transition: 's3ToIa' },
  GLACIER_IR: { storage: 's3GlacierInstant', transition: 's3ToGlacierInstant' },
  GLACIER: { storage: 's3Glacier', transition: 's3ToGlacier' },
  DEEP_ARCHIVE: { storage: 's3DeepArchive', transition: 's3ToDeepArchive' },
};

interface Transition {
  readonly fromDay: number;
  readonly storageClass: StorageClass;
}

/** The lifecycle of a file by its age. */
interface Lifecycle {
  /** By age; the first is from day 0. */
  readonly transitions: readonly Transition[];
  /** Infinity: never. */
  readonly expiresAfterDays: number;
}

/** What the keys of all files of trails without a prefix begin with. */
const ACCOUNTS_FOLDER = 'AWSLogs/';

/**
 * The rules of a bucket that are enabled and apply to every log file. CloudTrail sets no tags.
 *
 * @param keyStarts the prefixes of the keys of its log files
 */
export function lifecycleOf(
  properties: Properties,
  areFilesSmall: boolean,
  keyStarts: readonly string[] = [ACCOUNTS_FOLDER],
): Lifecycle {
  const rules = properties.items('LifecycleConfiguration', 'Rules').filter((rule) => {
    const prefix = String(rule.at('Prefix') ?? '');
    const isForAll = keyStarts.every((start) => start.startsWith(prefix));
    const isForSome = rule.items('TagFilters').length > 0 || rule.has('ObjectSizeLessThan');
    return rule.at('Status') === 'Enabled' && isForAll && !isForSome;
  });
  const moved = rules
    .filter((rule) => !areFilesSmall || rule.has('ObjectSizeGreaterThan'))
    .flatMap((rule) => rule.items('Transitions'))
    .flatMap((transition): Transition[] => {
      const fromDay = transition.number('TransitionInDays');
      const storageClass = CLASSES[String(transition.at('StorageClass'))];
      return fromDay === undefined || storageClass === undefined ? [] : [{ fromDay, storageClass }];
    })
    .sort((one, other) => one.fromDay - other.fromDay);
  const expirations = rules.flatMap((rule) => rule.number('ExpirationInDays') ?? []);
  return {
    transitions: [{ fromDay: 0, storageClass: STANDARD }, ...moved],
    expiresAfterDays: Math.min(Number.POSITIVE_INFINITY, ...expirations),
  };
}

/** A storage class with the days that a file spends in it, of those that it is kept. */
export interface TimeInClass extends StorageClass {
  readonly days: number;
}

/** The classes that files reach while they are kept. */
export function classesOf({ transitions }: Lifecycle, keptDays: number): readonly TimeInClass[] {
  return transitions.flatMap(({ fromDay, storageClass }, index) => {
    const toDay = Math.min(keptDays, transitions[index + 1]?.fromDay ?? keptDays);
    return toDay > fromDay ? [{ ...storageClass, days: toDay - fromDay }] : [];
  });
}

/** S3 moves no object that is smaller, unless a rule says so. */
const MIN_TRANSITION_BYTES = 128 * 1024;

/** How often a month an inventory lists the bucket. */
const INVENTORIES: Readonly<Record<string, number>> = { Daily: MONTH_DAYS, Weekly: MONTH_DAYS / 7 };

/** `AWS::S3::Bucket`: CloudTrail's deliveries into it, or its access logs. Object Lock itself is free. */
export const bucketCharges: ChargesOf = (bucket, costing) => {
  if (isArchive(bucket, costing)) return archiveCharges(bucket, costing);
  if (!takesAccessLogs(bucket, costing)) {
    return [{ price: 's3Standard', amount: times(counted(costing.counts, 'bucketBytes'), known(1 / GB)) }];
  }
  const gb = times(counted(costing.counts, 'accessLogBytes'), known(1 / GB));
  const days = bucket.properties.items('LifecycleConfiguration', 'Rules')[0]?.number('ExpirationInDays');
  const months = Math.min(costing.counts.monthsKept ?? 1, (days ?? Number.POSITIVE_INFINITY) / MONTH_DAYS);
  return [
    {
      price: 's3Standard',
      amount: times(gb, known(months)),
      note: `access logs of ${round(months)} months; S3 delivers them free of charge`,
    },
  ];
};

/** A bucket whose policy lets CloudTrail write, or that a trail of the stack names. */
export function isArchive(
  { logicalId, type: own }: CostedResource,
  { stack }: Pick<Costing, 'stack'>,
): boolean {
  if (own !== 'AWS::S3::Bucket') return false;
  return stack.resources.some(({ type, properties }) => {
    if (TRAIL_TYPES.includes(type)) return properties.id('S3BucketName') === logicalId;
    const isPolicy = type === 'AWS::S3::BucketPolicy' && properties.id('Bucket') === logicalId;
    return isPolicy && properties.text().includes('"cloudtrail.amazonaws.com"');
  });
}

function takesAccessLogs({ logicalId }: CostedResource, { stack }: Costing): boolean {
  return stack.resources.some(
    ({ properties }) => properties.id('LoggingConfiguration', 'DestinationBucketName') === logicalId,
  );
}

/** The prefixes of the keys of log files that trails of the stack deliver to a bucket. */
function keyStartsOf({ logicalId }: CostedResource, { stack }: Costing): readonly string[] {
  const starts = stack.resources
    .filter(
      ({ type, properties }) => TRAIL_TYPES.includes(type) && properties.id('S3BucketName') === logicalId,
    )
    .map(({ properties }) => properties.at('S3KeyPrefix'))
    .map((prefix) => (prefix === undefined ? ACCOUNTS_FOLDER : `${String(prefix)}/${ACCOUNTS_FOLDER}`));
  return starts.length === 0 ? [ACCOUNTS_FOLDER] : starts;
}

function archiveCharges(bucket: CostedResource, costing: Costing): readonly Charge[] {
  const { properties } = bucket;
  const { counts } = costing;
  const files = plus(counted(counts, 'logFiles'), counted(counts, 'digestFiles'));
  const gb = times(counted(counts, 'logFileBytes'), known(1 / GB));
  const isSmall = (counts.logFileBytes ?? 0) < MIN_TRANSITION_BYTES * (counts.logFiles ?? 0);
  const lifecycle = lifecycleOf(properties, isSmall, keyStartsOf(bucket, costing));
  const keptDays = Math.min((counts.monthsKept ?? 1) * MONTH_DAYS, lifecycle.expiresAfterDays);
  const small = isSmall ? '; its files are smaller than 128 KB, so S3 does not transition them' : '';
  const storage = classesOf(lifecycle, keptDays).flatMap(({ storage: price, days, transition }): Charge[] => [
    {
      price,
      amount: times(gb, known(days / MONTH_DAYS)),
      note: `log files of ${round(days / MONTH_DAYS)} of ${round(keptDays / MONTH_DAYS)} months${small}`,
    },
    ...(transition === undefined
      ? []
      : [{ price: transition, amount: files, note: "a month's files move once" }]),
  ]);
  return [
    { price: 's3Put', amount: files, note: 'CloudTrail writes each file once' },
    ...announcementCharges(properties, files),
    ...storage,
    ...replicationCharges(properties, { files, gb, months: keptDays / MONTH_DAYS }),
    ...properties.items('InventoryConfigurations').map(
      (inventory): Charge => ({
        price: 's3Inventory',
        amount: times(
          files,
          known(
            (keptDays / MONTH_DAYS) * (INVENTORIES[String(inventory.at('ScheduleFrequency'))] ?? MONTH_DAYS),
          ),
        ),
      }),
    ),
  ];
}

/**
 * The events that S3 sends to EventBridge, which AWS charges as data events that are opted in to.
 *
 * @see https://aws.amazon.com/eventbridge/pricing/
 */
function announcementCharges(properties: Properties, files: Amount): readonly Charge[] {
  const path = ['NotificationConfiguration', 'EventBridgeConfiguration'] as const;
  if (!properties.has(...path) || String(properties.raw(...path, 'EventBridgeEnabled')) === 'false')
    return [];
  return [{ price: 'customEvent', amount: files, note: 'S3 sends an event for each file to EventBridge' }];
}

interface Replicated {
  readonly files: Amount;
  readonly gb: Amount;
  readonly months: number;
}

/** Storage and requests of the replica are counted here: its own bucket does not show what it receives. */
function replicationCharges(properties: Properties, { files, gb, months }: Replicated): readonly Charge[] {
  const rules = properties.items('ReplicationConfiguration', 'Rules');
  return rules.flatMap((rule): Charge[] => {
    if (rule.at('Status') === 'Disabled') return [];
    const isTimed = rule.has('Destination', 'ReplicationTime');
    return [
      { price: 's3ReplicationTransfer', amount: gb, note: 'the replica is assumed to be in another Region' },
      ...(isTimed ? [{ price: 's3ReplicationTimeControl' as const, amount: gb }] : []),
      { price: 's3Put', amount: files, note: 'one copy of each file' },
      {
        price: replicaClass(rule.at('Destination', 'StorageClass')),
        amount: times(gb, known(months)),
        note: 'the replica, assumed to have no lifecycle rules',
      },
    ];
  });
}

const REPLICA_CLASSES: Readonly<Record<string, PriceName>> = {
  STANDARD_IA: 's3StandardIa',
  ONEZONE_IA: 's3OneZoneIa',
  GLACIER_IR: 's3GlacierInstant',
  GLACIER: 's3Glacier',
  DEEP_ARCHIVE: 's3DeepArchive',
};

function replicaClass(storageClass: unknown): PriceName {
  return REPLICA_CLASSES[String(storageClass)] ?? 's3Standard';
}

/** `AWS::DynamoDB::Table` on demand; the counts are for each table. */
export const tableCharges: ChargesOf = ({ properties }, { counts }) => {
  const isOnDemand = properties.at('BillingMode') === 'PAY_PER_REQUEST';
  const gb = times(counted(counts, 'tableBytes'), known(1 / GB));
  const recovery = properties.raw('PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled');
  return [
    ...(isOnDemand
      ? ([
          { price: 'dynamoWrite', amount: counted(counts, 'tableWrites') },
          { price: 'dynamoRead', amount: counted(counts, 'tableReads') },
        ] as const)
      : []),
    { price: 'dynamoStorage', amount: gb },
    ...(String(recovery) === 'true' || isOpen(recovery)
      ? [{ price: 'dynamoRecovery' as const, amount: gb }]
      : []),
  ];
};
