import { Duration, Size } from 'aws-cdk-lib';
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
import { CLAIM_TABLE_ACTIONS } from '../../core/settings/claim-table';
import { encodeLogProcessorSettings } from '../../core/settings/log-processor-settings';
import { acknowledgeControls } from '../acknowledge-controls';
import { acknowledgeWildcards } from '../acknowledge-wildcards';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import { builtPath } from '../package-root';
import { type Raising, toRaiserSettings } from './raising';
import { MAX_RECEIVES } from './raising-function';
import type { RuleSet } from './rule-set';
import { createRulesLayer } from './rules-layer';

/** The namespace of the processor's CloudWatch metrics. */
export const METRICS_NAMESPACE = 'Trailwatch';

/** Twice what CloudTrail writes at most. */
const MAX_LOG_FILE = Size.mebibytes(100);

/** Twice the 15 minutes within which CloudTrail usually delivers. */
const CORRELATION_LATENESS = Duration.minutes(30);

/** How many notices a batch holds at most; each is one file. */
const BATCH_SIZE = 10;

/** What the function works with. */
export interface ProcessorFunctionProps extends Raising {
  readonly archive: ILogArchive;
  readonly alertTopic: IAlertTopic;
  readonly rules: RuleSet;
  readonly queue: IQueue;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  readonly processorName: string;
  readonly timeout: Duration;
  readonly memorySize?: Size;
  readonly maxConcurrency?: number;
  readonly tracing?: Tracing;
}

/** The shipped handler as a function: its settings, its rules, what it may do, and the queue that it reads. */
export function createProcessorFunction(scope: Construct, props: ProcessorFunctionProps): IFunction {
  const rules = createRulesLayer(scope, props.rules);
  const processor = new LambdaFunction(scope, 'Function', {
    description: 'Looks for the rules of trailwatch in CloudTrail log files and sends alerts',
    code: Code.fromAsset(builtPath('lambda/log-processor')),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_LATEST,
    architecture: Architecture.ARM_64,
    role: createRole(scope, props),
    layers: [rules.version],
    environment: toEnvironment(props, rules.file),
    memorySize: (props.memorySize ?? Size.mebibytes(1024)).toMebibytes(),
    timeout: props.timeout,
    tracing: props.tracing ?? Tracing.DISABLED,
    logGroup: props.logGroup,
  });
  acknowledgeControls(processor, {
    LambdaInsideVPC:
      'it talks to S3, SQS, DynamoDB and SNS only; a VPC would add endpoints and no protection',
    LambdaDLQ: 'a queue calls it, and that queue has a dead-letter queue with an alarm',
    LambdaConcurrency:
      'maxConcurrency of the queue bounds it, without reserving what other functions of the account may need',
  });
  processor.addEventSource(
    new SqsEventSource(props.queue, {
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
      maxConcurrency: props.maxConcurrency ?? 10,
    }),
  );
  return processor;
}

function toEnvironment(props: ProcessorFunctionProps, rulesFile: string): Record<string, string> {
  return encodeLogProcessorSettings({
    tableName: props.table.tableName,
    topicArn: props.alertTopic.topic.topicArn,
    queueUrl: props.queue.queueUrl,
    maxReceiveCount: MAX_RECEIVES,
    ...toRaiserSettings(props, props.timeout),
    correlationLatenessSeconds: CORRELATION_LATENESS.toSeconds(),
    maxLogFileBytes: MAX_LOG_FILE.toBytes(),
    rulesFile,
    metricsNamespace: METRICS_NAMESPACE,
    processorName: props.processorName,
  });
}

/** What the function may do, and no more. The event source adds the reading of the queue. */
function createRole(scope: Construct, props: ProcessorFunctionProps): IRole {
  const role = new Role(scope, 'Role', {
    description: 'What the log processor of trailwatch may do',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  acknowledgeWildcards(role, {
    's3:GetObject': 'a trail makes a new object for every delivery; they can be told by their folders only',
    'kms:GenerateDataKey*':
      "what SNS asks of who publishes to an encrypted topic; all on one key, the topic's own",
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy:
      'the policy is made for this one role, names its resources, and is to go when the role goes',
  });
  props.logGroup.grantWrite(role);
  props.archive.grantRead(role, { includeDigests: false });
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
