import { RulesInUse } from '../../../../lib/core/cost/savings/rules-in-use';
import {
  readArchiveTrails,
  toArchiveTrail,
  trailsOfFolder,
} from '../../../../lib/core/delivery/volume/archive-trails';
import { toVolumeCondition } from '../../../../lib/core/delivery/volume/volume-condition';
import { NamedCounts, VolumeTally } from '../../../../lib/core/delivery/volume/volume-tally';
import type { JsonObject } from '../../../../lib/core/json/json-value';

const ACCOUNT = '111122223333';
const PLACE = { bucketName: 'archive', root: 'AWSLogs/' };
const NO_RULES = new RulesInUse({ rules: [], correlations: [] });
const FOLDER = { accountId: ACCOUNT, isOfOrganization: false };

const MANAGEMENT = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };
const OBJECTS = {
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ],
};

function trail(name: string, properties: JsonObject = {}, account = ACCOUNT) {
  return toArchiveTrail(
    `arn:aws:cloudtrail:eu-west-1:${account}:trail/${name}`,
    {
      ...{ S3BucketName: 'archive', IsMultiRegionTrail: true, AdvancedEventSelectors: [MANAGEMENT, OBJECTS] },
      ...properties,
    },
    PLACE,
  );
}

function objectEvent(eventName: string, bucket = 'scratch', role = 'Job'): object {
  return {
    ...{ eventCategory: 'Data', eventSource: 's3.amazonaws.com', eventName, eventType: 'AwsApiCall' },
    ...{ awsRegion: 'eu-west-1', managementEvent: false, readOnly: true },
    userIdentity: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session-${eventName}` },
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${eventName}` }],
  };
}

const CALL = {
  ...{ eventCategory: 'Management', eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances' },
  ...{ awsRegion: 'eu-west-1', managementEvent: true, readOnly: true, eventType: 'AwsApiCall' },
};

test('the trails of the archive are those that deliver to its bucket and prefix', () => {
  expect(trail('audit')).toHaveLength(1);
  expect(trail('elsewhere', { S3BucketName: 'other' })).toEqual([]);
  expect(trail('beside', { S3KeyPrefix: 'audit' })).toEqual([]);
  const known = trail('audit');
  expect(readArchiveTrails(JSON.parse(JSON.stringify(known)))).toEqual(known);
  expect(readArchiveTrails([{ arn: 5 }, null])).toEqual([]);
});

test('a folder has the trails of its account or of the organization, and one copy of management events is free', () => {
  const all = [
    ...trail('own'),
    ...trail('all', { IsOrganizationTrail: true }, '999999999999'),
    ...trail('theirs', {}, '444455556666'),
  ];
  const shown = (folder: typeof FOLDER) =>
    trailsOfFolder(all, folder).map(({ logicalId, isFirstCopy }) => [logicalId.split('/')[1], isFirstCopy]);
  expect(shown(FOLDER)).toEqual([['own', false]]);
  expect(shown({ ...FOLDER, isOfOrganization: true })).toEqual([['all', true]]);
  expect(trailsOfFolder(trail('own'), FOLDER)[0]?.isFirstCopy).toBe(true);
  expect(trailsOfFolder([], FOLDER)).toEqual([]);
});

test('each trail delivers a copy of an event: the event counts once, and is charged for each', () => {
  const one = new VolumeTally(trailsOfFolder(trail('one'), FOLDER), NO_RULES);
  const two = new VolumeTally(trailsOfFolder([...trail('one'), ...trail('two')], FOLDER), NO_RULES);
  for (const copies of [1, 2]) (copies === 1 ? one : two).add(objectEvent('GetObject'), 1_000 * copies);
  expect([one.events, two.events]).toEqual([1_000, 1_000]);
  expect(one.usd).toBeCloseTo(0.001);
  expect(two.usd).toBeCloseTo(0.002);
});

test('data events of a trail whose selectors are not known are charged, and its management events are not', () => {
  const tally = new VolumeTally([], NO_RULES);
  tally.add(objectEvent('GetObject'), 100_000);
  tally.add(CALL, 100_000);
  tally.add({ ...CALL, eventCategory: 'Insight' }, 1);
  expect(tally.events).toBe(200_001);
  expect(tally.usd).toBeCloseTo(0.1);
  expect(tally.savings.dropped()).toEqual([]);
});

test('calls, resources and callers are told by what they have in common', () => {
  const tally = new VolumeTally(trailsOfFolder(trail('one'), FOLDER), NO_RULES);
  for (const name of ['GetObject', 'PutObject', 'GetObject']) tally.add(objectEvent(name), 10);
  tally.add({ ...CALL, userIdentity: { invokedBy: 'config.amazonaws.com' } }, 5);
  expect(tally.types.loudest(1, 'events')).toMatchObject([
    { name: 's3.amazonaws.com GetObject', events: 20 },
  ]);
  expect(tally.resources.loudest(2, 'events')).toMatchObject([{ name: 'arn:aws:s3:::scratch/', events: 30 }]);
  expect(tally.callers.loudest(2, 'events')).toMatchObject([
    { name: `arn:aws:sts::${ACCOUNT}:assumed-role/Job/`, events: 30 },
    { name: 'config.amazonaws.com', events: 5 },
  ]);
});

test('a record with any members is counted', () => {
  const tally = new VolumeTally(trailsOfFolder(trail('one'), FOLDER), NO_RULES);
  for (const record of [
    {},
    { userIdentity: 'x', resources: [5, null, { ARN: {} }] },
    { eventSource: ['s3'] },
  ])
    tally.add(record as object, 1);
  expect(tally.events).toBe(3);
});

test('names beyond the bound are counted together, and known ones go on', () => {
  const counts = new NamedCounts(2);
  for (const name of ['loud', 'b', 'c', 'd', 'loud']) counts.add(name, 1, 0);
  expect(counts.loudest(5, 'events').map(({ name, events }) => [name, events])).toEqual([
    ['loud', 2],
    ['b', 1],
  ]);
  expect(counts.unnamed).toBe(2);
});

test('a flood of names that occur once hides neither what is loud nor that it was too many', () => {
  const tally = new VolumeTally(trailsOfFolder(trail('one'), FOLDER), NO_RULES);
  for (let index = 0; index < 30_000; index += 1)
    tally.add(objectEvent('GetObject', index % 10 === 0 ? 'loud' : `bucket-${index}`), 1);
  expect(tally.resources.loudest(1, 'usd')).toMatchObject([{ name: 'arn:aws:s3:::loud/', events: 3_000 }]);
  expect(tally.resources.unnamed).toBeGreaterThan(20_000);
  expect(tally.savings.uncounted).toBeGreaterThan(10_000);
  const [first] = tally.savings.dropped().filter(({ drop }) => drop.field === 'resources.ARN');
  expect([first?.drop.value, first?.events]).toEqual(['arn:aws:s3:::loud/', 3_000]);
});

test('the alert has the loudest, and the selector that would quiet it, without what a name forges', () => {
  const tally = new VolumeTally(trailsOfFolder(trail('one'), FOLDER), NO_RULES);
  const forged = `Job\n2026 severity critical${'x'.repeat(2_000)}`;
  tally.add(objectEvent('GetObject', 'scratch', forged), 1_000_000);
  tally.add(objectEvent('PutObject', 'kept'), 10);
  const volume = { day: '2026-11-20', events: tally.events, usd: tally.usd };
  const raised = { by: 'usd', usualEvents: 10, usualUsd: 0 } as const;
  const found = {
    accountId: ACCOUNT,
    folder: `AWSLogs/${ACCOUNT}/`,
    volume,
    raised,
    tally,
    files: 100,
    readFiles: 64,
    isPriced: true,
  };
  const { text, facts = {} } = toVolumeCondition(found);
  expect(text).toContain(
    "about 1,000,010 events on 2026-11-20, compared with at most 10 on earlier days, about $30.00 a month at this rate instead of $0.00; most come from call 's3.amazonaws.com GetObject', resource arn:aws:s3:::scratch/",
  );
  expect(text).toContain('excluding eventName GetObject in a selector saves $30.00 a month');
  expect(text).not.toContain('\n');
  expect(text.length).toBeLessThan(500);
  expect(JSON.stringify(facts).length).toBeLessThan(8_000);
  expect(facts).toMatchObject({
    ...{ eventsPerDay: 1_000_010, usualEventsPerDay: 10, usdPerMonth: 30, files: 100, readFiles: 64 },
    savings: [
      { fieldSelector: { Field: 'eventName', NotEquals: ['GetObject'] }, usdPerMonth: 30 },
      { field: 'resources.ARN', value: 'arn:aws:s3:::scratch/' },
      {},
    ],
  });
  const unpriced = toVolumeCondition({ ...found, isPriced: false });
  expect(JSON.stringify(unpriced)).not.toMatch(/\$|usd|"savings":\[\{/i);
});
