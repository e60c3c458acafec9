import type { StackEvent } from '../../../lambda/aws/change/answer-stack';
import type { ServedImport } from '../../bin/lake/served-imports';
import { createWorld, FIRST, PROPERTIES, SECOND, STORE, sameImport, statuses } from './import-world';

test('starts an import of the folder and times with the role', async () => {
  const { served, follow } = createWorld({});
  expect(await follow()).toEqual({ importId: FIRST });
  expect(served.all).toEqual([
    {
      ...{ ImportId: FIRST, ImportStatus: 'INITIALIZING', Destinations: [STORE] },
      ImportSource: {
        S3: {
          S3LocationUri: 's3://logs/AWSLogs/',
          S3BucketRegion: 'eu-west-1',
          S3BucketAccessRoleArn: PROPERTIES.roleArn,
        },
      },
      StartEventTime: 1_767_225_600,
      EndEventTime: 1_769_904_000,
    },
  ]);
});

test('starts no second one when CloudFormation asks again', async () => {
  const { served, follow } = createWorld({});
  const first = await follow();
  expect(await follow()).toEqual(first);
  expect(await follow({ RequestType: 'Update', PhysicalResourceId: FIRST })).toEqual(first);
  expect(served.all).toHaveLength(1);
});

test.each(['INITIALIZING', 'IN_PROGRESS', 'COMPLETED'])(
  'takes the same import that is %s',
  async (status) => {
    const other = { ...sameImport('COMPLETED', SECOND), EndEventTime: 1_769_990_400 };
    const { served, calls, follow } = createWorld({ imports: [other, sameImport(status)] });
    expect(await follow()).toEqual({ importId: FIRST });
    expect(calls).not.toContain('StartImport');
    expect(served.all).toHaveLength(2);
  },
);

test.each(['FAILED', 'STOPPED'])('goes on with the same import that is %s', async (status) => {
  const { served, follow } = createWorld({ imports: [sameImport(status)] });
  expect(await follow()).toEqual({ importId: FIRST });
  expect(statuses(served)).toEqual([[FIRST, 'IN_PROGRESS']]);
});

test('fails with one that was stopped and reads with a role that went with its stack', async () => {
  const S3BucketAccessRoleArn = `${PROPERTIES.roleArn}-of-before`;
  const ImportSource = { S3: { S3LocationUri: 's3://logs/AWSLogs', S3BucketAccessRoleArn } };
  const { served, follow } = createWorld({ imports: [{ ...sameImport('STOPPED'), ImportSource }] });
  expect(await follow()).toEqual({
    importId: 'no-import',
    reason: expect.stringContaining(`continues only with its own role ${S3BucketAccessRoleArn}`),
  });
  expect(statuses(served)).toEqual([[FIRST, 'STOPPED']]);
});

test('takes the one that is complete before one that failed', async () => {
  const { served, follow } = createWorld({
    imports: [sameImport('FAILED', SECOND), sameImport('COMPLETED')],
  });
  expect(await follow()).toEqual({ importId: FIRST });
  expect(statuses(served)).toEqual([
    [SECOND, 'FAILED'],
    [FIRST, 'COMPLETED'],
  ]);
});

test.each<[string, Partial<ServedImport>]>([
  ['folder', { ImportSource: { S3: { S3LocationUri: 's3://logs/AWSLogs/111122223333/' } } }],
  ['start', { StartEventTime: 1_767_225_601 }],
  ['store', { Destinations: [STORE.replace('0a1b', '9f9f')] }],
])('starts one of another %s', async (_, difference) => {
  const { served, follow } = createWorld({ imports: [{ ...sameImport('COMPLETED'), ...difference }] });
  expect(await follow({ RequestType: 'Update', PhysicalResourceId: FIRST })).toEqual({ importId: SECOND });
  expect(served.all).toHaveLength(2);
});

test('finds the import whose answer was lost', async () => {
  const { served, follow } = createWorld({ lost: ['StartImport'] });
  for (let times = 0; times < 2; times++) expect(await follow()).toEqual({ importId: FIRST });
  expect(served.all).toHaveLength(1);
});

test('finds the import that another call of the same request started meanwhile', async () => {
  const world = createWorld({ faults: { StartImport: ['AccountHasOngoingImportException'] } });
  const [following] = [world.follow(), world.served.all.push(sameImport('INITIALIZING'))];
  expect(await following).toEqual({ importId: FIRST });
});

test('fails while another import runs in the account', async () => {
  const imports = [{ ...sameImport('IN_PROGRESS', SECOND), StartEventTime: 1 }];
  expect(await createWorld({ imports }).follow()).toEqual({
    importId: 'no-import',
    reason: expect.stringMatching(
      /AccountHasOngoingImportException: .*; another import is running, .* deploy again when it has ended/,
    ),
  });
});

test('tries again while IAM does not know the new role everywhere, and then fails', async () => {
  const denied = ['AccessDeniedException', 'InvalidImportSourceException'];
  const soon = createWorld({ faults: { StartImport: denied } });
  expect(await soon.follow()).toEqual({ importId: FIRST });
  expect(soon.waits).toEqual([5_000, 10_000]);
  const never = createWorld({ faults: { StartImport: Array(9).fill('InvalidImportSourceException') } });
  expect(await never.follow()).toEqual({
    importId: 'no-import',
    reason: expect.stringContaining('; check the Region of the bucket, its policy and its key'),
  });
  expect(never.waits).toEqual([5_000, 10_000, 20_000, 40_000]);
});

test.each(['ListImports', 'GetImport', 'StartImport'])('fails when %s fails', async (operation) => {
  const imports = operation === 'GetImport' ? [sameImport('COMPLETED')] : [];
  const { served, follow } = createWorld({ imports, faults: { [operation]: ['ThrottlingException'] } });
  expect(await follow()).toMatchObject({ reason: expect.stringContaining('ThrottlingException') });
  expect(served.all).toHaveLength(imports.length);
});

test('passes over an import that CloudTrail does not know any more', async () => {
  const faults = { GetImport: ['ImportNotFoundException'] };
  const { follow } = createWorld({ imports: [sameImport('COMPLETED', SECOND)], faults });
  expect(await follow()).toMatchObject({ importId: expect.stringContaining('-000000000002') });
});

test('fails with properties of another resource', async () => {
  const { calls, follow } = createWorld({});
  expect(await follow({ ResourceProperties: { location: 1 } })).toEqual({
    importId: 'no-import',
    reason: expect.stringContaining(
      'eventDataStoreArn, location, bucketRegion, roleArn, stopWhenRemoved missing',
    ),
  });
  expect(calls).toEqual([]);
});

describe('when an update replaces an import that runs', () => {
  const former = { ...PROPERTIES, stopWhenRemoved: 'true' };
  const other = { ...former, endTime: '2026-03-01T00:00:00.000Z' };
  const update = (ResourceProperties: object, OldResourceProperties: object): Partial<StackEvent> => ({
    ...{ RequestType: 'Update', PhysicalResourceId: FIRST },
    ...({ ResourceProperties, OldResourceProperties } as Pick<StackEvent, 'ResourceProperties'>),
  });

  test('stops it first where that is asked for, and continues it where the update is taken back', async () => {
    const { served, follow } = createWorld({ imports: [sameImport('IN_PROGRESS')] });
    expect(await follow(update(other, former))).toEqual({ importId: SECOND });
    expect(statuses(served)).toEqual([
      [FIRST, 'STOPPED'],
      [SECOND, 'INITIALIZING'],
    ]);
    expect(await follow(update(former, other))).toEqual({ importId: FIRST });
    expect(statuses(served)).toEqual([
      [FIRST, 'IN_PROGRESS'],
      [SECOND, 'STOPPED'],
    ]);
  });

  test('waits until CloudTrail has stopped it', async () => {
    const faults = { StartImport: ['AccountHasOngoingImportException'] };
    const { waits, follow } = createWorld({ imports: [sameImport('IN_PROGRESS')], faults });
    expect(await follow(update(other, former))).toEqual({ importId: SECOND });
    expect(waits).toEqual([5_000]);
  });

  test('leaves it, and fails, unless it is asked to stop it', async () => {
    const { served, follow } = createWorld({ imports: [sameImport('IN_PROGRESS')] });
    expect(await follow(update({ ...other, stopWhenRemoved: 'false' }, PROPERTIES))).toEqual({
      importId: FIRST,
      reason: expect.stringContaining('AccountHasOngoingImportException'),
    });
    expect(statuses(served)).toEqual([[FIRST, 'IN_PROGRESS']]);
  });

  test('leaves it where only the removal changes', async () => {
    const { served, follow } = createWorld({ imports: [sameImport('IN_PROGRESS')] });
    expect(await follow(update(PROPERTIES, former))).toEqual({ importId: FIRST });
    expect(statuses(served)).toEqual([[FIRST, 'IN_PROGRESS']]);
  });
});

describe('when it is removed', () => {
  const removal = (PhysicalResourceId: string, stopWhenRemoved = 'true'): StackEvent => ({
    ...{ RequestType: 'Delete', PhysicalResourceId },
    ResourceProperties: { ...PROPERTIES, stopWhenRemoved },
  });

  test.each<[string, string, string]>([
    ['stops an import that runs', 'IN_PROGRESS', 'STOPPED'],
    ['leaves one that is complete', 'COMPLETED', 'COMPLETED'],
    ['leaves one that failed', 'FAILED', 'FAILED'],
  ])('%s', async (_, before, after) => {
    const { served, follow } = createWorld({ imports: [sameImport(before)] });
    expect(await follow(removal(FIRST))).toEqual({ importId: FIRST });
    expect(statuses(served)).toEqual([[FIRST, after]]);
  });

  test('leaves every import unless it is asked to stop them', async () => {
    const { calls, follow } = createWorld({ imports: [sameImport('IN_PROGRESS')] });
    expect(await follow(removal(FIRST, 'false'))).toEqual({ importId: FIRST });
    expect(calls).toEqual([]);
  });

  test('does nothing for an import that did not start, or that CloudTrail does not know', async () => {
    const others = sameImport('IN_PROGRESS', SECOND);
    const { calls, follow } = createWorld({ imports: [others] });
    expect(await follow(removal('no-import'))).toEqual({ importId: 'no-import' });
    expect(calls).not.toContain('StopImport');
    expect(await follow(removal(FIRST))).toEqual({ importId: FIRST });
  });

  test('does nothing for an import that did not start because the function may not list imports', async () => {
    const faults = { ListImports: Array<string>(9).fill('AccessDeniedException') };
    const { follow } = createWorld({ faults });
    const { importId } = await follow();
    expect(await follow(removal(importId))).toEqual({ importId: 'no-import' });
  });

  test('fails when StopImport fails', async () => {
    const { follow } = createWorld({
      imports: [sameImport('IN_PROGRESS')],
      faults: { StopImport: ['AccessDeniedException'] },
    });
    expect(await follow(removal(FIRST))).toEqual({
      importId: FIRST,
      reason: expect.stringContaining('AccessDeniedException'),
    });
  });
});

test.each(['Create', 'Delete'] as const)(
  'fails with a %s that CloudFormation did not send, and calls nothing',
  async (RequestType) => {
    const prove = () =>
      Promise.reject(Object.assign(new Error('not at work'), { name: 'UnexpectedRequest' }));
    const world = createWorld({ imports: [sameImport('IN_PROGRESS')], prove });
    const ResourceProperties = { ...PROPERTIES, stopWhenRemoved: 'true' };
    expect(await world.follow({ RequestType, PhysicalResourceId: FIRST, ResourceProperties })).toMatchObject({
      reason: expect.stringContaining('UnexpectedRequest: not at work'),
    });
    expect(world.calls).toEqual([]);
  },
);
