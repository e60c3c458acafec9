import type { SNSEvent } from 'aws-lambda';
import {
  type AlertSituation,
  CROSSINGS,
  type Crossing,
  type Got,
} from '../../../bin/generators/alert-crossings';
import { beginRaising } from '../../../lambda/raise/raising';
import { type ResponderPorts, respond } from '../../../lambda/responder/responder';
import { filterFor, toFilterPolicy } from '../../../lib/constructs/alert/alert-filter';
import type { Alert } from '../../../lib/core/alert/alert';
import { silenceId, toSilenceValue } from '../../../lib/core/alert/alert-silence';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import { alertAttributes } from '../../../lib/core/alert/message/alert-attributes';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Rule } from '../../../lib/core/rule/rule';
import { toSilencePath } from '../../../lib/core/settings/log-processor-settings';
import { settingsOf } from '../../core/response/response-samples';
import { record, ruleOn } from '../log-processor/log-files';
import { SETTINGS, World } from '../log-processor/world';

const ACCOUNT = '111122223333';
const ARN = `arn:aws:iam::${ACCOUNT}:user/mallory`;
const PATH = toSilencePath('Processor', 'medium');
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:disable';

const SITUATIONS: readonly AlertSituation[] = (['by nothing', 'by a silence', 'by a trial'] as const).flatMap(
  (held) =>
    (['low', 'medium', 'critical'] as const).flatMap((severity) =>
      [false, true].flatMap((isStorm) =>
        [false, true].flatMap((isRepeat) =>
          (['log-file', 'archive-search'] as const).map((route) => ({
            ...{ held, severity, isStorm, isRepeat, route },
          })),
        ),
      ),
    ),
);

/** The rows of the table for a situation. */
function rowsOf(situation: AlertSituation) {
  return CROSSINGS.filter(({ when }) =>
    Object.entries(when).every(([name, values]) =>
      (values as readonly unknown[]).includes(situation[name as keyof AlertSituation]),
    ),
  );
}

test('each of 72 situations is in exactly one row', () => {
  expect(SITUATIONS).toHaveLength(72);
  for (const situation of SITUATIONS) expect([situation, rowsOf(situation).length]).toEqual([situation, 1]);
});

test.each(SITUATIONS)(
  'held $held, severity $severity, storm $isStorm, repeat $isRepeat, $route: who gets what',
  async (situation) => {
    expect(await crossingOf(situation)).toEqual(rowsOf(situation)[0]?.gets);
  },
);

/** What the handlers do with the alert of a situation. */
async function crossingOf(situation: AlertSituation): Promise<object> {
  const { held, severity, isStorm, isRepeat, route } = situation;
  const rule: Rule = { ...ruleOn('CreateUser'), severity };
  const world = new World([rule], { ...SETTINGS, stormThreshold: isStorm ? 1 : 50 });
  world.silencePath = PATH;
  // It fills the window of a storm, and a repeat is one of it.
  if (isStorm || isRepeat) {
    const sourceIPAddress = isRepeat ? '198.51.100.7' : '203.0.113.99';
    await raise(world, rule, alertOf(rule, 'earlier', 'log-file', { sourceIPAddress }));
  }
  world.nowMs += 5 * 60_000;
  const alert = alertOf(rule, 'subject', route);
  if (held === 'by a silence') silence(world, alert);
  const before = { published: world.published.length, counts: countsOf(world) };
  await raise(world, held === 'by a trial' ? { ...rule, trialUntil: '2026-12-15T00:00:00Z' } : rule, alert);
  const published = world.published.slice(before.published);
  expect(published.length).toBeLessThanOrEqual(1);
  return {
    people: gotBy('readers', published),
    machines: gotBy('machines', published),
    responder: await responseTo(published),
    summary: countedAs(before.counts, countsOf(world)),
  };
}

function alertOf(rule: Rule, eventID: string, route: Alert['route'], members: object = {}): Alert {
  const event = record(eventID, {
    ...{ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', sourceIPAddress: '198.51.100.7' },
    userIdentity: {
      ...{ type: 'IAMUser', userName: 'mallory', arn: ARN, accountId: ACCOUNT },
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    },
    requestParameters: { userName: 'bob' },
    ...members,
  });
  return toAlert(rule, event as unknown as CloudTrailRecord, { route, source: {} });
}

async function raise(world: World, rule: Rule, alert: Alert): Promise<void> {
  const { raiser, summary } = beginRaising(world.container(), new AbortController().signal);
  await raiser.raise(alert, rule);
  await summary.flush();
  await world.drain();
}

function silence(world: World, alert: Alert): void {
  const parameter = {
    name: `${PATH}/${silenceId({ ruleId: alert.ruleId, account: ACCOUNT, actor: ARN })}`,
    value: toSilenceValue({ alert, seconds: 86_400, reason: 'migration', by: 'alice' }),
    lastModifiedMs: Date.parse(alert.eventTime),
  };
  world.readSilences = () => ({ parameters: [parameter], hasMore: false });
}

/** What SNS delivers to a subscription with the default filter. */
function gotBy(audience: 'readers' | 'machines', published: readonly Alert[]): Got {
  const policy = Object.entries(toFilterPolicy(filterFor(audience)));
  const [alert] = published.filter((one) => {
    const attributes = alertAttributes(one);
    return policy.every(([name, { conditions }]) =>
      conditions.some((condition) =>
        typeof condition === 'string'
          ? condition === attributes[name]?.StringValue
          : condition.exists === false && attributes[name] === undefined,
      ),
    );
  });
  if (alert === undefined) return 'nothing';
  if (alert.eventName === 'AlertStorm') return 'the storm alert';
  return alert.repeat === true ? 'the alert, marked as a repeat' : 'the alert';
}

async function responseTo(published: readonly Alert[]): Promise<Crossing['responder']> {
  const [alert] = published;
  if (alert === undefined) return 'nothing';
  const did: Crossing['responder'][] = [];
  const signedAt = new Date(Date.parse(alert.eventTime)).toISOString();
  const ports: ResponderPorts = {
    verifyMac: async () => true,
    countAction: async () => true,
    isCounted: async () => false,
    readLedger: async () => ({}),
    noteStarted: async () => {},
    leaseReport: async () => true,
    noteOutcome: async () => {},
    startExecution: async () => void did.push('acts'),
    report: async () => void did.push('reports that it does not act'),
    admitReport: async () => 'new',
    nowMs: () => Date.parse(alert.eventTime),
    note: () => did.push('ignores it'),
  };
  const responses = [{ action: 'disable-access-key', ruleIds: [alert.ruleId], machineArn: MACHINE } as const];
  const settings = settingsOf({ responses });
  const origin = { Type: 'String', Value: encodeOrigin({ signedAt, mac: Buffer.alloc(32, 1) }) };
  const Sns = {
    ...{ Message: JSON.stringify(alert), MessageAttributes: { origin } },
    ...{ TopicArn: settings.topicArn, Timestamp: signedAt },
  };
  await respond({ Records: [{ Sns }] } as unknown as SNSEvent, { settings, ports });
  expect(did).toHaveLength(1);
  return did[0] ?? 'nothing';
}

const COUNTS = {
  grouped: 'grouped',
  sent: 'sent',
  belowMedium: 'below medium',
  held: 'repeats',
  silenced: 'silenced',
  onTrial: 'on trial',
} as const;

type Counts = Readonly<Record<keyof typeof COUNTS, number>>;

const NAMES = Object.keys(COUNTS) as readonly (keyof typeof COUNTS)[];

function countsOf({ table }: World): Counts {
  const sumOf = (name: keyof typeof COUNTS) =>
    table.summary.reduce((total, count) => total + Number(count[name] ?? 0), 0);
  return Object.fromEntries(NAMES.map((name) => [name, sumOf(name)])) as Counts;
}

/** The storm alert itself is sent, and so are those that it groups counted. */
function countedAs(before: Counts, after: Counts): Crossing['summary'] | 'not at all' {
  const [more] = NAMES.filter((name) => after[name] > before[name]);
  return more === undefined ? 'not at all' : COUNTS[more];
}
