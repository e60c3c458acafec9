import { type Duration, Size } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encodeAlarmContextSettings } from '../../core/settings/alarm-context-settings';
import { encodeAlarms } from '../../core/settings/alarm-document';
import type { IAlertTopic } from '../alert/alert-topic';
import { createDocumentLayer } from '../asset/document-layer';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import { type Raising, toRaiserSettings } from '../worker/raising';
import { createRaisingFunction, MAX_RECEIVES } from '../worker/raising-function';
import type { MetricAlarms } from './metric-alarms';

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
  const { queue, table, logGroup, alertTopic, timeout, tracing } = props;
  return createRaisingFunction(scope, {
    ...{ queue, table, logGroup, alertTopic, timeout, tracing, layer },
    job: 'alarm-context',
    description: 'Tells which records are behind an alarm on a trail',
    roleDescription: 'What the function may do that tells who is behind an alarm of trailwatch',
    services: 'CloudWatch Logs, SQS, DynamoDB and SNS',
    environment: toEnvironment(props, layer.file),
    memoryMebibytes: Size.mebibytes(512).toMebibytes(),
    batchSize: BATCH_SIZE,
    maxConcurrency: MAX_CONCURRENCY,
    grant: (role) => grantSearch(role, props.alarms),
  });
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

function grantSearch(role: Role, { logGroup }: MetricAlarms): void {
  acknowledgeWildcards(role, {
    'logs:FilterLogEvents':
      "a log group's ARN ends with all its streams; a search is allowed in no other form",
  });
  logGroup.grant(role, 'logs:FilterLogEvents');
}
