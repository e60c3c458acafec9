import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Properties, ResourceKind } from '../resource-kind';

/** `AWS::DynamoDB::Table` */
export const table: ResourceKind = {
  async read({ dynamodb }, { ref: TableName }) {
    const { Table = {} } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    return {
      ...Table,
      BillingMode: Table.BillingModeSummary?.BillingMode,
      SSESpecification: { SSEEnabled: Table.SSEDescription?.Status === 'ENABLED' },
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
      },
      TimeToLiveSpecification: {
        AttributeName: TimeToLiveDescription?.AttributeName,
        Enabled: TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED',
      },
    };
  },
  avoidStack: 'its stacks pay no heed to SSEEnabled',
  async create({ dynamodb }, { properties, name }) {
    const TableName = String(properties.TableName ?? name);
    const { SSESpecification, AttributeDefinitions, KeySchema, BillingMode, DeletionProtectionEnabled } =
      properties;
    const settings = {
      ...{ AttributeDefinitions, KeySchema, BillingMode, DeletionProtectionEnabled },
    } as Partial<CreateTableCommandInput>;
    const encryption = { Enabled: (SSESpecification as Properties | undefined)?.SSEEnabled === true };
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({ ...settings, TableName, SSESpecification: encryption }),
    );
    return { ref: TableName, attributes: { Arn: TableDescription?.TableArn ?? '' } };
  },
  put: {
    PointInTimeRecoverySpecification: ({ dynamodb }, { ref: TableName, properties }) => {
      const { PointInTimeRecoveryEnabled } = properties.PointInTimeRecoverySpecification as Properties;
      const specification = { PointInTimeRecoveryEnabled: PointInTimeRecoveryEnabled === true };
      return dynamodb.send(
        new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: specification }),
      );
    },
    TimeToLiveSpecification: ({ dynamodb }, { ref: TableName, properties }) => {
      const { AttributeName, Enabled } = properties.TimeToLiveSpecification as Properties;
      const specification = { AttributeName: String(AttributeName), Enabled: Enabled === true };
      return dynamodb.send(
        new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: specification }),
      );
    },
  },
};
