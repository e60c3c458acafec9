import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import type { ResourceKind } from '../resource-kind';

/** `AWS::CloudWatch::Alarm` */
export const alarm: ResourceKind = {
  async read({ cloudWatch }, { ref }) {
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [ref] }));
    return { ...MetricAlarms[0] };
  },
  avoidStack: 'its CloudFormation does not know alarms, and fails over an output that tells of one',
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

/** `AWS::CloudWatch::Dashboard` */
export const dashboard: ResourceKind = {
  async read({ cloudWatch }, { ref }) {
    const { DashboardBody, DashboardName } = await cloudWatch.send(
      new GetDashboardCommand({ DashboardName: ref }),
    );
    return { DashboardBody, DashboardName };
  },
  async create({ cloudWatch }, { properties, name }) {
    const DashboardName = String(properties.DashboardName ?? name);
    const DashboardBody = String(properties.DashboardBody);
    await cloudWatch.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
    return { ref: DashboardName, attributes: {} };
  },
};
