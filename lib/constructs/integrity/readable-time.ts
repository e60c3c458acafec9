import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { type Fields, fieldsOf, propertiesOf } from '../preflight/template-properties';

/** The action after which files can no longer be read, and after how many days. */
export interface ReadableTime {
  readonly days: number;
  /** Such as "moves files to DEEP_ARCHIVE after 30 days". */
  readonly what: string;
}

/**
 * Storage classes and access tiers from which a file must be restored before it can be read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
 */
const ARCHIVES: readonly unknown[] = ['GLACIER', 'DEEP_ARCHIVE', 'ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'];

/**
 * The first lifecycle action after which the files of a folder can no longer be read. Undefined if there is none, or if the
 * bucket is imported.
 */
export function readableTimeOf(bucket: IBucket, folder: string): ReadableTime | undefined {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) return undefined;
  const { LifecycleConfiguration, IntelligentTieringConfigurations } = propertiesOf(resource);
  const ends = [
    ...listOf(fieldsOf(LifecycleConfiguration).Rules).filter(appliesTo(folder)).flatMap(endsOfRule),
    ...listOf(IntelligentTieringConfigurations).filter(appliesTo(folder)).flatMap(endsOfTiering),
  ];
  return ends.reduce<ReadableTime | undefined>(
    (first, end) => (first === undefined || end.days < first.days ? end : first),
    undefined,
  );
}

/** CloudTrail does not tag files, so rules with tag filters do not apply. */
function appliesTo(folder: string) {
  return ({ Status, Prefix = '', TagFilters }: Fields): boolean =>
    Status === 'Enabled' &&
    listOf(TagFilters).length === 0 &&
    (typeof Prefix !== 'string' || folder.startsWith(Prefix) || Prefix.startsWith(folder));
}

function endsOfRule(rule: Fields): readonly ReadableTime[] {
  const moves = listOf(rule.Transitions)
    .filter(({ StorageClass }) => ARCHIVES.includes(StorageClass))
    .flatMap(({ StorageClass, TransitionInDays, TransitionDate }) =>
      endOf(`moves files to ${StorageClass}`, TransitionInDays, TransitionDate),
    );
  return [...moves, ...endOf('expires files', rule.ExpirationInDays, rule.ExpirationDate)];
}

function endsOfTiering({ Tierings }: Fields): readonly ReadableTime[] {
  return listOf(Tierings)
    .filter(({ AccessTier }) => ARCHIVES.includes(AccessTier))
    .flatMap(({ AccessTier, Days }) => endOf(`moves files to ${AccessTier}`, Days, undefined));
}

/** After its date, a rule applies to files of any age. */
function endOf(what: string, days: unknown, date: unknown): readonly ReadableTime[] {
  if (date !== undefined) return [{ days: 0, what: `${what} on a date` }];
  return typeof days === 'number' ? [{ days, what: `${what} after ${days} days` }] : [];
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
