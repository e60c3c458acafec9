import {
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
  type PutMetricFilterCommandInput,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Properties, ResourceKind } from '../resource-kind';

/** `AWS::Logs::LogGroup` */
export const logGroup: ResourceKind = {
  async read({ logs }, { ref }) {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: ref }));
    const found = logGroups.find(({ logGroupName }) => logGroupName === ref);
    return {
      LogGroupName: found?.logGroupName,
      RetentionInDays: found?.retentionInDays,
      KmsKeyId: found?.kmsKeyId,
    };
  },
  put: {
    RetentionInDays: ({ logs }, { ref: logGroupName, properties }) => {
      const retentionInDays = Number(properties.RetentionInDays);
      return logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
    },
  },
};

/** `AWS::Logs::MetricFilter` */
export const metricFilter: ResourceKind = {
  async read({ logs }, { ref: filterNamePrefix, properties }) {
    const logGroupName = String(properties.LogGroupName);
    const { metricFilters = [] } = await logs.send(
      new DescribeMetricFiltersCommand({ logGroupName, filterNamePrefix }),
    );
    const { filterPattern, metricTransformations, ...found } = metricFilters[0] ?? {};
    return {
      LogGroupName: found.logGroupName,
      FilterPattern: filterPattern,
      MetricTransformations: metricTransformations?.map((transformation) =>
        withNames(transformation, (name) => name.charAt(0).toUpperCase() + name.slice(1)),
      ),
    };
  },
  async create({ logs }, { properties, name }) {
    const settings = withNames(
      properties,
      (property) => property.charAt(0).toLowerCase() + property.slice(1),
    );
    const transformations = (properties.MetricTransformations as readonly Properties[]).map(
      (transformation) =>
        withNames(transformation, (property) => property.charAt(0).toLowerCase() + property.slice(1)),
    );
    await logs.send(
      new PutMetricFilterCommand({
        ...(settings as unknown as PutMetricFilterCommandInput),
        filterName: name,
        metricTransformations:
          transformations as unknown as PutMetricFilterCommandInput['metricTransformations'],
      }),
    );
    return { ref: name, attributes: {} };
  },
};

function withNames(properties: object, rename: (name: string) => string): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [rename(name), value]));
}
