import { DescribeLogGroupsCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { ResourceKind } from '../resource-kind';

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
