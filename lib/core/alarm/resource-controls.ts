import type { Control } from './control';

/** The controls on logs, keys, buckets and the record of configurations. */
export const RESOURCE_CONTROLS: readonly Control[] = [
  {
    id: 'CloudWatch.5',
    ruleName: 'trail-changed',
    cis: { v1_2: '3.5', v1_4: '4.5' },
    filter: {
      eventSource: 'cloudtrail.amazonaws.com',
      asksForSource: 'never',
      eventNames: ['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'],
    },
    quiet: {
      filter: {
        eventNames: ['UpdateTrail', 'DeleteTrail', 'StopLogging'],
        failures: true,
        serviceCalls: true,
      },
      threshold: 1,
      leftOut:
        'CreateTrail and StartLogging, which take nothing away. Failed calls and calls through services stay: an attempt to stop a ' +
        'trail matters, whether it succeeds or not.',
    },
  },
  {
    id: 'CloudWatch.7',
    ruleName: 'key-disabled-or-scheduled-for-deletion',
    cis: { v1_2: '3.7', v1_4: '4.7' },
    filter: {
      eventSource: 'kms.amazonaws.com',
      asksForSource: 'always',
      eventNames: ['DisableKey', 'ScheduleKeyDeletion'],
    },
    quiet: {
      filter: { failures: false, serviceCalls: true },
      threshold: 1,
      leftOut:
        'Calls that failed. Calls through services stay: a deleted stack schedules its keys for deletion, too.',
    },
  },
  {
    id: 'CloudWatch.8',
    ruleName: 'bucket-policy-changed',
    cis: { v1_2: '3.8', v1_4: '4.8' },
    filter: {
      eventSource: 's3.amazonaws.com',
      asksForSource: 'always',
      eventNames: [
        'PutBucketAcl',
        'PutBucketPolicy',
        'PutBucketCors',
        'PutBucketLifecycle',
        'PutBucketReplication',
        'DeleteBucketPolicy',
        'DeleteBucketCors',
        'DeleteBucketLifecycle',
        'DeleteBucketReplication',
      ],
    },
    quiet: {
      filter: { failures: false, serviceCalls: false },
      threshold: 1,
      leftOut:
        'Calls that failed, and calls that an AWS service made on behalf of a principal, mostly CloudFormation.',
    },
  },
  {
    id: 'CloudWatch.9',
    ruleName: 'config-changed',
    cis: { v1_2: '3.9', v1_4: '4.9' },
    filter: {
      eventSource: 'config.amazonaws.com',
      asksForSource: 'always',
      eventNames: [
        'StopConfigurationRecorder',
        'DeleteDeliveryChannel',
        'PutDeliveryChannel',
        'PutConfigurationRecorder',
      ],
    },
    quiet: {
      filter: {
        eventNames: ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutConfigurationRecorder'],
        failures: true,
        serviceCalls: false,
      },
      threshold: 1,
      leftOut:
        'PutDeliveryChannel, which deployments repeat and which takes nothing away, and calls that an AWS service made on ' +
        'behalf of a principal. Failed calls to stop the recorder stay.',
    },
  },
];
