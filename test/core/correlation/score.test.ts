import fc from 'fast-check';
import { toCorrelationAlert } from '../../../lib/core/alert/correlated/correlation-alert';
import { toShown } from '../../../lib/core/alert/correlated/shown-record';
import { toRepeatSubject } from '../../../lib/core/alert/repeat/repeat-subject';
import {
  type CollectedGroup,
  ContributionCollector,
} from '../../../lib/core/correlation/contribution-collector';
import { ContributionParts } from '../../../lib/core/correlation/contribution-parts';
import { ContributionSpool } from '../../../lib/core/correlation/contribution-spool';
import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { Detections } from '../../../lib/core/correlation/detections';
import { findCrossings, toCorrelated } from '../../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule, Severity } from '../../../lib/core/rule/rule';
import { raisedOn } from '../../../lib/core/scan/alike-matches';
import { ruleOn } from '../../lambda/log-processor/log-files';
import { MemorySpillStore } from './memory-spill-store';

const TACTICS = ['discovery', 'persistence', 'collection', 'impact'] as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse('2026-11-20T00:00:00Z');
const USER = 'arn:aws:iam::111122223333:user/alice';

/** Eight rules, two of each tactic, each for the call that it is called like. */
const RULES = Array.from({ length: 8 }, (_, at) => ruleOf(`Call${at}`, 'low', at % TACTICS.length));

function ruleOf(name: string, severity: Severity, tactic: number): Rule {
  return {
    ...ruleOn(name),
    name,
    title: `${name} made`,
    severity,
    tags: [`attack.${TACTICS[tactic]}`, 'attack.t1'],
  };
}

function scoreOf(value: number): Correlation {
  const { condition: _, ...rule } = ruleOn('score');
  return {
    ...{ ...rule, id: 'score', name: 'score', title: 'Alerts add up', severity: 'medium', tags: [] },
    ...{ kind: 'score', rules: [], groupBy: ['userIdentity.arn'], aliases: {}, timespanSeconds: 86_400 },
    ...{ fields: [], bounds: [{ operator: 'gte', value }], generate: false },
  };
}

interface Made {
  readonly call: number;
  readonly atMs: number;
  readonly arn?: string;
  readonly members?: JsonObject;
}

function recordOf({ call, atMs, arn = USER, members = {} }: Made, at: number): CloudTrailRecord {
  return {
    ...{
      eventSource: 'ec2.amazonaws.com',
      eventName: `Call${call}`,
      eventID: `e${at}`,
      awsRegion: 'eu-west-1',
    },
    ...{
      eventTime: `${new Date(START_MS + atMs).toISOString().slice(0, 19)}Z`,
      recipientAccountId: '111122223333',
    },
    ...{ userIdentity: { type: 'IAMUser', arn, accountId: '111122223333', userName: arn.split('/').at(-1) } },
    ...members,
  } as unknown as CloudTrailRecord;
}

/** What is collected of calls, in the order given. */
function collected(made: readonly Made[], { rules = RULES, value = 36 } = {}): readonly CollectedGroup[] {
  const detections = Detections.of(rules, [scoreOf(value)]);
  const collector = new ContributionCollector(toShown);
  for (const record of made.map(recordOf)) weigh(detections, record, collector);
  return collector.groups();
}

function weigh(
  detections: Detections,
  record: CloudTrailRecord,
  into: ContributionCollector | ContributionParts,
): void {
  const { alerting } = detections.match(record);
  detections.weigh(raisedOn({ record }, alerting), { record }, { place: {}, into });
}

function alertsOf(groups: readonly CollectedGroup[]) {
  return groups.flatMap((group) =>
    findCrossings(group.plan, group.contributions).map((crossing) =>
      toCorrelationAlert({ ...toCorrelated(group, crossing), route: 'cli' }),
    ),
  );
}

/** Four low alerts of three tactics, an hour apart. */
const FOUR: readonly Made[] = [0, 1, 2, 4].map((call, at) => ({ call, atMs: at * HOUR_MS }));

test('four low alerts of three tactics are one alert with the steps in their order', () => {
  const [alert, ...others] = alertsOf(collected(FOUR));
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    severity: 'medium',
    actor: { arn: USER },
    eventTime: '2026-11-20T03:00:00Z',
    summary: expect.stringMatching(
      /^IAM user alice \(account 111122223333\) took 4 steps that add up \(discovery, persistence, collection\): /,
    ),
    details: {
      count: ['4'],
      score: ['36'],
      tactics: ['discovery', 'persistence', 'collection'],
      timeline: [
        expect.stringMatching(/^2026-11-20T00:00:00Z Call0 made: /),
        expect.stringMatching(/^2026-11-20T01:00:00Z Call1 made: /),
        expect.stringMatching(/^2026-11-20T02:00:00Z Call2 made: /),
        expect.stringMatching(/^2026-11-20T03:00:00Z Call4 made: /),
      ],
    },
    record: { kind: 'score', rules: [], condition: ['gte 36'], knownWhenRaised: { score: 36 } },
  });
  expect(alert).not.toHaveProperty('updates');
});

test.each([
  ['one of them', FOUR.slice(1)],
  ['two tactics', [0, 1, 4, 5].map((call, at) => ({ call, atMs: at * HOUR_MS }))],
  ['four actors', FOUR.map((made, at) => ({ ...made, arn: `${USER}${at}` }))],
  ['days of two calls', FOUR.map((made, at) => ({ ...made, atMs: Math.floor(at / 2) * 2 * DAY_MS }))],
  ['the same call again and again', Array.from({ length: 50 }, (_, at) => ({ call: 0, atMs: at * 1000 }))],
])('fails to reach the score: %s', (_name, made) => {
  expect(alertsOf(collected(made))).toEqual([]);
});

test('a later step that doubles the score is another alert, which names the first', () => {
  const more = [3, 5, 6, 7].map((call, at) => ({ call, atMs: (5 + at) * HOUR_MS }));
  const [first, further, ...others] = alertsOf(collected([...FOUR, ...more]));
  expect(others).toEqual([]);
  expect(further).toMatchObject({ updates: first?.id, details: { score: ['72'], count: ['6'] } });
  expect(further?.id).not.toBe(first?.id);
});

test('what comes within one second is one alert, however much it is', () => {
  const all = RULES.map((_, call) => ({ call, atMs: HOUR_MS }));
  expect(alertsOf(collected(all))).toMatchObject([{ details: { score: ['96'] } }]);
});

test('an attack over midnight is seen whole: no window is shorter than the timespan', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: DAY_MS / 1000 - 1 }), fc.nat(3 * 86_400), (span, start) => {
      const at = (step: number) => (start + Math.floor((span * step) / 3)) * 1000;
      expect(
        alertsOf(collected(FOUR.map((made, step) => ({ ...made, atMs: at(step) })))).length,
      ).toBeGreaterThan(0);
    }),
  );
});

test('the sum is that of the worst severity of each rule, times the tactics; all collectors agree in any order', () => {
  const WEIGHT: Readonly<Record<string, number>> = {
    informational: 1,
    low: 3,
    medium: 4,
    high: 5,
    critical: 6,
  };
  const rules = RULES.map((rule, at) =>
    at < 4 ? { ...rule, severity: 'high' as const, failureSeverity: 'informational' as const } : rule,
  );
  const arbitrary = fc.array(
    fc.record({ call: fc.nat(7), second: fc.nat(20_000), hasFailed: fc.boolean(), who: fc.nat(1) }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(arbitrary, fc.integer({ min: 1, max: 120 }), (calls, value) => {
      const made = calls.map(
        ({ call, second, hasFailed, who }): Made => ({
          ...{ call, atMs: second * 1000, arn: `${USER}${who}` },
          members: hasFailed ? { errorCode: 'ThrottlingException' } : {},
        }),
      );
      const totals = [0, 1].map((who) => {
        const worst = new Map<number, number>();
        for (const one of calls.filter((each) => each.who === who)) {
          const severity = one.call >= 4 ? 'low' : one.hasFailed ? 'informational' : 'high';
          worst.set(one.call, Math.max(worst.get(one.call) ?? 0, WEIGHT[severity] ?? 0));
        }
        const tactics = new Set([...worst.keys()].map((call) => call % TACTICS.length));
        return [...worst.values()].reduce((sum, one) => sum + one, 0) * tactics.size;
      });
      const groups = collected(made, { rules, value });
      const told = alertsOf(groups).filter(({ updates }) => updates === undefined);
      expect(told).toHaveLength(totals.filter((total) => total >= value).length);
      const ids = (alerts: readonly { readonly id: string }[]) => alerts.map(({ id }) => id).sort();
      const all = ids(alertsOf(groups));
      expect(ids(alertsOf(collected([...made].reverse(), { rules, value })))).toEqual(all);
      expect(ids(alertsOf(spooled(made, { rules, value })))).toEqual(all);
    }),
  );
});

function spooled(
  made: readonly Made[],
  { rules, value }: { readonly rules: readonly Rule[]; readonly value: number },
): readonly CollectedGroup[] {
  const detections = Detections.of(rules, [scoreOf(value)]);
  const spool = new ContributionSpool(() => new MemorySpillStore(), 100, true);
  for (const record of made.map(recordOf)) {
    const parts = new ContributionParts({}, (plan) => detections.placeOf(plan));
    weigh(detections, record, parts);
    spool.put(parts.take(), detections.plans);
  }
  return [...spool.groups()].flat();
}

describe('the actor', () => {
  const SESSION = 'arn:aws:sts::111122223333:assumed-role/Deploy/';
  const FEDERATED = {
    type: 'FederatedUser',
    arn: 'arn:aws:sts::111122223333:federated-user/visitor',
    sessionContext: { sessionIssuer: { type: 'IAMUser', arn: USER } },
  };

  test('is a role, whatever its sessions are called', () => {
    const made = FOUR.map((one, at) => ({ ...one, arn: `${SESSION}run-${at}` }));
    expect(alertsOf(collected(made))).toHaveLength(1);
  });

  test('is a person, by the session of IAM Identity Center', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/';
    expect(alertsOf(collected(FOUR.map((one, at) => ({ ...one, arn: `${arn}person-${at}` }))))).toEqual([]);
  });

  test('is a user, also in the session of a federated user of theirs', () => {
    const made = FOUR.map((one, at) => (at < 2 ? one : { ...one, members: { userIdentity: FEDERATED } }));
    expect(alertsOf(collected(made))).toHaveLength(1);
  });

  test('is a user or role whose making counts for it, too', () => {
    const made: readonly Made[] = FOUR.map((one, at) =>
      at > 0
        ? { ...one, arn: 'arn:aws:iam::111122223333:user/tools/backdoor' }
        : {
            ...one,
            members: { eventSource: 'iam.amazonaws.com', requestParameters: { userName: 'backdoor' } },
          },
    );
    const rules = RULES.map((rule) => ({ ...rule, condition: conditionOf(rule.name) }));
    const [alert, ...others] = alertsOf(collected(made, { rules }));
    expect(others).toEqual([]);
    expect(alert?.record.group).toEqual({ 'userIdentity.arn': 'arn:aws:iam::111122223333:user/backdoor' });
    const refused = made.map((one, at) =>
      at > 0 ? one : { ...one, members: { ...one.members, errorCode: 'AccessDenied' } },
    );
    expect(alertsOf(collected(refused, { rules }))).toEqual([]);
  });
});

function conditionOf(name: string): Rule['condition'] {
  return { kind: 'equals', field: 'eventName', values: [name], cased: true };
}

test('a rule on trial adds nothing, and neither does one that the set no longer has', () => {
  const onTrial = RULES.map((rule, at) =>
    at === 0 ? { ...rule, trialUntil: '2027-01-01T00:00:00Z' } : rule,
  );
  expect(alertsOf(collected(FOUR, { rules: onTrial }))).toEqual([]);
  const [{ contributions = [] } = {}] = collected(FOUR);
  const fewer = planCorrelation(scoreOf(36), (id) => RULES.slice(1).find((rule) => rule.id === id));
  expect(findCrossings(fewer, contributions)).toEqual([]);
});

test('what was counted keeps its name when rules come, go or change; not when the timespan does', () => {
  const { fingerprint } = planCorrelation(scoreOf(36));
  expect(planCorrelation({ ...scoreOf(50), title: 'Another' }, () => RULES[0]).fingerprint).toBe(fingerprint);
  expect(planCorrelation({ ...scoreOf(36), timespanSeconds: 3_600 }).fingerprint).not.toBe(fingerprint);
});

test('the same steps on another day are a repeat, and a new step is not', () => {
  const subjectOf = (made: readonly Made[]) => {
    const [alert] = alertsOf(collected(made));
    return alert === undefined ? undefined : toRepeatSubject(alert);
  };
  const nextDay = FOUR.map((one) => ({ ...one, atMs: one.atMs + DAY_MS + 60_000 }));
  const [today, tomorrow] = [subjectOf(FOUR), subjectOf(nextDay)];
  expect(today).toBeDefined();
  expect(tomorrow).toMatchObject({ key: today?.key, features: today?.features });
  const other = subjectOf([...nextDay.slice(0, 3), { call: 5, atMs: nextDay[3]?.atMs ?? 0 }]);
  expect(other?.features.every((feature) => today?.features.includes(feature))).toBe(false);
});
