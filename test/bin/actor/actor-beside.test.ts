import type { JsonObject } from '../../../lib/core/json/json-value';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, RULE, record, useScanFolder } from '../scan-folder';

useScanFolder();

const COUNTED = `${RULE}---
title: Logging stopped again and again
level: critical
correlation:
  type: event_count
  rules: [stopped]
  group-by: [userIdentity.userName]
  timespan: 10m
  condition: { gte: 3 }
`;

async function actor(name: string, ...records: readonly JsonObject[]) {
  put('rules/stopped.yml', COUNTED);
  put('logs/a.json', logFile(...records));
  const argv = ['actor', name, at('logs'), '--no-builtin', '--rules', at('rules')];
  const table = await runTrailwatch([...argv, '--format', 'table']);
  return { report: JSON.parse((await runTrailwatch(argv)).stdout), text: table.stdout };
}

const stopped = (id: string, userName: string) => ({
  ...record('StopLogging', id),
  userIdentity: { type: 'IAMUser', userName },
});

describe('correlations', () => {
  it('count the calls of the actor', async () => {
    const { report, text } = await actor(
      'mallory',
      ...['a', 'b', 'c', 'c'].map((id) => stopped(id, 'mallory')),
    );
    expect(report.alerts.bySeverity).toEqual({ critical: 1 });
    expect(report.alerts.byRule).toEqual([
      {
        ruleId: expect.any(String),
        title: 'Logging stopped again and again',
        ...{ severity: 'critical', alerts: 1, first: '2026-08-17T14:01:31Z', last: '2026-08-17T14:01:31Z' },
      },
    ]);
    expect(text).toContain('Logging stopped again and again');
  });

  it('do not count those of others, nor a call that was delivered twice', async () => {
    const calls = [stopped('a', 'mallory'), stopped('b', 'mallory'), stopped('b', 'mallory')];
    const others = ['c', 'd', 'e'].map((id) => stopped(id, 'eve'));
    const { report } = await actor('mallory', ...calls, ...others);
    expect(report.alerts).toEqual({ bySeverity: {}, byRule: [] });
  });
});

describe('instances at an address of the actor', () => {
  const ofInstance = (id: string, instance: string, members: JsonObject = {}) => ({
    ...record('DescribeTrails', id),
    userIdentity: {
      ...{ type: 'AssumedRole', principalId: `AROAEXAMPLE:${instance}`, accessKeyId: 'ASIAEXAMPLE' },
      arn: `arn:aws:sts::111122223333:assumed-role/Web/${instance}`,
    },
    ...members,
  });

  it('are listed with their keys, and no calls of theirs are counted', async () => {
    const { report, text } = await actor(
      'mallory',
      ofInstance('early', 'i-0123456789abcdef0'),
      record('StopLogging', 'a'),
      ofInstance('late', 'i-0123456789abcdef0'),
      ofInstance('elsewhere', 'i-0fedcba9876543210', { sourceIPAddress: '203.0.113.9' }),
      ofInstance('named', 'i-am-no-instance'),
    );
    expect(report.records).toBe(1);
    expect(report.instancesAtSameAddresses).toMatchObject({
      values: [
        { instance: 'i-0123456789abcdef0', accessKey: 'ASIAEXAMPLE', address: '198.51.100.7', calls: 2 },
      ],
      recordsWithOthers: 0,
    });
    expect(text).toMatch(/SAME ADDRESS[\s\S]*i-0123456789abcdef0 ASIAEXAMPLE 198\.51\.100\.7/);
  });

  it.each(['i-0123456789abcdef0', 'Web'])('are not the actor %s itself', async (name) => {
    const { report } = await actor(name, ofInstance('a', 'i-0123456789abcdef0'));
    expect(report.records).toBe(1);
    expect(report.instancesAtSameAddresses.values).toEqual([]);
  });

  it('of an address are those that called from it', async () => {
    const { report } = await actor('198.51.100.7', ofInstance('a', 'i-0123456789abcdef0'));
    expect(report.instancesAtSameAddresses.values).toHaveLength(1);
  });
});
