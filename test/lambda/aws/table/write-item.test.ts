import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { putGroupedIds, readGroupedIds } from '../../../../lambda/aws/put-grouped-ids';
import { noteActor, readActor } from '../../../../lambda/aws/table/actor-item';
import { type Admission, admitAlert } from '../../../../lambda/aws/table/admit-alert';
import { type ClaimRequest, claimItem, settleClaim } from '../../../../lambda/aws/table/claim-item';
import { countAction } from '../../../../lambda/aws/table/count-action';
import { putHeartbeat, readHeartbeats } from '../../../../lambda/aws/table/heartbeat-item';
import { FORMAT, FORMAT_MAC, formatCode } from '../../../../lambda/aws/table/item-format';
import { listKinds, readListed } from '../../../../lambda/aws/table/list-kinds';
import { readProgress, writeProgress } from '../../../../lambda/aws/table/progress-item';
import { putContributions, readContributions } from '../../../../lambda/aws/table/read-contributions';
import { readStorm, type Storm, writeStorm } from '../../../../lambda/aws/table/read-storm';
import { readRepeats, writeRepeats } from '../../../../lambda/aws/table/repeat-item';
import { readSketch, writeSketch } from '../../../../lambda/aws/table/sketch-item';
import { countSummary, readSummary } from '../../../../lambda/aws/table/summary-item';
import { NO_KINDS } from '../../../../lib/core/alert/alert-kinds';
import { PackedAlertIds } from '../../../../lib/core/alert/packed-alert-ids';
import { type ClaimTable, type Item, openClaimTable } from '../../dynamodb';

const NOW_MS = Date.parse('2026-11-20T03:00:00Z');
const EXPIRES = NOW_MS / 1000 + 86_400;
const HOUR = '2026-11-20T03:00:00Z';
const ALERT_ID = 'ab'.repeat(32);
const CLAIM: ClaimRequest = {
  ...{ window: 'w', item: ALERT_ID, owner: 'one', status: 'sending', nowMs: NOW_MS },
  ...{ leaseUntilMs: NOW_MS + 1000, expiresAtSeconds: EXPIRES },
};
const ADMISSION: Admission = {
  ...{ window: 'w', alertId: ALERT_ID, threshold: 1, kinds: NO_KINDS, expiresAtSeconds: EXPIRES },
};
const STORM: Storm = { window: 'w', reported: 1, reportDueAtMs: NOW_MS, expiresAtSeconds: EXPIRES };
const COUNT = {
  ...{
    ruleId: 'rule',
    ruleName: 'rule',
    severity: 'high' as const,
    actor: 'alice',
    actorHash: 'hash',
    nowMs: NOW_MS,
  },
  ...{ sent: 1, held: 0, belowMedium: 0, storms: 0, grouped: 0 },
};
const CONTRIBUTION = {
  ...{ id: 'c', timeMs: NOW_MS, countKey: 'k' },
  record: { eventTime: HOUR, eventID: 'e', eventName: 'n', ruleId: 'rule', recipientAccountId: '1' },
};

/** How the items of a kind are written, and what is read of them; `unread` is what a reader says that has nothing. */
interface Kind {
  readonly write: (table: ClaimTable) => Promise<unknown>;
  readonly read: (table: ClaimTable) => Promise<unknown>;
  readonly unread: unknown;
}

const GROUPED = new PackedAlertIds();
GROUPED.add(ALERT_ID);

const KINDS: Readonly<Record<string, Kind>> = {
  actor: {
    write: (table) => noteActor(table, 'hash', NOW_MS),
    read: (table) => readActor(table, 'hash', NOW_MS),
    // It is known: the item must not hide an alert.
    unread: 0,
  },
  admitted: {
    write: (table) => admitAlert(table, ADMISSION),
    // A window that is not known refuses none.
    read: (table) => admitAlert(table, { ...ADMISSION, alertId: 'cd'.repeat(32) }),
    unread: true,
  },
  claim: {
    write: async (table) => {
      await claimItem(table, CLAIM);
      await settleClaim(table, CLAIM, 'sent');
    },
    read: (table) => claimItem(table, { ...CLAIM, owner: 'two' }),
    unread: { kind: 'won' },
  },
  contributions: {
    write: (table) =>
      putContributions(table, {
        ...{ window: 'w', contributions: [CONTRIBUTION], nowMs: NOW_MS, expiresAtSeconds: EXPIRES },
      }),
    read: (table) =>
      readContributions(table, { window: 'w', fromMs: NOW_MS, untilMs: NOW_MS + 1, nowMs: NOW_MS }),
    unread: [],
  },
  grouped: {
    write: (table) => putGroupedIds(table, { window: 'w', ids: GROUPED.bytes, expiresAtSeconds: EXPIRES }),
    read: (table) => readGroupedIds(table, 'w', NOW_MS, { isProven: true }),
    unread: [],
  },
  heartbeat: {
    write: (table) => putHeartbeat(table, { hour: HOUR, place: 'here', expiresAtSeconds: EXPIRES }),
    read: (table) => readHeartbeats(table, HOUR),
    unread: [],
  },
  listed: {
    write: (table) =>
      listKinds(table, { window: 'w', kinds: { ...NO_KINDS, actors: ['alice'] }, expiresAtSeconds: EXPIRES }),
    read: (table) => readListed(table, 'w'),
    unread: NO_KINDS,
  },
  progress: {
    write: (table) => writeProgress(table, { name: 'folder', text: 'far', version: 0 }),
    read: (table) => readProgress(table, 'folder'),
    unread: { name: 'folder', text: '', version: 1, isRejected: true },
  },
  repeat: {
    write: (table) =>
      writeRepeats(table, { key: 'k', next: { sentAtMs: NOW_MS } as never, revision: undefined }),
    read: async (table) => (await readRepeats(table, 'k', NOW_MS)).state,
    unread: undefined,
  },
  sketch: {
    write: (table) => writeSketch(table, { key: 'k', bytes: Buffer.from([1]), version: 0, nowMs: NOW_MS }),
    read: (table) => readSketch(table, 'k'),
    unread: { version: 1 },
  },
  storm: {
    write: (table) => writeStorm(table, { next: STORM, reportedBefore: 0, nowMs: NOW_MS }),
    read: (table) => readStorm(table, 'w', NOW_MS),
    unread: undefined,
  },
  summary: {
    write: (table) => countSummary(table, COUNT),
    read: (table) => readSummary(table, '2026-11-20'),
    unread: [],
  },
};

/** As a function of a later version writes an item. */
function toLater(table: ClaimTable) {
  return ({ [FORMAT]: _, ...item }: Item): Item => ({
    ...{ ...item, [FORMAT]: { N: '2' }, ofALaterVersion: { S: 'kept' } },
    [FORMAT_MAC]: { S: formatCode(table.key, item, 2) },
  });
}

describe.each(Object.entries(KINDS))('items of kind %s', (name, { write, read, unread }) => {
  test('name their format, and one without a format is of the first release', async () => {
    const table = await openClaimTable();
    await write(table);
    const written = await table.items();
    expect(written.map(({ [FORMAT]: format }) => format)).toEqual(written.map(() => ({ N: '1' })));
    await table.rewrite(({ [FORMAT]: _format, ...item }) => item);
    expect(await read(table)).not.toEqual(unread);
    expect(table.foreign).toEqual([]);
  });

  test('of a later version are kept and reported, and neither used nor written over', async () => {
    const table = await openClaimTable();
    await write(table);
    await table.rewrite(toLater(table));
    const before = await table.items();
    expect(await read(table)).toEqual(unread);
    await write(table);
    for (const item of before) expect(await table.items()).toContainEqual(item);
    // A monitor counts a state that it rejects; an alarm is raised.
    if (name !== 'progress') expect(table.foreign.length).toBeGreaterThan(0);
    expect(table.foreign.filter(({ isLater }) => isLater !== true)).toEqual([]);
  });

  test('with a format that no function wrote do not keep a function from writing', async () => {
    const table = await openClaimTable();
    await write(table);
    const known = await read(table);
    await table.rewrite((item) => ({ ...item, [FORMAT]: { N: '99' } }));
    await read(table);
    await write(table);
    expect(known).not.toEqual(unread);
    expect(table.foreign.filter(({ isLater }) => isLater === true)).toEqual([]);
    // The names of the subjects of a day, and their actors, are written only with a new one.
    const isUntouched = (item: Item) =>
      name === 'summary' && ['!subjects', 'actor'].includes(item.item?.S ?? '');
    const written = (await table.items()).filter((item) => !isUntouched(item));
    expect(written.map(({ [FORMAT]: format }) => format)).not.toContainEqual({ N: '99' });
  });
});

test('an update keeps members that it does not name, and removes those that it leaves out', async () => {
  const table = await openClaimTable();
  await putHeartbeat(table, { hour: HOUR, place: 'here', expiresAtSeconds: EXPIRES, about: 'us' });
  await table.rewrite((item) => ({ ...item, later: { S: 'kept' } }));
  await putHeartbeat(table, { hour: HOUR, place: 'here', expiresAtSeconds: EXPIRES });
  expect(await table.items()).toEqual([expect.not.objectContaining({ about: expect.anything() })]);
  expect(await table.items()).toEqual([expect.objectContaining({ later: { S: 'kept' } })]);
  expect(await readHeartbeats(table, HOUR)).toEqual(['here']);
});

test('an action is not counted in an hour of a later version, without a key too', async () => {
  const { client, tableName, rewrite, items } = await openClaimTable();
  const counted = { action: 'a', hour: '2026-11-20T03', alertId: ALERT_ID, most: 5, expiresAt: EXPIRES };
  expect(await countAction(client, tableName, counted)).toBe(true);
  await rewrite((item) => ({ ...item, [FORMAT]: { N: '2' } }));
  const before = await items();
  expect(await countAction(client, tableName, { ...counted, alertId: 'cd'.repeat(32) })).toBe(false);
  expect(await items()).toEqual(before);
});

test('all writes of handlers name their format: no other file has a command that writes', () => {
  const root = join(__dirname, '../../../../lambda');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const writers = files.filter((file) =>
    /\b(Put|Update|Delete|BatchWrite|TransactWrite)Items?Command\b/.test(
      readFileSync(join(root, file), 'utf8'),
    ),
  );
  expect(writers.map((file) => file.replaceAll('\\', '/'))).toEqual(['aws/table/write-item.ts']);
});
