import { App } from 'aws-cdk-lib';
import { SlackAuditStack } from '../lib/slack-audit-stack';

new SlackAuditStack(new App(), 'Audit', {
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
  slackWorkspaceId: 'T0123456789',
  slackChannelId: 'C0123456789',
});
