import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { QueriedTable } from '../../lambda/aws/table/query-items';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { withClient } from './s3-client';
import { askService, type ServiceRequest } from './send-again';

/** Reads a part of a table; it is called again where DynamoDB is busy. */
export type ReadPart = <T>(read: (table: QueriedTable) => Promise<T>) => Promise<T>;

const TABLE = /^arn:[a-z-]+:dynamodb:([a-z0-9-]+):\d{12}:table\/[\w.-]{3,255}$/;

/**
 * Reads a table of a deployed stack.
 *
 * @param tableArn of the table
 * @throws {@link UserError} if the text is not the ARN of a table, or the table cannot be read
 */
export async function withTable<T>(
  tableArn: string,
  { wait }: Pick<CommandIo, 'wait'>,
  use: (readPart: ReadPart) => Promise<T>,
): Promise<T> {
  const [, region] = TABLE.exec(tableArn) ?? [];
  if (region === undefined)
    throw new UserError(
      `--table '${tableArn}' is not the ARN of a table, such as arn:aws:dynamodb:eu-west-1:111122223333:table/NAME`,
    );
  return withClient(DynamoDBClient, { region }, (client) =>
    use((read) => askService(TABLE_REQUEST, wait, () => read({ client, tableName: tableArn }))),
  );
}

const TABLE_REQUEST: ServiceRequest = {
  ...{ service: 'DynamoDB', needs: 'dynamodb:Query on the table' },
  explain: (code, message) =>
    code === 'ResourceNotFoundException'
      ? `DynamoDB: the table does not exist; check the ARN, and the account of the credentials (${message})`
      : undefined,
};
