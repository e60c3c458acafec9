import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnStateMachine, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { toMachineCallerStatement, toMachineKeyStatements } from '../../core/policy/key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { PlatformOptions } from '../platform/platform-options';
import { letLogDeliveryUse, storeKeyOf } from '../platform/store-key';
import { toPolicyStatement } from '../statement/policy-length';

/** The data key reuse period, which is the default of Step Functions. */
const REUSE_SECONDS = 300;

/**
 * Encrypts the definition and the executions of a state machine with the key of the stores, if there is one.
 *
 * With `encryptionConfiguration`, the CDK would name the state machine in the policy of its role, and a state machine without
 * an explicit name has no name yet. The ARNs of the child workflows of a map begin with that of the state machine.
 *
 * @param name the explicit name of the state machine, if it has one
 */
export function encryptMachine(
  machine: StateMachine,
  { role, name, options }: { readonly role: Role; readonly name?: string; readonly options: PlatformOptions },
): void {
  const key = storeKeyOf(machine, options);
  const resource = machine.node.defaultChild;
  if (key === undefined || !(resource instanceof CfnStateMachine)) return;
  const stack = Stack.of(machine);
  const format = (service: string, arn: { readonly resource: string; readonly resourceName?: string }) =>
    stack.formatArn({
      ...{ service, ...arn },
      arnFormat: arn.resourceName === undefined ? ArnFormat.NO_RESOURCE_NAME : ArnFormat.COLON_RESOURCE_NAME,
    });
  const machineArn = format('states', { resource: 'stateMachine', resourceName: name ?? '*' });
  const logs = format('logs', { resource: '*' });
  for (const statement of toMachineKeyStatements({ keyArn: key.keyArn, machineArn, logs })) {
    role.addToPrincipalPolicy(toPolicyStatement(statement));
  }
  letLogDeliveryUse(machine, key, logs);
  resource.encryptionConfiguration = {
    type: 'CUSTOMER_MANAGED_KMS_KEY',
    kmsKeyId: key.keyArn,
    kmsDataKeyReusePeriodSeconds: REUSE_SECONDS,
  };
}

/**
 * The permissions of a Step Functions caller on the key of the stores, if there is one: requests and responses are encrypted
 * with it.
 */
export function toMachineCallerStatements(
  scope: Construct,
  options: PlatformOptions,
): readonly PolicyStatementData[] {
  const key = storeKeyOf(scope, options);
  if (key === undefined) return [];
  const statesService = `states.${Stack.of(scope).region}.${Aws.URL_SUFFIX}`;
  return [toMachineCallerStatement(key.keyArn, statesService)];
}
