import { CorrelationRule } from '../../../lib/constructs/rule/correlation-rule';
import { SearchWorld } from '../archive-search/search-world';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { World } from '../log-processor/world';

const MARKS = { TRAILWATCH_LEARNING_DAYS: '7', TRAILWATCH_CHANGES_BY_HAND: 'true' };
const RULES = {
  rules: [{ ...ruleOn('new'), condition: { kind: 'exists' as const, field: 'trailwatch.firstSeen' } }],
  correlations: [CorrelationRule.changesByHand()._toDocument()],
};
const FUNCTION = 'Shop-Api1A2B3C4D-AbCdEfGhIjKl';
const user = (name: string) => ({
  ...{ type: 'IAMUser', accountId: '111122223333', arn: `arn:aws:iam::111122223333:user/${name}` },
});

let count = 0;
function call(day: number, more: Record<string, unknown>) {
  count += 1;
  return record(`e${count}`, {
    ...{ eventTime: `2026-11-${String(day).padStart(2, '0')}T12:00:00Z`, userIdentity: user('ann') },
    ...more,
  });
}

const change = (day: number, more: Record<string, unknown>) =>
  call(day, {
    ...{ eventSource: 'lambda.amazonaws.com', eventName: 'UpdateFunctionConfiguration20150331v2' },
    ...{ readOnly: false, requestParameters: { functionName: FUNCTION, memorySize: 128 }, ...more },
  });

/** Two weeks of two people and a stack, in a file for each day. */
function days() {
  count = 0;
  const byStack = { invokedBy: 'cloudformation.amazonaws.com' };
  return Array.from({ length: 14 }, (_, at) => [
    call(at + 1, { eventName: `Call${at % 5}` }),
    call(at + 1, { userIdentity: user('bob'), sourceIPAddress: `198.51.${at % 3}.7`, userAgent: 'Boto3/1' }),
    change(at + 1, { userIdentity: { ...user('ann'), ...byStack } }),
  ]);
}

function newWorlds() {
  const processor = new World(RULES.rules, undefined, RULES.correlations);
  processor.environment = MARKS;
  const search = new SearchWorld(RULES);
  search.processor = processor;
  for (const [at, records] of days().entries()) search.put(logKey(`d${at}`), logFile(records));
  return { processor, search };
}

const REQUEST = { start: '2026-11-20', end: '2026-11-20', learn: true };

function known({ sketches }: World) {
  return Object.fromEntries(
    [...sketches].sort().map(([key, { bytes }]) => {
      const hex = Buffer.from(bytes ?? []).toString('hex');
      // The time of the newest record is written again after 30 days only.
      return [key, key.startsWith('managed ') ? hex : hex.slice(0, 10) + hex.slice(18)];
    }),
  );
}

/** What alerts say is marked in a new file. */
async function marksOf(world: World, records: readonly unknown[]) {
  const before = world.published.length;
  world.deliver(logKey(`live${world.objects.size}`), logFile(records));
  await world.drain();
  return world.published
    .slice(before)
    .map(({ record: { trailwatch, group } }) => trailwatch ?? group)
    .filter((marks) => marks !== undefined);
}

test('a search that learns leaves what the log processor would have learned of the same files', async () => {
  const { processor, search } = newWorlds();
  const { status } = await search.start(REQUEST);
  expect(status).toBe('SUCCEEDED');
  const live = new World(RULES.rules, undefined, RULES.correlations);
  live.environment = MARKS;
  for (const [at, records] of days().entries()) {
    live.deliver(logKey(`d${at}`), logFile(records));
    await live.drain();
  }
  expect(Object.keys(known(live)).length).toBeGreaterThan(3);
  expect(known(processor)).toEqual(known(live));
  expect(processor.published).toEqual([]);
});

test('the processor marks what is new from its first file on, and who changes by hand what a stack made', async () => {
  const { processor, search } = newWorlds();
  await search.start(REQUEST);
  expect(await marksOf(processor, [call(20, { eventName: 'Call1' })])).toEqual([]);
  expect(await marksOf(processor, [call(20, { eventName: 'Call1', awsRegion: 'ap-south-1' })])).toEqual([
    { firstSeen: { awsRegion: 'account' } },
  ]);
  const marks = await marksOf(processor, [change(20, { userAgent: 'aws-cli/2' })]);
  expect(marks).toContainEqual(expect.objectContaining({ 'trailwatch.changedByHand.name': 'Shop' }));
});

test('an invocation that runs out of time goes on where it stopped, and a second search writes nothing', async () => {
  const { processor, search } = newWorlds();
  search.recordsASending = 1;
  const { status } = await search.start(REQUEST);
  expect(status).toBe('SUCCEEDED');
  const versions = [...processor.sketches].map(([key, { version }]) => [key, version]);
  await search.start(REQUEST, 'search-2');
  expect([...processor.sketches].map(([key, { version }]) => [key, version])).toEqual(versions);
});

test('fails where no processor learns, and for a learn that is not true or false', async () => {
  const { search } = newWorlds();
  await search.start({ ...REQUEST, learn: 'yes' });
  expect(search.lastError).toBe('learn is "yes", not true or false');
  search.processor = undefined;
  await search.start(REQUEST, 'search-2');
  expect(search.lastError).toBe(
    'this ArchiveSearch has no log processor that learns; set its property processor, or leave out learn',
  );
});
