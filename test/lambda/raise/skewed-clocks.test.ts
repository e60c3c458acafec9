import type { ClaimRequest } from '../../../lambda/aws/table/claim-item';
import { ClaimWatch } from '../../../lambda/aws/table/claim-watch';
import { MemoryTable } from '../memory-table';

const MINUTE_MS = 60_000;
const LEASE_MS = 10_000;
const START_MS = Date.parse('2026-11-20T03:00:00Z');

/** A container whose clock on the wall is wrong by some minutes. */
function container(table: MemoryTable, time: { ms: number }, skewMinutes: number) {
  const watch = new ClaimWatch(() => time.ms);
  return (owner: string) => {
    const nowMs = START_MS + time.ms + skewMinutes * MINUTE_MS;
    const request: ClaimRequest = {
      ...{ window: 'w', item: 'alert', owner, status: 'sending', nowMs },
      ...{ leaseUntilMs: nowMs + LEASE_MS, expiresAtSeconds: Math.ceil(nowMs / 1000) + 86_400 },
    };
    return table.claimItem(request, watch).kind;
  };
}

test.each([-11, 0, 11, 59])(
  'a handler whose clock is %i minutes ahead takes no alert over that another one is sending',
  (skew) => {
    const table = new MemoryTable();
    const time = { ms: 0 };
    const [sender, other] = [container(table, time, 0), container(table, time, skew)];
    expect(sender('a')).toBe('won');
    for (; time.ms < LEASE_MS; time.ms += 1000) expect(other('b')).toBe('held');
    time.ms = LEASE_MS;
    // The owner is dead by now: a lease is twice as long as a function may run.
    expect(other('b')).toBe('won');
  },
);

test('a container that sees a claim for the first time takes it over an hour after its lease at the latest', () => {
  const table = new MemoryTable();
  const time = { ms: 0 };
  expect(container(table, time, 0)('a')).toBe('won');
  time.ms = 30 * MINUTE_MS;
  expect(container(table, time, 0)('b')).toBe('held');
  time.ms = 60 * MINUTE_MS + LEASE_MS;
  expect(container(table, time, 0)('c')).toBe('won');
});
