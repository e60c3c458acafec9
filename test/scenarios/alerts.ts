import { Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlertTopic, ChatTopic, RuleSeverity } from '../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, ORGANIZATION, REGION } from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

/** When the test alert says that it was. */
const TESTED_AT = new Date('2026-11-20T09:00:00Z');

/** Everybody whom alerts can be sent to, everybody who may send some, and a test of the way. */
export const alerts: Scenario = {
  name: 'alerts',
  build: (app) => {
    const stack = new Stack(app, 'Alerts', { env: { account: LOG_ARCHIVE, region: REGION } });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    alertTopic.addEmail('on-call@example.com', { minimumSeverity: RuleSeverity.HIGH, accounts: [ACCOUNT] });
    alertTopic.addHttps('https://events.example.com/trailwatch', { includeOperational: false });
    alertTopic.addQueue(
      Queue.fromQueueArn(stack, 'Tickets', arnHere(`arn:aws:sqs:${REGION}:${LOG_ARCHIVE}:tickets`)),
    );
    alertTopic.addFunction(existingFunction(stack), { ruleNames: ['root-user-acted'] });
    addChat(stack, alertTopic);
    alertTopic.allowPublishFrom(ACCOUNT);
    alertTopic.allowPublishFromOrganization(ORGANIZATION);
    alertTopic.sendTestAlert({ at: TESTED_AT });
  },
};

/** A function that was there before. */
function existingFunction(stack: Stack): IFunction {
  return LambdaFunction.fromFunctionAttributes(stack, 'Pager', {
    functionArn: arnHere(`arn:aws:lambda:${REGION}:${LOG_ARCHIVE}:function:pager`),
    sameEnvironment: true,
  });
}

/** What is bad goes to Slack, and what happened in one account to a channel of Teams. */
function addChat(stack: Stack, alertTopic: AlertTopic): void {
  const readOnly = ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');
  const urgent = new ChatTopic(stack, 'Urgent', {
    alertTopic,
    filter: { minimumSeverity: RuleSeverity.HIGH },
  });
  const role = Role.fromRoleArn(stack, 'ChatRole', arnHere(`arn:aws:iam::${LOG_ARCHIVE}:role/chat-channels`));
  urgent.addSlackChannel(
    new SlackChannelConfiguration(stack, 'Slack', {
      slackChannelConfigurationName: 'security-alerts',
      slackWorkspaceId: 'T0123456789',
      slackChannelId: 'C0123456789',
      guardrailPolicies: [readOnly],
      role,
    }),
  );
  const payments = new ChatTopic(stack, 'Payments', { alertTopic, filter: { accounts: [ACCOUNT] } });
  payments.addTeamsChannel(
    new CfnMicrosoftTeamsChannelConfiguration(stack, 'Teams', {
      configurationName: 'payments-alerts',
      iamRoleArn: role.roleArn,
      teamId: '0a1b2c3d-0000-4000-8000-000000000001',
      teamsTenantId: '0a1b2c3d-0000-4000-8000-000000000002',
      teamsChannelId: '19%3a0123456789abcdef%40thread.tacv2',
      guardrailPolicies: [readOnly.managedPolicyArn],
    }),
  );
}
