import { alertId } from '../../../lib/core/alert/alert-id';
import { type CorrelatedRecords, toCorrelationAlert } from '../../../lib/core/alert/correlation-alert';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { correlationOf, RULES } from '../correlation/random-correlation';

function alertOf(
  changes: Partial<Correlation> = {},
  values: readonly string[] = ['mallory'],
  regions: readonly string[] = ['eu-west-1', 'us-east-1'],
) {
  const correlation = correlationOf({ groupBy: ['userIdentity.userName'], timespanSeconds: 300, ...changes });
  const found: CorrelatedRecords = {
    correlation,
    bounds: correlation.bounds,
    group: { key: 'ab', values },
    periodStartMs: Date.parse('2026-11-20T02:55:00Z'),
    known: {
      instantMs: Date.parse('2026-11-20T02:56:07Z'),
      count: 3,
      records: Array.from({ length: 12 }, (_, at) => ({
        ...{
          eventID: `e${at}`,
          eventTime: `2026-11-20T02:55:${at + 10}Z`,
          recipientAccountId: '111122223333',
        },
        eventName: at % 2 === 0 ? 'ConsoleLogin' : 'Assume\nRole',
      })),
      accounts: ['111122223333', '444455556666'],
      regions,
    },
    route: 'log-file',
  };
  return toCorrelationAlert(found);
}

const WHEN = 'between 2026-11-20T02:55:00Z and 2026-11-20T03:00:00Z';
const WHO = `within 5 minutes for userIdentity.userName mallory, ${WHEN}`;

test.each<[string, Partial<Correlation>]>([
  [`3 or more records of 'SignIn was called' ${WHO}`, {}],
  [`more than 3 records of 'SignIn was called' ${WHO}`, { bounds: [{ operator: 'gt', value: 3 }] }],
  [
    `2 or more and fewer than 5 records of 'SignIn was called' ${WHO}`,
    {
      bounds: [
        { operator: 'gte', value: 2 },
        { operator: 'lt', value: 5 },
      ],
    },
  ],
  [
    `exactly 3 different values of sourceIPAddress in records of 'SignIn was called' ${WHO}`,
    { kind: 'value_count', fields: ['sourceIPAddress'], bounds: [{ operator: 'eq', value: 3 }] },
  ],
  [
    `2 or more of these came one after the other: 'SignIn was called', 'Assume was called', ${WHO}`,
    { kind: 'temporal_ordered', rules: RULES.slice(0, 2), bounds: [{ operator: 'gte', value: 2 }] },
  ],
])('says how many of what, for whom and when: %s', (summary, changes) => {
  expect(alertOf(changes).summary).toBe(summary);
});

test('fills in what the group tells, also by an alias that stands for one field in all rules', () => {
  const groupBy = ['who', 'sourceIPAddress', 'recipientAccountId'];
  const aliases = { who: { 'rule-SignIn': 'userIdentity.arn' } };
  const arn = 'arn:aws:sts::111122223333:assumed-role/admin/ann';
  expect(alertOf({ groupBy, aliases }, [arn, '198.51.100.7', '111122223333'])).toMatchObject({
    actor: { arn, name: 'assumed-role/admin/ann', accountId: '111122223333' },
    sourceIPAddress: '198.51.100.7',
    recipientAccountId: '111122223333',
    awsRegion: '',
    record: { group: { who: arn } },
  });
});

test('has the id of every alert, from its rule, account and event, and another for another period', () => {
  const alert = alertOf();
  expect(alert.id).toBe(alertId(alert.ruleId, alert));
  expect(alertOf({ timespanSeconds: 60 }).id).not.toBe(alert.id);
});

test('tells what was known: how many, which calls and accounts, and the first and the last record', () => {
  expect(alertOf().details).toEqual({
    count: ['3'],
    calls: ['ConsoleLogin', 'Assume Role'],
    accounts: ['111122223333', '444455556666'],
    regions: ['eu-west-1', 'us-east-1'],
    firstRecord: ['2026-11-20T02:55:10Z'],
    lastRecord: ['2026-11-20T02:56:07Z'],
  });
});

test.each([
  [['eu-west-1'], 'eu-west-1'],
  [['eu-west-1', 'us-east-1'], ''],
  [['eu-west-1', ''], ''],
  [[''], ''],
  [[], ''],
])('is of the Region of its records if all of them tell the same one: %j is %j', (regions, awsRegion) => {
  const alert = alertOf({}, ['mallory'], regions);
  expect(alert.awsRegion).toBe(awsRegion);
  expect(alert.details?.regions ?? []).toEqual(regions.filter((region) => region !== ''));
  expect(alert.id).toBe(alertOf().id);
});

test('is of the Region that its group tells, whatever its records are of', () => {
  expect(alertOf({ groupBy: ['awsRegion'] }, ['eu-west-3']).awsRegion).toBe('eu-west-3');
});

test('names ten of the counted records, however many there were', () => {
  const { knownWhenRaised } = alertOf().record as { knownWhenRaised: { records: unknown[] } };
  expect(knownWhenRaised).toMatchObject({ count: 3, instant: '2026-11-20T02:56:07Z' });
  expect(knownWhenRaised.records).toHaveLength(10);
});

test('keeps a line break of a value out of its sentence, and an access key id in it', () => {
  const { summary } = alertOf({}, ['a\nb AKIAIOSFODNN7EXAMPLE']);
  expect(summary).toContain("'a b AKIAIOSFODNN7EXAMPLE'");
});
