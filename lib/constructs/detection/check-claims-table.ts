import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IConstruct } from 'constructs';
import { CLAIM_TABLE } from '../../core/settings/claim-table';
import { keepNameUnique } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';

/** Throws where a table that is given is not one for the sent alerts of this processor alone, as far as the app knows it. */
export function checkClaimsTable(
  scope: IConstruct,
  { claimsTable, sharedTableName }: { readonly claimsTable?: ITable; readonly sharedTableName?: string },
): void {
  if (claimsTable === undefined) return;
  const { tableName, node } = claimsTable;
  if (sharedTableName !== undefined)
    throw new Error(
      'claimsTable and sharedTableName are both given; sharedTableName is for the table that the processor creates, so leave it out',
    );
  const here = Stack.of(scope);
  const there = placeOf(claimsTable);
  const differs = (['account', 'region'] as const).find((place) =>
    isKnownDifference(there[place], here[place]),
  );
  if (differs !== undefined)
    throw new Error(
      `claimsTable '${node.path}' is in ${differs} '${there[differs]}', the processor in '${here[differs]}'; give a table of its account and Region`,
    );
  const { defaultChild } = node;
  if (defaultChild instanceof CfnTable || defaultChild instanceof CfnGlobalTable)
    checkKeys(node.path, here.resolve(defaultChild.keySchema));
  // two processors would each take the alerts of the other for sent
  const name = Token.isUnresolved(tableName) ? node.path : tableName;
  keepNameUnique(scope, { kind: 'table of sent alerts', name, property: 'claimsTable' });
}

/** The CDK takes an imported table for one of the stack that imports it, whatever its ARN says. */
function placeOf({ tableArn, env }: ITable): { readonly account: string; readonly region: string } {
  if (Token.isUnresolved(tableArn)) return env;
  const { account = env.account, region = env.region } = Arn.split(tableArn, ArnFormat.SLASH_RESOURCE_NAME);
  return { account, region };
}

function checkKeys(path: string, keySchema: readonly { readonly attributeName: string }[]): void {
  const found = keySchema.map(({ attributeName }) => attributeName).join(' and ');
  const { partitionKey, sortKey } = CLAIM_TABLE;
  if (found === `${partitionKey} and ${sortKey}`) return;
  throw new Error(
    `claimsTable '${path}' has the keys ${found}; the table of sent alerts needs the partition key ${partitionKey} and the sort key ${sortKey}, both strings`,
  );
}
