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

test('sessions of a role are one actor, and at most three ids and addresses are named', () => {
  const changes = Array.from({ length: 5 }, (_, at) => ({
    actor: { name: `role/s${at}`, arn: `arn:aws:sts::111122223333:assumed-role/role/s${at}` },
    sourceIPAddress: `192.0.2.${at}`,
  }));
  const [row, ...others] = alertsOf(...changes).all;
  expect([row?.alerts, others.length, row?.ids.length, row?.addresses.length]).toEqual([5, 0, 3, 3]);
});

test('what is beyond the number of groups is counted by severity', () => {
  const groups = new AlertGroups(1);
  for (const name of ['ann', 'ben', 'cid'])
    groups.add({ ...sampleAlert(), actor: { name }, severity: 'high' });
  expect(groups.all).toHaveLength(1);
  expect([...groups.beyond]).toEqual([['high', 2]]);
  expect([...groups.counts]).toEqual([['high', 3]]);
});
