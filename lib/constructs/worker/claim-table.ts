import { CfnDeletionPolicy, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type CfnTable,
  type ITable,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { type ForeignRole, toClaimTableStatement } from '../../core/policy/claim-table-statement';
import { CLAIM_TABLE } from '../../core/settings/claim-table';
import type { PlatformOptions } from '../platform/platform-defaults';
import { storeKeyOf } from '../platform/store-key';
import { acknowledgeControls } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';

/** Properties of a claims table. */
export interface ClaimTableProps extends Pick<PlatformOptions, 'storeEncryption'> {
  /** The removal policy; retained by default. */
  readonly removalPolicy?: RemovalPolicy;
  /** The name of a table that functions in other accounts also use. */
  readonly sharedName?: string;
}

/** The claims table, which stores the alerts that were sent. */
export function createClaimTable(scope: Construct, props: ClaimTableProps = {}): Table {
  const { sharedName } = props;
  // A retained table keeps its name, and the stack could not be created again. Without the queue, claims have no use.
  const removalPolicy =
    props.removalPolicy ?? (sharedName === undefined ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  const table = new Table(scope, 'Claims', {
    tableName: sharedName,
    partitionKey: { name: CLAIM_TABLE.partitionKey, type: AttributeType.STRING },
    sortKey: { name: CLAIM_TABLE.sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: CLAIM_TABLE.timeToLiveAttribute,
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...toEncryption(scope, props),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  protectFromDeletion(table.node.defaultChild as CfnTable);
  acknowledgeControls(table, {
    DynamoDBInBackupPlan: 'claims are needed for a month; point-in-time recovery covers that',
  });
  return table;
}

/**
 * A resource policy cannot allow other accounts to use a table with an AWS managed key; with a customer managed key, the key
 * policy would also have to allow the roles of other accounts.
 */
function toEncryption(
  scope: Construct,
  { sharedName, storeEncryption }: ClaimTableProps,
): Pick<TableProps, 'encryption' | 'encryptionKey'> {
  if (sharedName !== undefined) return { encryption: TableEncryption.DEFAULT };
  const encryptionKey = storeKeyOf(scope, { storeEncryption });
  return encryptionKey === undefined
    ? { encryption: TableEncryption.AWS_MANAGED }
    : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey };
}

/**
 * Evaluated after all constructs have been added: CloudFormation cannot delete a table with deletion protection with its stack,
 * if it should be deleted.
 */
function protectFromDeletion(table: CfnTable): void {
  table.deletionProtectionEnabled = Lazy.uncachedAny({
    produce: () => (table.cfnOptions.deletionPolicy === CfnDeletionPolicy.DELETE ? undefined : true),
  });
}

/**
 * Allows a role in another account to claim alerts in a table that was created for it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export function shareClaimTable(table: ITable, tableName: string, role: ForeignRole): void {
  if (!(table instanceof Table)) throw new Error(`'${table.node.path}' is not a table of this app`);
  const stack = Stack.of(table);
  const tableArn = stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName });
  table.addToResourcePolicy(toPolicyStatement(toClaimTableStatement(tableArn, stack.partition, role)));
}
