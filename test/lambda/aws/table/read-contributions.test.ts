import { deflateRawSync } from 'node:zlib';
import { unpackContributions } from '../../../../lambda/aws/table/pack-contributions';
import { type ContributionEntry, itemsOf } from '../../../../lambda/aws/table/read-contributions';
import { type Contribution, recordName } from '../../../../lib/core/correlation/contribution';
import { toEventTime } from '../../../../lib/core/record/to-event-time';
import { CLAIM_TABLE } from '../../../../lib/core/settings/claim-table';
import { chanceOf } from '../../chance';

const DYNAMODB_ITEM_BYTES = 400 * 1024;
const START_MS = Date.parse('2026-11-20T03:00:00Z');

function contribution(at: number, shown?: string): Contribution {
  const timeMs = START_MS + 1000 * at;
  const record = {
    ...{ eventID: `e${at}`, recipientAccountId: '111122223333', ruleId: 'rule' },
    ...{
      eventTime: toEventTime(timeMs),
      eventName: 'GetObject',
      bucket: 'archive',
      key: 'a.json.gz',
      index: at,
    },
    ...(shown === undefined ? {} : { shown }),
  };
  const name = recordName(record);
  return { id: name, timeMs, countKey: name, record };
}

function items(...contributions: readonly Contribution[]) {
  const entry: ContributionEntry = { window: 'w', contributions, nowMs: START_MS, expiresAtSeconds: 9 };
  return itemsOf(entry);
}

function sortKeyOf(...contributions: readonly Contribution[]): string | undefined {
  return items(...contributions)[0]?.[CLAIM_TABLE.sortKey]?.S;
}

it('contributions are an item with the time of the first, which a query finds', () => {
  const [one, two] = [contribution(7), contribution(8)];
  expect(items(one, two)).toEqual([
    {
      [CLAIM_TABLE.partitionKey]: { S: 'w' },
      [CLAIM_TABLE.sortKey]: { S: expect.stringMatching(/^event#2026-11-20T03:00:07\.000Z#[0-9a-f]{32}$/) },
      [CLAIM_TABLE.timeToLiveAttribute]: { N: '9' },
      writtenAt: { N: String(START_MS) },
      contributions: { B: expect.any(Uint8Array) },
    },
  ]);
});

it('the same records are the same item, and others never are', () => {
  const [one, two, three] = [1, 2, 3].map((at) => contribution(at)) as [
    Contribution,
    Contribution,
    Contribution,
  ];
  expect(sortKeyOf(one, two)).toBe(sortKeyOf(one, two));
  const keys = [[one], [one, two], [one, three], [one, two, three]].map((some) => sortKeyOf(...some));
  expect(new Set(keys).size).toBe(4);
  expect(keys.every((key) => key?.startsWith('event#2026-11-20T03:00:01.000Z#'))).toBe(true);
});

it('one contribution, with what an alert shows of it, is less than half a request unit to write', () => {
  const shown = [
    '\nIAMUser\narn:aws:iam::111122223333:user/user-1\n111122223333\nuser-1\nIAM user user-1 (account 111122223333)\n198.51.100.2',
    'aws-cli/2.8.0 md/awscrt#0.20.9 ua/2.0 os/linux#6.1.24 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#standard',
    "read object 'year=2026/month=08/day=26/part-12807-567f5692.parquet' in bucket 'billing-exports'\nAWS::S3::Bucket\tarn:aws:s3:::billing-exports",
  ].join('\n');
  const [{ contributions } = {}] = items(contribution(1, shown));
  expect(contributions?.B?.byteLength).toBeLessThan(400);
});

it('forty reads of one user, as log files have them, take less than 1.3 KB', () => {
  const chance = chanceOf(7);
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(chance() * 16).toString(16)).join('');
  const reads = Array.from({ length: 40 }, (_, at) => {
    const { record, ...one } = contribution(
      at,
      `\nIAMUser\nread object 'part-${hex(8)}' in bucket 'exports'`,
    );
    const named = { ...record, eventID: [8, 4, 4, 4, 12].map(hex).join('-') };
    return { ...one, id: recordName(named), countKey: recordName(named), record: named };
  });
  const [{ contributions } = {}, ...others] = items(...reads);
  expect(others).toEqual([]);
  expect(contributions?.B?.byteLength).toBeLessThan(1_300);
});

test.each<[string, (chance: () => number) => number]>([
  ['letters', (chance) => 0x61 + Math.floor(chance() * 26)],
  ['characters of three bytes that nothing compresses', (chance) => 0x4e00 + Math.floor(chance() * 0x5000)],
])('items of contributions with long texts of %s are below the limit of DynamoDB', (_, charOf) => {
  const chance = chanceOf(1);
  const text = () => String.fromCharCode(...Array.from({ length: 5000 }, () => charOf(chance)));
  const found = items(...Array.from({ length: 200 }, (_none, at) => contribution(at, text())));
  expect(found.length).toBeGreaterThan(1);
  const largest = Math.max(...found.map((item) => item.contributions?.B?.byteLength ?? 0));
  expect(largest).toBeGreaterThan(500);
  expect(largest).toBeLessThan(DYNAMODB_ITEM_BYTES - 2_000);
});

it('an item as an earlier version wrote it adds nothing', () => {
  expect(unpackContributions(deflateRawSync('[{"record":{"eventID":"e"}}]'))).toEqual([]);
});
