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

/** What a state machine is made from. */
export interface StateMachineParts {
  readonly role: Role;
  /** Where something must know it that the definition refers to; CloudFormation names it otherwise. */
  readonly name?: string;
  /** In Amazon States Language. */
  readonly definition: JsonObject;
  readonly options: PlatformOptions & {
    readonly logRetention?: RetentionDays;
    readonly removalPolicy?: RemovalPolicy;
    readonly tracing?: Tracing;
  };
  /** What its log holds, as the reason why a key of CloudWatch Logs is enough. */
  readonly logged: string;
  /** Why it is not traced, where it is not. */
  readonly untraced: string;
}

/** Why a role has a policy of its own. */
export const OWN_POLICY =
  'the policy is for this role alone, names its resources, and is deleted with the role';

/**
 * The role of a state machine: Step Functions assumes it for state machines of its account only.
 *
 * @param wildcards why statements with such an action have a wildcard
 * @param roleName where roles of other accounts trust it by its name; CloudFormation names it otherwise
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

/** A state machine with a log of its states, and of no data. */
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
    // Left out where it is off: the CDK grants what tracing needs wherever it is set.
    ...(isTraced ? { tracingEnabled: true } : {}),
  });
  encryptMachine(machine, { role, name, options });
  if (!isTraced) acknowledge(machine, { id: 'AwsSolutions-SF2', reason: untraced });
  return machine;
}
