import type { PolicyStatementData } from './policy-statement-data';

/** A state machine whose definition and executions a key encrypts. */
export interface EncryptedMachine {
  readonly keyArn: string;
  /** Its ARN, or a pattern of it where CloudFormation names it. */
  readonly machineArn: string;
  /** The ARN pattern of what CloudWatch Logs keeps in its account and Region. */
  readonly logs: string;
}

/**
 * Lets the role of a state machine encrypt and read what its executions keep, and encrypt what goes to its log.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export function toMachineKeyStatements({
  keyArn,
  machineArn,
  logs,
}: EncryptedMachine): readonly PolicyStatementData[] {
  const Effect = 'Allow';
  return [
    {
      ...{ Effect, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
      Condition: { StringLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': machineArn } },
    },
    {
      ...{ Effect, Action: 'kms:GenerateDataKey', Resource: keyArn },
      Condition: { StringLike: { 'kms:EncryptionContext:SourceArn': logs } },
    },
  ];
}

/**
 * Lets the service that delivers logs read what the role of a state machine encrypted for its log. What was encrypted in a context can
 * only be decrypted in the same.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export function toLogDeliveryKeyStatement(logs: string): PolicyStatementData {
  return {
    ...{ Sid: 'AllowLogDelivery', Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringLike: { 'kms:EncryptionContext:SourceArn': logs } },
  };
}

/**
 * Lets a caller of Step Functions start executions of a state machine that the key encrypts, and read their input and output.
 *
 * @param statesService Step Functions as KMS names it: `states.<Region>.amazonaws.com`, with the domain of the partition
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export function toMachineCallerStatement(keyArn: string, statesService: string): PolicyStatementData {
  return {
    ...{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
    Condition: { StringEquals: { 'kms:ViaService': statesService } },
  };
}
