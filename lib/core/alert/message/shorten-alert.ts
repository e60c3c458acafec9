import type { JsonObject } from '../../json/json-value';
import type { Alert, AlertDetails } from '../alert';
import { jsonBytes, shortenJson } from './shorten-json';

/**
 * The most that one message of Amazon SNS may hold, in bytes of UTF-8, its attributes included.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const SNS_MESSAGE_BYTES = 256 * 1024;

/** The least that an alert can be shortened to: every other member at its longest, and the marks of what was cut. */
export const MIN_ALERT_BYTES = 16 * 1024;

/** How many bytes a member outside the record may take when even an alert without its record is too long. */
const MEMBER_BYTES = 512;

/**
 * Two characters that JSON leaves as they are and that SQS takes in no message: a queue that subscribes to the topic
 * would lose the alert.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const UNDELIVERABLE = /[\uFFFE\uFFFF]/g;

/**
 * The alert as a document of at most `maxBytes` bytes of UTF-8 JSON that every subscriber of a topic can take.
 *
 * The largest parts of `record` go first, each replaced by `[shortened: <n> bytes]`. Who, what, where and the
 * identity stay as they are. Only when the record's whole room is not enough, as no real record makes it, are
 * other members that take more than 512 bytes cut too. An alert that fits is returned itself.
 */
export function shortenAlert(alert: Alert, maxBytes: number): Alert {
  if (maxBytes < MIN_ALERT_BYTES) {
    throw new RangeError(`maxBytes is ${maxBytes}, and an alert can need ${MIN_ALERT_BYTES} bytes`);
  }
  return deliverable(sizeOf(alert) <= maxBytes ? alert : shorten(alert, maxBytes));
}

function shorten(alert: Alert, maxBytes: number): Alert {
  const around = sizeOf({ ...alert, record: {} });
  if (around <= maxBytes - MEMBER_BYTES) return withRecord(alert, maxBytes - around);
  const small = withShortMembers(alert);
  return withRecord(small, maxBytes - sizeOf({ ...small, record: {} }));
}

/** The same alert, with a replacement character, which is as long, for each character that no queue takes. */
function deliverable(alert: Alert): Alert {
  const text = JSON.stringify(alert);
  const cleaned = text.replace(UNDELIVERABLE, '\uFFFD');
  return cleaned === text ? alert : (JSON.parse(cleaned) as Alert);
}

function withRecord(alert: Alert, budgetBytes: number): Alert {
  const record = shortenJson(alert.record, budgetBytes);
  // A record of very many small members is cut as a whole, and stays an object all the same.
  return { ...alert, record: typeof record === 'string' ? { shortened: record } : (record as JsonObject) };
}

function withShortMembers(alert: Alert): Alert {
  const entries = Object.entries(alert).map(([name, value]) => [
    name,
    name === 'record' ? value : shortenJson(value, MEMBER_BYTES),
  ]);
  const { tags, resources, resourceDetails, details, firstSteps, links, commands, actor, source, ...rest } =
    Object.fromEntries(entries) as Alert;
  return {
    ...rest,
    tags: asList(tags),
    resources: asList(resources),
    // Each of them is small: a list that is too long is cut as a whole.
    ...(resourceDetails === undefined
      ? {}
      : { resourceDetails: typeof resourceDetails === 'string' ? [] : resourceDetails }),
    ...(details === undefined ? {} : { details: typeof details === 'string' ? {} : listsOf(details) }),
    ...(firstSteps === undefined ? {} : { firstSteps: asList(firstSteps) }),
    ...(commands === undefined ? {} : { commands: asList(commands) }),
    ...(links === undefined ? {} : { links: typeof links === 'string' ? {} : links }),
    actor: typeof actor === 'string' ? { name: actor } : actor,
    source: typeof source === 'string' ? {} : source,
  };
}

/** The facts whose values were cut as a whole have a mark each. */
function listsOf(details: AlertDetails): AlertDetails {
  return Object.fromEntries(Object.entries(details).map(([fact, values]) => [fact, asList(values)]));
}

/** A list that was cut as a whole is a list of its mark. */
function asList(list: readonly string[] | string): readonly string[] {
  return typeof list === 'string' ? [list] : list;
}

function sizeOf(alert: Alert): number {
  return jsonBytes(alert as unknown as JsonObject);
}
