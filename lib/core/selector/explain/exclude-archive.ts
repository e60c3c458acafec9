import { type AdvancedSelector, resourceTypeOfSelector, ruleOut, type Selection } from '../selection';
import { joinValues, type SelectorValue } from '../selector-value';

/** Why a trail leaves its own archive out: is in docs, templates and explanations. */
export const ARCHIVE_EXCLUSION_REASON =
  'the trail does not log object events of the bucket that it delivers to: each delivery would be logged, and ' +
  'delivered, as an event of its own';

/** A bucket that log files go to. Name and partition may be unresolved, as they are across stacks and accounts. */
export interface ArchiveBucket {
  readonly bucketName: SelectorValue;
  readonly partition: SelectorValue;
}

/** What begins the ARN of every object in the bucket. */
function objectPrefixOf({ bucketName, partition }: ArchiveBucket): SelectorValue {
  return joinValues(['arn:', partition, ':s3:::', bucketName, '/']);
}

/**
 * The selection without the object events of the bucket: every advanced selector of S3 objects gets
 * `resources.ARN NotStartsWith arn:P:s3:::BUCKET/`. It counts as one more value in each of them. Basic selectors
 * cannot leave anything out and do not change.
 */
export function excludeArchive(selection: Selection, bucket: ArchiveBucket): Selection {
  if (selection.advanced === undefined) return selection;
  const prefix = objectPrefixOf(bucket);
  return { ...selection, advanced: selection.advanced.map((selector) => excludePrefix(selector, prefix)) };
}

function excludePrefix(selector: AdvancedSelector, prefix: SelectorValue): AdvancedSelector {
  if (resourceTypeOfSelector(selector) !== 'AWS::S3::Object') return selector;
  return ruleOut(selector, 'resources.ARN', 'notStartsWith', prefix);
}
