import type { StackEvent } from '../../../lambda/aws/change/answer-stack';
import { createWorld, FIRST, PROPERTIES, SECOND, sameImport, statuses } from './import-world';

const FORMER = { ...PROPERTIES, stopWhenRemoved: 'true' };
const OTHER = { ...FORMER, endTime: '2026-03-01T00:00:00.000Z' };
const REFUSED = { location: 's3://logs/AWSLogs/', stopWhenRemoved: 'true' };

const update = (
  ResourceProperties: StackEvent['ResourceProperties'],
  OldResourceProperties: StackEvent['ResourceProperties'],
): StackEvent => ({
  RequestType: 'Update',
  PhysicalResourceId: FIRST,
  ResourceProperties,
  OldResourceProperties,
});

const removal = (
  PhysicalResourceId: string,
  ResourceProperties: StackEvent['ResourceProperties'],
): StackEvent => ({
  ...{ RequestType: 'Delete', PhysicalResourceId },
  ResourceProperties,
});

test('a creation whose properties are refused can be taken back', async () => {
  const { calls, follow } = createWorld({});
  const { importId } = await follow({ ResourceProperties: REFUSED });
  for (const id of [importId, 'Stack-Made-Up'])
    expect(await follow(removal(id, REFUSED))).toEqual({ importId: id });
  expect(calls).toEqual([]);
});

test('an update whose properties are refused can be taken back', async () => {
  const { served, follow } = createWorld({ imports: [sameImport('IN_PROGRESS')] });
  expect(await follow(update(REFUSED, FORMER))).toMatchObject({
    importId: FIRST,
    reason: expect.any(String),
  });
  expect(await follow(update(FORMER, REFUSED))).toEqual({ importId: FIRST });
  expect(statuses(served)).toEqual([[FIRST, 'IN_PROGRESS']]);
});

describe('an import that ended early, while the one of the update that is taken back runs', () => {
  const imports = [
    sameImport('FAILED'),
    { ...sameImport('IN_PROGRESS', SECOND), EndEventTime: Date.parse(OTHER.endTime) / 1000 },
  ];
  const back = (stopWhenRemoved: string): StackEvent => ({
    ...update({ ...FORMER, stopWhenRemoved }, { ...OTHER, stopWhenRemoved: 'false' }),
    PhysicalResourceId: SECOND,
  });

  test('stays as it was before the update', async () => {
    const { served, follow } = createWorld({ imports, status: () => 'UPDATE_ROLLBACK_IN_PROGRESS' });
    expect(await follow(back('false'))).toEqual({ importId: FIRST });
    expect(statuses(served)).toEqual([
      [FIRST, 'FAILED'],
      [SECOND, 'IN_PROGRESS'],
    ]);
  });

  test.each([
    ['an update asks for it', 'false', 'UPDATE_IN_PROGRESS'],
    ['the update stopped it', 'true', 'UPDATE_ROLLBACK_IN_PROGRESS'],
  ])('fails to continue where %s', async (_, stopWhenRemoved, status) => {
    const { follow } = createWorld({ imports, status: () => status });
    expect(await follow(back(stopWhenRemoved))).toMatchObject({
      importId: SECOND,
      reason: expect.stringContaining('another import is running'),
    });
  });
});

test('waits until CloudTrail has stopped an import before it continues the one of before', async () => {
  const imports = [
    sameImport('STOPPED'),
    { ...sameImport('IN_PROGRESS', SECOND), EndEventTime: 1_772_323_200 },
  ];
  const faults = { StartImport: Array<string>(2).fill('AccountHasOngoingImportException') };
  const { served, waits, follow } = createWorld({ imports, faults });
  expect(await follow({ ...update(FORMER, OTHER), PhysicalResourceId: SECOND })).toEqual({ importId: FIRST });
  expect(waits).toEqual([5_000, 10_000]);
  expect(statuses(served)).toEqual([
    [FIRST, 'IN_PROGRESS'],
    [SECOND, 'STOPPED'],
  ]);
});

test('an import that is continued and whose answer is lost is found', async () => {
  const { served, follow } = createWorld({ imports: [sameImport('STOPPED')], lost: ['StartImport'] });
  expect(await follow()).toEqual({ importId: FIRST });
  expect(statuses(served)).toEqual([[FIRST, 'IN_PROGRESS']]);
});

test('one that CloudTrail does not list any more is not copied again while its events stay the same', async () => {
  const { served, follow } = createWorld({});
  expect(await follow(update({ ...PROPERTIES, roleArn: `${PROPERTIES.roleArn}-new` }, FORMER))).toEqual({
    importId: FIRST,
  });
  expect(served.all).toEqual([]);
  expect(await follow(update(OTHER, FORMER))).toMatchObject({
    importId: expect.stringMatching(/-000000000001$/),
  });
  expect(served.all).toHaveLength(1);
});

test.each([
  ['removed', removal(FIRST, FORMER)],
  ['replaced', update(OTHER, FORMER)],
])('an import that ends by itself while it is %s needs no stop', async (_, event) => {
  const { follow } = createWorld({
    imports: [sameImport('IN_PROGRESS')],
    faults: { StopImport: ['InvalidParameterException'] },
    before: (operation, { all }) => {
      if (operation === 'StopImport') all.splice(0, 1, sameImport('COMPLETED'));
    },
  });
  expect(await follow(event)).not.toHaveProperty('reason');
});
