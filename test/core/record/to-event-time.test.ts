import { dayOf, timeTextOf, toEventTime, toUtcText } from '../../../lib/core/record/to-event-time';

test('a time is written as CloudTrail does, with milliseconds where it has any', () => {
  expect(toEventTime(Date.UTC(2026, 10, 20, 12))).toBe('2026-11-20T12:00:00Z');
  expect(toEventTime(Date.UTC(2026, 10, 20, 12, 0, 0, 7))).toBe('2026-11-20T12:00:00.007Z');
  expect(dayOf(Date.UTC(2026, 10, 20, 23, 59))).toBe('2026-11-20');
});

test.each([
  ['2026-11-20 12:00:00.123456', '2026-11-20T12:00:00.123456Z'],
  ['2026-11-20 12:00:00', '2026-11-20T12:00:00Z'],
  ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z'],
  ['noon', 'noon'],
])('a record without eventTime has the start of its window, %s, which is UTC', (windowStart, time) => {
  expect(timeTextOf({ timeWindow: { windowStart } })).toBe(time);
  expect(timeTextOf({ eventTime: '', timeWindow: { windowStart } })).toBe(time);
  expect(timeTextOf({ eventTime: '2026-01-01T00:00:00Z', timeWindow: { windowStart } })).toBe(
    '2026-01-01T00:00:00Z',
  );
});

test('a record without either has no time', () => {
  expect(timeTextOf({})).toBeUndefined();
  expect(timeTextOf({ timeWindow: {} })).toBeUndefined();
});

test.each([
  ['2026-11-20 12:00:00.000', '2026-11-20T12:00:00Z'],
  ['2026-11-20 12:00:00.250', '2026-11-20T12:00:00.250Z'],
  ['2026-11-20T12:00:00', '2026-11-20T12:00:00Z'],
  ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z'],
  ['2026-11-20T13:00:00+01:00', '2026-11-20T13:00:00+01:00'],
  ['noon', 'noon'],
])('the timestamp %s is UTC', (text, time) => expect(toUtcText(text)).toBe(time));
