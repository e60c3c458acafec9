import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { readAlarm } from '../../../lambda/aws/read-alarm';

const CHANGED_AT = new Date('2026-11-20T03:00:00.512Z');

test('an alarm of either kind is read by its name, with all its actions', async () => {
  const alarm = {
    AlarmName: 'a',
    AlarmArn: 'arn:a',
    AlarmDescription: 'd',
    StateValue: 'ALARM',
    StateReason: 'r',
    StateUpdatedTimestamp: CHANGED_AT,
    AlarmActions: ['arn:1'],
    OKActions: ['arn:2'],
    InsufficientDataActions: ['arn:3'],
  } as const;
  const cloudWatch = mockClient(CloudWatchClient);
  const client = new CloudWatchClient({ region: 'eu-west-1' });
  const expected = {
    arn: 'arn:a',
    description: 'd',
    state: 'ALARM',
    reason: 'r',
    changedAtMs: CHANGED_AT.getTime(),
    actions: ['arn:1', 'arn:2', 'arn:3'],
  };
  for (const kind of ['MetricAlarms', 'CompositeAlarms']) {
    cloudWatch.on(DescribeAlarmsCommand).resolves({ [kind]: [{ ...alarm, AlarmActions: ['arn:1'] }] });
    expect(await readAlarm(client, 'a')).toEqual(expected);
  }
  expect(cloudWatch.call(0).args[0].input).toEqual({
    AlarmNames: ['a'],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
});

test('there is no alarm of a name that CloudWatch does not have', async () => {
  mockClient(CloudWatchClient).on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
  expect(await readAlarm(new CloudWatchClient({ region: 'eu-west-1' }), 'a')).toBeUndefined();
});
