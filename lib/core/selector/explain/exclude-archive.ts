import {
  type AdvancedSelector,
  mapSelectorValues,
  resourceTypeOfSelector,
  ruleOut,
  type Selection,
} from '../selection';
import {
  isResolved,
  joinValues,
  renderValue,
  resolveReferences,
  type SelectorValue,
} from '../selector-value';
import { isLogged } from './explain-selection';

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
 * cannot leave anything out and do not change: {@link logsArchive} returns whether they log the bucket.
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

/**
 * Whether the selection logs deliveries to the bucket. Two unresolved values count as the same when they name the
 * same references, and as different otherwise.
 */
export function logsArchive(selection: Selection, bucket: ArchiveBucket): boolean {
  const partition = isResolved(bucket.partition) ? bucket.partition : 'aws';
  const asText = (value: SelectorValue): string =>
    renderValue(resolveReferences(value, (name) => (name === 'AWS::Partition' ? partition : undefined)));
  const { destination, advanced, basic } = mapSelectorValues(selection, asText);
  const object = asText(objectPrefixOf({ ...bucket, partition }));
  return isLogged({ destination, advanced, basic }, recordOfDelivery(`${object}AWSLogs/`)) === true;
}

function recordOfDelivery(objectArn: string): object {
  return {
    eventCategory: 'Data',
    eventType: 'AwsApiCall',
    eventSource: 's3.amazonaws.com',
    eventName: 'PutObject',
    readOnly: false,
    userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
    resources: [{ type: 'AWS::S3::Object', ARN: objectArn }],
  };
}
