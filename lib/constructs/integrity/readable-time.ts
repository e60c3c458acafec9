import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { type Fields, fieldsOf, propertiesOf } from '../preflight/template-properties';

/** What ends the time in which files can be read, and after how many days. */
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

/** What first ends the time in which the files of a folder can be read. Undefined if nothing does, or if the bucket is imported. */
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

/** CloudTrail gives files no tags, so rules for tags concern none of them. */
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

/** From a date on, a rule applies to files of every age. */
function endOf(what: string, days: unknown, date: unknown): readonly ReadableTime[] {
  if (date !== undefined) return [{ days: 0, what: `${what} on a date` }];
  return typeof days === 'number' ? [{ days, what: `${what} after ${days} days` }] : [];
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
