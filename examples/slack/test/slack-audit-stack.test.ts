import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SlackAuditStack } from '../lib/slack-audit-stack';

const app = new App();
const stack = new SlackAuditStack(app, 'Audit', {
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
  slackWorkspaceId: 'T0123456789',
  slackChannelId: 'C0123456789',
});
const template = Template.fromStack(stack);

test('the channel is subscribed to the topic of chat messages', () => {
  template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
    SlackWorkspaceId: 'T0123456789',
    SlackChannelId: 'C0123456789',
    SnsTopicArns: [{ Ref: Match.stringLikeRegexp('^Chat') }],
  });
});

test('Slack gets what is high and critical, e-mail what is medium and the daily summary, too', () => {
  const filtersOf = (protocol: string) =>
    Object.values(template.findResources('AWS::SNS::Subscription'))
      .filter(({ Properties }) => Properties.Protocol === protocol)
      .map(({ Properties }) => JSON.stringify(Properties.FilterPolicy ?? {}));
  expect(filtersOf('email')).toEqual([
    expect.stringContaining('"severity":["medium","high","critical","summary",'),
  ]);
  expect(filtersOf('lambda')).toContainEqual(expect.stringContaining('"severity":["high","critical",'));
});

test('synthesis has no warnings', () => {
  const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
