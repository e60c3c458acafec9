import { isOpen } from '../../estate/values/value';
import type { PriceName } from '../../price/prices';
import { type Charge, type ChargesOf, type Costing, GB } from '../charge';
import type { CostedResource } from '../costed-stack';
import { type Amount, type CountName, type Counts, counted, known, MONTH_DAYS, plus, times } from '../counts';
import type { Properties } from '../properties';
import { classesOf, lifecycleOf } from './storage-class';

/** S3 moves no object that is smaller, unless a rule says so. */
const MIN_TRANSITION_BYTES = 128 * 1024;

/** How often a month an inventory lists the bucket. */
const INVENTORIES: Readonly<Record<string, number>> = { Daily: MONTH_DAYS, Weekly: MONTH_DAYS / 7 };

/** `AWS::S3::Bucket`: what CloudTrail delivers into it, or what access logs it takes. Object Lock itself is free. */
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
      note: `access logs of ${round(months)} months; S3 delivers them for nothing`,
    },
  ];
};

/** A bucket whose policy lets CloudTrail write, or that a trail of the stack names. */
function isArchive({ logicalId }: CostedResource, { stack }: Costing): boolean {
  return stack.resources.some(({ type, properties }) => {
    if (type === 'AWS::CloudTrail::Trail') return properties.id('S3BucketName') === logicalId;
    const isPolicy = type === 'AWS::S3::BucketPolicy' && properties.id('Bucket') === logicalId;
    return isPolicy && properties.text().includes('"cloudtrail.amazonaws.com"');
  });
}

function takesAccessLogs({ logicalId }: CostedResource, { stack }: Costing): boolean {
  return stack.resources.some(
    ({ properties }) => properties.id('LoggingConfiguration', 'DestinationBucketName') === logicalId,
  );
}

function archiveCharges({ properties }: CostedResource, { counts }: Costing): readonly Charge[] {
  const files = plus(counted(counts, 'logFiles'), counted(counts, 'digestFiles'));
  const gb = times(counted(counts, 'logFileBytes'), known(1 / GB));
  const isSmall = (counts.logFileBytes ?? 0) < MIN_TRANSITION_BYTES * (counts.logFiles ?? 0);
  const lifecycle = lifecycleOf(properties, isSmall);
  const keptDays = Math.min((counts.monthsKept ?? 1) * MONTH_DAYS, lifecycle.expiresAfterDays);
  const small = isSmall ? '; its files are below 128 KB, which S3 does not move' : '';
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

interface Replicated {
  readonly files: ReturnType<typeof known>;
  readonly gb: ReturnType<typeof known>;
  readonly months: number;
}

/** Storage and requests of the replica are counted here: its own bucket knows nothing of what it receives. */
function replicationCharges(properties: Properties, { files, gb, months }: Replicated): readonly Charge[] {
  return properties.items('ReplicationConfiguration', 'Rules').flatMap((rule): Charge[] => {
    const isTimed = rule.has('Destination', 'ReplicationTime');
    return [
      { price: 's3ReplicationTransfer', amount: gb, note: 'the replica is taken to be in another Region' },
      ...(isTimed ? [{ price: 's3ReplicationTimeControl' as const, amount: gb }] : []),
      { price: 's3Put', amount: files, note: 'a copy of each file' },
      {
        price: replicaClass(rule.at('Destination', 'StorageClass')),
        amount: times(gb, known(months)),
        note: 'the replica, which is taken to have no lifecycle of its own',
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

/** `AWS::DynamoDB::Table` on demand; its counts are of each table. */
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

/**
 * `AWS::CloudTrail::EventDataStore`: ingestion of the events that it takes with its first term, and what queries scan. A store that
 * does not ingest costs what is kept in it and what is scanned.
 */
export const eventDataStoreCharges: ChargesOf = ({ properties }, { counts }) => {
  const scan: Charge = {
    price: 'lakeScan',
    amount: times(counted(counts, 'lakeScannedBytes'), known(1 / GB)),
  };
  if (String(properties.raw('IngestionEnabled')) === 'false') return [scan];
  const isFixed = properties.at('BillingMode') === 'FIXED_RETENTION_PRICING';
  const { amount, note, isOther } = ingested(properties, counts);
  const gb = times(amount, known(1 / GB));
  const days = properties.number('RetentionPeriod');
  const furtherMonths = Math.max(0, ((days ?? FREE_RETENTION_DAYS) - FREE_RETENTION_DAYS) / MONTH_DAYS);
  return [
    {
      price: isFixed ? 'lakeFixedIngestion' : isOther ? 'lakeOtherIngestion' : 'lakeIngestion',
      ...{ amount: gb, note },
    },
    ...(isFixed || furtherMonths === 0
      ? []
      : [
          {
            price: 'lakeRetention' as const,
            amount: times(gb, known(furtherMonths)),
            note: `once the store is ${days} days old: ${round(furtherMonths)} months beyond the first ${FREE_RETENTION_DAYS} days`,
          },
        ]),
    scan,
  ];
};

/** The events of trails, by category, and what counts them. */
const TRAIL_EVENTS: Readonly<Record<string, CountName>> = {
  Management: 'managementEvents',
  Data: 'dataEvents',
  NetworkActivity: 'networkActivityEvents',
};

/** What AWS takes an event to have, uncompressed, in the examples of its price list. @see https://aws.amazon.com/cloudtrail/pricing/ */
const EVENT_BYTES = 1_500;

interface Ingested {
  readonly amount: Amount;
  readonly note: string;
  /** Whether they come from elsewhere, at another price. */
  readonly isOther: boolean;
}

/** The bytes of the categories that a store selects; without a selector, management events. */
function ingested(properties: Properties, counts: Counts): Ingested {
  const categories = categoriesOf(properties);
  const names = categories.flatMap((category) => TRAIL_EVENTS[category] ?? []);
  if (names.length === 0) {
    const note = `what the store takes (${categories.join(', ')}) is in no trail`;
    return { amount: counted(counts, 'lakeOtherBytes'), note, isOther: !categories.includes('Insight') };
  }
  const events = plus(...names.map((name) => counted(counts, name)));
  const all = plus(...Object.values(TRAIL_EVENTS).map((name) => counted(counts, name)));
  const taken = `the store is taken to receive all events of its categories (${categories.join(', ')})`;
  if (counts.recordBytes === undefined) {
    const note = `${taken}, of ${EVENT_BYTES} bytes each, as AWS takes them to have`;
    return { amount: times(events, known(EVENT_BYTES)), note, isOther: false };
  }
  // without the events of each category, their part of the bytes is not known
  const part = all.missing.length > 0 || all.value === 0 ? 1 : events.value / all.value;
  return { amount: known(counts.recordBytes * part), note: taken, isOther: false };
}

function categoriesOf(properties: Properties): readonly string[] {
  const fields = properties
    .items('AdvancedEventSelectors')
    .flatMap((selector) => selector.items('FieldSelectors'))
    .filter((field) => field.at('Field') === 'eventCategory');
  const categories = fields.flatMap((field) => (field.at('Equals') ?? []) as readonly unknown[]).map(String);
  return categories.length === 0 ? ['Management'] : [...new Set(categories)];
}

/** What the price of ingestion includes. */
const FREE_RETENTION_DAYS = 366;

function round(value: number): string {
  return String(Number(value.toFixed(2)));
}
