import { hashedKinds, KnownKinds, kindsOf, listedKindsOf } from '../../../lib/core/alert/alert-kinds';

const DELETED = {
  actor: { name: 'mallory' },
  eventName: 'DeleteTrail',
  eventSource: 'cloudtrail.amazonaws.com',
  awsRegion: 'eu-west-1',
  resources: ['arn:aws:s3:::a', 'arn:aws:s3:::b'],
};

test.each([
  [{ name: 'mallory' }, 'mallory'],
  [
    { name: 'mallory', arn: 'arn:aws:iam::111122223333:user/mallory' },
    'arn:aws:iam::111122223333:user/mallory',
  ],
  [
    { name: 'Deploy/any name', arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/any name' },
    'arn:aws:sts::111122223333:assumed-role/Deploy',
  ],
  [
    {
      name: 'Admin/ann',
      arn: 'arn:aws-cn:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann',
    },
    'arn:aws-cn:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann',
  ],
])('the actor of %j is %s', (actor, expected) => {
  expect(kindsOf({ ...DELETED, actor }).actors).toEqual([expected]);
});

test('an alert has one call, its Region and up to five resources', () => {
  const resources = Array.from({ length: 9 }, (_, at) => `arn:aws:s3:::${at}`);
  expect(kindsOf({ ...DELETED, resources })).toMatchObject({
    calls: ['cloudtrail.amazonaws.com DeleteTrail'],
    regions: ['eu-west-1'],
    resources: resources.slice(0, 5),
  });
  expect(kindsOf({ ...DELETED, awsRegion: '' }).regions).toEqual([]);
});

test('hashes differ as the values do, and each comes once', () => {
  const { resources } = hashedKinds({ ...kindsOf(DELETED), resources: ['one', 'two', 'one'] });
  expect(resources).toHaveLength(2);
  for (const hash of resources) expect(hash).toMatch(/^[0-9a-f]{16}$/);
});

test('known kinds take no more than they have room for, and then nothing is unknown', () => {
  const known = new KnownKinds({ actors: 1, calls: 9, regions: 9, resources: 2 });
  expect(known.add(kindsOf(DELETED))).toBe(true);
  expect(known.add(kindsOf(DELETED))).toBe(false);
  const other = kindsOf({ ...DELETED, actor: { name: 'eve' }, eventName: 'StopLogging', resources: ['new'] });
  expect(known.unknownOf(other)).toEqual({
    actors: [],
    calls: ['cloudtrail.amazonaws.com StopLogging'],
    regions: [],
    resources: [],
  });
});

test('a report names the file where alerts are on files, and otherwise the resources', () => {
  const source = { bucket: 'logs', key: 'AWSLogs/a.json.gz' };
  expect(listedKindsOf({ ...DELETED, source }).resources).toEqual(DELETED.resources);
  expect(listedKindsOf({ ...DELETED, resources: [], source }).resources).toEqual([source.key]);
  expect(listedKindsOf({ ...DELETED, resources: [], source: {} }).resources).toEqual([]);
});
