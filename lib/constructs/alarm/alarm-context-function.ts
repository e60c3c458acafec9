import { type Duration, Size } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encodeAlarmContextSettings } from '../../core/settings/alarm-context-settings';
import { encodeAlarms } from '../../core/settings/alarm-document';
import { CLAIM_TABLE_ACTIONS } from '../../core/settings/claim-table';
import { acknowledgeControls } from '../acknowledge-controls';
import { acknowledgeWildcards } from '../acknowledge-wildcards';
import type { IAlertTopic } from '../alert/alert-topic';
import { createDocumentLayer } from '../detection/document-layer';
import { type Raising, toRaiserSettings } from '../detection/raising';
import { builtPath } from '../package-root';
import type { MetricAlarms } from './metric-alarms';

/** After how many receives an alarm is given up. */
export const MAX_RECEIVES = 5;

/** Each message may take several searches, and CloudWatch Logs takes few a second. */
const BATCH_SIZE = 2;

/** As few as an event source takes. */
const MAX_CONCURRENCY = 2;

/** What the function works with. */
export interface ContextFunctionProps {
  readonly alarms: MetricAlarms;
  readonly alertTopic: IAlertTopic;
  readonly queue: IQueue;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  readonly contextName: string;
  readonly timeout: Duration;
  readonly maxRecords?: number;
  readonly tracing?: Tracing;
  readonly raising: Raising;
}

/** The shipped handler as a function: its settings, its alarms, what it may do, and the queue that it reads. */
export function createContextFunction(scope: Construct, props: ContextFunctionProps): IFunction {
  const layer = createDocumentLayer(scope, 'AlarmsLayer', {
    description: 'The alarms of trailwatch, and what each looks for',
    name: 'alarms',
    document: encodeAlarms(props.alarms._watched),
  });
  const context = new LambdaFunction(scope, 'Function', {
    description: 'Tells which records are behind an alarm on a trail',
    code: Code.fromAsset(builtPath('lambda/alarm-context')),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_LATEST,
    architecture: Architecture.ARM_64,
    role: createRole(scope, props),
    layers: [layer.version],
    environment: toEnvironment(props, layer.file),
    memorySize: Size.mebibytes(512).toMebibytes(),
    timeout: props.timeout,
    tracing: props.tracing ?? Tracing.DISABLED,
    logGroup: props.logGroup,
  });
  acknowledgeControls(context, {
    LambdaInsideVPC:
      'it talks to CloudWatch Logs, SQS, DynamoDB and SNS only; a VPC would add endpoints and no protection',
    LambdaDLQ: 'a queue calls it, and that queue has a dead-letter queue with an alarm',
    LambdaConcurrency:
      'its event source bounds it, without reserving what other functions of the account may need',
  });
  context.addEventSource(
    new SqsEventSource(props.queue, {
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
      maxConcurrency: MAX_CONCURRENCY,
    }),
  );
  return context;
}

function toEnvironment(props: ContextFunctionProps, alarmsFile: string): Record<string, string> {
  return encodeAlarmContextSettings({
    tableName: props.table.tableName,
    topicArn: props.alertTopic.topic.topicArn,
    queueUrl: props.queue.queueUrl,
    maxReceiveCount: MAX_RECEIVES,
    ...toRaiserSettings(props.raising, props.timeout),
    logGroupName: props.alarms.logGroup.logGroupName,
    alarmsFile,
    maxRecords: props.maxRecords ?? 500,
    contextName: props.contextName,
  });
}

/** What the function may do, and no more. The event source adds the reading of the queue. */
function createRole(scope: Construct, props: ContextFunctionProps): IRole {
  const role = new Role(scope, 'Role', {
    description: 'What the function may do that tells who is behind an alarm of trailwatch',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  acknowledgeWildcards(role, {
    'logs:FilterLogEvents':
      "a log group's ARN ends with all its streams; a search is allowed in no other form",
    'kms:GenerateDataKey*':
      "what SNS asks of who publishes to an encrypted topic; all on one key, the topic's own",
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy:
      'the policy is made for this one role, names its resources, and is to go when the role goes',
  });
  props.logGroup.grantWrite(role);
  props.alarms.logGroup.grant(role, 'logs:FilterLogEvents');
  props.alertTopic.grantPublish(role);
  Grant.addToPrincipal({
    grantee: role,
    actions: [...CLAIM_TABLE_ACTIONS],
    resourceArns: [props.table.tableArn],
  });
  Grant.addToPrincipal({
    grantee: role,
    actions: ['sqs:SendMessage'],
    resourceArns: [props.queue.queueArn],
  });
  return role;
}
