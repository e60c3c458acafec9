import type { Json, JsonObject } from '../../json/json-value';
import { isOn, objectOf, objectsOf } from './read-properties';

/**
 * What the lifecycle rules of a bucket do, one action at a time, so that a difference names nothing but the action. In which
 * rule it stands means nothing, and a rule that is disabled does nothing.
 *
 * @param configuration as CloudFormation writes it
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
 */
export function lifecycleActions({ Rules }: JsonObject): readonly string[] {
  return objectsOf(Rules)
    .filter(({ Status }) => Status === 'Enabled')
    .flatMap((rule) => actionsOf(rule).map((action) => `${filterOf(rule)}: ${action}`));
}

function filterOf(rule: JsonObject): string {
  const tags = objectsOf(rule.TagFilters).map(({ Key, Value }) => `${String(Key)}=${String(Value)}`);
  const conditions = [
    ...(isGiven(rule.Prefix) ? [`below ${String(rule.Prefix)}`] : []),
    ...(tags.length > 0 ? [`tagged ${tags.sort().join(' ')}`] : []),
    ...(isGiven(rule.ObjectSizeGreaterThan) ? [`over ${String(rule.ObjectSizeGreaterThan)} bytes`] : []),
    ...(isGiven(rule.ObjectSizeLessThan) ? [`under ${String(rule.ObjectSizeLessThan)} bytes`] : []),
  ];
  return conditions.length === 0 ? 'all objects' : `objects ${conditions.join(' ')}`;
}

/** Some properties have an older spelling for a single value, which CloudFormation takes, too. */
function actionsOf(rule: JsonObject): readonly string[] {
  const { ExpirationInDays, ExpirationDate, NoncurrentVersionExpirationInDays } = rule;
  const noncurrent = objectOf(rule.NoncurrentVersionExpiration);
  const uploads = objectOf(rule.AbortIncompleteMultipartUpload).DaysAfterInitiation;
  return [
    ...transitionsOf(rule.Transitions, rule.Transition).map((text) => `move ${text}`),
    ...transitionsOf(rule.NoncurrentVersionTransitions, rule.NoncurrentVersionTransition).map(
      (text) => `move old versions ${text}`,
    ),
    ...(isGiven(ExpirationInDays) ? [`expire after ${String(ExpirationInDays)} days`] : []),
    ...(isGiven(ExpirationDate) ? [`expire on ${dayOf(ExpirationDate)}`] : []),
    ...(isOn(rule.ExpiredObjectDeleteMarker) ? ['remove expired delete markers'] : []),
    ...[noncurrent.NoncurrentDays, NoncurrentVersionExpirationInDays]
      .filter(isGiven)
      .map((days) => `delete old versions after ${String(days)} days${keptOf(noncurrent)}`),
    ...(isGiven(uploads) ? [`abort uploads after ${String(uploads)} days`] : []),
  ];
}

function transitionsOf(list: Json | undefined, single: Json | undefined): readonly string[] {
  const all = [...objectsOf(list), ...(single === undefined ? [] : [objectOf(single)])];
  return all.map(({ StorageClass, TransitionInDays, TransitionDate, ...rest }) => {
    const when = isGiven(TransitionDate)
      ? `on ${dayOf(TransitionDate)}`
      : `after ${String(TransitionInDays ?? 0)} days`;
    return `to ${String(StorageClass)} ${when}${keptOf(rest)}`;
  });
}

function keptOf({ NewerNoncurrentVersions: kept }: JsonObject): string {
  return isGiven(kept) ? ` but the newest ${String(kept)}` : '';
}

/** S3 takes midnight in UTC only, and gives it with milliseconds and a zone. */
function dayOf(date: Json | undefined): string {
  return String(date).slice(0, 'yyyy-mm-dd'.length);
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}
