import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json/json-value';
import { maskSecrets } from '../../safe-text/mask-secrets';
import { type Values, valuesOf } from './values';

/** A state of a resource as AWS Config recorded it. */
export interface ConfigItem {
  /** When Config captured it, in ISO 8601. */
  readonly time: string;
  /** Such as `OK`, `ResourceDiscovered`, `ResourceDeleted`. */
  readonly status: string;
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** The ids of the records of CloudTrail that Config names; often none. */
  readonly relatedEvents: readonly string[];
  /** Its configuration and tags by their paths, without secrets. */
  readonly values: Values;
}

/** The maximum number of values of a state: a security group has hundreds. */
const MAX_VALUES = 2_000;

/**
 * The states in a file of AWS Config's history or snapshots, or in what `aws configservice get-resource-config-history` prints; undefined
 * if the document is neither. States for which `isAsked` answers no are left out.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/example-s3-config-history.html
 */
export function configItemsIn(
  document: Json,
  isAsked: (names: Pick<ConfigItem, 'id' | 'name' | 'arn'>) => boolean,
): readonly ConfigItem[] | undefined {
  if (!isJsonObject(document)) return undefined;
  const items = document.configurationItems;
  if (!Array.isArray(items)) return undefined;
  return items
    .filter(isJsonObject)
    .filter((item) => isAsked(namesOf(item)))
    .map(toItem);
}

function namesOf(item: JsonObject): Pick<ConfigItem, 'id' | 'name' | 'arn'> {
  const arn = item.ARN ?? item.arn;
  return { id: textOf(item.resourceId), name: textOf(item.resourceName), arn: textOf(arn) };
}

/** The command line writes the names of some members in another way, and the configuration as a text. */
function toItem(item: JsonObject): ConfigItem {
  const { configuration, relatedEvents, tags } = item;
  const parsed = typeof configuration === 'string' ? parseJson(configuration) : configuration;
  const members = isJsonObject(parsed) ? parsed : {};
  const settings = { ...members, ...(isJsonObject(tags) ? { tags } : {}) };
  return {
    ...namesOf(item),
    time: toTime(item.configurationItemCaptureTime),
    ...{ status: textOf(item.configurationItemStatus), type: textOf(item.resourceType) },
    ...{ account: textOf(item.awsAccountId ?? item.accountId), region: textOf(item.awsRegion) },
    relatedEvents: Array.isArray(relatedEvents) ? relatedEvents.map(textOf) : [],
    values: valuesOf(maskSecrets(settings) as JsonObject, new Set(), MAX_VALUES),
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** In the form of the records: the command line writes an offset and parts of a second. */
function toTime(value: Json | undefined): string {
  const ms = typeof value === 'number' ? value * 1000 : Date.parse(textOf(value));
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
