import { toMailText } from '../../../safe-text/message-text';
import { cutLine } from '../../../safe-text/one-line';
import { peopleOf } from '../../people';
import type { Notice } from '../notice';

const VALUE_LENGTH = 300;
/** The longest first step of an alert: a part of a command that approves a response would approve nothing. */
const STEP_LENGTH = 2_400;
const SUMMARY_LENGTH = 1_500;

/** The facts of a notice with nothing to follow in their values, by their names; of several with one name the values joined. */
export function factsOf(notice: Notice): Readonly<Record<string, string>> {
  const facts = new Map<string, string>();
  for (const [name, value] of notice.lines) {
    const safe = inertText(notice, value, VALUE_LENGTH);
    const earlier = facts.get(name);
    facts.set(name, earlier === undefined ? safe : `${earlier}; ${safe}`);
  }
  return Object.fromEntries(facts);
}

/** The first steps, numbered. Those of a proven sender hold commands, which stay as they are: their arguments are exact or placeholders. */
export function stepsOf(notice: Notice): readonly string[] {
  const { firstSteps, isVerified } = notice;
  return firstSteps.map((step, index) => {
    const line = isVerified ? cutLine(step, STEP_LENGTH) : inertText(notice, step, STEP_LENGTH);
    return `${index + 1}. ${line}`;
  });
}

/**
 * The text for people: summary, facts, first steps and links in lines, of at most `maxLength` characters in whole lines. Where there is
 * no room, the last facts go first, and then the last steps; a line gives the number of lines left out.
 */
export function renderNoticeText(notice: Notice, maxLength: number): string {
  const summary = inertText(notice, notice.summary, SUMMARY_LENGTH);
  const facts = notice.lines.map(([name, value]) => `${name}: ${inertText(notice, value, VALUE_LENGTH)}`);
  const steps = stepsOf(notice);
  const links = notice.links.map(([name, text]) => `${name}: ${text}`);
  const write = (left: number) => {
    const kept = steps.slice(0, steps.length - Math.max(0, left - facts.length));
    return [
      summary,
      '',
      ...facts.slice(0, Math.max(0, facts.length - left)),
      ...(left === 0 ? [] : [`${left} more ${left === 1 ? 'line' : 'lines'} ${ELSEWHERE}`]),
      ...(kept.length === 0 ? [] : ['', 'First steps', ...kept]),
      ...(links.length === 0 ? [] : ['', ...links]),
    ]
      .join('\n')
      .trimEnd();
  };
  let left = 0;
  while (write(left).length > maxLength && left < facts.length + steps.length) left += 1;
  return write(left);
}

/** Where all lines are. */
const ELSEWHERE = 'in the e-mail and in the alert document';

/** Text of one line of a notice in which applications find nothing to link, of at most `maxUnits` UTF-16 code units. */
export function inertText({ alert }: Pick<Notice, 'alert'>, text: string, maxUnits: number): string {
  return toMailText(text, maxUnits, peopleOf(alert));
}
