import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { JsonObject } from '../../core/json/json-value';
import type { PlatformOptions } from '../platform/platform-options';
import { acknowledge, acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { createWorkerLogGroup } from '../worker/worker-log-group';
import { encryptMachine } from './machine-key';

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
    'logs:CreateLogDelivery': 'the actions on deliveries of logs support no resource',
    'xray:PutTraceSegments': 'the actions of X-Ray support no resource',
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
