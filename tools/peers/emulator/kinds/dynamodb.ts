import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  type SSESpecification,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Properties, parseDocument, type ResourceKind } from '../resource-kind';
import type { Emulator } from '../start-emulator';

/** `AWS::DynamoDB::Table` */
export const table: ResourceKind = {
  async read({ dynamodb }, { ref: TableName, properties }) {
    const { Table = {} } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
    const Policy =
      properties.ResourcePolicy === undefined ? undefined : await policyOf(dynamodb, Table.TableArn);
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    return {
      ...Table,
      BillingMode: Table.BillingModeSummary?.BillingMode,
      ResourcePolicy: { PolicyDocument: parseDocument(Policy) },
      SSESpecification: {
        SSEEnabled: Table.SSEDescription?.Status === 'ENABLED',
        SSEType: Table.SSEDescription?.SSEType,
        KMSMasterKeyId: Table.SSEDescription?.KMSMasterKeyArn,
      },
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
    const {
      SSESpecification: specified,
      AttributeDefinitions,
      KeySchema,
      BillingMode,
      DeletionProtectionEnabled,
    } = properties;
    const settings = {
      ...{ AttributeDefinitions, KeySchema, BillingMode, DeletionProtectionEnabled },
    } as Partial<CreateTableCommandInput>;
    const { SSEEnabled, ...key } = (specified ?? {}) as Properties;
    const encryption: SSESpecification = { ...key, Enabled: SSEEnabled === true };
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({ ...settings, TableName, SSESpecification: encryption }),
    );
    return { ref: TableName, attributes: { Arn: TableDescription?.TableArn ?? '' } };
  },
  put: {
    ResourcePolicy: async ({ dynamodb }, { ref: TableName, properties }) => {
      const { PolicyDocument } = properties.ResourcePolicy as Properties;
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      const Policy = JSON.stringify(PolicyDocument);
      return dynamodb.send(new PutResourcePolicyCommand({ ResourceArn: Table?.TableArn, Policy }));
    },
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

/** A table without a policy has none to get, and that is an error of the service. */
async function policyOf(dynamodb: Emulator['dynamodb'], ResourceArn: string | undefined) {
  try {
    return (await dynamodb.send(new GetResourcePolicyCommand({ ResourceArn }))).Policy;
  } catch (error) {
    if ((error as Error).name === 'PolicyNotFoundException') return undefined;
    throw error;
  }
}
