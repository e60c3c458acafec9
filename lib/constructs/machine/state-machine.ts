import { ArnFormat, Aws, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine, DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { JsonObject } from '../../core/json/json-value';
import { toMachineCallerStatement, toMachineKeyStatements } from '../../core/policy/key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { PlatformOptions } from '../platform/platform-defaults';
import { letLogDeliveryUse, storeKeyOf } from '../platform/store-key';
import { acknowledge, acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { createWorkerLogGroup } from '../worker/worker-log-group';

/** Properties of a state machine. */
export interface StateMachineParts {
  readonly role: Role;
  /** The name, if a resource that the definition references must know it; otherwise CloudFormation generates it. */
  readonly name?: string;
  /** In Amazon States Language. */
  readonly definition: JsonObject;
  readonly options: PlatformOptions & {
    readonly logRetention?: RetentionDays;
    readonly removalPolicy?: RemovalPolicy;
    readonly tracing?: Tracing;
  };
  /** The contents of its log group, as the reason why a CloudWatch Logs key is sufficient. */
  readonly logged: string;
  /** The reason why tracing is disabled, if it is. */
  readonly untraced: string;
}

/** The reason why a role has an inline policy. */
export const OWN_POLICY =
  'the policy is for this role alone, names its resources, and is deleted with the role';

/**
 * The role of a state machine: Step Functions may assume it only for state machines of its account.
 *
 * @param wildcards the reasons for wildcards in statements with these actions
 * @param roleName the explicit name, if roles in other accounts trust it by name; otherwise CloudFormation generates it
 */
export function createMachineRole(
  scope: Construct,
  description: string,
  wildcards: Readonly<Record<string, string>>,
  roleName?: string,
): Role {
  const stack = Stack.of(scope);
  const machines = stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const role = new Role(scope, 'Role', {
    ...{ roleName, description },
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': machines },
      },
    }),
  });
  acknowledgeWildcards(role, {
    ...wildcards,
    'logs:CreateLogDelivery': 'the actions on log deliveries do not support resource-level permissions',
    'xray:PutTraceSegments': 'the X-Ray actions do not support resource-level permissions',
  });
  acknowledgeControls(role, { IAMNoInlinePolicy: OWN_POLICY });
  return role;
}

/** A state machine that logs its states, without execution data. */
export function createStateMachine(scope: Construct, parts: StateMachineParts): StateMachine {
  const { role, name, definition, options, logged, untraced } = parts;
  const isTraced = options.tracing !== undefined && options.tracing !== Tracing.DISABLED;
  const machine = new StateMachine(scope, 'StateMachine', {
    stateMachineName: name,
    definitionBody: DefinitionBody.fromString(Stack.of(scope).toJsonString(definition)),
    role,
    logs: {
      destination: createWorkerLogGroup(scope, logged, options),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
    // Omitted if disabled: the CDK grants tracing permissions whenever it is set.
    ...(isTraced ? { tracingEnabled: true } : {}),
  });
  encryptMachine(machine, { role, name, options });
  if (!isTraced) acknowledge(machine, { id: 'AwsSolutions-SF2', reason: untraced });
  return machine;
}

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
function encryptMachine(
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
