import fc from 'fast-check';
import { answerStack } from '../../../lambda/aws/change/answer-stack';
import { describeAlarm } from '../../../lib/core/alarm/describe-alarm';
import type { Alert } from '../../../lib/core/alert/alert';
import { toAlertMessage } from '../../../lib/core/alert/message/alert-message';
import {
  type ChatNotification,
  toChatNotification,
  toPlainChatNotification,
  toUnverifiedNotification,
} from '../../../lib/core/alert/message/chat-notification';
import { renderSubject } from '../../../lib/core/alert/message/render-subject';
import { type Notice, toNotice } from '../../../lib/core/alert/sink/notice';
import { toDetectionFinding } from '../../../lib/core/alert/sink/to-detection-finding';
import { toEvent } from '../../../lib/core/alert/sink/to-event';
import { type RequestTemplate, toRequestBody, toRequestEvent } from '../../../lib/core/alert/sink/to-request';
import { type SecurityFinding, toSecurityFinding } from '../../../lib/core/alert/sink/to-security-finding';
import { toStreamRecord } from '../../../lib/core/alert/sink/to-stream-record';
import { LIMITS, lengthIn } from '../../../lib/core/safe-text/destination-limits';
import { BoundedPage } from '../../../lib/core/safe-text/markup-text';
import { sampleAlert } from '../alert/sample-alert';
import { deliveryOf } from '../alert/sink/arbitrary-notice';

/** What is long in one unit and short in another, and what grows where it is made safe. */
const PIECES = [
  ...['😀', '𝒳', '日', 'é', 'e\u0301', 'x', '"', '\\', '\u2028', '\ud83d', '\u{e0041}', '👩‍👩‍👧'],
  ...['a.co ', 'https://evil.example/ ', '@a.co ', '//x ', '<!here>', 'name\n'],
];

const textOf = (...lengths: readonly number[]) =>
  fc
    .tuple(fc.constantFrom(...PIECES), fc.constantFrom(...lengths), fc.constantFrom('', 'a', 'ab'))
    .map(([piece, units, start]) => start + piece.repeat(Math.ceil(units / piece.length)));

const short = textOf(1, 60, 300, 1_000);
const long = textOf(1, 300, 1_500, 5_000);

const messages: fc.Arbitrary<Message> = fc
  .record({
    ...{ title: long, summary: long, who: short, event: short, region: short, agent: long, error: short },
    ...{ rule: short, tag: short, fact: short, resource: short, first: textOf(1, 300, 900) },
    isAlert: fc.boolean(),
    isProven: fc.boolean(),
  })
  .map((texts) => {
    const alert = alertOf(texts);
    return { ...texts, alert, notice: noticeOf(alert, texts) };
  });

interface Message {
  readonly title: string;
  readonly summary: string;
  readonly resource: string;
  readonly first: string;
  readonly isAlert: boolean;
  readonly isProven: boolean;
  readonly alert: Alert;
  readonly notice: Notice;
}

function alertOf(texts: Readonly<Record<string, unknown>>): Alert {
  const { title, summary, who, event, region, agent, error, rule, tag, fact, resource, first } =
    texts as Record<string, string>;
  return {
    ...sampleAlert({ userAgent: agent, errorCode: error, sourceIPAddress: agent }),
    ...{ title, summary, eventName: event, awsRegion: region, ruleName: rule, ruleId: rule },
    ...{ actor: { name: who, arn: resource, type: tag }, tags: Array(20).fill(tag) },
    ...{ resources: Array(20).fill(resource), firstSteps: Array(12).fill(first) },
    details: { [String(fact).slice(0, 40)]: Array(10).fill(fact) },
    recipientAccount: {
      name: tag,
      organizationalUnits: Array.from({ length: 5 }, (_, at) => ({ id: `ou-${at}`, name: tag })),
      tags: Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`key${at}`, tag])),
    },
  } as Alert;
}

function noticeOf(
  alert: Alert,
  {
    isAlert,
    isProven,
    title,
    summary,
    first,
  }: Pick<Message, 'isAlert' | 'isProven' | 'title' | 'summary' | 'first'>,
): Notice {
  const delivery = deliveryOf(isAlert ? JSON.stringify(alert) : summary, {
    subject: title,
    firstSteps: Array(12).fill(first),
  });
  return toNotice(delivery, isProven ? { kind: 'trailwatch' } : { kind: 'unknown', reason: 'sent-again' });
}

function chatOf({ alert, isAlert, isProven, title, summary }: Message): ChatNotification['content'] {
  if (!isAlert) return toPlainChatNotification(title, summary, 'sent-again').content;
  return (isProven ? toChatNotification(alert) : toUnverifiedNotification(alert, 'sent-again')).content;
}

const TEMPLATES: readonly RequestTemplate[] = [
  ...(['alert', 'slack', 'service-now', 'pager-duty', 'opsgenie'] as const).map((kind) => ({ kind })),
  { kind: 'jira', projectKey: 'SEC', issueType: 'Task' },
];

/** The members of the bodies of all templates that have a limit. */
interface Body {
  readonly text: string;
  readonly blocks: readonly { readonly text: { readonly text: string } }[];
  readonly fields: {
    readonly summary: string;
    readonly labels: readonly string[];
    readonly description: {
      readonly content: readonly { readonly content: readonly { readonly text: string }[] }[];
    };
  };
  readonly message: string;
  readonly description: string;
  readonly details: Readonly<Record<string, string>>;
  readonly short_description: string;
  readonly payload: { readonly summary: string };
}

const bodies = new WeakMap<Message, Map<string, Body>>();

function bodyOf(message: Message, kind: RequestTemplate['kind']): Body {
  const known = bodies.get(message) ?? new Map<string, Body>();
  bodies.set(message, known);
  const template = TEMPLATES.find((one) => one.kind === kind) as RequestTemplate;
  const body = known.get(kind) ?? (toRequestBody(message.notice, template) as Body);
  known.set(kind, body);
  return body;
}

const PLACE = {
  productArn: 'arn:aws:securityhub:eu-west-1:044455556666:product/x',
  accountId: '044455556666',
};

const findingOf = (message: Message): SecurityFinding => toSecurityFinding(message.notice, PLACE);

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

async function responseTo({ summary, isProven, resource }: Message): Promise<string> {
  let sent = '';
  const put = jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, init) => {
    sent = String(init?.body);
    return new Response();
  });
  await answerStack(
    { ResponseURL: 'https://s3.example', StackId: 'arn', RequestId: 'id', LogicalResourceId: 'Trail' },
    { physicalId: 'main', ...(isProven ? {} : { data: { a: resource.slice(0, 100) } }), reason: summary },
  );
  put.mockRestore();
  return sent;
}

/** What is sent for a message where a limit holds. */
const SENT: Readonly<
  Record<keyof typeof LIMITS, (message: Message) => readonly string[] | Promise<string[]>>
> = {
  snsMessage: ({ alert }) => {
    const { Message, MessageAttributes } = toAlertMessage(alert);
    const attributes = Object.entries(MessageAttributes).map(
      ([name, { DataType, StringValue }]) => name + DataType + StringValue,
    );
    return [Message + attributes.join('') + 'x'.repeat(128)];
  },
  snsSubject: ({ alert }) => [renderSubject(alert)],
  eventEntry: (message) => [
    JSON.stringify(toEvent(message.notice)) + 'x'.repeat(256),
    ...TEMPLATES.map(
      (template) => JSON.stringify(toRequestEvent(message.notice, template)) + 'x'.repeat(256),
    ),
  ],
  firehoseRecord: (message) =>
    ['alert', 'ocsf'].map((format) => `${JSON.stringify(toStreamRecord(message.notice, format))}\n`),
  ocsfText: (message) => textsIn(toDetectionFinding(message.notice)),
  slackSection: (message) => [
    bodyOf(message, 'slack').blocks[1]?.text.text ?? '',
    chatOf(message).description,
    chatOf(message).nextSteps?.join('\n') ?? '-',
  ],
  slackHeader: (message) => [
    bodyOf(message, 'slack').text,
    bodyOf(message, 'slack').blocks[0]?.text.text ?? '',
    chatOf(message).title,
  ],
  jiraSummary: (message) => {
    const { summary, labels } = bodyOf(message, 'jira').fields;
    return [summary, ...labels];
  },
  jiraText: (message) => [
    `{code}${bodyOf(message, 'jira').fields.description.content[0]?.content[0]?.text}{code}`,
  ],
  opsgenieMessage: (message) => [bodyOf(message, 'opsgenie').message],
  opsgenieDescription: (message) => [bodyOf(message, 'opsgenie').description],
  opsgenieDetails: (message) => [Object.entries(bodyOf(message, 'opsgenie').details).flat().join('') || '-'],
  serviceNowShort: (message) => [bodyOf(message, 'service-now').short_description],
  serviceNowText: (message) => [bodyOf(message, 'service-now').description],
  pagerDutySummary: (message) => [bodyOf(message, 'pager-duty').payload.summary],
  findingId: (message) => {
    const { Id, GeneratorId, Resources } = findingOf(message);
    return [Id, GeneratorId, ...Resources.map((resource) => resource.Id)];
  },
  findingTitle: (message) => [findingOf(message).Title],
  findingDescription: (message) => [findingOf(message).Description],
  findingField: (message) => Object.values(findingOf(message).ProductFields),
  findingStep: (message) => [findingOf(message).Remediation?.Recommendation.Text ?? '-'],
  finding: (message) => [JSON.stringify(findingOf(message))],
  alarmDescription: ({ summary }) => [describeAlarm(summary, 'https://example.com/runbook.md')],
  stackResponse: async (message) => [await responseTo(message)],
  comment: ({ summary, title }) => {
    const page = new BoundedPage('# Changes\n');
    const left = page.add(Array(40).fill(`${summary}\n`), { before: title.slice(0, 100) });
    return [page.end(`${left} more`)];
  },
};

/** Half a character, which a cut can leave. */
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Documents have the texts of a record as they are, and pages and responses what their callers made safe. */
const WITH_HALVES: readonly string[] = ['ocsfText', 'comment'];

test('nothing longer is sent than each destination takes, in no script, nor half a character', async () => {
  await fc.assert(
    fc.asyncProperty(messages, async (message) => {
      for (const [name, { most, unit }] of Object.entries(LIMITS))
        for (const text of await SENT[name as keyof typeof LIMITS](message)) {
          expect([name, text]).not.toEqual([name, '']);
          const length = lengthIn(unit, text);
          expect([name, length]).toEqual([name, Math.min(length, most)]);
          if (!WITH_HALVES.includes(name)) expect([name, HALF.exec(text)?.index]).toEqual([name, undefined]);
        }
    }),
    { numRuns: 20 },
  );
});

test('the document inside of a finding is whole', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const { raw_data } = toDetectionFinding(message.notice) as { raw_data: string };
      expect(() => JSON.parse(raw_data)).not.toThrow();
    }),
  );
});
