import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import type { LocalAws } from '../local-aws/start-local-aws';
import type { SynthesizedStack } from '../local-aws/template';
import { folderForAllTests } from '../test-folder';
import { subjectsOf } from './alert-identity';
import { releaseFolder } from './release-build';
import { CHANGE_HOURS, WORLD_HOURS } from './world/organization';
import { runWorld, synthesizeWith, type TableContent, type WorldOutcome } from './world-run';

const ROOT = join(__dirname, '../..');
const assemblies = folderForAllTests();

/** A member that a later release may add to any item. */
const LATER_MEMBER = 'ofALaterRelease';

/** What the release would have done alone, and what it did with today's code in between. */
let alone: WorldOutcome;
let upgraded: WorldOutcome;

beforeAll(async () => {
  const [release, today] = await Promise.all(
    [releaseFolder(), ROOT].map((folder, at) => synthesizeWith(folder, join(assemblies, String(at)))),
  );
  const [up, back] = CHANGE_HOURS;
  const endHours = WORLD_HOURS + 0.1;
  const deployed = (stack: SynthesizedStack | undefined, untilHours: number) => ({
    stack: stack!,
    untilHours,
  });
  [alone, upgraded] = await Promise.all([
    runWorld([deployed(release, endHours)]),
    runWorld([deployed(release, up), deployed(today, back), deployed(release, endHours)], addLaterMember),
  ]);
});

/** As if a later release had written every item, and gone again. */
async function addLaterMember({ dynamodb }: LocalAws, tables: readonly TableContent[]): Promise<void> {
  for (const { tableName: TableName, items } of tables)
    for (const { window, item } of items)
      await dynamodb.send(
        new UpdateItemCommand({
          ...{ TableName, Key: { window: window!, item: item! } },
          UpdateExpression: 'SET #later = if_not_exists(#later, :later)',
          ExpressionAttributeNames: { '#later': LATER_MEMBER },
          ExpressionAttributeValues: { ':later': { S: 'kept' } },
        }),
      );
}

/** The kind of an item, by the start of its keys. */
function kindsOf(keys: Iterable<string>): readonly string[] {
  const kinds = [...keys].map((key) =>
    key
      .replace(/^[^:]+: /, '')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|trailwatch-[a-z-]+/g, '<rule>')
      .replaceAll(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, '<time>')
      .replaceAll(/[0-9a-f]{16,}|(?<=sketch\|)[\w-]+/g, '<hash>')
      .replaceAll(/(?<=integrity\|)[0-9a-f]/g, '<shard>')
      .replaceAll(/\d{12}/g, '<account>'),
  );
  return [...new Set(kinds)].sort();
}

/** The items of the tables by their keys, and before them their table's name. */
function itemsOf(tables: readonly TableContent[] | undefined) {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  return new Map(
    (tables ?? []).flatMap(({ tableName, items }) =>
      items.map((item) => [`${tableName}: ${item[partitionKey]?.S} / ${item[sortKey]?.S}`, item] as const),
    ),
  );
}

test('the world has what an organization has: each kind of alert, sent and marked as a repeat', () => {
  const subjects = subjectsOf(alone.alerts).map((subject) =>
    subject
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) =>
        id.startsWith('9a3cf0f1') ? `rule ${id.slice(-2)}` : '',
      )
      .replace(/( (of|at)|:) .*/, ''),
  );
  const counts: Record<string, number> = {};
  for (const subject of subjects) counts[subject.trim()] = (counts[subject.trim()] ?? 0) + 1;
  expect(counts).toEqual({
    'repeat rule 01 GetSecretValue': 53,
    'repeat rule 02 PutBucketPolicy': 3,
    'repeat rule 03 CreateAccessKey': 2,
    'rule 01 GetSecretValue': 1,
    'rule 02 PutBucketPolicy': 1,
    'rule 03 CreateAccessKey': 1,
    'rule 05 TerminateInstances': 9,
    'rule 05 storm': 3,
    'rule 06 ConsoleLogin': 1,
    'rule 06 CreateAccessKey': 1,
    'rule 06 CreateUser': 1,
    'rule 06 DescribeDBClusters': 1,
    'rule 06 DescribeEvents': 1,
    'rule 06 ListKeys': 1,
    'rule 06 PutBucketPolicy': 1,
    'rule 06 StopLogging': 1,
    'rule 06 TerminateInstances': 1,
    'rule 07 ListBuckets': 1,
    'rule 11': 2,
    'rule 12': 1,
    'rule 13': 1,
    'trailwatch-daily-summary': 3,
    'trailwatch-digest-silence': 1,
    'trailwatch-log-missing': 4,
    'trailwatch-log-tampered': 3,
    'trailwatch-path-test': 54,
  });
});

test('no alert is lost, doubled, new or no repeat any more because of another release', () => {
  expect(subjectsOf(upgraded.alerts)).toEqual(subjectsOf(alone.alerts));
  const ids = upgraded.alerts.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('each alert is sent at the time at which the release alone sends it', () => {
  const timesOf = ({ alerts }: WorldOutcome) =>
    alerts.flatMap((alert) => subjectsOf([alert]).map((subject) => `${alert.sentAtMs} ${subject}`)).sort();
  expect(timesOf(upgraded)).toEqual(timesOf(alone));
});

test('no function complains of what another release wrote, and no message is given up', () => {
  expect(upgraded.complaints).toEqual(alone.complaints);
  expect([alone.deadLetters, upgraded.deadLetters]).toEqual([[], []]);
});

test('nothing that a release wrote is deleted by another one', () => {
  const [atUpgrade, atRollback, atEnd] = upgraded.tables.map(itemsOf);
  expect(atUpgrade?.size).toBeGreaterThan(100);
  expect([...(atUpgrade?.keys() ?? [])].filter((key) => atRollback?.has(key) !== true)).toEqual([]);
  expect([...(atRollback?.keys() ?? [])].filter((key) => atEnd?.has(key) !== true)).toEqual([]);
});

/** The kinds of items that had the member of a later release after a change, and have it no more at the next one. */
function forgettingKinds(from: number, to: number): readonly string[] {
  const [before, after] = [itemsOf(upgraded.tables[from]), itemsOf(upgraded.tables[to])];
  return kindsOf([...before.keys()].filter((key) => after.get(key)?.[LATER_MEMBER] === undefined));
}

test('members that a later release adds survive what is written', () => {
  expect(forgettingKinds(0, 1)).toEqual([]);
});

test('the release drops them after a rollback from items that it writes as a whole', () => {
  expect(forgettingKinds(1, 2)).toEqual([
    '<rule>|<account>|<time> / storm',
    'integrity|<shard> / AWSLogs/<account>/CloudTrail/us-east-1/',
    'integrity|<shard> / AWSLogs/<account>/CloudTrail/us-east-1/reported',
    'integrity|<shard> / last-plan',
    'repeat|<hash> / repeat',
    'sketch|<hash> / sketch',
  ]);
});

test('every item that is written names its format', () => {
  const [before, after] = [itemsOf(upgraded.tables[0]), itemsOf(upgraded.tables[1])];
  const written = [...after].filter(([key, item]) => {
    const { [LATER_MEMBER]: _, ...members } = item;
    return !isDeepStrictEqual(members, before.get(key));
  });
  expect(written.length).toBeGreaterThan(100);
  expect(written.filter(([, { format }]) => format?.N !== '1').map(([key]) => key)).toEqual([]);
});
