import type { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encodeRealtimeAlertsSettings } from '../../core/settings/realtime-alerts-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import type { RuleSet } from '../rule/rule-set';
import { type Raising, toRaiserSettings } from '../worker/raising';
import { createRaisingFunction, MAX_RECEIVES } from '../worker/raising-function';
import { createRulesLayer } from '../worker/rules-layer';

/** Events come one by one: a batch is what has come in the meantime. */
const BATCH_SIZE = 10;

/** What the function works with. */
export interface RealtimeFunctionProps {
  readonly rules: RuleSet;
  readonly alertTopic: IAlertTopic;
  readonly queue: IQueue;
  readonly table: ITable;
  readonly logGroup: ILogGroup;
  readonly realtimeName: string;
  readonly timeout: Duration;
  readonly maxConcurrency: number;
  readonly tracing?: Tracing;
  readonly raising: Raising;
}

/** The shipped handler as a function: its settings, its rules, what it may do, and the queue that it reads. */
export function createRealtimeFunction(scope: Construct, props: RealtimeFunctionProps): IFunction {
  const { queue, table, logGroup, alertTopic, timeout, tracing, maxConcurrency } = props;
  const layer = createRulesLayer(scope, props.rules);
  return createRaisingFunction(scope, {
    ...{ queue, table, logGroup, alertTopic, timeout, tracing, maxConcurrency, layer },
    job: 'realtime-alerts',
    description: 'Looks for the rules of trailwatch in events of CloudTrail and sends alerts within seconds',
    roleDescription: 'What the function of the realtime alerts of trailwatch may do',
    services: 'SQS, DynamoDB and SNS',
    environment: encodeRealtimeAlertsSettings({
      tableName: table.tableName,
      topicArn: alertTopic.topic.topicArn,
      queueUrl: queue.queueUrl,
      maxReceiveCount: MAX_RECEIVES,
      ...toRaiserSettings(props.raising, timeout),
      rulesFile: layer.file,
      realtimeName: props.realtimeName,
    }),
    memoryMebibytes: 512,
    batchSize: BATCH_SIZE,
  });
}
