import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { countGrouped, putGroupedIds } from '../../lambda/aws/put-grouped-ids';
import { admitAlert } from '../../lambda/aws/table/admit-alert';
import { claimItem, settleClaim, type WatchedStore } from '../../lambda/aws/table/claim-item';
import type { ForeignItem } from '../../lambda/aws/table/claim-store';
import { ClaimWatch } from '../../lambda/aws/table/claim-watch';
import { putHeartbeat, readHeartbeats } from '../../lambda/aws/table/heartbeat-item';
import { listKinds, readListed } from '../../lambda/aws/table/list-kinds';
import { type Admitted, readAdmitted } from '../../lambda/aws/table/read-admitted';
import {
  putContributions,
  type RememberedContribution,
  readContributions,
} from '../../lambda/aws/table/read-contributions';
import { readStorm, writeStorm } from '../../lambda/aws/table/read-storm';
import { countSummary, readSummary } from '../../lambda/aws/table/summary-item';
import { type AlertKinds, mapKinds, NO_KINDS } from '../../lib/core/alert/alert-kinds';
import { PackedAlertIds } from '../../lib/core/alert/packed-alert-ids';
import { type Contribution, contributionId, recordName } from '../../lib/core/correlation/contribution';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { cases } from '../jest/cases';
import { chanceOf, oneOf } from '../lambda/chance';
import { MemoryTable } from '../lambda/memory-table';
import { storeOf } from './claim-store-of';
import { type LocalAws, startLocalAws } from './start-local-aws';

const TABLE = 'claims';

let aws: LocalAws;
let store: WatchedStore;
let clockMs = 0;
const watch = new ClaimWatch(() => clockMs);

/** What the store reported: nothing that it wrote itself. */
const foreign: ForeignItem[] = [];

beforeAll(async () => {
  aws = await startLocalAws();
  const watchOfStore = new ClaimWatch(() => clockMs);
  store = storeOf(aws.dynamodb, TABLE, (item) => foreign.push(item), watchOfStore);
  await aws.dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: CLAIM_TABLE.partitionKey, AttributeType: 'S' },
        { AttributeName: CLAIM_TABLE.sortKey, AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: CLAIM_TABLE.partitionKey, KeyType: 'HASH' },
        { AttributeName: CLAIM_TABLE.sortKey, KeyType: 'RANGE' },
      ],
    }),
  );
});

afterAll(() => aws.stop());

afterEach(() => expect(foreign).toEqual([]));

test('the table in memory, which the fault tests use, answers as DynamoDB does, over hundreds of random calls', async () => {
  const chance = chanceOf(4);
  const memory = new MemoryTable();
  let nowMs = Date.parse('2026-11-20T03:00:00Z');
  const answers = new Map<string, number>();
  for (let step = 0; step < cases(1_800); step++) {
    nowMs += Math.floor(chance() * 20_000);
    clockMs = nowMs;
    const { inMemory, inDynamoDb } = randomCall(memory, chance, nowMs);
    const expected = inMemory();
    expect({ step, answer: await inDynamoDb() }).toEqual({ step, answer: expected });
    const kind = JSON.stringify(expected ?? null).replace(/\d{2,}/g, 'n');
    answers.set(kind, (answers.get(kind) ?? 0) + 1);
  }
  // The comparison is worth something only if every kind of answer came up.
  const kinds = [...answers.keys()].join(' ');
  for (const kind of [
    'won',
    'held',
    'sent',
    'grouped',
    'true',
    'false',
    'null',
    'upTo',
    'reported',
    'countKey',
  ]) {
    expect(kinds).toContain(kind);
  }
});

/** What is counted of a record: itself, or a value in it. */
function countedAt(timeMs: number, eventID: string): Contribution {
  const record = {
    ...{ eventID, recipientAccountId: '111122223333', ruleId: 'rule', eventName: 'StopLogging' },
    eventTime: new Date(timeMs).toISOString(),
  };
  const name = recordName(record);
  const countKey = eventID === '11bb' ? '["a value"]' : name;
  return { id: contributionId(name, countKey), timeMs, countKey, record };
}

/** Of so many contributions that they are compressed. */
const MANY_IDS = Array.from({ length: 40 }, (_, at) => `${at}`.padStart(4, '0'));

const EVENT_TIMES_MS = [
  '0000-01-01T00:00:00Z',
  '2026-11-20T02:00:00Z',
  '2026-11-20T02:00:00.500Z',
  '2026-11-20T02:00:01Z',
  '9999-12-31T23:59:59Z',
].map((text) => Date.parse(text));

function inTimeOrder(found: readonly RememberedContribution[]): readonly RememberedContribution[] {
  return [...found].sort(
    (one, other) =>
      one.timeMs - other.timeMs || one.id.localeCompare(other.id) || one.writtenAtMs - other.writtenAtMs,
  );
}

/** The same call on both tables, out of a small space so that calls meet. */
function randomCall(memory: MemoryTable, chance: () => number, nowMs: number) {
  const window = oneOf(chance, ['rule|account|a', 'rule|account|b']);
  const item = oneOf(chance, ['00aa', '11bb', 'ffcc', 'report#7#0']);
  const owner = oneOf(chance, ['ann', 'bob']);
  const nowSeconds = Math.floor(nowMs / 1000);
  const isReport = item.startsWith('report');
  const request = {
    window,
    item,
    owner,
    nowMs,
    status: isReport ? ('sending' as const) : oneOf(chance, ['sending', 'sending', 'grouped'] as const),
    leaseUntilMs: nowMs + 60_000,
    expiresAtSeconds: nowSeconds + oneOf(chance, [90, 600]),
    ...(isReport ? { upTo: Math.floor(chance() * 9) } : {}),
  };
  const row = memory.claims.get(`${window}\n${item}`);
  const { leaseUntilMs = nowMs, expiresAtSeconds = nowSeconds } = row ?? {};
  const claim = { window, item, owner, leaseUntilMs, expiresAtSeconds, upTo: row?.upTo };
  const status = oneOf(chance, ['sent', 'grouped'] as const);
  const reported = Math.floor(chance() * 3);
  const known = memory.readStorm(window, nowMs);
  const change = {
    next: {
      window,
      reported,
      reportDueAtMs: nowMs,
      expiresAtSeconds: (known?.expiresAtSeconds ?? nowSeconds + 120) + oneOf(chance, [0, 0, 0, -60, 60]),
      ...(chance() < 0.5 ? {} : { reportedAtMs: nowMs - Math.floor(chance() * 100_000) }),
    },
    reportedBefore: Math.floor(chance() * 3),
    nowMs,
  };
  const admission = {
    ...{ window, alertId: oneOf(chance, ['00aa', '11bb', 'ffcc']), threshold: 2 },
    kinds: randomKinds(chance),
    knownActor: oneOf(chance, [undefined, undefined, 'a', 'b']),
    expiresAtSeconds: nowSeconds + 600,
  };
  const listed = { window, kinds: randomKinds(chance), expiresAtSeconds: nowSeconds + 600 };
  const ids = new PackedAlertIds();
  for (const id of ['00aa', '11bb', '22dd', '33ee']) if (chance() < 0.5) ids.add(id);
  const grouped = { window, ids: ids.bytes, expiresAtSeconds: nowSeconds + oneOf(chance, [90, 600]) };
  const counted = { window, nowMs, rememberUntilSeconds: nowSeconds + oneOf(chance, [60, 900]) };
  const timeMs = EVENT_TIMES_MS[Math.floor(chance() * EVENT_TIMES_MS.length)] as number;
  const entry = {
    window: `counted|${window}`,
    contributions: oneOf(chance, [['00aa'], ['11bb'], ['00aa', '11bb'], MANY_IDS]).map((eventID) =>
      countedAt(timeMs, eventID),
    ),
    nowMs,
    expiresAtSeconds: nowSeconds + oneOf(chance, [90, 600]),
  };
  const [fromMs = 0, untilMs = 0] = [oneOf(chance, EVENT_TIMES_MS), timeMs].sort((a, b) => a - b);
  const range = { window: entry.window, fromMs, untilMs, nowMs };
  const claims = {
    inMemory: () => memory.claimItem(request, watch) as unknown,
    inDynamoDb: (): Promise<unknown> => claimItem(store, request),
  };
  const settle = {
    inMemory: () => memory.settleClaim(claim, status),
    inDynamoDb: () => settleClaim(store, claim, status),
  };
  return oneOf(chance, [
    ...[claims, claims, claims, settle, settle],
    {
      inMemory: () => memory.countGrouped(counted),
      inDynamoDb: () => countGrouped(store, counted),
    },
    {
      inMemory: () => memory.putContributions(entry),
      inDynamoDb: () => putContributions(store, entry),
    },
    {
      inMemory: () => inTimeOrder(memory.readContributions(range)),
      inDynamoDb: async () => inTimeOrder(await readContributions(store, range)),
    },
    {
      inMemory: () => memory.admitAlert(admission),
      inDynamoDb: () => admitAlert(store, admission),
    },
    {
      inMemory: () => sortedAdmitted(memory.readAdmitted(window)),
      inDynamoDb: async () => sortedAdmitted(await readAdmitted(store, window)),
    },
    {
      inMemory: () => memory.listKinds(listed),
      inDynamoDb: () => listKinds(store, listed),
    },
    {
      inMemory: () => sortedKinds(memory.readListed(window)),
      inDynamoDb: async () => sortedKinds(await readListed(store, window)),
    },
    {
      inMemory: () => memory.putGroupedIds(grouped),
      inDynamoDb: () => putGroupedIds(store, grouped),
    },
    {
      inMemory: () => memory.readStorm(window, nowMs),
      inDynamoDb: () => readStorm(store, window, nowMs),
    },
    {
      inMemory: () => memory.writeStorm(change),
      inDynamoDb: () => writeStorm(store, change),
    },
  ]);
}

/** Mostly of few actors, so that the limits of the other kinds are reached. */
function randomKinds(chance: () => number): AlertKinds {
  const values = Array.from({ length: Math.floor(chance() * 4) }, () => `value${Math.floor(chance() * 150)}`);
  const resources = [...new Set(values)];
  const actors = chance() < 0.3 ? [`actor${Math.floor(chance() * 12)}`] : [];
  return { ...NO_KINDS, actors, resources };
}

function sortedKinds(kinds: AlertKinds): AlertKinds {
  return mapKinds(kinds, (values) => [...values].sort());
}

function sortedAdmitted({ ids, kinds }: Admitted): unknown {
  return [[...ids].sort(), sortedKinds(kinds)];
}

test('a window of many thousand claims is counted over all its pages', async () => {
  const window = 'rule|account|storm';
  const nowMs = Date.parse('2026-11-20T03:00:00Z');
  const expiresAtSeconds = nowMs / 1000 + 3600;
  const long = 'x'.repeat(2000);
  const ids = Array.from({ length: 700 }, (_, index) => index.toString(16).padStart(8, '0'));
  for (const item of ids) {
    await claimItem(store, {
      window,
      item,
      owner: `${long}${item}`,
      status: 'grouped',
      nowMs,
      leaseUntilMs: nowMs,
      expiresAtSeconds,
    });
  }
  const counted = { window, nowMs, rememberUntilSeconds: expiresAtSeconds + 1 };
  expect(await countGrouped(store, counted)).toBe(700);
  const later = { ...counted, nowMs: expiresAtSeconds * 1000 };
  expect(await countGrouped(store, later)).toBe(700);
  expect(await countGrouped(store, { ...later, nowMs: later.nowMs + 1000 })).toBe(0);
});

test('heartbeats of an hour are read page by page, each once, and one that no function wrote is reported and left out', async () => {
  const hour = '2026-11-20T03:00:00Z';
  const places = Array.from({ length: 40 }, (_, index) => `${100_000_000_000 + index}/eu-central-1`);
  for (const place of [...places, ...places]) {
    await putHeartbeat(store, { hour, place, expiresAtSeconds: 1_900_000_000 });
  }
  await putHeartbeat(store, {
    ...{ hour: '2026-11-20T04:00:00Z', place: 'x/y' },
    expiresAtSeconds: 1_900_000_000,
  });
  await aws.dynamodb.send(
    new PutItemCommand({
      TableName: TABLE,
      Item: {
        [CLAIM_TABLE.partitionKey]: { S: `heartbeat|${hour}` },
        [CLAIM_TABLE.sortKey]: { S: '999999999999/eu-central-1' },
        [CLAIM_TABLE.timeToLiveAttribute]: { N: '1900000000' },
        mac: { S: 'forged' },
      },
    }),
  );
  const [first = ''] = places;
  const [account = ''] = first.split('/');
  expect(await readHeartbeats(store, hour, account)).toEqual(
    places.filter((place) => place.startsWith(`${account}/`)),
  );
  expect(foreign).toEqual([]);
  expect(await readHeartbeats(store, hour)).toEqual(places);
  expect(foreign.splice(0).map(({ item }) => item)).toEqual(['999999999999/eu-central-1']);
});

describe('the counts of a day', () => {
  const nowMs = Date.parse('2026-11-23T08:00:00Z');
  const subject = { ruleId: 'r1', ruleName: 'secret-read', severity: 'medium' as const };
  const none = { storms: 0, grouped: 0 };
  const one = { sent: 1, held: 0, belowMedium: 0, ...none };

  test('are added to by actor', async () => {
    const alice = { ...subject, actor: 'alice', actorHash: 'a1' };
    await countSummary(store, { ...alice, ...one, nowMs });
    await countSummary(store, {
      ...alice,
      ...none,
      sent: 0,
      held: 23,
      belowMedium: 0,
      nowMs: nowMs + 3_600_000,
    });
    await countSummary(store, { ...alice, ...one, nowMs: nowMs + 86_400_000 });
    expect(await readSummary(store, '2026-11-23')).toEqual([
      {
        ...{ day: '2026-11-23', ...subject, actor: 'alice', ...none, sent: 1, held: 23, belowMedium: 0 },
        ...{ first: '2026-11-23T08:00:00.000Z', last: '2026-11-23T09:00:00.000Z' },
      },
    ]);
  });

  test('of more actors than have room are together, by rule', async () => {
    const later = nowMs + 2 * 86_400_000;
    for (let actor = 0; actor < 310; actor++) {
      const actorHash = String(actor).padStart(8, '0');
      await countSummary(store, { ...subject, ...one, actor: `decoy-${actor}`, actorHash, nowMs: later });
    }
    const counts = await readSummary(store, '2026-11-25');
    expect(counts).toHaveLength(301);
    expect(counts.find(({ actor }) => actor === undefined)).toMatchObject({ ...subject, sent: 10 });
  });

  test('are not believed if no function described them', async () => {
    const [window, item] = ['summary/2026-11-26', 'r1/medium/a1'];
    const forged = {
      window: { S: window },
      item: { S: item },
      actor: { S: 'call 555-0100' },
      sent: { N: '1' },
    };
    await aws.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: forged }));
    expect(await readSummary(store, '2026-11-26')).toEqual([]);
    expect(foreign.splice(0)).toMatchObject([{ window, item, problem: 'is a count that no function wrote' }]);
  });
});
