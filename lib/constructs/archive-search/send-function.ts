import { Duration, Size } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SEARCH_ALARMS } from '../../core/alarm/pipeline/machine-alarms';
import { toSearchStatements } from '../../core/archive-search/search-statements';
import { encodeSearchSendSettings } from '../../core/settings/archive-search-settings';
import type { LogProcessor } from '../detection/log-processor';
import { grantRaising } from '../worker/grant-raising';
import { toAlertingSettings } from '../worker/queue-worker';
import { createPipelineAlarm, type WatchedMetric } from '../worker/worker-alarms';
import { createSearchFunction, type SearchFunctionsProps } from './search-functions';

/**
 * Longer than it takes to claim, send and settle an alert, with all retries: an alert is claimed just before it is sent, and is not
 * sent once its lease, twice this, is over. The lease of a function that died ends before a message of the processor comes back that
 * has the same alert.
 */
const RAISING_TIME = Duration.minutes(1);

/** The function that sends alerts. */
export interface SendFunction {
  readonly lambdaFunction: IFunction;
  readonly alarm: IAlarm;
  /** For how many days it is remembered that an alert was sent. */
  readonly rememberDays: number;
}

/** The function that sends the alerts of a search in the stead of a processor, whose function reports their storms. */
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
    environment: encodeSearchSendSettings({
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
