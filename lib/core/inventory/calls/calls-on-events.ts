import { ANY_CALL, type CallsOnKind, either, on, PERMISSION, toCalls } from './call';

const RCP = { on: 'resource', rcp: true } as const;
const PUT =
  'only AWS can put events whose source begins with aws., and the rules match no others; the alert of a replayed event is already claimed';

/** Calls on the rules and buses that bring notices and events. */
export const CALLS_ON_EVENTS = {
  eventRule: toCalls({
    prefix: 'events',
    by: ['deployment', 'stackSets'],
    deny: RCP,
    groups: [
      {
        names: 'DeleteRule DisableRule PutRule EnableRule',
        also: { delete: 'DeleteRule' },
        tell: on('name', '{}'),
      },
      {
        names: 'PutTargets RemoveTargets',
        also: { redirect: 'PutTargets' },
        tell: on('rule', '{}'),
      },
      { names: 'TagResource UntagResource', tell: on('resourceARN', '*/{}') },
    ],
  }),
  eventBus: toCalls({
    prefix: 'events',
    deny: RCP,
    groups: [
      {
        names: 'DeleteEventBus UpdateEventBus',
        also: { delete: 'DeleteEventBus' },
        tell: on('name', '{}'),
      },
      { names: 'PutResourcePolicy DeleteResourcePolicy', tell: on('resourceArn', '*/{}') },
      { names: 'RevokeResource', tell: { why: PERMISSION } },
      {
        names: 'PutEvents',
        does: ['write'],
        by: ['functions', 'services'],
        deny: { why: PUT },
        tell: { why: PUT },
      },
    ],
  }),
  busPermission: toCalls({
    prefix: 'events',
    deny: { on: 'account' },
    groups: [{ names: 'PutPermission RemovePermission', tell: on('eventBusName', '{}', '*/{}') }],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;

const CLOUDWATCH = { prefix: 'cloudwatch', eventSource: 'monitoring.amazonaws.com' } as const;

const LOG_GROUP = ['{}', '*:{}', '*:{}:*'];

const ADDS =
  'adds to a log and removes nothing; a forged metric raises an alarm, or hides one on missing or late work; the call that stops the work raises an alert';

const READERS = 'readers of the archive also read the records of the trail here';

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
