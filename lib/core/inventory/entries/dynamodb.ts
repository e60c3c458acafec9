import { flow, ref, text } from '../judges/references';
import { more, on, rank } from '../judges/words';
import { COST_ONLY, type InventoryEntry, SHOWN, TAGS } from '../model';

/** Tables of claims: what was searched and sent, so that it is not sent again. */
export const DYNAMODB: Readonly<Record<string, InventoryEntry>> = {
  'AWS::DynamoDB::Table': {
    ...{ noun: 'table', roles: ['searches'], holds: 'state' },
    kinds: ['table', 'claim'],
    fixed: {
      replacedBy: ['ImportSourceSpecification', 'KeySchema', 'LocalSecondaryIndexes', 'TableName'],
      name: 'TableName',
    },
    ...{ gone: 'weaker', goneWords: 'claims fail: alerts are lost or repeated' },
    decides: {
      DeletionProtectionEnabled: {
        ...{ area: 'integrity', says: 'deletion protection', judge: on },
        weaker: 'one call deletes the table',
      },
      'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled': {
        ...{ area: 'integrity', says: 'point-in-time recovery', judge: on },
        weaker: 'lost claims cannot be restored',
      },
      'PointInTimeRecoverySpecification.RecoveryPeriodInDays': {
        ...{ area: 'retention', says: 'point-in-time recovery', judge: more },
        weaker: 'lost claims can be restored for a shorter time',
      },
      'SSESpecification.SSEEnabled': { area: 'encryption', says: 'key of KMS', judge: on },
      'SSESpecification.KMSMasterKeyId': { area: 'encryption', says: 'key', judge: ref },
      TimeToLiveSpecification: {
        ...{ area: 'pipeline', says: 'expiry of claims', judge: text },
        weaker: 'claims are kept forever',
      },
      BillingMode: {
        ...{
          area: 'pipeline',
          says: 'billing mode',
          judge: rank(['PAY_PER_REQUEST', 'PROVISIONED']),
        },
        weaker: 'claims are refused above the provisioned capacity: alerts are late',
      },
      ProvisionedThroughput: { area: 'pipeline', says: 'provisioned capacity', judge: text },
      OnDemandThroughput: { area: 'pipeline', says: 'maximum throughput', judge: text },
      ResourcePolicy: { area: 'access', says: 'resource policy', judge: flow },
      StreamSpecification: { area: 'access', says: 'stream of changes', judge: text },
      KinesisStreamSpecification: { area: 'access', says: 'stream of changes', judge: text },
    },
    neutral: {
      AttributeDefinitions: 'names what the key schema uses, which cannot change in place',
      'SSESpecification.SSEType': 'KMS is the only type',
      TableClass: COST_ONLY,
      ContributorInsightsSpecification: SHOWN,
      Tags: TAGS,
    },
    links: [{ path: 'SSESpecification.KMSMasterKeyId', to: 'evidence', needs: [] }],
  },
};
