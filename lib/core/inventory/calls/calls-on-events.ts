import { type CallsOnKind, on, PERMISSION, toCalls } from './call';

const RCP = { on: 'resource', rcp: true } as const;
const PUT =
  'only AWS puts events whose source begins with aws., and the rules take no others; a replayed one is claimed already';

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
