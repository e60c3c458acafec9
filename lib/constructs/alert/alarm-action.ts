import { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IConstruct } from 'constructs';
import { AlertTopic, type IAlertTopic } from './alert-topic';

/** The action of an alarm that publishes to an alert topic; a topic of another account then admits the alarm's account. */
export function toAlarmAction(alarm: IConstruct, alertTopic: IAlertTopic): IAlarmAction {
  if (alertTopic instanceof AlertTopic) alertTopic._admit(Stack.of(alarm).account);
  return new SnsAction(alertTopic.topic);
}
