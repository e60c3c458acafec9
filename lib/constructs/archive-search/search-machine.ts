import { ArnFormat, Aws, Duration, Size, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { SEARCH_ALARMS } from '../../core/alarm/pipeline/machine-alarms';
import { toMachineDefinition } from '../../core/archive-search/machine-definition';
import type { SearchPlace } from '../../core/archive-search/search-place';
import {
  type MachineArns,
  toMapStatements,
  toSearchStatements,
} from '../../core/archive-search/search-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { SEARCH_SEND_ENVIRONMENT } from '../../core/settings/archive-search-settings';
import type { LogProcessor } from '../detection/log-processor';
import { createMachineRole, createStateMachine, OWN_POLICY } from '../machine/state-machine';
import { acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { grantRaising } from '../worker/grant-raising';
import { toAlertingSettings } from '../worker/queue-worker';
import { createPipelineAlarm, type WatchedMetric } from '../worker/worker-alarms';
import type { ArchiveSearchProps } from './archive-search-props';
import { createSearchFunction, type SearchFunctionsProps } from './search-functions';

/** Properties of the state machine of a search. */
export interface SearchMachineProps {
  readonly props: ArchiveSearchProps;
  readonly place: SearchPlace;
  readonly functions: {
    readonly plan: IFunction;
    readonly search: IFunction;
    readonly summary: IFunction;
    readonly send?: IFunction;
  };
  /** The permissions on the results. */
  readonly statements: readonly PolicyStatementData[];
}

const MAX_CONCURRENCY = 100;

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
  const machine = createStateMachine(machineScope, {
    ...{ role, definition, options: props },
    logged: 'names of states and batches, no records',
    untraced: 'tracing of every batch is paid for; the property `tracing` turns it on',
  });
  grantOwnMap(role, machine);
  return machine;
}

function createRole(scope: Construct, { functions, statements }: SearchMachineProps): Role {
  const role = createMachineRole(
    scope,
    'Permissions of the state machine that searches an archive for the rules of trailwatch',
    {
      's3:GetObject': 'each search writes to a folder of its own, whose name is not known before',
      's3:PutObject': 'each search writes to a folder of its own, whose name is not known before',
    },
  );
  const functionArns = Object.values(functions).map(({ functionArn }) => functionArn);
  Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: functionArns });
  for (const statement of statements) role.addToPrincipalPolicy(toPolicyStatement(statement));
  return role;
}

/** A separate policy: the role's default policy must exist before the state machine, and this one names the state machine. */
function grantOwnMap(role: Role, machine: StateMachine): void {
  const statements = toMapStatements(machineArns(machine)).map(toPolicyStatement);
  const policy = new Policy(machine, 'Map', { statements, roles: [role] });
  acknowledgeWildcards(policy, {
    'states:StopExecution': 'the names of executions are not known before they start',
  });
  acknowledgeControls(policy, { IAMNoInlinePolicy: OWN_POLICY });
}

/**
 * The ARNs of a state machine: the ARN of an execution contains the machine's name, and that of a child workflow or map run
 * also contains the map's.
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

/**
 * Longer than claiming, sending and settling an alert takes, with all retries: an alert is claimed just before it is sent, and
 * is not sent after its lease, twice this time, expires. The lease of a terminated function expires before a message of the
 * processor with the same alert is received again.
 */
const RAISING_TIME = Duration.minutes(1);

/** The function that sends alerts. */
interface SendFunction {
  readonly lambdaFunction: IFunction;
  readonly alarm: IAlarm;
  /** The number of days for which a sent alert is remembered. */
  readonly rememberDays: number;
}

/** The function that sends the alerts of a search on behalf of a processor, whose function reports their storms. */
export function createSendFunction(
  scope: Construct,
  processor: LogProcessor,
  { props, place, results, searchName }: SearchFunctionsProps,
): SendFunction {
  const { queue, table, _macKey: macKey, _alertTopic: alertTopic, _raising: raising } = processor;
  const resources = { queue, table, macKey, alertTopic };
  const settings = toAlertingSettings({ ...resources, raising, timeout: RAISING_TIME });
  const own = new Construct(scope, 'Send');
  const { lambdaFunction, role } = createSearchFunction(own, {
    options: props,
    bundle: 'archive-search-send',
    description: 'sends alerts that searches of an archive found',
    services: 'S3, DynamoDB, KMS, SNS and SQS',
    memorySize: Size.mebibytes(3008),
    environment: SEARCH_SEND_ENVIRONMENT.encode({
      ...{ resultsBucketName: place.resultsBucket, searchName, ...settings },
    }),
    statements: toSearchStatements('send', results),
  });
  grantRaising(role, resources);
  const { runbooks, alarmActions } = props;
  const watch: WatchedMetric = {
    ...{ id: 'UnsentAlarm', about: SEARCH_ALARMS.UnsentAlarm, threshold: 1, periods: 1 },
    metric: (period) => lambdaFunction.metricErrors({ period }),
  };
  const alarm = createPipelineAlarm(own, watch, { alertTopic, runbooks, alarmActions });
  return { lambdaFunction, alarm, rememberDays: settings.rememberDays };
}
