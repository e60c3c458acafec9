import type { Alert } from '../../../lib/core/alert/alert';
import { AlertGroups } from '../../../lib/core/alert/alert-groups';
import { sampleAlert } from './sample-alert';

function alertsOf(...changes: readonly Partial<Alert>[]): AlertGroups {
  const groups = new AlertGroups();
  for (const [at, change] of changes.entries())
    groups.add({ ...sampleAlert(), id: `${at}`.repeat(64), ...change });
  return groups;
}

const ann = { name: 'ann', arn: 'arn:aws:iam::111122223333:user/ann' };

test('one row for a rule and an actor, whatever the order, with the earliest as the example', () => {
  const later = {
    eventTime: '2026-11-20T11:00:00Z',
    summary: 'later',
    actor: ann,
    sourceIPAddress: '192.0.2.1',
  };
  const earlier = {
    ...later,
    eventTime: '2026-11-20T10:00:00Z',
    summary: 'earlier',
    sourceIPAddress: '192.0.2.2',
  };
  for (const order of [
    [later, earlier],
    [earlier, later],
  ]) {
    const [row, ...others] = alertsOf(...order).all;
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      alerts: 2,
      first: earlier.eventTime,
      last: later.eventTime,
      example: 'earlier',
      actor: ann.arn,
    });
    expect([...(row?.addresses ?? [])].sort()).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(row?.ids).toHaveLength(2);
  }
});

test('the most severe first, then by time; severities of one rule are rows of their own', () => {
  const rows = alertsOf(
    { severity: 'low', eventTime: '2026-11-20T08:00:00Z' },
    { severity: 'high', eventTime: '2026-11-20T10:00:00Z', ruleId: 'later' },
    { severity: 'high', eventTime: '2026-11-20T09:00:00Z' },
  ).all;
  expect(rows.map(({ severity, first }) => `${severity} ${first.slice(11, 13)}`)).toEqual([
    'high 09',
    'high 10',
    'low 08',
  ]);
});

test('sessions of a role are one actor; three of each are named and the others counted, whatever the order', () => {
  const changes = Array.from({ length: 200 }, (_, at) => ({
    actor: { name: `role/s${at}`, arn: `arn:aws:sts::111122223333:assumed-role/role/s${at}` },
    sourceIPAddress: `192.0.2.${at}`,
    recipientAccountId: `${100_000_000_000 + at}`,
    eventTime: new Date(Date.UTC(2026, 10, 20) + at * 1000).toISOString(),
    id: `${at}`.padStart(64, '0'),
  }));
  const rows = [changes, [...changes].reverse()].map((order) => alertsOf(...order).all);
  expect(rows[1]).toEqual(rows[0]);
  const [row, ...others] = rows[0] ?? [];
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    alerts: 200,
    addresses: ['192.0.2.0', '192.0.2.1', '192.0.2.10', 'and 197 others'],
    accounts: ['100000000000', '100000000001', '100000000002', 'and 197 others'],
    regions: [sampleAlert().awsRegion],
  });
  expect(row?.ids.at(-1)).toBe('and 197 others');
});

test('values that are too many to tell apart are said to be more', () => {
  const changes = Array.from({ length: 1_010 }, (_, at) => ({
    actor: ann,
    sourceIPAddress: `10.0.${at >> 8}.${at & 255}`,
  }));
  expect(alertsOf(...changes).all[0]?.addresses.at(-1)).toBe('and 998 or more others');
});

test('what is beyond the number of groups is counted by severity', () => {
  const groups = new AlertGroups(1);
  for (const name of ['ann', 'ben', 'cid'])
    groups.add({ ...sampleAlert(), actor: { name }, severity: 'high' });
  expect(groups.all).toHaveLength(1);
  expect([...groups.beyond]).toEqual([['high', 2]]);
  expect([...groups.counts]).toEqual([['high', 3]]);
});
