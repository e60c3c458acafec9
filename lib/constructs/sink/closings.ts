import { ArnFormat, Duration, Fn, Names, Stack, Token } from 'aws-cdk-lib';
import { type IConnection, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { toClosingMachine } from '../../core/alert/sink/closing-machine';
import { CLOSING, EVENT_SOURCE } from '../../core/alert/sink/to-event';
import type { ClosableTemplate } from '../../core/alert/sink/to-request';
import { createMachineRole, createStateMachine, type StateMachineParts } from '../machine/state-machine';
import { toPolicyStatement } from '../statement/policy-length';
import { createRuleRole } from '../worker/rule-role';

/** What a sink opens, and where. */
export interface ClosingParts {
  readonly template: ClosableTemplate;
  readonly endpoint: string;
  readonly connection: IConnection;
  readonly eventBus: IEventBus;
  readonly deadLetterQueue: IQueue;
  readonly options: StateMachineParts['options'];
}

/** The state machine that closes what a sink opened, and the rule that starts it. */
export function createClosings(sink: Construct, parts: ClosingParts): void {
  const scope = new Construct(sink, 'Closings');
  const { eventBus, deadLetterQueue } = parts;
  const machine = createMachine(scope, parts);
  new Rule(scope, 'Rule', {
    description: 'Starts the state machine that closes what a trailwatch sink opened',
    eventBus,
    eventPattern: { source: [EVENT_SOURCE], detailType: [CLOSING] },
    targets: [
      new SfnStateMachine(machine, {
        input: RuleTargetInput.fromEventPath('$.detail'),
        role: createRuleRole(scope, 'StartRole', 'Starts the closings of a sink of trailwatch alerts'),
        deadLetterQueue,
        maxEventAge: Duration.days(1),
        retryAttempts: 185,
      }),
    ],
  });
}

function createMachine(scope: Construct, parts: ClosingParts) {
  const { template, endpoint, connection, deadLetterQueue, options } = parts;
  const stack = Stack.of(scope);
  // Its role names it, and it names its role.
  const name = Names.uniqueResourceName(scope, { maxLength: 80, separator: '-' });
  const role = createMachineRole(scope, 'Permissions of the closings of a sink of trailwatch alerts', {
    'cloudwatch:DescribeAlarms': 'the names of the alarms that notify the topic are not known before',
    'kms:ReEncrypt*':
      'the CDK grants these actions, on the key of the dead-letter queue, to whoever sends to it',
  });
  const machineArn = stack.formatArn({
    ...{ service: 'states', resource: 'stateMachine', resourceName: name },
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  for (const statement of [
    {
      Effect: 'Allow',
      Action: 'states:InvokeHTTPEndpoint',
      Resource: machineArn,
      Condition: { StringLike: { 'states:HTTPEndpoint': addressesOf(template, endpoint) } },
    },
    { Effect: 'Allow', Action: 'events:RetrieveConnectionCredentials', Resource: connection.connectionArn },
    {
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      Resource: connection.connectionSecretArn,
    },
    { Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
  ] as const)
    role.addToPrincipalPolicy(toPolicyStatement(statement));
  deadLetterQueue.grantSendMessages(role);
  return createStateMachine(scope, {
    ...{ role, name, options },
    definition: toClosingMachine({
      ...{ kind: template.kind, partition: stack.partition, endpoint },
      ...{ connectionArn: connection.connectionArn, deadLetterQueueUrl: deadLetterQueue.queueUrl },
    }),
    logged: 'names of states, no alerts',
    untraced: 'it makes a few requests for each alert that is over',
  });
}

/** The addresses below which it makes requests. */
function addressesOf({ kind }: ClosableTemplate, endpoint: string): readonly string[] {
  if (kind !== 'jira') return [endpoint, `${endpoint}/*`];
  // Of the address it is the end: a site may be called issues.
  const root = Token.isUnresolved(endpoint)
    ? `${Fn.select(0, Fn.split('/3/issue', endpoint))}/3`
    : endpoint.replace(/\/issue$/, '');
  return [`${root}/search/jql`, `${root}/issue/*`];
}
