import { Duration, Size } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encodeLogProcessorSettings } from '../../core/settings/log-processor-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { RuleSet } from '../rule/rule-set';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import { type Raising, toRaiserSettings } from '../worker/raising';
import { createRaisingFunction, MAX_RECEIVES } from '../worker/raising-function';
import { createRulesLayer } from '../worker/rules-layer';

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
  return createRaisingFunction(scope, {
    ...props,
    job: 'log-processor',
    description: 'Looks for the rules of trailwatch in CloudTrail log files and sends alerts',
    roleDescription: 'What the log processor of trailwatch may do',
    services: 'S3, SQS, DynamoDB and SNS',
    layer: rules,
    environment: toEnvironment(props, rules.file),
    memoryMebibytes: (props.memorySize ?? Size.mebibytes(1024)).toMebibytes(),
    batchSize: BATCH_SIZE,
    maxConcurrency: props.maxConcurrency ?? 10,
    grant: (role) => grantReading(role, props.archive),
  });
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

function grantReading(role: Role, archive: ILogArchive): void {
  acknowledgeWildcards(role, {
    's3:GetObject': 'a trail makes a new object for every delivery; they can be told by their folders only',
  });
  archive.grantRead(role, { includeDigests: false });
}
