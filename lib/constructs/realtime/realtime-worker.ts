import { Duration, Names, Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { REALTIME_ALARMS } from '../../core/alarm/pipeline-alarm';
import { encodeRealtimeAlertsSettings } from '../../core/settings/realtime-alerts-settings';
import type { RuleSet } from '../rule/rule-set';
import { createQueueWorker, type QueueWorker } from '../worker/queue-worker';
import { toRulesDocument, toRulesEnvironment } from '../worker/rules-document';
import type { WorkerJob } from '../worker/worker-function';
import type { RealtimeAlertsProps } from './realtime-alerts-props';

/** Events come one by one: a batch is what has come in the meantime. */
const BATCH_SIZE = 10;

/** After five minutes the log file brings the alert as soon. */
const MAX_WAIT = Duration.minutes(5);

/** The worker of realtime alerts: searches events from the home bus for the rules. */
export function createRealtimeWorker(
  scope: Construct,
  props: RealtimeAlertsProps,
  rules: RuleSet,
): QueueWorker {
  const realtimeName = Names.uniqueResourceName(scope, { maxLength: 128 });
  return createQueueWorker(scope, {
    job: toJob(props),
    options: props,
    timeout: props.timeout ?? Duration.seconds(30),
    alertTopic: props.alertTopic,
    raising: props.processor?._raising ?? {},
    table: props.processor?.table,
    macKey: props.processor?._macKey,
    document: toRulesDocument(rules),
    environment: (common, rulesFile) => ({
      ...encodeRealtimeAlertsSettings({ ...common, rulesFile, realtimeName }),
      ...toRulesEnvironment(rules),
    }),
    alarms: { pipeline: REALTIME_ALARMS, oldestMessageAge: MAX_WAIT },
  });
}

function toJob({ maxConcurrency }: RealtimeAlertsProps): WorkerJob {
  return {
    bundle: 'realtime-alerts',
    description: 'Searches events of CloudTrail for the rules of trailwatch and sends alerts within seconds',
    roleDescription: 'Permissions of the function of the realtime alerts of trailwatch',
    services: 'SQS, DynamoDB and SNS',
    logContents: 'ids of records and names of rules, no records',
    memorySize: Size.mebibytes(512),
    batchSize: BATCH_SIZE,
    maxConcurrency: maxConcurrency ?? 10,
  };
}
