import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../../lib/core/alarm/alarm-message';

/**
 * The current state of an alarm in the function's account and Region; undefined if it does not exist.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export async function readAlarm(
  client: CloudWatchClient,
  alarmName: string,
): Promise<AlarmState | undefined> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({
      AlarmNames: [alarmName],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    }),
  );
  const alarm = [...MetricAlarms, ...CompositeAlarms].find((found) => found.AlarmName === alarmName);
  if (alarm === undefined) return undefined;
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = alarm;
  return {
    arn: alarm.AlarmArn ?? '',
    description: alarm.AlarmDescription ?? '',
    state: alarm.StateValue ?? '',
    reason: alarm.StateReason ?? '',
    changedAtMs: alarm.StateUpdatedTimestamp?.getTime() ?? Number.NaN,
    actions: [...AlarmActions, ...OKActions, ...InsufficientDataActions],
  };
}
