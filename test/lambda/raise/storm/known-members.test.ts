import { KnownMembers } from '../../../../lambda/raise/storm/known-members';
import { sampleAlert } from '../../../core/alert/sample-alert';

const HOUR_MS = 3_600_000;
const ALERT = { ...sampleAlert(), recipientAccountId: '111122223333' };
const MEMBER = { id: '111122223333', account: { name: 'payments' } };

/** Members that an organization has, with what reading them costs and says. */
function membersOf(ownOrganization: string, read: () => readonly (typeof MEMBER)[] = () => [MEMBER]) {
  const state = { nowMs: 0, reads: 0, warned: [] as unknown[], known: [] as readonly string[] };
  const members = new KnownMembers({
    ports: {
      nowMs: () => state.nowMs,
      readMembers: async () => {
        state.reads += 1;
        return read();
      },
    },
    warn: (_message, fields) => state.warned.push(fields),
    settings: { ownOrganization },
    know: (accounts) => {
      state.known = accounts;
    },
  });
  return { state, members };
}

test('without an organization nothing is read, and alerts are as they were', async () => {
  const { state, members } = membersOf('none');
  expect(await members.describe(ALERT)).toBe(ALERT);
  expect(state.reads).toBe(0);
});

test('an alert of a member has its account, and one of another account is as it was', async () => {
  const { state, members } = membersOf('o-abc');
  expect(await members.describe(ALERT)).toEqual({ ...ALERT, recipientAccount: MEMBER.account });
  const foreign = { ...ALERT, recipientAccountId: '444455556666' };
  expect(await members.describe(foreign)).toBe(foreign);
  expect(state.known).toEqual([MEMBER.id]);
});

test('the accounts are read once an hour', async () => {
  const { state, members } = membersOf('o-abc');
  await Promise.all([members.refresh(), members.refresh()]);
  state.nowMs = HOUR_MS - 1;
  await members.refresh();
  expect(state.reads).toBe(1);
  state.nowMs = HOUR_MS;
  await members.refresh();
  expect(state.reads).toBe(2);
});

test('where they could not be read once, they are read again a minute later, and from then on once an hour', async () => {
  let failures = 1;
  const { state, members } = membersOf('o-abc', () => {
    if (failures-- > 0) throw new Error('throttled');
    return [MEMBER];
  });
  const readsAt = async (nowMs: number) => {
    state.nowMs = nowMs;
    await members.refresh();
    return state.reads;
  };
  expect([await readsAt(0), await readsAt(59_999), await readsAt(60_000)]).toEqual([1, 1, 2]);
  expect(state.known).toEqual([MEMBER.id]);
  expect([await readsAt(59_999 + HOUR_MS), await readsAt(60_000 + HOUR_MS)]).toEqual([2, 3]);
});

test('where they cannot be read, alerts are as they were and the log says why', async () => {
  const { state, members } = membersOf('o-abc', () => {
    throw new Error('throttled');
  });
  expect(await members.describe(ALERT)).toBe(ALERT);
  expect(state.warned).toEqual([{ error: 'Error: throttled' }]);
});
