import { toCorrelationAlert } from '../../../../lib/core/alert/correlated/correlation-alert';
import { toShown } from '../../../../lib/core/alert/correlated/shown-record';
import type { CountedRecord } from '../../../../lib/core/correlation/contribution';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { cases } from '../../../jest/cases';
import { chanceOf, oneOf } from '../../../lambda/chance';
import { correlationOf } from '../../correlation/random-correlation';
import { stopLoggingRecord } from '../stop-logging-record';

const REGIONS = ['eu-west-1', 'us-gov-west-1', 'cn-north-1'];

/** A described record of an alert, and what it was made of. */
interface Made {
  readonly record: CloudTrailRecord;
  readonly counted: CountedRecord;
}

function randomRecord(chance: () => number, at: number): Made {
  const few = () => Math.floor(chance() * 30);
  const accountId = oneOf(chance, ['111122223333', '444455556666']);
  const eventID = `6f1d1d5e-7c1f-4f5a-9a53-${String(at).padStart(12, '0')}`;
  const record = stopLoggingRecord({
    ...{ eventID, recipientAccountId: accountId, awsRegion: oneOf(chance, [...REGIONS, '']) },
    ...{ eventTime: `2026-11-20T02:55:${10 + Math.min(at, 40)}Z`, eventName: 'DeleteTrail' },
    ...{ sourceIPAddress: `198.51.100.${few()}`, userAgent: `tool/${few()}` },
    requestParameters: { name: `trail-${few()}` },
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::${accountId}:user/u${few()}`,
      accessKeyId: `AKIAIOSFODNN7EXAM${100 + few()}`,
    },
  });
  const counted = {
    ...{ eventID, recipientAccountId: accountId, eventTime: record.eventTime ?? '' },
    ...{ eventName: 'DeleteTrail', ruleId: 'rule-SignIn', shown: toShown(record) },
    ...(record.awsRegion === '' ? {} : { awsRegion: record.awsRegion }),
  };
  return { record, counted: counted as CountedRecord };
}

function alertOn(records: readonly CountedRecord[]) {
  const correlation = correlationOf();
  return toCorrelationAlert({
    ...{ correlation, bounds: correlation.bounds, group: { key: 'a', values: ['b'] }, route: 'cli' },
    periodStartMs: Date.parse('2026-11-20T02:55:00Z'),
    known: { instantMs: Date.parse('2026-11-20T02:55:50Z'), count: records.length, records },
  });
}

/** Each fact of an alert, and where a record has it. */
const FACTS: readonly (readonly [fact: string, of: (record: CloudTrailRecord) => string | undefined])[] = [
  ['addresses', ({ sourceIPAddress }) => sourceIPAddress as string],
  ['programs', ({ userAgent }) => userAgent as string],
  ['accounts', ({ recipientAccountId }) => recipientAccountId],
  ['accessKeys', ({ userIdentity }) => (userIdentity as JsonObject).accessKeyId as string],
  ['actors', ({ userIdentity }) => (userIdentity as JsonObject).arn as string],
];

test('an alert has the facts of all its records: ten of each, and how many it leaves out', () => {
  let cut = 0;
  for (let seed = 1; seed <= cases(300); seed++) {
    const chance = chanceOf(seed);
    const made = Array.from({ length: 2 + Math.floor(chance() * 90) }, (_, at) => randomRecord(chance, at));
    // Some records count for several values.
    const counted = made.flatMap((each) => (chance() < 0.3 ? [each.counted, each.counted] : [each.counted]));
    const { details = {}, resources, ...alert } = alertOn(counted);
    const { leftOut = [], more = [] } = details;
    const leftOf = (words: string) =>
      leftOut.flatMap((line) => (line.endsWith(` ${words}`) ? [Number.parseInt(line, 10)] : []))[0] ?? 0;
    for (const [fact, of] of FACTS) {
      const all = new Set(made.map(({ record }) => of(record)));
      const told = details[fact] ?? [...all].slice(0, 1);
      expect([seed, fact, told.filter((value) => !all.has(value))]).toEqual([seed, fact, []]);
      expect(new Set(told).size).toBe(Math.min(all.size, 10));
      expect(leftOf(fact === 'accessKeys' ? 'access keys' : fact)).toBe(all.size - told.length);
      expect(more.includes(fact)).toBe(all.size > 10);
      if (all.size > 10) cut += 1;
    }
    const targets = new Set(made.map(({ record }) => (record.requestParameters as JsonObject).name));
    expect(resources).toHaveLength(new Set(resources).size);
    expect(leftOf('resources')).toBeGreaterThanOrEqual(Math.max(0, targets.size - 20));
    expect(resources.length + leftOf('resources')).toBeGreaterThanOrEqual(targets.size);
    expect(alert.record.knownWhenRaised).toMatchObject({ count: counted.length });
  }
  expect(cut).toBeGreaterThan(cases(300));
});

test('an alert names each record once, with a link wherever its Region is known', () => {
  let links = 0;
  for (let seed = 1; seed <= cases(300); seed++) {
    const chance = chanceOf(seed);
    const made = Array.from({ length: 1 + Math.floor(chance() * 30) }, (_, at) => randomRecord(chance, at));
    const counted = made.flatMap(({ counted: one }) =>
      Array.from({ length: 1 + Math.floor(chance() * 3) }, () => one),
    );
    const { records } = alertOn(counted).record.knownWhenRaised as {
      readonly records: readonly JsonObject[];
    };
    const ids = records.map(({ eventID }) => eventID);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toHaveLength(Math.min(made.length, 10));
    for (const { eventID, awsRegion = '', link } of records) {
      expect([eventID, link !== undefined]).toEqual([eventID, awsRegion !== '']);
      if (link === undefined) continue;
      expect(link).toContain(`https://${String(awsRegion)}.console.`);
      expect(link).toContain(`/events/${String(eventID)}`);
      links += 1;
    }
  }
  expect(links).toBeGreaterThan(cases(300));
});
