import type { Difference } from './compare-properties';

/** A property that the emulator cannot do, or answers differently than AWS. */
export interface EmulatorGap {
  readonly type: string;
  /** As in a difference, list positions left out: `Rules[].Status`. Everything below it is meant, too. */
  readonly path: string;
  readonly why: string;
}

const LEFT_OUT_OF_BUCKETS =
  'its CloudFormation makes a bucket without it, and a lock cannot be added; cfn-lint and the integ templates have it';

/** Everything of which the emulator's answer proves nothing. What it answers rightly must leave the list. */
export const EMULATOR_GAPS: readonly EmulatorGap[] = [
  {
    type: 'AWS::S3::Bucket',
    path: 'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled',
    why: 'no answer of the emulator has it; that a log file comes to the queue shows that it is set',
  },
  ...[
    'ObjectLockConfiguration',
    'ObjectLockEnabled',
    'InventoryConfigurations',
    'ReplicationConfiguration',
  ].map((path) => ({ type: 'AWS::S3::Bucket', path, why: LEFT_OUT_OF_BUCKETS })),
  {
    type: 'AWS::S3::Bucket',
    path: 'BucketEncryption.ServerSideEncryptionConfiguration[].BlockedEncryptionTypes',
    why: 'no answer of the emulator has it; cfn-lint and the integ templates have it',
  },
  {
    type: 'AWS::Athena::WorkGroup',
    path: 'RecursiveDeleteOption',
    why: 'it says how CloudFormation deletes the workgroup, and no answer has it',
  },
  {
    type: 'AWS::CloudTrail::Trail',
    path: 'AggregationConfigurations',
    why: 'its trails aggregate nothing, and tell of nothing that they aggregate',
  },
  {
    type: 'AWS::Logs::LogGroup',
    path: 'KmsKeyId',
    why: 'its CloudFormation makes a log group without its key, and it has no AssociateKmsKey',
  },
  {
    type: 'AWS::Lambda::Function',
    path: 'LoggingConfig.LogGroup',
    why: 'a function has no LoggingConfig there',
  },
  {
    type: 'AWS::Lambda::Function',
    path: 'DeadLetterConfig',
    why: 'it answers with no dead-letter queue of a function',
  },
  {
    type: 'AWS::Lambda::Function',
    path: 'RecursiveLoop',
    why: 'it has neither PutFunctionRecursionConfig nor GetFunctionRecursionConfig',
  },
];

/** The gap that explains a difference; undefined when the difference is one. */
export function gapFor(type: string, { path }: Difference): EmulatorGap | undefined {
  const general = path.replace(/\[\d+\]/g, '[]');
  return EMULATOR_GAPS.find(
    (gap) =>
      gap.type === type &&
      (gap.path === general ||
        (/^[.[]/.test(general.slice(gap.path.length)) && general.startsWith(gap.path))),
  );
}
