import { alertWindow } from '../../../../lambda/raise/storm/alert-window';
import type { Outcome } from '../../../../lib/core/fact/outcome';

test.each([
  ['2026-11-20T02:55:10Z', 60, '2026-11-20T02:00:00Z'],
  ['2026-11-20T03:00:00Z', 60, '2026-11-20T03:00:00Z'],
  ['2026-11-20T02:55:10Z', 15, '2026-11-20T02:45:00Z'],
  ['2026-11-20T02:55:10Z', 1440, '2026-11-20T00:00:00Z'],
  ['yesterday', 60, 'yesterday'],
  ['', 60, ''],
])('a record of %j lies in the window of %d minutes that begins at %j', (eventTime, minutes, start) => {
  const window = alertWindow({ ruleId: 'rule', recipientAccountId: '111122223333' }, eventTime, {
    windowMinutes: minutes,
  });
  expect(window.start).toBe(start);
  expect(window.key).toBe(`rule|111122223333|${start}`);
});

test('a key fits DynamoDB however long its parts are', () => {
  const long = '\u{1f600}'.repeat(5000);
  const alert = { ruleId: long, recipientAccountId: long };
  expect(
    Buffer.byteLength(alertWindow(alert, long, { windowMinutes: 60, cause: long }).key),
  ).toBeLessThanOrEqual(2048);
});

test('calls that did not succeed have a window of their own, which the others do not see', () => {
  const alert = { ruleId: 'rule', recipientAccountId: '111122223333' };
  const keyOf = (outcome?: Outcome) => {
    const counted = outcome === undefined ? alert : { ...alert, outcome };
    return alertWindow(counted, '2026-11-20T02:55:10Z', { windowMinutes: 60 }).key;
  };
  const plain = 'rule|111122223333|2026-11-20T02:00:00Z';
  expect([keyOf(), keyOf({ status: 'succeeded' })]).toEqual([plain, plain]);
  expect(keyOf({ status: 'denied' })).toBe(keyOf({ status: 'failed', code: 'NotFoundException' }));
  expect(keyOf({ status: 'denied' })).toBe(`${plain}|denied or failed calls`);
});

test('causes of one rule have windows of their own', () => {
  const alert = { ruleId: 'rule', recipientAccountId: '111122223333' };
  const keys = [undefined, 'log not-listed', 'digest not-in-chain'].map(
    (cause) => alertWindow(alert, '', { windowMinutes: 60, cause }).key,
  );
  expect(new Set(keys).size).toBe(3);
});
