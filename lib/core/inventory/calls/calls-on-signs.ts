import { ANY_CALL, type CallsOnKind, either, on, toCalls } from './call';

const CLOUDWATCH = { prefix: 'cloudwatch', eventSource: 'monitoring.amazonaws.com' } as const;
const LOG_GROUP = ['{}', '*:{}', '*:{}:*'];
const ADDS = 'adds to a log and removes nothing; a forged line raises an alarm too many';
const READERS = 'readers of the archive read the records of the trail here, too';

/** Calls on alarms and logs. */
export const CALLS_ON_SIGNS = {
  alarm: toCalls({
    ...CLOUDWATCH,
    groups: [
      {
        names: 'PutMetricAlarm SetAlarmState PutCompositeAlarm PutLogAlarm',
        also: { redirect: 'PutMetricAlarm PutCompositeAlarm PutLogAlarm' },
        tell: on('alarmName', '{}'),
      },
      { names: 'DeleteAlarms', also: { delete: 'DeleteAlarms' }, tell: on('alarmNames', '{}') },
      { names: 'TagResource UntagResource', tell: on('resourceARN', '*:{}') },
    ],
  }),
  mute: toCalls({
    ...CLOUDWATCH,
    by: ['deployment', 'operators'],
    groups: [
      { names: 'DisableAlarmActions', tell: on('alarmNames', '{}') },
      { names: 'PutAlarmMuteRule', tell: on('muteTargets.alarmNames', '{}') },
    ],
  }),
  logGroup: toCalls({
    prefix: 'logs',
    deny: { on: 'resource', rcp: true },
    groups: [
      {
        names: `DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteMetricFilter PutMetricFilter DeleteRetentionPolicy
          PutSubscriptionFilter DeleteSubscriptionFilter TagLogGroup UntagLogGroup`,
        also: { delete: 'DeleteLogGroup', redirect: 'PutSubscriptionFilter' },
        only: { delete: 'DeleteLogStream' },
        tell: on('logGroupName', '{}'),
      },
      {
        names: 'PutTransformer PutDataProtectionPolicy PutLogGroupDeletionProtection',
        tell: on('logGroupIdentifier', ...LOG_GROUP),
      },
      {
        names: 'AssociateKmsKey DisassociateKmsKey',
        tell: either(on('logGroupName', '{}'), on('resourceIdentifier', ...LOG_GROUP)),
      },
      { names: 'TagResource UntagResource', tell: on('resourceArn', '*:{}', '*:{}:*') },
      {
        names: 'PutLogEvents',
        does: ['write'],
        by: ['functions', 'services'],
        deny: { why: ADDS },
        tell: { why: ADDS },
      },
      {
        names: 'FilterLogEvents GetLogEvents StartQuery',
        does: ['read'],
        by: ['functions', 'readers'],
        deny: { why: READERS },
        tell: { why: READERS },
      },
    ],
  }),
  logAccount: toCalls({
    prefix: 'logs',
    deny: { on: 'account' },
    groups: [{ names: 'PutAccountPolicy PutStorageTierPolicy', tell: ANY_CALL }],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
