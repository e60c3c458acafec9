import { LIMITS } from '../../safe-text/destination-limits';
import { toMailText } from '../../safe-text/message-text';
import { cutUnits, oneLine } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { DAILY_SUMMARY_RULE_ID } from '../daily-summary';
import { peopleOf } from '../people';

/**
 * The subject of an e-mail about an alert, such as `[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)`.
 *
 * SNS takes printable ASCII that begins with a letter, a number or a punctuation mark, has no line break and is
 * shorter than 100 characters. The title is cut where it must be, never the severity or the place.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function renderSubject(alert: Alert): string {
  const people = peopleOf(alert);
  return render(alert, LIMITS.snsSubject.most, (text, room) => {
    const plain = ascii(text);
    const whole = toMailText(plain, room, people);
    return whole.endsWith('…') ? toMailText(plain, room - 2, people).replace(/…$/, '...') : whole;
  });
}

/** The same with the letters of the title, for receivers that accept any. They rewrite what may harm. */
export function renderHeading(alert: Alert, maxLength: number): string {
  return render(alert, maxLength, (text, room) => {
    const line = oneLine(text, 1000);
    return line.length <= room ? line : `${cutUnits(line, room - 2).slice(0, -1)}...`;
  });
}

function render(alert: Alert, maxLength: number, write: (text: string, room: number) => string): string {
  const places = [alert.recipientAccountId, alert.awsRegion].map((place) => ascii(place).slice(0, 24));
  const given = places.filter((place) => place !== '');
  const head =
    alert.ruleId === DAILY_SUMMARY_RULE_ID || alert.closes !== undefined
      ? ''
      : `[${alert.severity.toUpperCase()}] `;
  const tail = given.length === 0 ? '' : ` (${given.join(', ')})`;
  const room = maxLength - head.length - tail.length;
  const titles = [alert.title, alert.ruleName ?? '', alert.ruleId].map((text) => write(text, room));
  return `${head}${titles.find((text) => LETTER.test(text)) ?? ''}${tail}`;
}

/** A title without any letter says nothing. */
const LETTER = /\p{L}/u;

/** Letters without their accents; other characters outside ASCII become blanks. */
function ascii(text: string): string {
  return text
    .slice(0, 1000)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
