import { Duration, Lazy, Names, Size, Stack } from 'aws-cdk-lib';
import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RESPONSE_ACTIONS } from '../../core/response/response-actions';
import { encodeResponderSettings, type ResponderSettings } from '../../core/settings/responder-settings';
import { toFilterPolicy } from '../alert/alert-filter';
import { checkTopicPlace } from '../alert/check-topic-region';
import { inNestedStack } from '../alert/in-nested-stack';
import { MacKey } from '../alert/mac-key';
import { toMachineCallerStatements } from '../machine/state-machine';
import { checkBounds } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { describeResource } from '../resource/describe-resource';
import { generatedNameStart } from '../resource/generated-name';
import { acknowledgeTopicKey } from '../statement/acknowledge';
import { createClaimTable } from '../worker/claim-table';
import { memoryBounds } from '../worker/function-options';
import { grantTableKey } from '../worker/grant-store-key';
import { createJobFunction, type JobFunction } from '../worker/job-function';
import { deadLettersMetric, errorsMetric } from '../worker/worker-alarms';
import { createDeadLetterQueue } from '../worker/worker-queue';
import type { AlertResponse } from './alert-response';
import { createResponderAlarms, describeResponses } from './responder-alarms';
import { ACTOR, createResponderMachine, placeMachine } from './responder-machine';
import { checkPrefix, markResponderPart, ROLE_NAME_PREFIX } from './responder-parts';
import type { ResponderProps } from './responder-props';

/** The maximum number of values in an SNS filter policy. */
const MAX_RULES = 150;

/**
 * Responds to alerts with actions in the affected account: a function verifies that trailwatch sent an alert, decides which
 * action its record calls for, and starts the state machine of the action, whose role can do only that. Every step is reported
 * to the alert topic. A response is a dry run until its mode is `ACT`.
 *
 * `Trailwatch` does not include a `Responder`: anyone who can cause an alert can cause its response. Read docs/alerts/response.md
 * first.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AlertResponse, type AlertTopic, Responder, ResponseMode, RuleSet } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * const rules = RuleSet.builtIn().only('trail-stopped-or-deleted');
 * new Responder(stack, 'Responder', {
 *   alertTopic,
 *   responses: [AlertResponse.startLogging({ rules, mode: ResponseMode.ACT })],
 * });
 */
export class Responder extends Construct {
  /** The state machines of the responses with mode `ACT`, in the order of the responses. */
  public readonly stateMachines: IStateMachine[];

  /** The function that decides on alerts, and reports. It has no permission to perform actions. */
  public readonly lambdaFunction: IFunction;

  /** The queue of alerts that could not be processed. */
  public readonly deadLetterQueue: IQueue;

  /** The alarms on the function and the state machines, which notify the alert topic. */
  public readonly alarms: IAlarm[];

  constructor(scope: Construct, id: string, props: ResponderProps) {
    super(scope, id);
    checkTopicPlace(this, props.alertTopic, 'responder');
    within(this, () => checkProps(props));
    const acting = props.responses
      .filter(({ _isActing }) => _isActing)
      .map((response) => ({ response, placed: placeMachine(this, response) }));
    const table = createClaimTable(this, props);
    const settings = this.toSettings(
      props,
      table,
      new Map(acting.map(({ response, placed }) => [response, placed])),
    );
    this.deadLetterQueue = createDeadLetterQueue(this, props);
    const { lambdaFunction, role } = this.createFunction(props, settings);
    grantTableKey(role, table);
    this.lambdaFunction = lambdaFunction;
    describeResource(lambdaFunction, () => ({ construct: 'Responder', Routes: describeResponses(props) }));
    const machines = acting.map(({ response, placed }) =>
      createResponderMachine(placed, {
        ...{ response, options: props, reporter: lambdaFunction, ownRoles: this.ownRoles(settings) },
        memberRoleStart:
          settings.memberAccounts.length > 0 && RESPONSE_ACTIONS[response._action].isInAccount
            ? settings.memberRoleStart
            : undefined,
      }),
    );
    this.stateMachines = machines;
    this.subscribe(props);
    this.alarms = within(this, () =>
      createResponderAlarms(this, { options: props, machines, deadLetterQueue: this.deadLetterQueue }),
    );
  }

  /** Messages in the dead-letter queue; the maximum. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  /** Invocations of the function that failed. */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }

  private toSettings(
    props: ResponderProps,
    table: ITable,
    machines: ReadonlyMap<AlertResponse, ReturnType<typeof placeMachine>>,
  ): ResponderSettings {
    const { partition, account } = Stack.of(this);
    const { principals = [], accounts = [], resources = [] } = props.exempt ?? {};
    return {
      responderName: Names.uniqueResourceName(this, { maxLength: 128 }),
      ...{ partition, accountId: account },
      topicArn: props.alertTopic.topic.topicArn,
      macKeyArn: MacKey.of(props.alertTopic).keyArn,
      tableName: table.tableName,
      maxActionsPerHour: props.maxActionsPerHour ?? 10,
      maxAgeMinutes: (props.maxAge ?? Duration.hours(6)).toMinutes(),
      ownRoleStart: generatedNameStart(Stack.of(this)),
      memberRoleStart: props.roleNamePrefix ?? ROLE_NAME_PREFIX,
      memberAccounts: props.memberAccounts ?? [],
      actingRoles: Lazy.list({
        produce: () => [...machines.values()].flatMap(({ place }) => actingRolesIn(place)),
      }),
      responses: props.responses.map((response) => {
        const machineArn = machines.get(response)?.arn;
        const { _action: action, _ruleIds: ruleIds, _guardrail: guardrail, _target: target } = response;
        return {
          ...{ action, ruleIds },
          ...(machineArn === undefined ? {} : { machineArn }),
          ...(guardrail === undefined ? {} : { guardrail }),
          ...(target === undefined ? {} : { target }),
        };
      }),
      exempt: { principals, accounts, resources },
    };
  }

  private ownRoles({ partition, accountId, ownRoleStart, memberRoleStart }: ResponderSettings): string[] {
    return [ownRoleStart, memberRoleStart].map(
      (start) => `arn:${partition}:iam::${accountId}:role/${start}*`,
    );
  }

  private createFunction(props: ResponderProps, settings: ResponderSettings): JobFunction {
    const machineArns = settings.responses.flatMap(({ machineArn }) => machineArn ?? []);
    const tableArn = Stack.of(this).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: settings.tableName,
    });
    const environment = encodeResponderSettings(settings, (value) => Stack.of(this).toJsonString(value));
    const job = createJobFunction(this, {
      ...{ options: props, bundle: 'responder', deadLetterQueue: this.deadLetterQueue },
      environment,
      description: 'starts responses to alerts and reports their results',
      memorySize: props.memorySize ?? Size.mebibytes(256),
      timeout: Duration.seconds(30),
      statements: [
        { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: tableArn },
        ...(machineArns.length === 0
          ? []
          : [
              { Effect: 'Allow' as const, Action: 'states:StartExecution', Resource: machineArns },
              ...toMachineCallerStatements(this, props),
            ]),
      ],
      wildcards: {},
      fewer:
        'name fewer rules in responses, memberAccounts or exempt, or use another Responder for some of the responses',
      logContents: 'ids of alerts, no records',
      services: 'KMS, DynamoDB, Step Functions and SNS',
      controls: {
        LambdaConcurrency:
          'alerts are few, and reserved concurrency would reduce what other functions of the account can use',
      },
    });
    markResponderPart(job.lambdaFunction, 'function');
    acknowledgeTopicKey(job.role);
    props.alertTopic.grantPublish(job.role);
    const macKey = MacKey.of(props.alertTopic);
    macKey.grantGenerate(job.role);
    macKey.grantVerify(job.role);
    return job;
  }

  /** Alarms and the responder's own reports do not match the rules of a response. */
  private subscribe({ alertTopic, responses }: ResponderProps): void {
    const ruleIds = [...new Set(responses.flatMap(({ _ruleIds }) => _ruleIds))];
    alertTopic.topic.addSubscription(
      inNestedStack(
        new LambdaSubscription(this.lambdaFunction, {
          filterPolicy: toFilterPolicy({ ruleIds, includeOperational: false }),
          deadLetterQueue: this.deadLetterQueue,
        }),
        this.lambdaFunction,
      ),
    );
  }
}

/** The roles that act in place of those that are named after their action: CloudFormation names them. */
function actingRolesIn(place: Construct): string[] {
  return (place.node.tryFindChild(ACTOR) ?? place).node
    .findAll()
    .flatMap((node) =>
      node instanceof CfnRole && Stack.of(node).resolve(node.roleName) === undefined ? [node.ref] : [],
    );
}

function checkProps(props: ResponderProps): void {
  const { responses, memberAccounts = [], exempt = {} } = props;
  if (responses.length === 0) throw new Error('responses is empty: name at least one response');
  const actions = responses.map(({ _action }) => _action);
  const twice = actions.find((action, index) => actions.indexOf(action) !== index);
  if (twice !== undefined)
    throw new Error(`responses has '${twice}' twice; name all its rules in one response`);
  for (const account of memberAccounts) checkName('memberAccounts', 'account id', account);
  for (const account of exempt.accounts ?? []) checkName('exempt.accounts', 'account id', account);
  checkPrefix(props.roleNamePrefix);
  checkBounds([
    { property: 'maxActionsPerHour', value: props.maxActionsPerHour, least: 1, most: 1000 },
    {
      property: 'maxAge',
      value: props.maxAge?.toMinutes({ integral: false }),
      least: 1,
      most: 10_080,
      unit: ' minutes',
    },
    ...responses.map(({ _approvalTimeout }) => ({
      property: 'approvalTimeout',
      value: _approvalTimeout?.toSeconds({ integral: false }),
      ...{ least: 60, most: 604_800, unit: ' seconds' },
    })),
    memoryBounds(props),
  ]);
  checkRuleCount(props);
}

function checkRuleCount({ responses }: ResponderProps): void {
  const ruleIds = new Set(responses.flatMap(({ _ruleIds }) => _ruleIds));
  if (ruleIds.size > MAX_RULES)
    throw new Error(`responses has ${ruleIds.size} rules; an SNS filter allows at most ${MAX_RULES}`);
}
