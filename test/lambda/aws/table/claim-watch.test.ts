import { ClaimWatch } from '../../../../lambda/aws/table/claim-watch';

const LEASE_MS = 10_000;

test('a claim is abandoned once it was seen unchanged for a lease, by the clock of the watch alone', () => {
  let nowMs = 5;
  const watch = new ClaimWatch(() => nowMs);
  const isAbandoned = (version: string, claim = 'claim') => watch.isAbandoned(claim, version, LEASE_MS);
  expect(isAbandoned('a')).toBe(false);
  nowMs += LEASE_MS - 1;
  expect([isAbandoned('a'), isAbandoned('a', 'other')]).toEqual([false, false]);
  nowMs += 1;
  expect([isAbandoned('a'), isAbandoned('a', 'other')]).toEqual([true, false]);
  expect(isAbandoned('b')).toBe(false);
  nowMs += LEASE_MS;
  expect(isAbandoned('a')).toBe(false);
  expect(isAbandoned('a', 'other')).toBe(true);
});

test('a claim that the container made itself is watched from then on, until another handler has it', () => {
  let nowMs = 5;
  const watch = new ClaimWatch(() => nowMs);
  watch.own('claim', 'a');
  nowMs += LEASE_MS;
  expect(watch.isAbandoned('claim', 'a', LEASE_MS)).toBe(true);
  expect([1, 2].map(() => watch.isAbandoned('claim', 'b', LEASE_MS))).toEqual([false, false]);
});

test('the oldest of many claims give way, and are watched anew', () => {
  let nowMs = 0;
  const watch = new ClaimWatch(() => nowMs);
  for (let claim = 0; claim <= 10_000; claim += 1) watch.isAbandoned(String(claim), 'a', LEASE_MS);
  nowMs = LEASE_MS;
  expect(watch.isAbandoned('10000', 'a', LEASE_MS)).toBe(true);
  expect(watch.isAbandoned('0', 'a', LEASE_MS)).toBe(false);
});
