import { RulesInUse } from '../../../lib/core/cost/savings/rules-in-use';
import { DELIVERY_WORK } from '../../../lib/core/settings/message/delivery-work';
import {
  deliverLoud,
  LOUD_EVENTS,
  LOUD_FILES,
  LOUDER,
  learn,
  loudWorld,
  QUIET,
  quietWorld,
} from './volume-world';
import { ACCOUNT, DAY_MS, MINUTE_MS, namedError, SETTINGS, START_MS, TRAIL, World } from './world';

const OTHER = '444455556666';

test('a day far above those before is told once, with what is loudest and the selector that quiets it', async () => {
  const world = await loudWorld();
  expect(await world.told('volumes')).toEqual([`volume-raised ${ACCOUNT}`]);
  expect(await world.told('volumes')).toEqual([]);
  const { summary, record, severity } = world.published[0] ?? {};
  expect(severity).toBe('low');
  expect(summary).toContain(
    `account ${ACCOUNT}: about 360,000 events on 2026-11-20, compared with at most 20 on earlier days`,
  );
  expect(record).toMatchObject({
    ...{
      day: '2026-11-20',
      eventsPerDay: LOUD_EVENTS,
      usualEventsPerDay: 20,
      usdPerMonth: 10.8,
      files: LOUD_FILES + 2,
      readFiles: 2,
    },
    loudest: {
      types: [{ name: 's3.amazonaws.com GetObject' }],
      resources: [{ name: 'arn:aws:s3:::scratch/' }],
      callers: [{ name: `arn:aws:sts::${ACCOUNT}:assumed-role/Job/` }],
    },
  });
  expect(record?.savings).toContainEqual(
    expect.objectContaining({
      trail: TRAIL,
      fieldSelector: { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::scratch/'] },
      code: ".where(EventField.RESOURCE_ARN, { notStartsWith: ['arn:aws:s3:::scratch/'] })",
    }),
  );
});

test('a volume that stays is not told again; one that rises again is', async () => {
  const world = await loudWorld();
  await world.told('volumes');
  deliverLoud(world, START_MS + DAY_MS);
  world.nowMs += DAY_MS;
  expect(await world.told('volumes')).toEqual([]);
  deliverLoud(world, START_MS + 2 * DAY_MS, { content: LOUDER });
  world.nowMs += DAY_MS;
  expect(await world.told('volumes')).toEqual([`volume-raised ${ACCOUNT}`]);
});

test('an account that is new raises nothing for a week', async () => {
  const world = await loudWorld();
  deliverLoud(world, START_MS, { account: OTHER });
  expect(await world.told('volumes')).toEqual([`volume-raised ${ACCOUNT}`]);
});

test('a message of an earlier day that comes late changes nothing', async () => {
  const world = await loudWorld();
  await world.told('volumes');
  const written = world.progress.get(`AWSLogs/${ACCOUNT}/volume`);
  world.nowMs -= 3 * DAY_MS;
  world.trigger('volumes');
  world.nowMs += 3 * DAY_MS;
  await world.drain();
  expect(world.progress.get(`AWSLogs/${ACCOUNT}/volume`)).toEqual(written);
  expect(world.published).toHaveLength(1);
});

test('a message that is ahead of its time, which EventBridge never sends, makes no day to come the latest', async () => {
  const world = await loudWorld();
  const written = world.progress.get(`AWSLogs/${ACCOUNT}/volume`);
  const at = new Date(world.nowMs + 365 * DAY_MS).toISOString();
  world.send(DELIVERY_WORK.encode({ job: 'volume', folder: `AWSLogs/${ACCOUNT}/`, at }));
  await world.drain();
  expect(world.progress.get(`AWSLogs/${ACCOUNT}/volume`)).toEqual(written);
  expect(await world.told('volumes')).toEqual([`volume-raised ${ACCOUNT}`]);
});

test('in China, whose prices are not known, the events alone are told', async () => {
  const world = await loudWorld();
  world.contents.set(world.deliver(START_MS, { region: 'cn-north-1' }), QUIET);
  expect(await world.told('volumes')).toEqual([`volume-raised ${ACCOUNT}`]);
  expect(world.published[0]?.record).toMatchObject({ eventsPerDay: LOUD_EVENTS, savings: [] });
  expect(JSON.stringify(world.published[0])).not.toMatch(/usd|\$/i);
});

test('a rule that looks for the events is named in place of the selector', async () => {
  const world = await loudWorld();
  const condition = { kind: 'equals', field: 'eventName', values: ['GetObject'], cased: false } as const;
  world.rules = new RulesInUse({
    correlations: [],
    rules: [
      {
        ...{
          id: 'r',
          name: 'reads',
          title: 'Reads',
          description: '',
          severity: 'high',
          author: '',
          status: 'test',
        },
        ...{ tags: [], falsePositives: [], references: [], firstSteps: [], condition },
      },
    ],
  });
  await world.told('volumes');
  const savings = world.published[0]?.record.savings as readonly Record<string, unknown>[];
  expect(savings.map(({ rules, fieldSelector }) => [rules, fieldSelector])).toEqual(
    Array.from({ length: 3 }, () => [['reads'], undefined]),
  );
});

test.each<[string, (world: World) => void]>([
  ['may not be read', (world) => world.changed.set(TRAIL, namedError('AccessDeniedException'))],
  ['is gone', (world) => world.changed.set(TRAIL, namedError('TrailNotFoundException'))],
])('without the selectors of a trail that %s, the volume is told and no selector', async (_, lose) => {
  const world = await loudWorld();
  lose(world);
  expect(await world.told('volumes')).toEqual([`volume-raised ${ACCOUNT}`]);
  expect(world.published[0]?.record).toMatchObject({ usdPerMonth: 10.8, savings: [] });
});

test('files that are damaged or gone are left out', async () => {
  const world = quietWorld();
  const key = world.deliver(START_MS + MINUTE_MS);
  world.contents.set(key, QUIET.subarray(0, QUIET.length / 2));
  world.contents.set(world.deliver(START_MS + 2 * MINUTE_MS), namedError('NoSuchKey'));
  world.contents.set(world.deliver(START_MS + 3 * MINUTE_MS), new TextEncoder().encode('no log file'));
  world.nowMs += DAY_MS;
  expect(await world.told('volumes')).toEqual([]);
  expect([world.sum('FilesRead'), world.dead.length]).toEqual([2, 0]);
  expect(world.sum('EventsPerDay')).toBeGreaterThanOrEqual(20);
});

test('files that may not be read fail the message, and the day is not taken for an idle one', async () => {
  const world = quietWorld();
  await learn(world);
  const days = () => JSON.parse(world.progress.get(`AWSLogs/${ACCOUNT}/volume`)?.text ?? '{}').days.length;
  const before = days();
  for (const key of world.contents.keys()) world.contents.set(key, namedError('AccessDenied'));
  world.trigger('volumes');
  await world.drain();
  expect(world.dead).toHaveLength(1);
  expect(days()).toBe(before);
});

test('accounts of an organization are followed by the trail of the organization', async () => {
  const world = new World({ ...SETTINGS, trailArns: [] });
  const key = world.deliver(START_MS - DAY_MS);
  world.keys.delete(key);
  const inner = key.replace('AWSLogs/', 'AWSLogs/o-abcdefghij/');
  world.keys.add(inner);
  world.contents.set(inner, QUIET);
  await world.told('volumes');
  expect(world.sum('EventsPerDay')).toBe(10);
  expect([...world.progress.keys()]).toContain(`AWSLogs/o-abcdefghij/${ACCOUNT}/volume`);
});
