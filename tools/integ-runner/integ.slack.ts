import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { SlackAuditStack } from '../../examples/slack/lib/slack-audit-stack';
import { HOME, PLACE } from './place';

const app = new App();
const stack = new SlackAuditStack(app, 'TrailwatchIntegSlack', {
  env: HOME,
  emails: [PLACE.email],
  slackWorkspaceId: PLACE.slackWorkspaceId,
  slackChannelId: PLACE.slackChannelId,
  terminationProtection: false,
});

const { assertions } = new IntegTest(app, 'Slack', { testCases: [stack] });

// Amazon Q Developer took the channel, which needs a workspace that was authorized.
assertions.awsApiCall('chatbot', 'DescribeSlackChannelConfigurations', {}).expect(
  ExpectedResult.objectLike({
    SlackChannelConfigurations: Match.arrayWith([
      Match.objectLike({ ConfigurationName: 'cloudtrail-alerts', SlackChannelId: PLACE.slackChannelId }),
    ]),
  }),
);
