import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { Grant, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { toMachineDefinition } from '../../core/archive-search/machine-definition';
import type { SearchPlace } from '../../core/archive-search/search-place';
import { type MachineArns, toMapStatements } from '../../core/archive-search/search-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { acknowledge } from '../statement/acknowledge';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import { toPolicyStatement } from '../statement/to-policy-statement';
import { createWorkerLogGroup } from '../worker/worker-log-group';
import type { ArchiveSearchProps } from './archive-search-props';

/** What the state machine of a search is made from. */
export interface SearchMachineProps {
  readonly props: ArchiveSearchProps;
  readonly place: SearchPlace;
  readonly functions: {
    readonly plan: IFunction;
    readonly search: IFunction;
    readonly summary: IFunction;
    readonly send?: IFunction;
  };
  /** What it may do with the results. */
  readonly statements: readonly PolicyStatementData[];
}

const MAX_CONCURRENCY = 100;

const OWN_POLICY = 'the policy is for this role alone, names its resources, and is deleted with the role';

/** The state machine, its role and its log group. */
export function createSearchMachine(scope: Construct, parts: SearchMachineProps): StateMachine {
  const { props, place, functions } = parts;
  const machineScope = new Construct(scope, 'Machine');
  const role = createRole(machineScope, parts);
  const definition = toMachineDefinition({
    partition: Aws.PARTITION,
    place,
    functions: {
      plan: functions.plan.functionArn,
      search: functions.search.functionArn,
      summary: functions.summary.functionArn,
      ...(functions.send === undefined ? {} : { send: functions.send.functionArn }),
    },
    maxConcurrency: props.maxConcurrency ?? MAX_CONCURRENCY,
  });
  const isTraced = props.tracing !== undefined && props.tracing !== Tracing.DISABLED;
  const machine = new StateMachine(machineScope, 'StateMachine', {
    definitionBody: DefinitionBody.fromString(Stack.of(scope).toJsonString(definition)),
    role,
    logs: {
      destination: createWorkerLogGroup(machineScope, 'names of states and batches, no records', props),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
    // Left out where it is off: the CDK grants what tracing needs wherever it is set.
    ...(isTraced ? { tracingEnabled: true } : {}),
  });
  if (!isTraced) {
    const reason = 'tracing of every batch is paid for; the property `tracing` turns it on';
    acknowledge(machine, { id: 'AwsSolutions-SF2', reason });
  }
  grantOwnMap(role, machine);
  return machine;
}

function createRole(scope: Construct, { functions, statements }: SearchMachineProps): Role {
  const stack = Stack.of(scope);
  const machines = stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const role = new Role(scope, 'Role', {
    description: 'Permissions of the state machine that searches an archive for the rules of trailwatch',
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': machines },
      },
    }),
  });
  acknowledgeWildcards(role, {
    's3:GetObject': 'each search writes to a folder of its own, whose name is not known before',
    's3:PutObject': 'each search writes to a folder of its own, whose name is not known before',
    'logs:CreateLogDelivery': 'the actions on deliveries of logs support no resource',
    'xray:PutTraceSegments': 'the actions of X-Ray support no resource',
  });
  acknowledgeControls(role, { IAMNoInlinePolicy: OWN_POLICY });
  const functionArns = Object.values(functions).map(({ functionArn }) => functionArn);
  Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: functionArns });
  for (const statement of statements) role.addToPrincipalPolicy(toPolicyStatement(statement));
  return role;
}

/** A policy of its own: that of the role must be there before the state machine, and this one names the state machine. */
function grantOwnMap(role: Role, machine: StateMachine): void {
  const statements = toMapStatements(machineArns(machine)).map(toPolicyStatement);
  const policy = new Policy(machine, 'Map', { statements, roles: [role] });
  acknowledgeWildcards(policy, {
    'states:StopExecution': 'executions have names of their own, which are not known before',
  });
  acknowledgeControls(policy, { IAMNoInlinePolicy: OWN_POLICY });
}

/**
 * The ARNs of a state machine: an execution's names the machine, a child workflow's and a map run's the map besides.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html#awsstepfunctions-resources-for-iam-policies
 */
export function machineArns(machine: StateMachine): MachineArns {
  const { stateMachineArn, stateMachineName } = machine;
  const format = (resource: string, resourceName: string) =>
    Stack.of(machine).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return {
    machine: stateMachineArn,
    executions: [
      format('execution', `${stateMachineName}:*`),
      format('execution', `${stateMachineName}/*:*`),
    ],
    mapRuns: format('mapRun', `${stateMachineName}/*:*`),
  };
}
