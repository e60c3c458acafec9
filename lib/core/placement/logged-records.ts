import type { CloudTrailRecord } from '../record/record';
import { explainSelection, isLogged } from '../selector/explain/explain-selection';
import type { AdvancedSelector, BasicSelector, Selection } from '../selector/selection';
import type { EventKind, ExpectedRecord } from './expected-records';

/** Whether a trail logs what a rule looks for: every such record, some of them, or none. */
export interface Logged {
  readonly amount: 'all' | 'some' | 'none';
  /** Why the rest is not logged, by the trail's selectors; empty when all are logged. */
  readonly reasons: readonly string[];
}

const CATEGORIES: Readonly<Record<EventKind, string>> = {
  'management-write': 'Management',
  'management-read': 'Management',
  data: 'Data',
  'network-activity': 'NetworkActivity',
  insight: 'Insight',
};

/** The type of the first resource in records of data events, for services whose data events are known by their operations. */
const RESOURCE_TYPES: ReadonlyMap<string, string> = new Map([
  ['s3.amazonaws.com', 'AWS::S3::Object'],
  ['lambda.amazonaws.com', 'AWS::Lambda::Function'],
  ['dynamodb.amazonaws.com', 'AWS::DynamoDB::Table'],
  ['sns.amazonaws.com', 'AWS::SNS::Topic'],
  ['sqs.amazonaws.com', 'AWS::SQS::Queue'],
  ['ebs.amazonaws.com', 'AWS::EC2::Snapshot'],
]);

/** The fields of a selector that an expected record answers; all others choose among such records. */
const ANSWERED: readonly string[] = [
  'eventCategory',
  'resources.type',
  'eventName',
  'eventSource',
  'readOnly',
];

/** Maximum number of reasons: more do not help. */
const MAX_REASONS = 3;

/**
 * The expected records that a trail logs. Selectors that choose by values that are not known, such as the ARN of a
 * resource, log some of them.
 */
export function loggedOf(expected: readonly ExpectedRecord[], selection: Selection): Logged {
  const known = onlyAnswered(selection);
  const outcomes = expected.map((one) => {
    const record = recordOf(one);
    return {
      what: nameOf(one),
      isAll: explainSelection(selection, record).logged !== false,
      known: explainSelection(known, record),
    };
  });
  const unlogged = outcomes.filter(({ known: { logged } }) => logged === false);
  const partly = outcomes.filter(({ isAll, known: { logged } }) => !isAll && logged !== false);
  const reasons = [
    ...unlogged.map(({ what, known: { why } }) => `the trail does not log ${what}: ${why}`),
    ...partly.map(({ what }) => `the trail logs ${what} of chosen resources only`),
  ];
  const amount = unlogged.length === outcomes.length ? 'none' : reasons.length > 0 ? 'some' : 'all';
  const different = [...new Set(reasons)];
  const more = different.length - MAX_REASONS;
  return {
    amount,
    reasons: [...different.slice(0, MAX_REASONS), ...(more > 0 ? [`and ${more} more such reasons`] : [])],
  };
}

/**
 * Whether a trail logs none of the expected records, for one rule after another: what {@link loggedOf} calls `none`, without the words,
 * and each kind of record judged once.
 */
export function nothingLoggedBy(selection: Selection): (expected: readonly ExpectedRecord[]) => boolean {
  const known = onlyAnswered(selection);
  const judged = new Map<string, boolean>();
  const isUnlogged = (one: ExpectedRecord) => {
    const { kind, eventSource, eventName } = one;
    const key = JSON.stringify([kind, eventSource, eventName]);
    const verdict = judged.get(key) ?? isLogged(known, recordOf(one)) === false;
    judged.set(key, verdict);
    return verdict;
  };
  return (expected) => expected.every(isUnlogged);
}

/** Whether a selector takes all management events, with no condition on them. */
export function logsAllManagementEvents({ advanced, basic }: Selection): boolean {
  if (advanced === undefined && basic === undefined) return true;
  const isWhole = ({ fieldSelectors }: AdvancedSelector) =>
    fieldSelectors.every(({ field }) => field === 'eventCategory') &&
    fieldSelectors.some(({ equals }) => equals?.includes('Management'));
  const isAll = (selector: BasicSelector) =>
    (selector.readWriteType ?? 'All') === 'All' &&
    (selector.includeManagementEvents ?? true) === true &&
    (selector.excludeManagementEventSources ?? []).length === 0;
  return (advanced ?? []).some(isWhole) || (basic ?? []).some(isAll);
}

function recordOf(expected: ExpectedRecord): Partial<CloudTrailRecord> {
  const { kind, eventSource, eventName } = expected;
  const type = kind === 'data' ? RESOURCE_TYPES.get(eventSource ?? '') : undefined;
  return {
    eventCategory: CATEGORIES[kind],
    managementEvent: CATEGORIES[kind] === 'Management',
    readOnly: isReading(expected),
    ...(kind === 'insight' ? { eventType: 'AwsCloudTrailInsight' } : {}),
    ...(eventSource === undefined ? {} : { eventSource }),
    ...(eventName === undefined ? {} : { eventName }),
    ...(type === undefined ? {} : { resources: [{ type }] }),
  } as Partial<CloudTrailRecord>;
}

function isReading({ kind, eventName = '' }: ExpectedRecord): boolean {
  return (
    kind === 'management-read' || (kind === 'data' && /^(get|list|head|select|query|scan)/i.test(eventName))
  );
}

function nameOf({ kind, eventSource, eventName }: ExpectedRecord): string {
  const call = [eventSource, eventName].filter((part) => part !== undefined).join(' ');
  return `${WORDS[kind]}${call === '' ? '' : ` ${call}`}`;
}

const WORDS: Readonly<Record<EventKind, string>> = {
  'management-write': 'management events that write',
  'management-read': 'management events that read',
  data: 'data events',
  'network-activity': 'network activity events',
  insight: 'Insights events',
};

function onlyAnswered(selection: Selection): Selection {
  const { advanced, basic } = selection;
  return {
    ...selection,
    ...(advanced === undefined ? {} : { advanced: advanced.map(answeredPart) }),
    ...(basic === undefined ? {} : { basic: basic.map(ofWholeTypes) }),
  };
}

function answeredPart(selector: AdvancedSelector): AdvancedSelector {
  const isAnswered = ({ field }: { readonly field: unknown }) =>
    typeof field === 'string' && ANSWERED.includes(field);
  return { ...selector, fieldSelectors: selector.fieldSelectors.filter(isAnswered) };
}

/** Of a type, everything. @see the `Values` of a `DataResource` */
const WHOLE_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['AWS::S3::Object', 'arn:aws:s3'],
  ['AWS::Lambda::Function', 'arn:aws:lambda'],
  ['AWS::DynamoDB::Table', 'arn:aws:dynamodb'],
]);

function ofWholeTypes(selector: BasicSelector): BasicSelector {
  const { dataResources = [] } = selector;
  return {
    ...selector,
    dataResources: dataResources.map(({ type, values }) => {
      const whole = WHOLE_TYPES.get(type);
      return { type, values: whole === undefined ? values : [whole] };
    }),
  };
}
