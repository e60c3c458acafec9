import { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IConstruct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { AlertTopic, type IAlertTopic } from './alert-topic';

/**
 * Throws if a topic is in another Region than its publisher: an alarm cannot use it as an action, and the functions publish in
 * their own Region.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function checkTopicRegion(scope: IConstruct, { topic }: IAlertTopic, property = 'alertTopic'): void {
  const { region } = Stack.of(scope);
  if (!isKnownDifference(region, topic.env.region)) return;
  const found = `the ${property} of '${scope.node.path}' is in '${topic.env.region}', but its stack deploys to '${region}'`;
  throw errorAt(scope, refusalOf('topicElsewhere', found).message);
}

/**
 * The same check for subscribers: SNS allows only the topic's own account to subscribe, and CloudFormation subscribes in the
 * account and Region of the stack.
 */
export function checkTopicPlace(scope: IConstruct, alertTopic: IAlertTopic, noun: string): void {
  checkTopicRegion(scope, alertTopic);
  const { account } = Stack.of(scope);
  const { account: owner } = alertTopic.topic.env;
  if (!isKnownDifference(account, owner)) return;
  throw errorAt(
    scope,
    `the alertTopic is in the account '${owner}', but the ${noun} would be in '${account}'; create the ${noun} in a stack of the ` +
      'account of the topic',
  );
}

/** The alarm action that publishes to an alert topic; a topic in another account then allows the alarm's account. */
export function toAlarmAction(alarm: IConstruct, alertTopic: IAlertTopic): IAlarmAction {
  if (alertTopic instanceof AlertTopic) alertTopic._admit(Stack.of(alarm).account);
  return new SnsAction(alertTopic.topic);
}
