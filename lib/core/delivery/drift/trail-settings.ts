import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { listSetting, type Setting, singleSetting } from './setting';

/** The properties of a trail that are compared, by CloudFormation's names. */
export const TRAIL_PROPERTIES = [
  'S3BucketName',
  'S3KeyPrefix',
  'KMSKeyId',
  'EnableLogFileValidation',
  'IsMultiRegionTrail',
  'IncludeGlobalServiceEvents',
  'IsOrganizationTrail',
  'CloudWatchLogsLogGroupArn',
  'CloudWatchLogsRoleArn',
  'SnsTopicName',
  'EventSelectors',
  'AdvancedEventSelectors',
  'InsightSelectors',
] as const;

const SINGLE: readonly (readonly [property: string, name: string])[] = [
  ['S3BucketName', 'S3 bucket'],
  ['S3KeyPrefix', 'S3 key prefix'],
  ['CloudWatchLogsLogGroupArn', 'log group'],
  ['CloudWatchLogsRoleArn', 'role for the log group'],
  ['SnsTopicName', 'SNS topic'],
];

const FLAGS: readonly (readonly [property: string, name: string])[] = [
  ['EnableLogFileValidation', 'log file validation'],
  ['IsMultiRegionTrail', 'logging of all Regions'],
  ['IncludeGlobalServiceEvents', 'logging of global services'],
  ['IsOrganizationTrail', 'logging of the organization'],
];

/** The default of a trail without selectors, in both forms: CloudTrail returns such a trail with either. */
const DEFAULT_SELECTOR = { ReadWriteType: 'All', IncludeManagementEvents: true };
const DEFAULT_ADVANCED = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };

/**
 * The settings of a trail from its properties, which are CloudFormation's or were read from CloudTrail and have the same names.
 *
 * @param unknown the properties whose value was not known when they were written
 */
export function trailSettings(properties: JsonObject, unknown: readonly string[] = []): readonly Setting[] {
  const isKnown = ([property]: readonly [string, string]) => !unknown.includes(property);
  const { KMSKeyId } = properties;
  // CloudTrail returns the ARN of the key for its alias.
  const hasAlias = typeof KMSKeyId === 'string' && /(?:^|:)alias\//.test(KMSKeyId);
  const selectors = ['EventSelectors', 'AdvancedEventSelectors'];
  return [
    ...SINGLE.filter(isKnown).map(([property, name]) =>
      singleSetting(name, properties[property], 'UpdateTrail'),
    ),
    ...FLAGS.filter(isKnown).map(([property, name]) =>
      singleSetting(name, isOn(properties[property]) ? 'on' : 'off', 'UpdateTrail'),
    ),
    ...(hasAlias || unknown.includes('KMSKeyId') ? [] : [singleSetting('KMS key', KMSKeyId, 'UpdateTrail')]),
    ...(selectors.some((name) => unknown.includes(name)) ? [] : [selectorSetting(properties)]),
    ...(unknown.includes('InsightSelectors') ? [] : [insightSetting(properties)]),
  ];
}

function selectorSetting({ EventSelectors, AdvancedEventSelectors }: JsonObject): Setting {
  const advanced = objectsOf(AdvancedEventSelectors).map(advancedMeaning);
  const basic = objectsOf(EventSelectors).map(basicMeaning);
  const byDefault = basicMeaning(DEFAULT_SELECTOR);
  const all = [...advanced, ...basic].map((one) =>
    one === advancedMeaning(DEFAULT_ADVANCED) ? byDefault : one,
  );
  return listSetting('event selectors', all.length > 0 ? all : [byDefault], 'PutEventSelectors');
}

function insightSetting({ InsightSelectors }: JsonObject): Setting {
  const values = objectsOf(InsightSelectors).map(({ InsightType, EventCategories }) => {
    const categories = textsOf(EventCategories);
    return `${String(InsightType)} of ${(categories.length > 0 ? categories : ['Management']).join(', ')}`;
  });
  return listSetting('Insights', values, 'PutInsightSelectors');
}

/** The name of a selector means nothing, and neither does the order in it. */
function advancedMeaning({ FieldSelectors }: JsonObject): string {
  const fields = objectsOf(FieldSelectors).map(({ Field, ...operators }) => {
    const uses = Object.entries(operators)
      .map(([operator, values]) => [operator, textsOf(values)] as const)
      .filter(([, values]) => values.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify({ Field, ...Object.fromEntries(uses) });
  });
  return `[${[...new Set(fields)].sort().join(',')}]`;
}

function basicMeaning(selector: JsonObject): string {
  const { ReadWriteType = 'All', IncludeManagementEvents = true, DataResources } = selector;
  const resources = objectsOf(DataResources).map(({ Type, Values }) =>
    JSON.stringify([Type, textsOf(Values)]),
  );
  return JSON.stringify({
    ReadWriteType,
    IncludeManagementEvents: isOn(IncludeManagementEvents),
    DataResources: resources.sort(),
    ExcludeManagementEventSources: textsOf(selector.ExcludeManagementEventSources),
  });
}

/** The object at a property; an empty one for anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The objects of a list; none for anything else. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The values of a list as texts, each once and sorted, because AWS returns them in another order. */
function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? [...new Set(value.map(String))].sort() : [];
}

/** Whether a flag is on. CloudFormation makes a text of some flags. */
export function isOn(value: Json | undefined): boolean {
  return value === true || value === 'true';
}
