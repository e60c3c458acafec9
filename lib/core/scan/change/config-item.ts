import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json/json-value';
import { maskSecrets } from '../../safe-text/mask-secrets';
import { type Values, valuesOf } from './values';
import { withoutVariables } from './without-variables';

/** A state of a resource as AWS Config recorded it. */
export interface ConfigItem {
  /** When Config captured it, in ISO 8601 and to the second, as the times of records. */
  readonly time: string;
  /** The same to the millisecond; NaN if it is no time. */
  readonly capturedMs: number;
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
  /** Its configuration, what Config adds to it (such as the policy of a bucket), and its tags, by their paths, without secrets. */
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

/** The command line writes the names of some members in another way, and configurations as texts. */
function toItem(item: JsonObject): ConfigItem {
  const { configuration, supplementaryConfiguration, relatedEvents, tags } = item;
  const added = Object.entries(objectOf(supplementaryConfiguration)).map(([name, value]) => [
    name,
    typeof value === 'string' ? (parseJson(value) ?? value) : value,
  ]);
  const settings = { ...objectOf(configuration), ...Object.fromEntries(added), tags: objectOf(tags) };
  const capturedMs = toMs(item.configurationItemCaptureTime);
  return {
    ...namesOf(item),
    ...{ time: toTime(capturedMs), capturedMs },
    ...{ status: textOf(item.configurationItemStatus), type: textOf(item.resourceType) },
    ...{ account: textOf(item.awsAccountId ?? item.accountId), region: textOf(item.awsRegion) },
    relatedEvents: Array.isArray(relatedEvents) ? relatedEvents.map(textOf) : [],
    values: valuesOf(withoutVariables(maskSecrets(settings)) as JsonObject, new Set(), MAX_VALUES),
  };
}

function objectOf(value: Json | undefined): JsonObject {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  return isJsonObject(parsed) ? parsed : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The command line writes an offset, and older versions of it seconds since 1970. */
function toMs(value: Json | undefined): number {
  return typeof value === 'number' ? value * 1000 : Date.parse(textOf(value));
}

function toTime(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
