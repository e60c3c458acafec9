import type { CloudTrailRecord } from '../record/record';

/** CloudTrail's times: ISO 8601 in UTC. Anything else has no place on the axis of event time. */
const EVENT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** The milliseconds of a record's `eventTime`; undefined if it is not a time. */
export function timeOf({ eventTime }: Pick<CloudTrailRecord, 'eventTime'>): number | undefined {
  if (typeof eventTime !== 'string' || !EVENT_TIME.test(eventTime)) return undefined;
  const day = eventTime.slice('yyyy-mm-'.length, 'yyyy-mm-dd'.length);
  const timeMs = Date.parse(eventTime);
  // JavaScript takes 30 February for 2 March, and hour 24 for the next day; other engines take them for nothing.
  const isReal = !Number.isNaN(timeMs) && new Date(timeMs).getUTCDate() === Number(day);
  return isReal ? timeMs : undefined;
}

const DAY_LENGTH = 'yyyy-mm-ddT'.length;
const TIME_LENGTH = 'yyyy-mm-ddThh:mm:ssZ'.length;
const ZERO = 0x30;

/** {@link timeOf} for times that come by the thousand, most of one day. */
export class EventTimes {
  #day = '';
  /** Undefined if it is not a day. */
  #dayMs: number | undefined;

  msOf(eventTime: string): number | undefined {
    if (eventTime.length !== TIME_LENGTH) return timeOf({ eventTime });
    if (this.#day === '' || !eventTime.startsWith(this.#day)) {
      this.#day = eventTime.slice(0, DAY_LENGTH);
      this.#dayMs = timeOf({ eventTime: `${this.#day}00:00:00Z` });
    }
    const [hours, minutes, seconds] = [
      twoDigits(eventTime, 11),
      twoDigits(eventTime, 14),
      twoDigits(eventTime, 17),
    ];
    const isPlain =
      hours < 24 && minutes < 60 && seconds < 60 && eventTime[13] === ':' && eventTime[16] === ':';
    if (!isPlain || eventTime[19] !== 'Z' || this.#dayMs === undefined) return timeOf({ eventTime });
    return this.#dayMs + 1000 * (3600 * hours + 60 * minutes + seconds);
  }
}

/** At least 100 if they are not digits. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens < 10 && ones >= 0 && ones < 10 ? 10 * tens + ones : 100;
}
