import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import type { ResourceKind } from '../resource-kind';

/** `AWS::CloudWatch::Alarm` */
export const alarm: ResourceKind = {
  async read({ cloudWatch }, { ref }) {
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [ref] }));
    return { ...MetricAlarms[0] };
  },
  async create({ cloudWatch }, { properties, name }) {
    const AlarmName = String(properties.AlarmName ?? name);
    const settings = properties as unknown as ConstructorParameters<typeof PutMetricAlarmCommand>[0];
    await cloudWatch.send(new PutMetricAlarmCommand({ ...settings, AlarmName }));
    const { MetricAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
    );
    return { ref: AlarmName, attributes: { Arn: MetricAlarms[0]?.AlarmArn ?? '' } };
  },
};
