import { oracle } from '../../core/correlation/correlation-oracle';
import { correlationOf } from '../../core/correlation/random-correlation';
import {
  faultsOf,
  miscountsOf,
  SILENCEABLE,
  silenceActor,
  TRIAL,
  testAlertId,
  unsentProblemsOf,
} from '../alert-invariants';
import { chanceOf, oneOf } from '../chance';
import type { FaultInjector } from '../fault';
import { logKey, record, ruleOn } from './log-files';
import { satisfiedBy } from './replay';
import { noticeOf, SETTINGS, World } from './world';

const FILES = 3;
const RECORDS_A_FILE = 8;
const THRESHOLD = 2;
const USERS = ['ann', 'bob'];

/** Records of each: more stops than are sent singly, a rule on trial, one silenced for ann, what a correlation counts, and noise. */
const CALLS = ['StopLogging', 'GetObject', 'CreateUser', 'ListUsers', 'ListUsers', 'DescribeTrails'];
const START_MS = Date.parse('2026-11-19T23:50:00Z');
const SPAN_SECONDS = 1_200;

const CORRELATION = correlationOf({
  groupBy: ['userIdentity.userName'],
  rules: [ruleOn('ListUsers')],
  timespanSeconds: 600,
});

/** Enough receives for all faults of a run, and short times, so that little has to pass. */
const settings = {
  ...{ ...SETTINGS, stormThreshold: THRESHOLD, maxReceiveCount: 40, rememberDays: 30 },
  ...{ stormReportDelaySeconds: 30, correlationLatenessSeconds: 600 },
};

/** A log processor with files of a midnight, and what is to come of their records. */
export interface Story {
  readonly world: World;
  readonly records: readonly Record<string, unknown>[];
}

/** Files whose records are chosen by chance; some records are in two of them, and some files are announced twice. */
export function begin(seed: number): Story {
  const chance = chanceOf(seed);
  const world = new World([ruleOn('StopLogging'), TRIAL, SILENCEABLE], settings, [CORRELATION]);
  const records = Array.from({ length: FILES * RECORDS_A_FILE }, (_, at) => {
    const userName = oneOf(chance, USERS);
    const userIdentity = { type: 'IAMUser', userName, arn: `arn:aws:iam::111122223333:user/${userName}` };
    const timeMs = START_MS + Math.floor(chance() * SPAN_SECONDS) * 1000;
    const eventTime = new Date(timeMs).toISOString().replace('.000Z', 'Z');
    const eventName = oneOf(chance, CALLS);
    // alerts on calls of CloudTrail are never silenced
    const eventSource = eventName === 'StopLogging' ? 'cloudtrail.amazonaws.com' : 'iam.amazonaws.com';
    return record(`e${at}`, { eventTime, eventName, eventSource, userIdentity });
  });
  silenceActor(world, {
    ...{ arn: 'arn:aws:iam::111122223333:user/ann', writtenMs: START_MS },
    visibleMs: world.nowMs + (chance() < 0.5 ? 0 : chance() * 120_000),
  });
  for (let file = 0; file < FILES; file++) {
    const own = records.slice(file * RECORDS_A_FILE, (file + 1) * RECORDS_A_FILE);
    const key = logKey(`f${file}`);
    world.objects.set(key, Buffer.from(JSON.stringify({ Records: [...own, oneOf(chance, records)] })));
    world.send(noticeOf(key), chance() * 60);
    if (chance() < 0.3) world.send(noticeOf(key, logKey('f0')), chance() * 300);
  }
  return { world, records };
}

/** Every invariant that does not hold once the queue is empty. */
export function problemsOf({ world, records }: Story, faults: FaultInjector): string[] {
  const { published, dead } = world;
  const of = (ruleId: string) => published.filter((alert) => alert.ruleId === ruleId);
  const ids = idsOf(records, 'StopLogging');
  // A storm is counted by hour, and the files' records lie in two of them.
  const expected = { ids, stormThreshold: 2 * THRESHOLD, retaken: ids.length };
  return [
    ...faultsOf({ published: of('rule-StopLogging'), dead }, expected, faults.repeats),
    ...faults.repeats.excess(of(CORRELATION.id)),
    ...miscountsOf(world, faults),
    ...(of(TRIAL.id).length === 0 ? [] : ['alerts on trial were sent']),
    ...unsentProblemsOf(world, { ruleId: TRIAL.id, ids: idsOf(records, 'GetObject') }, faults),
    ...unsentProblemsOf(world, { ruleId: SILENCEABLE.id, ids: idsOf(records, 'CreateUser') }, faults),
    ...correlationProblems({ world, records }),
  ];
}

function idsOf(records: Story['records'], eventName: string): readonly string[] {
  return records
    .filter((one) => one.eventName === eventName)
    .map(({ eventID }) => testAlertId(`rule-${eventName}`, String(eventID)));
}

function correlationProblems({ world, records }: Story): string[] {
  const alerts = world.published.filter(({ ruleId }) => ruleId === CORRELATION.id);
  const found = satisfiedBy([...new Map(alerts.map((alert) => [alert.id, alert])).values()], CORRELATION);
  const flat = records.map((one) => ({
    ...one,
    'userIdentity.userName': (one.userIdentity as { userName: string }).userName,
  }));
  const expected = oracle(CORRELATION, flat as never, ({ eventName }, id) => id === `rule-${eventName}`);
  return JSON.stringify(found) === JSON.stringify(expected)
    ? []
    : [`the correlation was satisfied by ${found}, not ${expected}`];
}
