import { SharedAddresses } from '../../../lib/core/case/shared-addresses';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { ATTACK_SETS, recordsOf, user } from '../../bin/case/attack-sets';
import { evidenceOf, groupsOf } from './cases-of';

const SUSPECTS = 500;

/** How often a function is called while something is done. */
function callsOf<T extends object>(of: T, name: keyof T, act: () => void): number {
  const spy = jest.spyOn(of, name as never);
  act();
  const { length } = spy.mock.calls;
  spy.mockRestore();
  return length;
}

test('the work for many attacks grows with their number, and not with its square', () => {
  const salts = Array.from({ length: SUSPECTS }, (_, at) => `x${at}`);
  const records = salts.flatMap((salt) => ATTACK_SETS['a role that was taken']?.(salt) ?? []);
  const evidence = evidenceOf(records, ({ eventName }) =>
    eventName === 'StopLogging' ? 'medium' : undefined,
  );
  const groups = groupsOf(evidence, records);
  expect(callsOf(Set.prototype, 'has', () => groups.groups())).toBeLessThan(SUSPECTS * 50);
});

test('and so does that for all that one caller made among its alerts', () => {
  const made = (name: string) =>
    [
      'iam CreateUser',
      { userName: name },
      {
        responseElements: {
          user: { userName: name, userId: `AIDA${name}`, arn: `arn:aws:iam::111122223333:user/${name}` },
        },
      },
    ] as const;
  const names = Array.from({ length: SUSPECTS }, (_, at) => `n${at}`);
  const records = recordsOf('many', [[user('ann'), ...names.map(made)]]);
  const old = records.map((record) => ({
    ...record,
    eventTime: '2026-09-01T00:00:00Z',
    eventID: `old-${record.eventID}`,
  }));
  const evidence = evidenceOf([...records, ...old], ({ eventID }) =>
    String(eventID).startsWith('old') ? 'medium' : undefined,
  );
  expect(callsOf(Date, 'parse', () => groupsOf(evidence, []))).toBeLessThan(SUSPECTS * 10);
});

test('an address has links for so many programs, and keeps no more', () => {
  const addresses = new SharedAddresses();
  const [record = {}] = ATTACK_SETS['a leaked key alone']?.('a') ?? [];
  for (let at = 0; at < 3_000; at += 1)
    for (const node of ['one', 'two'])
      addresses.add(node, { ...record, userAgent: `tool/${at}` } as CloudTrailRecord);
  const links = addresses.links(new Set(['one', 'two']), () => false);
  expect(links).toHaveLength(1_001);
});
