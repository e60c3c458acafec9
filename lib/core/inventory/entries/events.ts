import { at, isValueObject, type Value } from '../../estate/values/value';
import { filter } from '../judges/filters';
import { listBy } from '../judges/named-items';
import { enough } from '../judges/parsed-text';
import { perCondition } from '../judges/per-condition';
import { flow, ref, source, text } from '../judges/references';
import { inWords, judged, rank } from '../judges/words';
import {
  AS_ACCESS,
  access,
  DESCRIPTION,
  encryption,
  type InventoryEntry,
  integrity,
  type Judge,
  type JudgedIn,
  type Judgement,
  type Need,
  PERMITS,
  pipeline,
  RENAMED,
  TAGS,
  worksAs,
} from '../model';

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/**
 * A schedule of EventBridge: a rate that is less frequent is weaker; of `cron(…)`, and of `rate(0 …)`, only an equal one is known.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
const schedule: Judge = {
  compare: perCondition((before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    if (after === undefined) return judged('weaker', before, after);
    const [old, fresh] = [minutesOf(before), minutesOf(after)];
    if (old === undefined || fresh === undefined) return judged('unknown', before, after);
    return judged(fresh > old ? 'weaker' : 'changed', before, after);
  }),
  breaks: [
    { words: 'once in a thousand days', apply: () => 'rate(1000 days)' },
    { words: 'gone', apply: () => undefined },
  ],
};

const STOPPED = 'events no longer reach its targets';
const UNSENT = 'alerts are no longer sent';

function delivers(actions: Need['actions']): Need {
  return { who: 'events.amazonaws.com', actions, refused: 'EventBridge cannot deliver events to the target' };
}

/** Of targets that EventBridge sends to as a role. */
function sends(action: string): Need {
  const actions = [action as Need['actions'][number]];
  return { who: 'role', actions, refused: 'EventBridge cannot deliver events to the target' };
}

const byArn = listBy(['Arn']);

/** Members of the JSON that EventBridge sends in place of an event: names, and their values as text. */
const MEMBER = /"([^"\\]+)":("[^"]*"|[^,}]+)/g;

/** A member that only decides when something is done: at another hour it is done as well. */
const TIMES = /^summaryHour: (?:[01]?\d|2[0-3])$/;

/**
 * The targets of a rule of EventBridge. Where only the message of a target differs, its members are compared: each has an effect,
 * which ends when the member is removed.
 */
export const targets: Judge = {
  ...byArn,
  compare: (before, after, judgedIn) => {
    const [old, fresh] = [unnamed(before), unnamed(after)];
    const judgement = byArn.compare(old, fresh, judgedIn);
    if (judgement.verdict !== 'unknown' || !isList(old) || !isList(fresh)) return judgement;
    const changed = old.filter((one) => !fresh.some((other) => judgedIn.same(one, other)));
    const queue = changed.flatMap((target) => lostQueueOf(target, fresh, judgedIn))[0];
    if (queue !== undefined)
      return { verdict: 'weaker', words: `no longer ${inWords(queue)} for events that fail` };
    const [one, other] = [
      changed[0],
      fresh.find((each) => judgedIn.same(at(each, 'Arn'), at(changed[0], 'Arn'))),
    ];
    const isOnlyMessage = changed.length === 1 && judgedIn.same(withoutMessage(one), withoutMessage(other));
    return (isOnlyMessage ? compareMessages(one, other) : undefined) ?? judgement;
  },
};

/** The dead-letter queue of a target that has none now. */
function lostQueueOf(target: Value, fresh: readonly Value[], { same }: JudgedIn): readonly Value[] {
  const now = fresh.find((each) => same(at(each, 'Arn'), at(target, 'Arn')));
  const queue = at(target, 'DeadLetterConfig', 'Arn');
  const isLost =
    queue !== undefined && isValueObject(now) && at(now, 'DeadLetterConfig', 'Arn') === undefined;
  return isLost ? [queue] : [];
}

/** Targets without their ids, which mean nothing outside of the rule. */
function unnamed(value: Value | undefined): Value | undefined {
  if (value === undefined || !isList(value)) return value;
  return value.map((target) => {
    if (!isValueObject(target)) return target;
    const { Id: _id, ...others } = target;
    return others;
  });
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function compareMessages(before: Value | undefined, after: Value | undefined): Judgement | undefined {
  const [old, fresh] = [membersOf(before), membersOf(after)];
  if (old.length === 0 || fresh.length === 0) return undefined;
  const lost = old.filter((member) => !fresh.includes(member));
  const added = fresh.filter((member) => !old.includes(member));
  const arn = inWords(at(after, 'Arn'));
  const isMoved = [...lost, ...added].every((member) => TIMES.test(member));
  if (lost.length > 0 && lost.length === added.length && isMoved)
    return {
      verdict: 'changed',
      words: `messages to ${arn} say ${added.join(', ')} instead of ${lost.join(', ')}`,
    };
  const names = new Set(added.map(nameOf));
  // each member has an effect, which ends with it
  const isGone = lost.every((member) => !names.has(nameOf(member)));
  if (lost.length > 0)
    return {
      verdict: isGone ? 'weaker' : 'unknown',
      words: `messages to ${arn} no longer say ${lost.join(', ')}`,
    };
  return { verdict: 'changed', words: `messages to ${arn} say ${added.join(', ')}, too` };
}

function nameOf(member: string): string {
  return member.split(': ')[0] ?? '';
}

function membersOf(target: Value | undefined): readonly string[] {
  const template = at(target, 'InputTransformer', 'InputTemplate');
  if (typeof template !== 'string') return [];
  return [...template.matchAll(MEMBER)].map(([, name, value]) => `${name}: ${value}`);
}

function withoutMessage(target: Value | undefined): Value {
  if (typeof target !== 'object' || target === null) return null;
  const { InputTransformer: _message, ...others } = target as Readonly<Record<string, Value>>;
  return { ...others, InputPathsMap: at(target, 'InputTransformer', 'InputPathsMap') ?? null };
}

/** Rules and buses that events go through, and destinations outside of AWS. */
export const EVENTS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Events::Rule': {
    ...{ noun: 'EventBridge rule', roles: ['carries'] },
    kinds: ['eventRule'],
    fixed: { replacedBy: ['Name', 'EventBusName'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: STOPPED },
    decides: {
      State: pipeline(
        'state',
        rank(['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 'ENABLED', 'DISABLED'], 'ENABLED'),
        { weaker: STOPPED },
      ),
      EventPattern: pipeline('event pattern', filter, { weaker: 'fewer events reach its targets' }),
      ScheduleExpression: pipeline('schedule', schedule, { weaker: 'it runs less often' }),
      Targets: pipeline('targets', targets, { weaker: 'events no longer reach it' }),
      EventBusName: pipeline('event bus', source, { weaker: STOPPED }),
      RoleArn: pipeline('role', ref, { weaker: STOPPED }),
    },
    neutral: { Name: RENAMED, Description: DESCRIPTION, Tags: TAGS },
    drift: ['State', 'EventPattern', 'ScheduleExpression', 'Targets'],
    defaults: { EventBusName: ['default'] },
    links: [
      {
        ...{ path: 'Targets[].Arn', to: 'evidence', sends: true },
        needs: [
          delivers(['sqs:SendMessage']),
          delivers(['lambda:InvokeFunction']),
          delivers(['sns:Publish']),
          ...[
            'events:PutEvents',
            'events:InvokeApiDestination',
            'states:StartExecution',
            'firehose:PutRecord',
          ].map(sends),
        ],
      },
      {
        ...{ path: 'Targets[].DeadLetterConfig.Arn', to: 'evidence', sends: true },
        needs: [
          {
            ...{ who: 'events.amazonaws.com', actions: ['sqs:SendMessage'] },
            refused: 'events that cannot be delivered are lost',
          },
        ],
      },
      worksAs('Targets[].RoleArn', 'events.amazonaws.com', 'EventBridge cannot deliver events to the target'),
      { path: 'EventBusName', to: 'watches', receives: true, needs: [] },
    ],
  },
  'AWS::Events::EventBus': {
    ...{ noun: 'event bus', roles: ['carries'] },
    kinds: ['eventBus', 'busPermission'],
    fixed: { replacedBy: ['Name', 'EventSourceName'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: 'events that are sent to it are lost' },
    decides: {
      KmsKeyIdentifier: encryption('key', ref, {
        weaker: 'events are not encrypted with a customer managed key',
      }),
      'DeadLetterConfig.Arn': pipeline('dead-letter queue', ref, {
        weaker: 'events that cannot be delivered are lost',
      }),
      Policy: access('policy', flow),
      EventSourceName: pipeline('partner event source', text),
      LogConfig: integrity('logs', text),
    },
    neutral: { Name: RENAMED, Description: DESCRIPTION, Tags: TAGS },
    links: [
      { path: 'KmsKeyIdentifier', to: 'evidence', needs: [] },
      { path: 'DeadLetterConfig.Arn', to: 'evidence', sends: true, needs: [] },
    ],
  },
  'AWS::Events::EventBusPolicy': {
    ...{ noun: 'event bus policy', kinds: ['busPermission'], ...PERMITS },
    fixed: { replacedBy: ['EventBusName', 'StatementId'] },
    decides: {
      Statement: access('policy', flow),
      Action: access('policy', flow),
      Principal: access('policy', flow),
      Condition: access('policy', flow),
    },
    neutral: { StatementId: 'a name', EventBusName: AS_ACCESS },
    links: [{ path: 'EventBusName', to: 'works-as', needs: [] }],
  },
  'AWS::Events::ApiDestination': {
    ...{ noun: 'API destination', roles: ['tells'] },
    kinds: ['sink'],
    fixed: { replacedBy: ['Name'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: 'alerts no longer reach {InvocationEndpoint}' },
    added: { verdict: 'unknown', words: '{InvocationEndpoint} can get alerts' },
    decides: {
      InvocationEndpoint: pipeline('endpoint', text, { weaker: UNSENT }),
      HttpMethod: pipeline('method', text),
      ConnectionArn: pipeline('connection', ref, { weaker: UNSENT }),
      InvocationRateLimitPerSecond: pipeline('requests in a second', enough, {
        weaker: 'alerts of a storm arrive later, or are lost',
      }),
    },
    neutral: { Name: RENAMED, Description: DESCRIPTION },
    links: [{ path: 'ConnectionArn', to: 'evidence', needs: [] }],
  },
  'AWS::Events::Connection': {
    ...{ noun: 'connection', roles: ['tells'] },
    kinds: ['sink', 'secret', 'secretValue', 'credential'],
    fixed: { replacedBy: ['Name'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: 'alerts no longer reach the destinations that use it' },
    decides: {
      AuthParameters: pipeline('credentials', text, { weaker: UNSENT }),
      AuthorizationType: pipeline('kind of credentials', text, { weaker: UNSENT }),
      InvocationConnectivityParameters: pipeline('private endpoint', text),
      KmsKeyIdentifier: encryption('key', ref),
    },
    neutral: { Name: RENAMED, Description: DESCRIPTION },
    links: [{ path: 'KmsKeyIdentifier', to: 'evidence', needs: [] }],
  },
};

function minutesOf(value: Value | undefined): number | undefined {
  const [, count = '', unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(String(value)) ?? [];
  const minutes = MINUTES[unit];
  return minutes === undefined ? undefined : Number(count) * minutes;
}
