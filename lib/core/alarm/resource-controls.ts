import type { Control } from './control';

/** The controls on logs, keys, buckets and the record of configurations. */
export const RESOURCE_CONTROLS: readonly Control[] = [
  {
    id: 'CloudWatch.5',
    name: 'trail-changed',
    title: 'A trail was changed',
    severity: 'high',
    tags: ['attack.t1562.008'],
    cis: { v1_2: '3.5', v1_4: '4.5' },
    filter: {
      eventSource: 'cloudtrail.amazonaws.com',
      asksForSource: 'never',
      eventNames: ['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'],
    },
    meaning:
      'A trail was made, changed, deleted, started or stopped. Who stops a trail does not want to be seen in what comes next.',
    firstSteps: [
      'Is it still logging? aws cloudtrail get-trail-status --name TRAIL in its home Region; if not, start it: aws cloudtrail start-logging --name TRAIL.',
      'Compare bucket, prefix, key and selectors of the trail with what is deployed: aws cloudtrail get-trail and get-event-selectors.',
      'Use another trail or the event history (90 days, cannot be switched off) to read what the identity did around that time.',
    ],
    quiet: {
      filter: {
        eventNames: ['UpdateTrail', 'DeleteTrail', 'StopLogging'],
        failures: true,
        serviceCalls: true,
      },
      threshold: 1,
      leftOut:
        'CreateTrail and StartLogging, which take nothing away. Failed tries and calls through services stay: that somebody tries to ' +
        'stop a trail is news, whether it worked or not.',
    },
  },
  {
    id: 'CloudWatch.7',
    name: 'key-disabled-or-scheduled-for-deletion',
    title: 'A KMS key was disabled or is to be deleted',
    severity: 'high',
    tags: ['attack.t1485'],
    cis: { v1_2: '3.7', v1_4: '4.7' },
    filter: {
      eventSource: 'kms.amazonaws.com',
      asksForSource: 'always',
      eventNames: ['DisableKey', 'ScheduleKeyDeletion'],
    },
    meaning:
      'A key was switched off, or will be deleted after 7 to 30 days. Without it, everything that it encrypts is lost, log files among it.',
    firstSteps: [
      'Take it back: aws kms cancel-key-deletion --key-id KEY, then aws kms enable-key --key-id KEY. Both cost nothing and can be done again.',
      'What does the key encrypt? Its policy and aliases tell; if it is the key of the log archive, treat it as an attack on the evidence.',
      'Ask who planned it; if nobody did, revoke the sessions of the identity.',
    ],
    quiet: {
      filter: { failures: false, serviceCalls: true },
      threshold: 1,
      leftOut:
        'Calls that failed. Calls through services stay: a stack that is deleted takes its keys along, and that is when somebody must know.',
    },
  },
  {
    id: 'CloudWatch.8',
    name: 'bucket-policy-changed',
    title: 'Access rules of a bucket were changed',
    severity: 'medium',
    tags: ['attack.t1530'],
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
    meaning:
      'Who may read a bucket, how long its objects live, or where they are copied to, was changed. Data leaves that way, and evidence ' +
      'is lost that way.',
    firstSteps: [
      'Read the new policy, ACL or rule in the record: is there a principal *, a foreign account, or an expiry of a few days?',
      'Is it the bucket of the log archive? Then restore its policy at once by deploying its stack again.',
      'If the bucket is open: turn on its public access block first, and find out afterwards who read from it (data events or access logs).',
    ],
    quiet: {
      filter: { failures: false, serviceCalls: false },
      threshold: 1,
      leftOut:
        'Calls that failed, and calls that an AWS service made for somebody, CloudFormation above all.',
    },
  },
  {
    id: 'CloudWatch.9',
    name: 'config-changed',
    title: 'AWS Config was changed',
    severity: 'medium',
    tags: ['attack.t1562.008'],
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
    meaning:
      'AWS Config was stopped or records something else, or somewhere else, than before. Controls that rest on it go blind.',
    firstSteps: [
      'Does it record? aws configservice describe-configuration-recorder-status; if not: aws configservice start-configuration-recorder.',
      'Compare what is recorded and where it is delivered with what is deployed.',
      'Look for what the same identity did to trails, GuardDuty and Security Hub.',
    ],
    quiet: {
      filter: {
        eventNames: ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutConfigurationRecorder'],
        failures: true,
        serviceCalls: false,
      },
      threshold: 1,
      leftOut:
        'PutDeliveryChannel, which deployments repeat and which takes nothing away, and calls that an AWS service made for somebody. ' +
        'Failed tries to stop the recorder stay.',
    },
  },
];
