import type { S3Client } from '@aws-sdk/client-s3';
import { type ReadList, readList } from '../../../lambda/aws/s3/read-list';
import { HEARTBEAT } from '../../../lib/core/settings/message/heartbeat';
import { locationDatabase } from '../../bin/location-database';
import type { Gate } from '../memory-raise-ports';
import { logFile, logKey, record, ruleOn } from './log-files';
import { World } from './world';

const RULE = { ...ruleOn('any'), condition: { kind: 'exists' as const, field: 'trailwatch' } };
const DATABASE = locationDatabase({
  '203.0.113.0/24': { country: { iso_code: 'DE' } },
  '198.51.100.0/24': { country_code: 'fr' },
});

/** What S3 answers for an object. */
function stored(bytes: Buffer, LastModified: Date, ETag = '"1"') {
  const send = async () => ({
    ...{ ETag, LastModified, ContentLength: bytes.length },
    Body: { transformToByteArray: async () => bytes },
  });
  return { send } as unknown as S3Client;
}

async function newWorld(): Promise<World> {
  const world = new World([RULE]);
  world.environment = { TRAILWATCH_ADDRESS_LISTS: 'lists|30|in/tor.txt|in/country.mmdb' };
  const modified = new Date(world.nowMs - 86_400_000);
  const read = (bytes: Buffer, key: string) =>
    readList(stored(bytes, modified), { bucket: 'lists', key, etag: undefined });
  world.lists.set('in/tor.txt', (await read(Buffer.from('198.51.100.7\n'), 'in/tor.txt')) as ReadList);
  world.lists.set('in/country.mmdb', (await read(DATABASE, 'in/country.mmdb')) as ReadList);
  return world;
}

let count = 0;
const from = (sourceIPAddress: string, more: Record<string, unknown> = {}) => {
  count += 1;
  return record(`e${count}`, { sourceIPAddress, ...more });
};

async function search(world: World, records: readonly unknown[], gate?: Gate) {
  const before = world.published.length;
  world.deliver(logKey(`f${world.objects.size}`), logFile(records));
  await world.drain(world.container(gate));
  return world.published.slice(before).map(({ record: { trailwatch } }) => trailwatch);
}

test('records say which lists have their address, and its country', async () => {
  const world = await newWorld();
  const records = [from('198.51.100.7'), from('203.0.113.9'), from('192.0.2.1'), from('ec2.amazonaws.com')];
  expect(await search(world, records)).toEqual([
    { indicator: { sourceIPAddress: ['tor'] }, country: 'FR' },
    { country: 'DE' },
  ]);
});

test('a country is new to an actor after its own time of learning', async () => {
  const world = await newWorld();
  world.environment = { ...world.environment, TRAILWATCH_LEARNING_DAYS: '7' };
  const user = { type: 'IAMUser', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann' };
  const on = (day: string, address: string) =>
    from(address, { eventTime: `2026-11-${day}T12:00:00Z`, userIdentity: user });
  await search(world, [on('01', '203.0.113.9'), on('02', '203.0.113.10')]);
  expect(await search(world, [on('09', '203.0.113.11')])).toEqual([{ country: 'DE' }]);
  expect(await search(world, [on('10', '198.51.100.9')])).toEqual([
    { country: 'FR', firstSeen: { sourceNetwork: 'account', country: 'account' } },
  ]);
});

test('a list is read once an hour, and the one before stays where it cannot be read', async () => {
  const world = await newWorld();
  const reads: string[] = [];
  const gate: Gate = async (call, effect) => {
    if (call.name === 'readList') reads.push(call.subject);
    return effect();
  };
  const container = world.container(gate);
  const searchAgain = async (name: string) => {
    world.deliver(logKey(name), logFile([from('198.51.100.7')]));
    await world.drain(container);
  };
  await searchAgain('a');
  await searchAgain('b');
  expect(reads).toEqual(['in/tor.txt', 'in/country.mmdb']);
  world.nowMs += 3_600_000;
  world.lists.delete('in/tor.txt');
  await searchAgain('c');
  expect(reads).toHaveLength(4);
  expect(world.published.at(-1)?.record.trailwatch).toMatchObject({
    indicator: { sourceIPAddress: ['tor'] },
  });
  expect(
    world.lines.filter(({ message }) => message.startsWith('a list of addresses cannot be read again')),
  ).toMatchObject([
    { level: 'warn', fields: { key: 'in/tor.txt', problem: expect.stringContaining('NoSuchKey') } },
  ]);
});

test('a file is searched again where a list was never read', async () => {
  const world = await newWorld();
  const list = world.lists.get('in/tor.txt') as ReadList;
  world.lists.delete('in/tor.txt');
  world.deliver(logKey('late'), logFile([from('198.51.100.7')]));
  await world.invoke(world.container(), world.receive());
  expect(world.published).toEqual([]);
  world.lists.set('in/tor.txt', list);
  await world.drain();
  expect(world.published).toHaveLength(1);
});

test('old lists are one alert a day; a database is as old as it was built', async () => {
  const world = await newWorld();
  world.nowMs = Date.parse('2026-12-30T06:00:00Z');
  for (const day of ['30', '30', '31'])
    world.send(HEARTBEAT.encode({ at: `2026-12-${day}T06:00:00Z`, testsAlerts: false }));
  await world.drain();
  const alerts = world.published.filter(({ ruleId }) => ruleId === 'trailwatch-old-lists');
  expect(alerts).toHaveLength(2);
  expect(alerts[0]?.record.lists).toEqual([
    'in/tor.txt, of 2026-11-19',
    expect.stringMatching(/^in\/country\.mmdb, of /),
  ]);
  const built = await readList(stored(DATABASE, new Date('2030-01-01')), {
    bucket: 'b',
    key: 'c.mmdb',
    etag: undefined,
  });
  expect(built?.modifiedMs).toBeLessThan(Date.parse('2030-01-01'));
});

test('the version that is known is not read again, and other errors are', async () => {
  const failing = (httpStatusCode: number) =>
    ({
      send: async () => Promise.reject(Object.assign(new Error('no'), { $metadata: { httpStatusCode } })),
    }) as unknown as S3Client;
  const address = { bucket: 'lists', key: 'tor.txt', etag: '"1"' };
  expect(await readList(failing(304), address)).toBeUndefined();
  await expect(readList(failing(403), address)).rejects.toThrow('no');
});
