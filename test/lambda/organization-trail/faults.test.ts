import { assert, asyncProperty, constantFrom, integer, option, record, uniqueArray } from 'fast-check';
import { cases } from '../../jest/cases';
import { ARN, createWorld, type Fault, named, OWNER, PROPERTIES } from './trail-world';

const SELECTED = {
  AdvancedEventSelectors: [
    { Name: 'S3', FieldSelectors: [{ Field: 'resources.type', Equals: ['AWS::S3::Object'] }] },
  ],
};
const WHOLE = {
  ...PROPERTIES,
  ...SELECTED,
  InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
  AggregationConfigurations: [{ EventCategory: 'Data', Templates: ['API_ACTIVITY'] }],
  Tags: [{ Key: 'team', Value: 'security' }],
};
const STOPPED = { ...PROPERTIES, IsLogging: 'false', Tags: [{ Key: 'owner', Value: 'audit' }] };

const CREATING = [
  ...['GetTrail', 'CreateTrail', 'PutEventSelectors', 'PutInsightSelectors', 'PutEventConfiguration'],
  ...['GetTrailStatus', 'StartLogging'],
];
const CHANGING = [
  ...[
    'GetTrail',
    'ListTags',
    'UpdateTrail',
    'RemoveTags',
    'AddTags',
    'PutInsightSelectors',
    'GetEventConfiguration',
  ],
  ...['PutEventConfiguration', 'PutEventSelectors', 'GetTrailStatus', 'StopLogging'],
];

/** The state that the properties ask for, as the stub keeps it. */
function stateOf(properties: Readonly<Record<string, unknown>>) {
  const {
    AdvancedEventSelectors,
    Tags = [],
    InsightSelectors = [],
    AggregationConfigurations = [],
  } = properties;
  return {
    isLogging: properties.IsLogging === 'true',
    insights: InsightSelectors,
    aggregations: AggregationConfigurations,
    selected: AdvancedEventSelectors === undefined ? 'Management events selector' : 'S3',
    tags: {
      ...OWNER,
      ...Object.fromEntries((Tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value])),
    },
    prefix: properties.S3KeyPrefix,
  };
}

function stateIn({ all }: ReturnType<typeof createWorld>) {
  const { isLogging, insights, aggregations, selectors, tags, settings } = all.get(ARN) ?? {};
  const [first] = (selectors?.AdvancedEventSelectors ?? []) as { readonly Name: string }[];
  const selected = first?.Name ?? 'Management events selector';
  return { isLogging, insights, aggregations, selected, tags, prefix: settings?.S3KeyPrefix };
}

describe.each<Fault>([
  { name: 'ThrottlingException', when: 'before' },
  { name: 'AccessDeniedException', when: 'before' },
  { name: 'TimeoutError', when: 'after' },
  { name: 'InternalError', when: 'after', httpStatusCode: 500 },
])('$name $when a call was carried out', (fault) => {
  test.each(CREATING)('of %s is waited for when the trail is created', async (failing) => {
    const world = createWorld({
      fault: (call, times) => (call === failing && times === 0 ? fault : undefined),
    });
    expect(await world.follow({ ResourceProperties: WHOLE })).toMatchObject({
      trailArn: ARN,
      snsTopicArn: '',
    });
    expect(stateIn(world)).toEqual(stateOf(WHOLE));
    expect(world.waits).toEqual([5_000]);
  });

  test.each(CHANGING)('of %s is waited for when the trail is changed', async (failing) => {
    const left: Fault[] = [];
    const world = createWorld({ fault: (call) => (call === failing ? left.shift() : undefined) });
    await world.follow({ ResourceProperties: WHOLE });
    left.push(fault);
    expect(await world.update(STOPPED, WHOLE)).toMatchObject({ trailArn: ARN, snsTopicArn: '' });
    expect(left).toEqual([]);
    expect(stateIn(world)).toEqual(stateOf(STOPPED));
    expect(world.waits).toEqual([5_000]);
  });
});

test.each([...CREATING, ...CHANGING])(
  'fails when %s is denied for good, after waits of 75 seconds in all',
  async (failing) => {
    const denied: Fault = { name: 'AccessDeniedException', when: 'before' };
    let isOn = false;
    const world = createWorld({ fault: (call) => (isOn && call === failing ? denied : undefined) });
    const isOfChange = !CREATING.includes(failing);
    if (isOfChange) await world.follow({ ResourceProperties: WHOLE });
    isOn = true;
    const answer = isOfChange ? world.update(STOPPED, WHOLE) : world.follow({ ResourceProperties: WHOLE });
    expect(await answer).toEqual({
      trailArn: ARN,
      reason: `the organization trail was not ${isOfChange ? 'updated' : 'created'}: AccessDeniedException: the message of AccessDeniedException`,
    });
    expect(world.waits).toEqual([5_000, 10_000, 20_000, 40_000]);
  },
);

test('waits for a trail that was just created and is not known everywhere yet', async () => {
  const fault: Fault = { name: 'TrailNotFoundException', when: 'before' };
  const world = createWorld({
    fault: (call, times) => (call === 'StartLogging' && times < 2 ? fault : undefined),
  });
  expect(await world.follow()).toEqual({ trailArn: ARN, snsTopicArn: '' });
  expect(world.waits).toEqual([5_000, 10_000]);
});

test('two calls of one request at the same time leave one trail, as it was asked for', async () => {
  const world = createWorld();
  const answers = await Promise.all([1, 2].map(() => world.follow({ ResourceProperties: WHOLE })));
  expect(answers).toEqual([
    { trailArn: ARN, snsTopicArn: '' },
    { trailArn: ARN, snsTopicArn: '' },
  ]);
  expect(world.all.size).toBe(1);
  expect(stateIn(world)).toEqual(stateOf(WHOLE));
  expect(world.calls.filter((call) => call === 'CreateTrail')).toHaveLength(2);
});

/** Properties that differ in everything that may be absent. */
const properties = record({
  IsLogging: constantFrom('true', 'false'),
  S3KeyPrefix: option(constantFrom('audit', 'logs'), { nil: undefined }),
  isSelected: constantFrom(true, false),
  tags: uniqueArray(constantFrom('team', 'owner', 'cost'), { maxLength: 3 }),
}).map(({ isSelected, tags, ...rest }) => ({
  ...PROPERTIES,
  ...rest,
  ...(isSelected ? SELECTED : {}),
  ...(isSelected ? { AggregationConfigurations: WHOLE.AggregationConfigurations } : {}),
  ...(tags.length > 1 ? { InsightSelectors: WHOLE.InsightSelectors } : {}),
  Tags: tags.map((Key) => ({ Key, Value: `${Key} of the trail` })),
}));

const NAMES = [
  'ThrottlingException',
  'AccessDeniedException',
  'TimeoutError',
  'InvalidParameterCombinationException',
];

test('whatever fails, in whatever order, there is one trail, and in the end it is what was asked for', async () => {
  let faults = 0;
  await assert(
    asyncProperty(
      properties,
      properties,
      uniqueArray(
        record({
          at: integer({ min: 0, max: 40 }),
          name: constantFrom(...NAMES),
          when: constantFrom('before' as const, 'after' as const),
        }),
        {
          selector: ({ at }) => at,
          maxLength: 12,
        },
      ),
      async (first, second, planned) => {
        const world = createWorld({ fault: (_, __, calls) => planned.find(({ at }) => at === calls) });
        const until = async (attempt: () => ReturnType<typeof world.follow>) => {
          for (let tries = 0; tries < 20; tries++) {
            const { trailArn, reason } = await attempt();
            expect(trailArn).toBe(ARN);
            expect(world.all.size).toBeLessThanOrEqual(1);
            if (reason === undefined) return;
            faults++;
          }
          throw new Error('it fails again and again');
        };
        await until(() => world.follow({ ResourceProperties: first }));
        expect(stateIn(world)).toEqual(stateOf(first));
        await until(() => world.update(second, first));
        expect(stateIn(world)).toEqual(stateOf(second));
        await until(() => world.remove());
        expect(world.all.size).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
  expect(faults).toBeGreaterThan(cases(50));
});

test('an update whose properties are refused can be rolled back', async () => {
  const { all, follow, update } = createWorld();
  await follow();
  const before = structuredClone([...all]);
  const refused = { ...named('all'), S3BucketName: '' };
  expect(await update(refused)).toMatchObject({ trailArn: ARN, reason: expect.any(String) });
  expect(await update(PROPERTIES, refused)).toEqual({ trailArn: ARN, snsTopicArn: '' });
  expect([...all]).toEqual(before);
});
