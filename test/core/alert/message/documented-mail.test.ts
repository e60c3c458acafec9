import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORIGIN_ATTRIBUTE } from '../../../../lib/core/alert/mac/message-origin';
import { alertAttributes } from '../../../../lib/core/alert/message/alert-attributes';
import { renderMail } from '../../../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../../../lib/core/alert/message/chat-notification';
import { renderSubject } from '../../../../lib/core/alert/message/render-subject';
import { sampleAlert } from '../sample-alert';

const PAGE = readFileSync(join(__dirname, '../../../../docs/alerts/alerts.md'), 'utf8');

const ALERT = {
  ...sampleAlert(),
  firstSteps: [
    'Start it again: aws cloudtrail start-logging --name main',
    'Ask alice. If it was not her, disable her keys.',
  ],
};

test('the e-mail in the documentation is one that is sent', () => {
  expect(/```text\n([\s\S]*?)```/.exec(PAGE)?.[1]).toBe(renderMail(ALERT));
  expect(PAGE).toContain(`\`${renderSubject(ALERT)}\``);
});

test('the notification in the documentation is one that is shown', () => {
  const { title, description } = toChatNotification(ALERT).content;
  const shown = PAGE.split('\n').flatMap((line) => /^> ?(.*)$/.exec(line)?.slice(1) ?? []);
  expect(shown[0]).toBe(`**${title}**`);
  const lines = shown.slice(2, -1);
  expect(lines.length).toBeGreaterThan(3);
  expect(`${description}\n`).toContain(`${lines.join('\n')}\n`);
});

test('every attribute that alerts have is documented, and no other', () => {
  const [, table = ''] = /\| attribute \|[^\n]*\n\|[^\n]*\n([\s\S]*?)\n\n/.exec(PAGE) ?? [];
  const documented = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  const recipientAccount = { name: 'payments', organizationalUnits: [], tags: { owner: 'alice' } };
  const sent = [ALERT, { ...ALERT, recipientAccount, repeat: true } as const].flatMap((alert) =>
    Object.keys(alertAttributes(alert)),
  );
  expect(documented.sort()).toEqual([...new Set([...sent, ORIGIN_ATTRIBUTE])].sort());
});
