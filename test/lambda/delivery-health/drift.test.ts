import { takeDeployed } from '../../../lambda/delivery-health/check-drift';
import { beginInvocation } from '../../../lambda/delivery-health/ports';
import type { DeployedResource } from '../../../lib/core/settings/deployed-resources';
import { ACCOUNT, HOUR_MS, MINUTE_MS, namedError, TRAIL, World } from './world';

const BUCKET = 'arn:aws:s3:::archive';
const PUBLIC = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }] };

function resource(kind: DeployedResource['kind'], arn: string, more: Partial<DeployedResource> = {}) {
  return { kind, arn, accountId: ACCOUNT, properties: {}, unknown: [], mfaDelete: false, ...more };
}

const RESOURCES = [
  resource('trail', TRAIL, { properties: { EnableLogFileValidation: true } }),
  resource('bucket', BUCKET, { policy: { Statement: [] } }),
  resource('key', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/logs`, { policy: { Statement: [] } }),
  resource('topic', `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`, { policy: { Statement: [] } }),
];

function deployedWorld(): World {
  const world = new World();
  world.deploy(RESOURCES);
  return world;
}

test('resources that are as they were deployed raise nothing, and all of them are compared', async () => {
  const world = deployedWorld();
  expect(await world.told('check')).toEqual([]);
  expect([world.sum('Compared'), world.sum('OpenConditions'), world.dead.length]).toEqual([4, 0, 0]);
});

test.each([
  ['trail', TRAIL, { properties: { EnableLogFileValidation: false } }, 'trail-drift audit'],
  ['bucket', BUCKET, { policy: PUBLIC }, `bucket-drift ${BUCKET}`],
  ['key', RESOURCES[2]?.arn ?? '', { policy: PUBLIC }, 'key-drift logs'],
  ['topic', RESOURCES[3]?.arn ?? '', { policy: PUBLIC }, `topic-drift ${RESOURCES[3]?.arn}`],
])('a %s that was changed is told once, and again after a recovery', async (_, arn, change, told) => {
  const world = deployedWorld();
  world.changed.set(arn, change);
  expect(await world.told('change')).toEqual([told]);
  world.nowMs += HOUR_MS;
  expect(await world.told('check')).toEqual([]);
  world.changed.delete(arn);
  await world.told('check');
  world.changed.set(arn, change);
  expect(await world.told('change')).toEqual([told]);
});

test('an alert says what was deployed, what is there, and which calls to look for', async () => {
  const world = deployedWorld();
  world.changed.set(TRAIL, { properties: { EnableLogFileValidation: false } });
  await world.told('change');
  expect(world.published[0]?.summary).toContain(
    `trail ${TRAIL}: log file validation: off instead of on; look for UpdateTrail`,
  );
});

test('another change of the same setting is another alert', async () => {
  const world = deployedWorld();
  world.changed.set(BUCKET, { policy: PUBLIC });
  await world.told('change');
  const worse = { Statement: [...PUBLIC.Statement, { Effect: 'Allow', Principal: '*', Action: 'sns:*' }] };
  world.changed.set(BUCKET, { policy: worse });
  expect(await world.told('change')).toEqual([`bucket-drift ${BUCKET}`]);
});

test('what a deployment changes first and says minutes later raises nothing', async () => {
  const world = deployedWorld();
  const properties = { EnableLogFileValidation: false };
  world.changed.set(TRAIL, { properties });
  expect(await world.told('check')).toEqual([]);
  world.nowMs += 5 * MINUTE_MS;
  world.deploy(RESOURCES.map((one) => (one.arn === TRAIL ? { ...one, properties } : one)));
  world.nowMs += HOUR_MS;
  expect(await world.told('check')).toEqual([]);
  expect(world.sum('OpenConditions')).toBe(1);
});

test('a resource that is gone is told, but for a trail, whose status says it', async () => {
  const world = deployedWorld();
  world.changed.set(BUCKET, namedError('NoSuchBucket'));
  world.changed.set(TRAIL, namedError('TrailNotFoundException'));
  expect(await world.told('change')).toEqual([`bucket-drift ${BUCKET}`]);
});

test('settings that may not be read are told once, after an hour, and fail nothing', async () => {
  const world = deployedWorld();
  world.changed.set(BUCKET, namedError('AccessDenied'));
  expect(await world.told('check')).toEqual([]);
  world.nowMs += 2 * HOUR_MS;
  expect(await world.told('check')).toEqual([`settings-unwatched ${BUCKET}`]);
  expect(await world.told('check')).toEqual([]);
  expect(world.dead).toEqual([]);
});

test.each([
  ['does not answer keeps what was known of it, and the message fails', 'InternalError', 1],
  ['may not be read keeps what was known of it', 'AccessDenied', 0],
])('a resource that %s', async (_, name, failed) => {
  const world = deployedWorld();
  world.changed.set(BUCKET, { policy: PUBLIC });
  await world.told('change');
  world.changed.set(BUCKET, namedError(name));
  expect(await world.told('check')).toEqual([]);
  expect(world.dead).toHaveLength(failed);
  world.changed.set(BUCKET, { policy: PUBLIC });
  expect(await world.told('change')).toEqual([]);
});

test('whoever deletes what was deployed from the table makes the checks fail, and the status is told all the same', async () => {
  const world = deployedWorld();
  world.progress.delete('deployed');
  world.statuses.set(`${TRAIL} eu-west-1`, { isLogging: false });
  expect(await world.told('check')).toEqual(['trail-stopped audit eu-west-1']);
  expect(world.dead).toHaveLength(1);
});

test('whoever deletes states from the table before every check hides no change', async () => {
  const world = deployedWorld();
  world.changed.set(BUCKET, { policy: PUBLIC });
  const told: string[] = [];
  for (let check = 0; check < 4; check += 1) {
    for (const name of world.progress.keys()) if (name !== 'deployed') world.progress.delete(name);
    told.push(...(await world.told('check')));
    world.nowMs += HOUR_MS / 2;
  }
  expect(told).toEqual([`bucket-drift ${BUCKET}`]);
});

describe('the request of CloudFormation', () => {
  const invoke = (world: World, RequestType: 'Create' | 'Update' | 'Delete', Resources: unknown) =>
    takeDeployed(
      { RequestType, ResourceProperties: { Resources }, StackId: 'stack' },
      beginInvocation(world.container(), new AbortController().signal),
    );

  test.each(['Create', 'Update'] as const)('%s keeps what was deployed', async (type) => {
    const world = deployedWorld();
    const other = RESOURCES.slice(1);
    expect(await invoke(world, type, JSON.stringify(other))).toEqual({ physicalId: 'deployed-resources' });
    const writtenMs = world.nowMs;
    expect(JSON.parse(world.progress.get('deployed')?.text ?? '')).toEqual({ resources: other, writtenMs });
  });

  test('a deployment does not forget which states there were', async () => {
    const world = deployedWorld();
    await world.told('check');
    await world.told('check');
    await invoke(world, 'Update', JSON.stringify(RESOURCES));
    world.progress.delete('trails');
    expect(world.sum('StatesRejected')).toBe(0);
    await world.told('check');
    expect(world.sum('StatesRejected')).toBe(1);
  });

  test('what CloudFormation did not send changes nothing', async () => {
    const world = deployedWorld();
    const before = world.progress.get('deployed');
    world.isDeploying = false;
    expect(await invoke(world, 'Update', '[]')).toMatchObject({
      reason: expect.stringContaining('no requests'),
    });
    expect(world.progress.get('deployed')).toEqual(before);
  });

  test('Delete leaves the table as it is', async () => {
    const world = deployedWorld();
    const before = world.progress.get('deployed');
    expect(await invoke(world, 'Delete', '[]')).toEqual({ physicalId: 'deployed-resources' });
    expect(world.progress.get('deployed')).toEqual(before);
  });

  test('a coverage by realtime rules is kept beside it', async () => {
    const world = deployedWorld();
    const realtime = { home: `${ACCOUNT}/eu-west-1`, covered: [] };
    const ResourceProperties = { Resources: '[]', Realtime: JSON.stringify(realtime) };
    const invocation = beginInvocation(world.container(), new AbortController().signal);
    const event = { RequestType: 'Update', ResourceProperties, StackId: 'stack' } as const;
    await takeDeployed(event, invocation);
    expect(JSON.parse(world.progress.get('deployed')?.text ?? '')).toEqual({
      ...{ resources: [], realtime, writtenMs: world.nowMs },
    });
    const wrong = await takeDeployed(
      { ...event, ResourceProperties: { Resources: '[]', Realtime: '{}' } },
      invocation,
    );
    expect(wrong.reason).toContain('the property Realtime is not what DeliveryMonitor writes');
  });

  test.each(['', '{}', '[{"kind":"queue"}]', undefined])('fails with %j', async (text) => {
    const { reason } = await invoke(deployedWorld(), 'Update', text);
    expect(reason).toContain('the property Resources is not what DeliveryMonitor writes');
  });
});
