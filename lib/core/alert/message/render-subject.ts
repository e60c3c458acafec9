import { LIMITS } from '../../safe-text/destination-limits';
import { toMailText } from '../../safe-text/message-text';
import { cutWords, oneLine } from '../../safe-text/one-line';
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
    if (!whole.endsWith('…')) return whole;
    return `${toMailText(cutWords(plain, room - 3), room - 3, people).replace(/…$/, '')}...`;
  });
}

/** The same with the letters of the title, for receivers that accept any. They rewrite what may harm. */
export function renderHeading(alert: Alert, maxLength: number): string {
  return render(alert, maxLength, (text, room) => {
    const line = oneLine(text, 1000);
    return line.length <= room ? line : `${cutWords(line, room - 3)}...`;
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

/** Marks that have a likeness in ASCII. */
const LIKENESSES: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032\u02bc]/g, "'"],
  [/[\u201c-\u201f\u2033\u00ab\u00bb]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
];

/** Letters without their accents, and marks by their likeness; other characters outside ASCII become blanks. */
function ascii(text: string): string {
  return LIKENESSES.reduce((rest, [marks, likeness]) => rest.replace(marks, likeness), text.slice(0, 1000))
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
