import type { Alert } from '../alert/alert';
import { MIN_ALERT_BYTES, shortenAlert } from '../alert/message/shorten-alert';
import { oneLine } from '../safe-text/one-line';
import type { Notice } from './notice';

/**
 * The document of a notice, in at most `maxBytes` bytes of UTF-8 JSON. Of an alert that is too long the largest parts of the
 * record are replaced by `[shortened: <n> bytes]`; of any other message the text is cut, with a word about it.
 *
 * @param render the document, which has the alert or the message in it once
 */
export function fitDocument<T>(notice: Notice, maxBytes: number, render: (notice: Notice) => T): T {
  const whole = render(notice);
  const surplus = bytesOf(whole) - maxBytes;
  if (surplus <= 0) return whole;
  const { alert, message } = notice;
  if (alert !== undefined) return render({ ...notice, alert: shortened(alert, surplus) });
  return render({ ...notice, message: `${JSON.stringify(message).slice(0, CUT_LENGTH)}… [shortened]` });
}

/** How much of a text is left of one that is no alert and too long. */
const CUT_LENGTH = 10_000;

function shortened(alert: Alert, surplus: number): Alert {
  return shortenAlert(alert, Math.max(MIN_ALERT_BYTES, bytesOf(alert) - surplus));
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Text of one line, of at most `maxLength` UTF-16 code units, as most applications count. */
export function cutLine(text: string, maxLength: number): string {
  return cutUnits(oneLine(text, maxLength), maxLength);
}

/** The start of a text, with an ellipsis if something was cut. */
export function cutUnits(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(LONE_SURROGATE, '')}…`;
}

/** Half a character, which a cut can leave. */
const LONE_SURROGATE = /[\ud800-\udbff]$/;
