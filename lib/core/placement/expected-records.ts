import { type NormalForm, toNormalForm } from '../compile/negation-normal-form';
import { mayHold } from '../compile/predicate/candidate-test';
import type { JsonObject } from '../json/json-value';
import type { Condition } from '../rule/condition';
import { isDataOperation } from '../selector/explain/examined-record';

/** A call that a condition names: an absent member may be anything. */
export interface NamedCall {
  readonly eventSource?: string;
  readonly eventName?: string;
  /** The beginning of the name, where the condition requires only that. */
  readonly eventNameStart?: string;
}

/** More alternatives than a rule legitimately has; beyond it nothing is known of the calls. */
const MAX_CALLS = 5000;

const ANY_CALL: NamedCall = {};

/**
 * The calls of records that can satisfy the condition, each once. It is never too few: where a condition
 * does not name its calls, the list has one that may be any call.
 */
export function namedCalls(condition: Condition): readonly NamedCall[] {
  const calls = callsOf(toNormalForm(condition));
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

function callsOf(form: NormalForm): readonly NamedCall[] {
  switch (form.kind) {
    case 'or':
      return bounded(form.of.flatMap(callsOf));
    case 'and':
      return form.of.map(callsOf).reduce((left, right) => bounded(both(left, right)), [ANY_CALL]);
    case 'atom':
      return form.isNegated ? [ANY_CALL] : atomCalls(form.atom);
    default:
      return form satisfies never;
  }
}

function atomCalls(atom: Condition): readonly NamedCall[] {
  if (atom.kind === 'equals' && (atom.field === 'eventSource' || atom.field === 'eventName')) {
    return atom.values.map((value) => ({ [atom.field]: value }));
  }
  if (atom.kind === 'startsWith' && atom.field === 'eventName') {
    return atom.values.map((eventNameStart) => ({ eventNameStart }));
  }
  return [ANY_CALL];
}

function both(left: readonly NamedCall[], right: readonly NamedCall[]): readonly NamedCall[] {
  if (left.length * right.length > MAX_CALLS) return [ANY_CALL];
  return left.flatMap((one) => right.flatMap((other) => joined(one, other)));
}

/** The call that is both; none if their names differ. */
function joined(one: NamedCall, other: NamedCall): readonly NamedCall[] {
  const differ = (['eventSource', 'eventName'] as const).some((field) => {
    const [left, right] = [one[field], other[field]];
    return left !== undefined && right !== undefined && fold(left) !== fold(right);
  });
  const call = { ...one, ...other };
  const { eventName, eventNameStart } = call;
  if (differ) return [];
  if (eventName === undefined || eventNameStart === undefined) return [call];
  const { eventNameStart: _, ...named } = call;
  return fold(eventName).startsWith(fold(eventNameStart)) ? [named] : [];
}

function bounded(calls: readonly NamedCall[]): readonly NamedCall[] {
  return calls.length > MAX_CALLS ? [ANY_CALL] : calls;
}

function fold(text: string): string {
  return text.toLowerCase();
}

/**
 * A kind of events, as the routes distinguish them. `management-read` are the management events that EventBridge
 * leaves out unless a rule requests them.
 */
export type EventKind = 'management-write' | 'management-read' | 'data' | 'network-activity' | 'insight';

/** Records that may satisfy a condition: of one call, if it names one, and of one kind. */
export interface ExpectedRecord extends NamedCall {
  readonly kind: EventKind;
}

/**
 * EventBridge recognizes read calls by their names, whatever `readOnly` is; two calls of STS are excepted.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
const READING = ['get', 'list', 'describe'];
const NOT_LEFT_OUT = ['getfederationtoken', 'getsessiontoken'];

/** The fields that a record of each kind has. Where it is open, any of the alternatives may hold. */
const FACTS: Readonly<Record<EventKind, readonly JsonObject[]>> = {
  'management-write': ofManagement({}),
  'management-read': ofManagement({ readOnly: true }),
  data: ['AwsApiCall', 'AwsServiceEvent'].map((eventType) => ({
    ...{ eventCategory: 'Data', managementEvent: false },
    eventType,
  })),
  'network-activity': [
    { eventCategory: 'NetworkActivity', eventType: 'AwsVpceEvent' },
    { eventCategory: 'NetworkActivity', eventType: 'AwsVpceEvents' },
  ],
  insight: [{ eventCategory: 'Insight', eventType: 'AwsCloudTrailInsight' }],
};

/**
 * The records that may satisfy a condition. A condition that may hold for management events is taken to mean these; the
 * other kinds are expected where it rules them out, or names a call that its service logs as a data event.
 */
export function expectedRecords(condition: Condition): readonly ExpectedRecord[] {
  return namedCalls(condition).flatMap((call) => kindsOf(condition, call).map((kind) => ({ ...call, kind })));
}

/** Whether management events of a kind are among the {@link expectedRecords}, which are not all judged for it. */
export function isExpected(condition: Condition, kind: 'management-write' | 'management-read'): boolean {
  return namedCalls(condition).some(
    (call) => usualKinds(call).includes(kind) && canHold(condition, call, kind),
  );
}

/**
 * The calls that a condition names and that may be events of the kind, whatever they usually are: most services publish no list
 * of data events, but a record shows whether it is one.
 */
export function namedCallsOfKind(condition: Condition, kind: EventKind): readonly NamedCall[] {
  const isNamed = ({ eventSource, eventName, eventNameStart }: NamedCall) =>
    eventSource !== undefined || eventName !== undefined || eventNameStart !== undefined;
  return namedCalls(condition).filter((call) => isNamed(call) && canHold(condition, call, kind));
}

/**
 * Fields that describe a single call. CloudTrail's summaries of data events lack them: they count the calls of five minutes of
 * one source in an account and Region.
 */
const FIELDS_OF_ONE_CALL = [
  ...['eventName', 'eventTime', 'userIdentity', 'sourceIPAddress', 'userAgent', 'errorCode', 'errorMessage'],
  ...[
    'requestParameters',
    'responseElements',
    'additionalEventData',
    'serviceEventDetails',
    'requestID',
    'eventID',
  ],
  ...[
    'readOnly',
    'managementEvent',
    'resources',
    'apiVersion',
    'recipientAccountId',
    'sharedEventID',
    'vpcEndpointId',
  ],
  ...[
    'vpcEndpointAccountId',
    'sessionCredentialFromConsole',
    'tlsDetails',
    'edgeDeviceDetails',
    'insightDetails',
  ],
  'eventContext',
];

/** Whether a condition that looks for data events needs single ones: no summary of them can satisfy it. */
export function needsSingleDataEvents(condition: Condition): boolean {
  if (!expectedRecords(condition).some(({ kind }) => kind === 'data')) return false;
  const summary = { eventCategory: 'Aggregated', eventType: 'AwsAggregatedEvent' };
  return !mayHold(condition, summary, new Set([...FIELDS_OF_ONE_CALL, ...Object.keys(summary)]));
}

function kindsOf(condition: Condition, call: NamedCall): readonly EventKind[] {
  const isPossible = (kind: EventKind) => canHold(condition, call, kind);
  const usual = usualKinds(call).filter(isPossible);
  return usual.length > 0 ? usual : (['data', 'network-activity', 'insight'] as const).filter(isPossible);
}

function usualKinds({ eventSource, eventName, eventNameStart = '' }: NamedCall): readonly EventKind[] {
  if (isDataOperation(eventSource, eventName)) return ['data'];
  if (eventName !== undefined) return [isLeftOut(eventName) ? 'management-read' : 'management-write'];
  const start = eventNameStart.toLowerCase();
  const mayRead = READING.some((word) => word.startsWith(start) || start.startsWith(word));
  const mustRead = READING.some((word) => start.startsWith(word));
  return [
    ...(mustRead ? [] : ['management-write' as const]),
    ...(mayRead ? ['management-read' as const] : []),
  ];
}

function isLeftOut(eventName: string): boolean {
  const name = eventName.toLowerCase();
  return READING.some((word) => name.startsWith(word)) && !NOT_LEFT_OUT.includes(name);
}

function canHold(condition: Condition, { eventSource, eventName }: NamedCall, kind: EventKind): boolean {
  const call: JsonObject = {
    ...(eventSource === undefined ? {} : { eventSource }),
    ...(eventName === undefined ? {} : { eventName }),
  };
  return FACTS[kind].some((facts) => {
    const known = { ...call, ...facts };
    return mayHold(condition, known, new Set(Object.keys(known)));
  });
}

function ofManagement(facts: JsonObject): readonly JsonObject[] {
  const types = ['AwsApiCall', 'AwsServiceEvent', 'AwsConsoleAction', 'AwsConsoleSignIn'];
  return types.map((eventType) => ({
    eventCategory: 'Management',
    managementEvent: true,
    eventType,
    ...facts,
  }));
}
