import type { RequestTemplate } from '../alert/sink/to-request';
import type { FindingPlace } from '../alert/sink/to-security-finding';
import { type EnvironmentFields, FunctionEnvironment, WORKER_NAMES } from './function-environment';

/** What every sink writes into its function's environment, and the handler reads there. */
export interface SinkSettings {
  /** Distinguishes this function's log from another's. */
  readonly sinkName: string;
  /** The HMAC keys that alerts are signed with: their ARNs, with commas between. */
  readonly originKeyArns: string;
  /** After how many receives a message moves to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/** The settings of a sink that puts events on a bus. */
export interface EventSinkSettings extends SinkSettings {
  /** The name of the bus, or its ARN where it is in another account. */
  readonly busName: string;
  /** The request in the event; `EVENT` where the event is the alert itself. */
  readonly template: EventTemplate;
}

/** What an event holds. */
export type EventTemplate = RequestTemplate | typeof EVENT;

/** The event is the alert itself. */
export const EVENT = { kind: 'event' } as const;

const SINK_FIELDS: EnvironmentFields<SinkSettings> = {
  sinkName: WORKER_NAMES.sink,
  originKeyArns: { variable: 'TRAILWATCH_ORIGIN_KEY_ARNS', kind: 'text' },
  maxReceiveCount: { variable: 'TRAILWATCH_MAX_RECEIVE_COUNT', kind: 'number' },
};

/** The template is in its variable as JSON. */
type EventSinkTexts = Omit<EventSinkSettings, 'template'> & { readonly template: string };

const EVENT_SINK_ENVIRONMENT = new FunctionEnvironment<EventSinkTexts>('the sink', {
  ...SINK_FIELDS,
  busName: { variable: 'TRAILWATCH_EVENT_BUS_NAME', kind: 'text' },
  template: { variable: 'TRAILWATCH_TEMPLATE', kind: 'text' },
});

/** The environment of the function. Values may be CDK tokens: they are passed on as they are. */
export function encodeEventSinkSettings(settings: EventSinkSettings): Record<string, string> {
  return EVENT_SINK_ENVIRONMENT.encode({ ...settings, template: JSON.stringify(settings.template) });
}

/** The settings of an environment. Throws one error that names every variable that is missing or not a number. */
export function decodeEventSinkSettings(
  environment: Readonly<Record<string, string | undefined>>,
): EventSinkSettings {
  const texts = EVENT_SINK_ENVIRONMENT.decode(environment);
  return { ...texts, template: JSON.parse(texts.template) as EventTemplate };
}

/** The settings of a sink that imports findings into Security Hub. */
export type FindingSinkSettings = SinkSettings & FindingPlace;

/** The environment of the function. */
export const FINDING_SINK_ENVIRONMENT = new FunctionEnvironment<FindingSinkSettings>('the sink', {
  ...SINK_FIELDS,
  productArn: { variable: 'TRAILWATCH_PRODUCT_ARN', kind: 'text' },
  accountId: { variable: 'TRAILWATCH_ACCOUNT_ID', kind: 'text' },
});

/** The settings of a sink that puts records into a delivery stream. */
export interface RecordSinkSettings extends SinkSettings {
  readonly streamName: string;
  /** The document of a record: `alert` or `ocsf`. */
  readonly format: string;
}

/** The environment of the function. */
export const RECORD_SINK_ENVIRONMENT = new FunctionEnvironment<RecordSinkSettings>('the sink', {
  ...SINK_FIELDS,
  streamName: { variable: 'TRAILWATCH_DELIVERY_STREAM_NAME', kind: 'text' },
  format: { variable: 'TRAILWATCH_FORMAT', kind: 'text' },
});

/** What the `ChatTopic` construct writes into its function's environment, and the handler reads there. */
export interface ChatSettings {
  /** The SNS topic that chat applications are subscribed to. */
  readonly topicArn: string;
  /** As of a sink. */
  readonly originKeyArns: string;
}

/** The environment of the function. */
export const CHAT_ENVIRONMENT = new FunctionEnvironment<ChatSettings>('ChatTopic', {
  topicArn: { variable: 'TRAILWATCH_CHAT_TOPIC_ARN', kind: 'text' },
  originKeyArns: SINK_FIELDS.originKeyArns,
});
