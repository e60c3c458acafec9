import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { AlertTable } from '../../bin/outputs/alert/alert-table';
import type { Alert } from '../../lib/core/alert/alert';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import { renderMail } from '../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../lib/core/alert/message/chat-notification';
import { renderSubject } from '../../lib/core/alert/message/render-subject';

/** What people read of every example of every built-in rule, to be read by a person. */
const GOLDEN = join(__dirname, 'messages.txt');

/** A row of the table for each alert, so wide that nothing is broken into lines that it has not. */
const TABLE = new AlertTable(500, false);

/** The lines that follow from the record's own words, and from the rule, are left out. */
const SHOWN = /^(?:Result|Resource|Detail):/;

const ALERTS = readBuiltInFiles().flatMap(({ parsed }) =>
  parsed.rules.flatMap(({ rule, examples }) =>
    examples.matching.map(({ record }) => toAlert(rule, record, { route: 'cli', source: {} })),
  ),
);

function renderMessages(): string {
  const head =
    'What is read of each example of a rule: by mail, in chat, in the table of `scan`. UPDATE_MESSAGES=1 writes it.';
  return `${head}\n\n${ALERTS.map(messageOf).join('\n')}`;
}

function messageOf(alert: Alert): string {
  const [, summary = '', facts = ''] = renderMail(alert).split('\n\n');
  const mail = [summary, ...facts.split('\n').filter((line) => SHOWN.test(line))];
  const chat = chatLines(alert).filter((line) => !mail.map(plain).includes(line));
  const row = TABLE.renderRows([alert])
    .trim()
    .split(/\s*\n\s*/);
  return [
    `${alert.ruleName}: ${renderSubject(alert)}`,
    ...mail.map((line) => `  mail  ${line.replace(/ {2,}/, ' ')}`),
    ...chat.map((line) => `  chat  ${line}`),
    ...row.map((line) => `  table ${line.replace(/ {2,}/g, ' | ')}`),
    '',
  ].join('\n');
}

/** The lines of a chat message that a mail shows, too, without markup. */
function chatLines(alert: Alert): readonly string[] {
  const [summary = '', , ...facts] = toChatNotification(alert).content.description.split('\n');
  const lines = facts.map((line) => line.replace(/^- (\w+): /, '$1: '));
  return [summary, ...lines.filter((line) => SHOWN.test(line))].map(plain);
}

/** A line without what keeps it from becoming a link or markup where it is shown. */
function plain(line: string): string {
  return line.replace(/[`\\]|\[(?=[.:]\])|(?<=\[[.:])\]|\u200b|\u2060/g, '').replace(/ {2,}/, ' ');
}

test('what people read of every example is what was reviewed; else UPDATE_MESSAGES=1 npx jest test/rules/messages, and read the difference', () => {
  const messages = renderMessages();
  if (process.env.UPDATE_MESSAGES === '1') writeFileSync(GOLDEN, messages);
  expect(messages).toBe(readFileSync(GOLDEN, 'utf8'));
  expect(ALERTS.length).toBeGreaterThan(800);
  // What people read of an alert stays short, however many rules there are; 15 characters are its id in the table.
  expect(messages.length / ALERTS.length).toBeLessThan(605);
});
