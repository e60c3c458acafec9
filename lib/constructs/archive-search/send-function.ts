import { Size } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { toSearchStatements } from '../../core/archive-search/search-statements';
import { encodeSearchSendSettings } from '../../core/settings/archive-search-settings';
import type { LogProcessor } from '../detection/log-processor';
import { grantRaising } from '../worker/grant-raising';
import { toAlertingSettings } from '../worker/queue-worker';
import { createSearchFunction, SEARCH_TIMEOUT } from './search-function';
import type { SearchFunctionsProps } from './search-functions';

/** The function that sends alerts. */
export interface SendFunction {
  readonly lambdaFunction: IFunction;
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
  const settings = toAlertingSettings({ ...resources, raising, timeout: SEARCH_TIMEOUT });
  const { lambdaFunction, role } = createSearchFunction(new Construct(scope, 'Send'), {
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
  return { lambdaFunction, rememberDays: settings.rememberDays };
}
