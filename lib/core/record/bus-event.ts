import { isJsonObject, type Json, nestsTooDeep, parseJson } from '../json/json-value';
import { isRecord, lacksTime, withTime } from './is-record';
import type { CloudTrailRecord } from './record';

/** A message that should contain an event of CloudTrail as EventBridge delivers it. */
export type BusEvent =
  | {
      readonly kind: 'record';
      readonly record: CloudTrailRecord;
      /** When EventBridge had it; the time of a record that has none. */
      readonly time: string;
    }
  /** The event is not one that AWS sent. `reason` is the end of a sentence. */
  | { readonly kind: 'foreign'; readonly reason: string };

/** Only AWS itself may put events with such a source on a bus. */
const SOURCE_PREFIX = 'aws.';

/** Of every kind of event from CloudTrail, and of sign-ins in both spellings: `Sign In` and `Signin`. */
const DETAIL_TYPE_SUFFIX = ' via CloudTrail';

/**
 * The record in an event of EventBridge. One without `eventTime` is taken as from a log file. A forged event is refused: `PutEvents` takes no source that begins
 * with `aws.`, and the bus sets `account` to the account that an event came from, so no account can send events for another one.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export function parseBusEvent(body: string): BusEvent {
  const event = parseJson(body);
  if (!isJsonObject(event)) return foreign('it is not a JSON object');
  const { source, 'detail-type': detailType, account, detail, time } = event;
  if (!isText(source) || !source.startsWith(SOURCE_PREFIX)) {
    return foreign(`its source is ${JSON.stringify(source)}, and that of AWS begins with '${SOURCE_PREFIX}'`);
  }
  if (!isText(detailType) || !detailType.endsWith(DETAIL_TYPE_SUFFIX)) {
    return foreign(
      `its detail-type is ${JSON.stringify(detailType)}, and that of a record ends with 'via CloudTrail'`,
    );
  }
  if (detail === undefined || !isRecord(detail)) return foreign('its detail is not a CloudTrail record');
  if (nestsTooDeep(detail)) return foreign('its detail is nested too deep');
  const { recipientAccountId } = detail;
  if (recipientAccountId !== undefined && recipientAccountId !== account) {
    return foreign(
      `it came from account ${JSON.stringify(account)}, and its record from '${recipientAccountId}'`,
    );
  }
  const record = lacksTime(detail) ? withTime(detail) : detail;
  return { kind: 'record', record, time: isText(time) ? time : '' };
}

function foreign(reason: string): BusEvent {
  return { kind: 'foreign', reason };
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}
