import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { CLAIM_TABLE } from '../../core/settings/claim-table';
import { acknowledgeControls } from '../statement/acknowledge-controls';

/** The table of claims, which holds the alerts that were sent. Retained when the stack is deleted. */
export function createClaimTable(scope: Construct, removalPolicy = RemovalPolicy.RETAIN): Table {
  const table = new Table(scope, 'Claims', {
    partitionKey: { name: CLAIM_TABLE.partitionKey, type: AttributeType.STRING },
    sortKey: { name: CLAIM_TABLE.sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: CLAIM_TABLE.timeToLiveAttribute,
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  acknowledgeControls(table, {
    DynamoDBInBackupPlan: 'claims are needed for a month; point-in-time recovery covers that',
  });
  return table;
}
