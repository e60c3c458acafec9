import type { Alert } from '../../../../lib/core/alert/alert';
import { renderMail } from '../../../../lib/core/alert/message/alert-message';
import {
  toChatNotification,
  toPlainChatNotification,
  toUnverifiedNotification,
} from '../../../../lib/core/alert/message/chat-notification';
import { toPlan, toResponseAlert } from '../../../../lib/core/response/response-plan';
import { sampleAlert } from '../sample-alert';

test('tactics and error codes stay as they are in a mail, and names of hosts do not', () => {
  const mail = renderMail({
    ...sampleAlert({ errorCode: 'Client.UnauthorizedOperation', userAgent: 'attack.example' }),
    tags: ['attack.impact', 'attack.defense-evasion'],
  });
  expect(mail).toMatch(/\nResult: +denied, Client\.UnauthorizedOperation\n/);
  expect(mail).toMatch(/\nTags: +attack\.impact, attack\.defense-evasion\n/);
  expect(mail).toContain('attack[.]example');
});

describe('an alert in chat', () => {
  test('has title, summary, who, what, where, first steps and a link', () => {
    const alert = sampleAlert({ errorCode: 'AccessDenied' });
    const { content, ...rest } = toChatNotification(alert);
    expect(rest).toEqual({
      version: '1.0',
      source: 'custom',
      id: alert.id,
      metadata: {
        threadId: alert.id,
        summary: content.title,
        eventType: 'trailwatch-alert',
        additionalContext: {
          alertId: alert.id,
          ruleId: alert.ruleId,
          severity: 'high',
          account: '111122223333',
          region: 'eu-west-1',
          eventID: alert.eventID,
          eventName: 'StopLogging',
        },
      },
    });
    expect(content).toMatchInlineSnapshot(`
{
  "description": "IAM user alice (account 111122223333) tried to stop logging of trail 'main' in eu-west-1 from 203.0.113.7 without MFA, and was denied (AccessDenied)

- Who: \`alice, IAMUser, access key ASIAIOSFODNN7EXAMPLE, without MFA, arn:aws:iam::111122223333:user/alice\`
- What: \`StopLogging, cloudtrail.amazonaws.com\`
- Result: \`denied, AccessDenied\`
- When: \`2026-11-20T03:00:00Z\`
- Account: \`111122223333\`
- Region: \`eu-west-1\`
- From: \`203.0.113.7, aws-cli/2.31.0\`
- Resource: \`arn:aws:cloudtrail:eu-west-1:111122223333:trail/main\`
- Rule: \`trail-stopped, 0b0f2a76-3a0c-4d4e-9f1a-6b1f6a1d0001\`
- Found in: \`s3://logs/AWSLogs/111122223333/a.json.gz, record 3\`
- Event: \`6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01\`",
  "keywords": [
    "high",
    "trail-stopped",
  ],
  "nextSteps": [
    "AWS denied this, so nothing was changed or read. Find out why it was attempted, and whether the same caller succeeded at another time. Steps below that undo, restore or replace something are for that case only.",
    "Start it again.",
    "The record (sign in to its account first): https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01",
  ],
  "textType": "client-markdown",
  "title": "[HIGH] Denied: CloudTrail logging stopped (111122223333, eu-west-1)",
}
`);
  });

  test('keeps its thread when it is delivered again', () => {
    const [one, other] = [sampleAlert(), sampleAlert()].map((alert) => toChatNotification(alert));
    expect(one).toEqual(other);
  });

  test.each([
    ['a mention of everybody in Slack', '<!channel> <@U012345>'],
    ['a mention as Amazon Q has them', '@channel and @here'],
    ['a link of Slack', '<https://evil.example|sign in>'],
    ['a link of Teams', '[sign in](https://evil.example)'],
    ['an address', 'see https://evil.example/a'],
    ['the end of what is shown letter by letter', '` <!here> [x](http://evil.example) `'],
  ])('makes no markup of %s in a name', (_, name) => {
    const alert = { ...sampleAlert({ userAgent: name }), summary: `${name} stopped it`, title: name };
    const { title, description } = toChatNotification({ ...alert, actor: { name } }).content;
    const outsideCode = `${title}\n${description}`.replace(/`[^`\n]*`/g, '');
    expect(`${title}\n${description}`).not.toMatch(/[<>]|(^|\W)@\w/);
    expect(outsideCode).not.toMatch(/`|\]\(|https?:\/\//i);
  });

  test('leaves names and ARNs as they are', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/admin_role/jane.doe@example.com';
    const alert: Alert = {
      ...sampleAlert(),
      actor: { name: 'jane.doe@example.com' },
      summary: `role admin_role (jane.doe@example.com) did it`,
      resources: [arn],
    };
    const { description } = toChatNotification(alert).content;
    expect(description).toContain('role admin_role (jane.doe@example.com) did it');
    expect(description).toContain(`- Resource: \`${arn}\``);
  });

  test('fits what Slack shows, whatever the record holds, in whole lines', () => {
    const long = 'x'.repeat(5000);
    const alert: Alert = {
      ...sampleAlert({ userAgent: long, errorCode: long }),
      summary: long,
      resources: Array(50).fill(long),
    };
    const firstSteps = Array(50).fill(long);
    const { description, nextSteps, title } = toChatNotification({
      ...alert,
      ruleName: long,
      firstSteps,
    }).content;
    expect(description.length).toBeLessThanOrEqual(3000);
    expect(title.length).toBeLessThanOrEqual(150);
    expect(nextSteps?.[0]).toMatch(/^\d+ more in the e-mail and in the alert document$/);
    for (const line of description.split('\n').slice(2)) expect(line).toMatch(/^- [A-Z][\w ]+: `.*`$/);
  });

  test('has the commands that approve and reject a response whole, or says where they are', () => {
    const ofToken = (length: number) => {
      const plan = toPlan(sampleAlert(), 'start-logging');
      const asked = toResponseAlert({ outcome: 'asked', plan, taskToken: 'T'.repeat(length) });
      return toChatNotification(asked).content.nextSteps;
    };
    expect(ofToken(760)).toEqual([
      expect.stringMatching(/^Approve: aws .* --task-token T{760}$/),
      expect.stringMatching(/^Reject: aws .* --task-token T{760}$/),
    ]);
    expect(ofToken(1_500)).toEqual([
      expect.stringMatching(/^Approve: aws .* --task-token T{1500}$/),
      '1 more in the e-mail and in the alert document',
    ]);
  });

  test.each([
    [
      'alice@example.com',
      ['What else the actor did: `trailwatch actor ARN s3://logs/AWSLogs/ --start 2026-11-20`'],
    ],
    // It would mention everyone, and a changed command would do something else.
    ['@here', []],
  ])('about several records has the command on what else the actor did: %s', (name, links) => {
    const arn = `arn:aws:sts::111122223333:assumed-role/Admin/${name}`;
    const record = { knownWhenRaised: { records: [{ eventTime: '2026-11-20T03:00:00Z' }] } };
    const { nextSteps } = toChatNotification({ ...sampleAlert(), actor: { name, arn }, record }).content;
    expect(nextSteps?.map((step) => step.replace(arn, 'ARN'))).toEqual(['Start it again.', ...links]);
  });

  test('says how many steps it leaves out', () => {
    const { nextSteps } = toChatNotification({ ...sampleAlert(), firstSteps: [...'abcdefg'] }).content;
    expect(nextSteps?.slice(0, -1)).toEqual([...'abcd', '3 more in the e-mail and in the alert document']);
  });

  test('says how many lines it leaves out', () => {
    const arns = Array.from(
      { length: 30 },
      (_, index) => `arn:aws:sns:eu-west-1:111122223333:${index}-${'x'.repeat(240)}`,
    );
    const lines = (count: number) => {
      const alert = { ...sampleAlert(), resources: arns.slice(0, count) };
      return toChatNotification(alert).content.description.split('\n').slice(2);
    };
    const whole = lines(1);
    expect(whole.at(-1)).toMatch(/^- Event: /);
    for (const count of [5, 7, 8, 10, 20]) {
      const shown = lines(count);
      const [, left] =
        /^- More: `(\d+) lines? in the e-mail and in the alert document`$/.exec(shown.at(-1) ?? '') ?? [];
      // Of more than ten resources a line says how many there are.
      const all = whole.length - 1 + Math.min(count, 10) + (count > 10 ? 1 : 0);
      expect(shown.length - (left === undefined ? 0 : 1) + Number(left ?? 0)).toBe(all);
      expect(left === undefined).toBe(count < 8);
    }
  });

  test.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ])('links to the console of its partition: %s', (awsRegion, start) => {
    const steps = toChatNotification({ ...sampleAlert(), awsRegion }).content.nextSteps ?? [];
    expect(steps.at(-1)).toContain(`${start}cloudtrailv2/home?region=${awsRegion}#/events/`);
  });

  test.each([
    ['a data event', { record: { eventCategory: 'Data', managementEvent: false } }],
    ['a Region that is somebody else’s text', { awsRegion: 'eu-west-1.evil.example/' }],
    ['an id that is somebody else’s text', { eventID: '../../x' }],
    ['a partition whose console we do not know', { awsRegion: 'us-iso-east-1' }],
  ])('has no link for %s', (_, members) => {
    const { content } = toChatNotification({ ...sampleAlert(), ...members } as Alert);
    expect(content.nextSteps).toEqual(['Start it again.']);
  });
});

describe('a message of an unknown sender', () => {
  test('is marked, and its text has neither markup nor links', () => {
    expect(
      toPlainChatNotification('Budget', 'over *100* USD, see https://evil.example', 'unsigned').content,
    ).toEqual({
      textType: 'client-markdown',
      title: '[UNVERIFIED SENDER] Budget',
      description:
        'This message is not proven to be from trailwatch: it is not signed. Verify what it says before you act on it.' +
        '\n\nover ∗100∗ USD, see https[://]evil[.]example',
    });
  });

  test('has a title and a text of its own where it has none', () => {
    const { title, description } = toPlainChatNotification(undefined, '', 'not-checked').content;
    expect(title).toBe('[UNVERIFIED SENDER] Message on the alert topic');
    expect(description).toMatch(/^This message is not proven .*: the check failed\. .* act on it\.$/);
  });

  test('in the form of an alert has no link, no thread and nothing for custom actions', () => {
    const firstSteps = ['Sign in at https://evil.example with your password.', '<!channel> [x](y)'];
    const made = toUnverifiedNotification({ ...sampleAlert(), firstSteps }, 'other-code');
    expect(Object.keys(made)).toEqual(['version', 'source', 'content']);
    expect(made.content.title).toBe(
      '[UNVERIFIED SENDER] [HIGH] CloudTrail logging stopped (111122223333, eu-west-1)',
    );
    expect(made.content.nextSteps).toEqual([
      'Sign in at https[://]evil[.]example with your password.',
      '‹!channel› [x] (y)',
    ]);
    expect(made.content.description).toContain('- What: `StopLogging, cloudtrail.amazonaws.com`');
  });

  test('fits what Slack shows, with its mark', () => {
    const long = 'x'.repeat(9000);
    const alert: Alert = { ...sampleAlert(), title: long, summary: long, resources: Array(50).fill(long) };
    for (const { content } of [
      toPlainChatNotification(long, long, 'sent-again'),
      toUnverifiedNotification({ ...alert, firstSteps: [long] }, 'sent-again'),
    ]) {
      expect(content.title.length).toBeLessThanOrEqual(150);
      expect(content.description.length).toBeLessThanOrEqual(3000);
      expect(content.title).toMatch(/^\[UNVERIFIED SENDER\] /);
    }
  });
});
