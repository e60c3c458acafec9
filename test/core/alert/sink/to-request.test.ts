import fc from 'fast-check';
import { linkLines } from '../../../../lib/core/alert/console-links';
import type { MessageSender } from '../../../../lib/core/alert/message/message-sender';
import { type Notice, toNotice } from '../../../../lib/core/alert/sink/notice';
import {
  isClosable,
  type RequestTemplate,
  toRequestBody,
  toRequestEvent,
} from '../../../../lib/core/alert/sink/to-request';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { toPlan, toResponseAlert } from '../../../../lib/core/response/response-plan';
import { sampleAlert } from '../sample-alert';
import { arbitraryNotice, deliveryOf, noticeOf } from './arbitrary-notice';

const TEMPLATES: readonly RequestTemplate[] = [
  { kind: 'alert' },
  { kind: 'slack' },
  { kind: 'jira', projectKey: 'SEC', issueType: 'Task' },
  { kind: 'service-now' },
  { kind: 'pager-duty' },
  { kind: 'opsgenie' },
];

/** The texts of a body, each with the path of its member. */
function textsOf(value: unknown, path = ''): (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    textsOf(member, Array.isArray(value) ? `${path}[]` : `${path}.${name}`),
  );
}

describe.each(TEMPLATES)('a request of the kind $kind', (template) => {
  test('has the id of the alert where repetitions are found by it', () => {
    expect(JSON.stringify(toRequestEvent(noticeOf(), template).detail)).toContain(sampleAlert().id);
  });

  test('has no address that an application would link but those of its links, and no line of a caller', () => {
    if (template.kind === 'alert') return;
    fc.assert(
      fc.property(arbitraryNotice, (notice) => {
        for (const [, whole] of textsOf(toRequestBody(notice, template))) {
          const text = notice.links.reduce((left, [, link]) => left.replaceAll(link, ''), whole);
          expect(text).not.toMatch(/https?:\/\/|javascript:|evil\.example|(?!\n)[\p{Cc}\u2028\u202e]/u);
        }
      }),
    );
  });
});

function bodyOf(template: RequestTemplate, notice: Notice = noticeOf()): JsonObject {
  return JSON.parse(JSON.stringify(toRequestBody(notice, template)));
}

test('Slack gets plain text, in which nothing is markup', () => {
  const { text, blocks } = bodyOf({ kind: 'slack' }) as {
    text: string;
    blocks: { type: string; text: JsonObject }[];
  };
  expect(text).toBe('[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)');
  expect(blocks.map((block) => [block.type, block.text.type])).toEqual([
    ['header', 'plain_text'],
    ['section', 'plain_text'],
  ]);
  expect(blocks[1]?.text.text).toMatch(/^IAM user alice .*\n\nSeverity: high\nWho: alice/);
  expect(blocks[1]?.text.text).toMatch(/First steps\n1\. Start it again\.\n\nRecord: \S+\nActor: \S+$/);
});

test('Jira gets an issue of the project whose text is a block of code', () => {
  const { fields } = bodyOf({ kind: 'jira', projectKey: 'SEC', issueType: 'Incident' }) as {
    fields: JsonObject;
  };
  expect(fields).toMatchObject({
    project: { key: 'SEC' },
    issuetype: { name: 'Incident' },
    summary: '[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)',
    labels: ['trailwatch', 'severity-high', `alert-${sampleAlert().id}`],
    description: { type: 'doc', version: 1, content: [{ type: 'codeBlock' }] },
  });
});

test('labels of Jira have no blanks', () => {
  fc.assert(
    fc.property(arbitraryNotice, (notice) => {
      const { labels } = bodyOf({ kind: 'jira', projectKey: 'SEC', issueType: 'Task' }, notice)
        .fields as unknown as {
        labels: string[];
      };
      expect(labels.join()).not.toMatch(/\s/);
    }),
  );
});

test.each([
  ['critical', '1', 'critical', 'P1'],
  ['high', '1', 'error', 'P2'],
  ['medium', '2', 'warning', 'P3'],
  ['low', '3', 'info', 'P4'],
  ['informational', '3', 'info', 'P5'],
] as const)(
  'severity %s is urgency %s, severity %s and priority %s',
  (severity, urgency, level, priority) => {
    const notice = noticeOf({ ...sampleAlert(), severity });
    expect(bodyOf({ kind: 'service-now' }, notice)).toMatchObject({ urgency, impact: urgency });
    expect(bodyOf({ kind: 'pager-duty' }, notice)).toMatchObject({ payload: { severity: level } });
    expect(bodyOf({ kind: 'opsgenie' }, notice)).toMatchObject({ priority });
  },
);

test('PagerDuty gets the account as the source, the time of the event, and the facts', () => {
  const { routing_key, ...event } = bodyOf({ kind: 'pager-duty' });
  expect(routing_key).toBeUndefined();
  expect(event).toMatchObject({
    event_action: 'trigger',
    dedup_key: sampleAlert().id,
    payload: {
      source: '111122223333',
      timestamp: '2026-11-20T03:00:00.000Z',
      custom_details: {
        What: 'StopLogging, cloudtrail.amazonaws.com',
        'First steps': ['1. Start it again.'],
      },
    },
  });
});

test.each(TEMPLATES.slice(1))(
  'a request of the kind $kind has the links of an alert, if its sender is proven',
  (template) => {
    const links = linkLines(sampleAlert()).map(([, text]) => text);
    expect(links).toHaveLength(2);
    const textBy = (sender: MessageSender) =>
      JSON.stringify(toRequestBody(noticeOf(sampleAlert(), sender), template));
    for (const link of links) {
      expect(textBy({ kind: 'trailwatch' })).toContain(link);
      expect(textBy({ kind: 'unknown', reason: 'unsigned' })).not.toContain(link);
    }
  },
);

test('an alarm that is over is closed where it was opened, and opens nothing', () => {
  const alarm = {
    AlarmName: 'Errors',
    NewStateValue: 'ALARM',
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Errors',
  };
  const eventOf = (NewStateValue: string, template: RequestTemplate, sender: MessageSender) =>
    toRequestEvent(
      toNotice(deliveryOf(JSON.stringify({ ...alarm, NewStateValue })), sender),
      template,
    ) as unknown as { readonly detailType: string; readonly detail: JsonObject };
  const proven: MessageSender = { kind: 'cloudwatch' };
  for (const template of TEMPLATES.filter(isClosable)) {
    const [raised, over] = ['ALARM', 'OK'].map((state) => eventOf(state, template, proven));
    expect([raised?.detailType, over?.detailType]).toEqual(['Trailwatch Request', 'Trailwatch Closing']);
    const reason = 'The alarm is over.';
    expect(over?.detail).toEqual({ id: raised?.detail.id, alarmName: 'Errors', reason });
    const forged = eventOf('OK', template, { kind: 'unknown', reason: 'alarm-differs' });
    expect(forged.detailType).toBe('Trailwatch Request');
  }
});

test.each(TEMPLATES)(
  'a request of the kind $kind has the commands that approve and reject a response whole',
  (template) => {
    const taskToken = `${'T'.repeat(760)}==`;
    const asked = toResponseAlert({
      outcome: 'asked',
      plan: toPlan(sampleAlert(), 'start-logging'),
      taskToken,
    });
    const texts = JSON.stringify(toRequestBody(noticeOf(asked), template));
    expect(texts).toContain(`send-task-success --task-output {} --task-token ${taskToken}`);
    expect(texts).toContain(`send-task-failure --task-token ${taskToken}`);
  },
);

test.each(['slack', 'service-now'] as const)(
  'what %s has no room for is told, and the first steps stay',
  (kind) => {
    const firstSteps = ['Disable the key.', 'Ask the actor.'];
    const details = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`fact${at}`, Array.from({ length: 10 }, () => 'x'.repeat(40))]),
    );
    const resources = Array.from({ length: 10 }, (_, at) => `arn:aws:s3:::${'b'.repeat(280)}${at}`);
    const text = textOf(
      toRequestBody(noticeOf({ ...sampleAlert(), firstSteps, details, resources }), { kind }),
    );
    expect(text).toMatch(/\n\d+ more lines? in the e-mail and in the alert document\n/);
    expect(text).toMatch(
      /First steps\n1\. Disable the key\.\n2\. Ask the actor\.\n\nRecord: \S+\nActor: \S+$/,
    );
  },
);

function textOf(body: object): string {
  const { description = '', blocks = [] } = body as {
    readonly description?: string;
    readonly blocks?: readonly { readonly text: { readonly text: string } }[];
  };
  return blocks.at(-1)?.text.text ?? description;
}
