import { Stack } from 'aws-cdk-lib';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlertTopic, RuleSeverity } from '../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, ORGANIZATION, REGION } from '../constructs/synthesize';
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
    alertTopic.addQueue(Queue.fromQueueArn(stack, 'Tickets', `arn:aws:sqs:${REGION}:${LOG_ARCHIVE}:tickets`));
    alertTopic.addFunction(existingFunction(stack), { ruleIds: ['root-user-acted'] });
    alertTopic.allowPublishFrom(ACCOUNT);
    alertTopic.allowPublishFromOrganization(ORGANIZATION);
    alertTopic.sendTestAlert({ at: TESTED_AT });
  },
};

/** A function that was there before. */
function existingFunction(stack: Stack): IFunction {
  return LambdaFunction.fromFunctionAttributes(stack, 'Pager', {
    functionArn: `arn:aws:lambda:${REGION}:${LOG_ARCHIVE}:function:pager`,
    sameEnvironment: true,
  });
}
