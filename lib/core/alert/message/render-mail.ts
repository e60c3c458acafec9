import { toMailText } from '../../safe-text/mail-text';
import type { Alert } from '../alert';
import { toLinks } from '../console-links';
import { actorCommand } from '../correlated/actor-command';
import { summaryLines } from '../daily-summary';
import { boundedSteps, runbookOfRule } from '../rule-members';
import { alertLines } from './alert-lines';

/** How much of a value a line shows: an ARN or an object key, whole. */
const VALUE_LENGTH = 400;

/**
 * The alert as the text of an e-mail: the summary, a line for each of the main facts, and the
 * rule's first steps, and where to read more. Plain text of at most some 20 KB, in which nothing from a record makes a line of its own.
 */
export function renderMail(alert: Alert): string {
  const lines =
    summaryLines(alert)?.map((line) => toMailText(line, VALUE_LENGTH)) ??
    alertLines(alert).map(([name, value]) => `${`${name}:`.padEnd(10)}${toMailText(value, VALUE_LENGTH)}`);
  const steps = boundedSteps(alert.firstSteps).map((step, index) => `${index + 1}. ${step}`);
  const sections = [
    toMailText(alert.title, VALUE_LENGTH),
    toMailText(alert.summary, VALUE_LENGTH),
    lines.join('\n'),
    ...(steps.length === 0 ? [] : [['First steps', ...steps].join('\n')]),
    linksOf(alert).join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** Addresses that trailwatch makes. Those of a document that was read may be of anyone. */
function linksOf(alert: Alert): readonly string[] {
  const { record, firstRecord, actor } = toLinks(alert);
  const command = actorCommand(alert);
  const runbook = runbookOfRule(alert.ruleName);
  return [
    ...(firstRecord === undefined ? [] : [`First:   ${firstRecord}`]),
    ...(record === undefined ? [] : [`Record:  ${record}`]),
    ...(actor === undefined ? [] : [`Actor:   ${actor}`]),
    ...(command === undefined ? [] : [`Command: ${command}`]),
    ...(runbook === undefined ? [] : [`Runbook: ${runbook}`]),
  ];
}
