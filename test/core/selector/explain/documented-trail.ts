/**
 * CloudTrail's documentation read naively: an oracle for `explainSelection`. It works on the API's own JSON, turns a
 * record into one flat view per resource, and asks each condition of each view. Slow, short, and of another
 * structure than what it checks; it knows nothing of unresolved values and gives no reasons.
 */

type Texts = readonly string[];

interface ApiFieldSelector {
  readonly Field: string;
  readonly Equals?: Texts;
  readonly NotEquals?: Texts;
  readonly StartsWith?: Texts;
  readonly NotStartsWith?: Texts;
  readonly EndsWith?: Texts;
  readonly NotEndsWith?: Texts;
}

/** A trail as its API calls describe it. */
export interface ApiTrail {
  readonly HomeRegion: string;
  readonly IsMultiRegionTrail: boolean;
  readonly IncludeGlobalServiceEvents: boolean;
  readonly IsLogging: boolean;
  readonly AdvancedEventSelectors?: readonly { Name?: string; FieldSelectors: readonly ApiFieldSelector[] }[];
  readonly EventSelectors?: readonly {
    ReadWriteType?: string;
    IncludeManagementEvents?: boolean;
    ExcludeManagementEventSources?: Texts;
    DataResources?: readonly { Type: string; Values: Texts }[];
  }[];
  readonly InsightSelectors?: readonly { InsightType: string; EventCategories?: Texts }[];
  readonly AggregationConfigurations?: readonly { EventCategory: string; Templates: Texts }[];
}

/** A record of which nothing is promised. */
// biome-ignore lint/suspicious/noExplicitAny: an oracle that reads records as loosely as the documentation does
export type AnyRecord = any;

/** Whether the trail logs the record. */
export function documentedVerdict(trail: ApiTrail, record: AnyRecord): boolean {
  if (!trail.IsLogging) return false;
  if (!trail.IsMultiRegionTrail && record.awsRegion !== undefined && record.awsRegion !== trail.HomeRegion)
    return false;
  const category = documentedCategory(record);
  if (category === 'Management' && !trail.IsMultiRegionTrail && !trail.IncludeGlobalServiceEvents) {
    if (isGlobal(record)) return false;
  }
  if (category === 'Insight') return documentedInsight(trail, record);
  if (category === 'Aggregated') return documentedAggregate(trail, record);
  if (trail.AdvancedEventSelectors) {
    const views = viewsOf(record, category);
    return trail.AdvancedEventSelectors.some(
      (selector) =>
        selector.FieldSelectors.length > 0 &&
        views.some((view) => selector.FieldSelectors.every((field) => holds(field, view.get(field.Field)))),
    );
  }
  if (trail.EventSelectors)
    return trail.EventSelectors.some((selector) => basicHolds(selector, record, category));
  return category === 'Management';
}

/** `eventCategory`, or what older records say in its place. */
function documentedCategory(record: AnyRecord): string {
  if (record.eventCategory) return record.eventCategory;
  if (record.eventType === 'AwsCloudTrailInsight') return 'Insight';
  if (record.eventType === 'AwsVpceEvent' || record.eventType === 'AwsVpceEvents') return 'NetworkActivity';
  if (record.eventType === 'AwsAggregatedEvent') return 'Aggregated';
  if (record.managementEvent === true) return 'Management';
  if (record.managementEvent === false) return 'Data';
  if (
    (record.resources ?? []).some((each: AnyRecord) =>
      /^AWS::S3(Express|Outposts)?::Object$/.test(each?.type),
    )
  ) {
    return 'Data';
  }
  const call = `${record.eventSource} ${record.eventName}`;
  return DATA_CALLS.includes(call) ? 'Data' : 'Management';
}

/** Of the calls that the random records make. */
const DATA_CALLS = [
  's3.amazonaws.com GetObject',
  's3.amazonaws.com GetObjectAcl',
  's3.amazonaws.com PutObject',
  'lambda.amazonaws.com Invoke',
  'dynamodb.amazonaws.com GetItem',
];

function isGlobal(record: AnyRecord): boolean {
  if (record.eventSource === 'sts.amazonaws.com') {
    const host = record.tlsDetails?.clientProvidedHostHeader ?? 'sts.amazonaws.com';
    return record.awsRegion === 'us-east-1' && host === 'sts.amazonaws.com';
  }
  return /^(iam|cloudfront|route53)\.amazonaws\.com$/.test(record.eventSource);
}

function viewsOf(record: AnyRecord, category: string): readonly Map<string, string>[] {
  const base = new Map<string, string>([['eventCategory', category]]);
  const plain =
    'readOnly eventSource eventName eventType sessionCredentialFromConsole errorCode vpcEndpointId';
  for (const name of plain.split(' ')) if (record[name] !== undefined) base.set(name, String(record[name]));
  if (record.userIdentity?.arn !== undefined) base.set('userIdentity.arn', record.userIdentity.arn);
  const resources: AnyRecord[] = record.resources ?? [];
  if (resources.length === 0) return [base];
  return resources.map((resource) => {
    const view = new Map(base);
    if (resource.type !== undefined) view.set('resources.type', resource.type);
    const arn = resource.ARN ?? resource.ARNPrefix;
    if (arn !== undefined) view.set('resources.ARN', arn);
    return view;
  });
}

function holds(field: ApiFieldSelector, text: string | undefined): boolean {
  const asksForText = field.Equals ?? field.StartsWith ?? field.EndsWith;
  if (text === undefined) return asksForText === undefined;
  for (const value of field.NotEquals ?? []) if (text === value) return false;
  for (const value of field.NotStartsWith ?? []) if (text.slice(0, value.length) === value) return false;
  for (const value of field.NotEndsWith ?? [])
    if (value === '' || text.slice(-value.length) === value) return false;
  if (asksForText === undefined) return true;
  for (const value of field.Equals ?? []) if (text === value) return true;
  for (const value of field.StartsWith ?? []) if (text.slice(0, value.length) === value) return true;
  for (const value of field.EndsWith ?? [])
    if (value === '' || text.slice(-value.length) === value) return true;
  return false;
}

function basicHolds(
  selector: NonNullable<ApiTrail['EventSelectors']>[number],
  record: AnyRecord,
  category: string,
): boolean {
  const type = selector.ReadWriteType ?? 'All';
  if (type === 'ReadOnly' && record.readOnly !== true) return false;
  if (type === 'WriteOnly' && record.readOnly !== false) return false;
  if (category === 'Management') {
    if (selector.IncludeManagementEvents === false) return false;
    return !(selector.ExcludeManagementEventSources ?? []).includes(record.eventSource);
  }
  if (category !== 'Data') return false;
  for (const { Type, Values } of selector.DataResources ?? []) {
    for (const resource of record.resources ?? []) {
      if (resource.type === Type && Values.some((value) => resourceHolds(Type, value, resource))) return true;
    }
  }
  return false;
}

function resourceHolds(type: string, value: string, resource: AnyRecord): boolean {
  const arn: string | undefined = resource.ARN ?? resource.ARNPrefix;
  const isAll = value.split(':').filter((part) => part !== '').length === 3;
  if (isAll)
    return (
      arn === undefined || arn.split(':').slice(0, 3).join(':') === value.split(':').slice(0, 3).join(':')
    );
  if (arn === undefined) return false;
  return type === 'AWS::S3::Object' ? arn.indexOf(value) === 0 : arn === value;
}

function documentedInsight(trail: ApiTrail, record: AnyRecord): boolean {
  const { insightType, eventSource, eventName } = record.insightDetails ?? {};
  const about = documentedCategory({ eventSource, eventName });
  return (trail.InsightSelectors ?? []).some(
    (selector) =>
      selector.InsightType === insightType && (selector.EventCategories ?? ['Management']).includes(about),
  );
}

function documentedAggregate(trail: ApiTrail, record: AnyRecord): boolean {
  const dimension: string = record.summary?.primaryDimension?.dimension;
  const template = {
    eventName: 'API_ACTIVITY',
    resourceARN: 'RESOURCE_ACCESS',
    userIdentity: 'USER_ACTIONS',
  };
  const wanted = Object.entries(template).find(([key]) => key === dimension)?.[1];
  return (trail.AggregationConfigurations ?? []).some(({ Templates }) =>
    Templates.some((each) => each === wanted),
  );
}
