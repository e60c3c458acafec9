import { assert, asyncProperty, boolean, constantFrom, integer, record, uniqueArray } from 'fast-check';
import { cases } from '../../jest/cases';
import { DEFAULT_SELECTORS, type ServedTrail } from './served-trails';
import { ARN, createWorld, type Fault, named, OWNER, PROPERTIES, StackId } from './trail-world';

const TAKER = { 'cdk-trailwatch:taken-by': OWNER['cdk-trailwatch:stack'] };
const TOPIC = 'arn:aws:sns:eu-central-1:044455556666:deliveries';
const WHOLE = {
  ...PROPERTIES,
  SnsTopicName: TOPIC,
  CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-central-1:044455556666:log-group:trail:*',
  CloudWatchLogsRoleArn: 'arn:aws:iam::044455556666:role/delivery',
  InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
  Tags: [
    { Key: 'team', Value: 'security' },
    { Key: 'cost', Value: 'audit' },
  ],
};

/** A trail that was there before the stack, with everything that a trail may have. */
const BEFORE: ServedTrail = {
  settings: {
    ...{ Name: 'everyone', S3BucketName: 'older-logs', S3KeyPrefix: 'old' },
    SnsTopicName: 'arn:aws:sns:eu-central-1:044455556666:older-topic',
    KmsKeyId: 'arn:aws:kms:eu-central-1:044455556666:key/older',
    CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-central-1:044455556666:log-group:older:*',
    CloudWatchLogsRoleArn: 'arn:aws:iam::044455556666:role/older',
    ...{ IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true },
    ...{ EnableLogFileValidation: false, IsOrganizationTrail: true },
  },
  tags: { made: 'by hand', team: 'network' },
  isLogging: false,
  selectors: {
    AdvancedEventSelectors: [
      { Name: 'S3', FieldSelectors: [{ Field: 'resources.type', Equals: ['AWS::S3::Object'] }] },
    ],
  },
  insights: [{ InsightType: 'ApiErrorRateInsight' }],
  aggregations: [{ EventCategory: 'Data', Templates: ['API_ACTIVITY'] }],
};

test('a trail that was taken is what it was before, once the stack is rolled back or deleted', async () => {
  const { all, follow, remove } = createWorld({ trails: { [ARN]: BEFORE } });
  await follow({ ResourceProperties: WHOLE });
  const taken = all.get(ARN);
  expect(taken?.settings).toMatchObject({ S3BucketName: 'company-logs', SnsTopicName: TOPIC });
  expect(taken?.tags).toMatchObject({ ...TAKER, made: 'by hand', team: 'security' });
  expect(await remove(ARN, WHOLE)).toEqual({ trailArn: ARN });
  expect(all.get(ARN)).toEqual(BEFORE);
  expect(await remove(ARN, WHOLE)).toEqual({ trailArn: ARN });
  expect(all.get(ARN)).toEqual(BEFORE);
});

/** The id of a creation that CloudFormation got no answer to. */
const MADE_UP = 'Delegated-Trail022F0CF2-1KX8QZ0N9Y';

test('a trail that was taken without an answer is what it was before, once that is rolled back', async () => {
  const { all, follow, remove } = createWorld({ trails: { [ARN]: BEFORE } });
  await follow({ ResourceProperties: WHOLE });
  expect(await remove(MADE_UP, WHOLE)).toEqual({ trailArn: MADE_UP });
  expect(all.get(ARN)).toEqual(BEFORE);
});

test.each([
  ['taken', { [ARN]: BEFORE }, BEFORE],
  ['created', {}, undefined],
])(
  'a trail of another name that an update has %s without an answer is left when that is rolled back',
  async (_, trails, before) => {
    const former = named('former');
    const formerArn = former.TrailArn as string;
    const { all, follow } = createWorld({ trails });
    await follow({ ResourceProperties: former });
    const kept = all.get(formerArn);
    await follow({
      RequestType: 'Update',
      PhysicalResourceId: formerArn,
      ResourceProperties: WHOLE,
      OldResourceProperties: former,
    });
    expect(all.get(ARN)?.settings).toMatchObject({ SnsTopicName: TOPIC });
    const rolledBack = { ResourceProperties: former, OldResourceProperties: WHOLE };
    expect(
      await follow({ RequestType: 'Update', PhysicalResourceId: formerArn, ...rolledBack }),
    ).toMatchObject({ trailArn: formerArn });
    expect([all.get(formerArn), all.get(ARN)]).toEqual([kept, before]);
  },
);

test.each(['GetTrail', 'ListTags', 'UpdateTrail', 'PutEventSelectors', 'StopLogging', 'RemoveTags'])(
  'a trail that others delete before %s of a rollback is gone, and the stack goes on',
  async (operation) => {
    let isOn = false;
    const world = createWorld({
      trails: { [ARN]: BEFORE },
      fault: (call) => {
        if (isOn && call === operation) world.all.delete(ARN);
        return undefined;
      },
    });
    await world.follow({ ResourceProperties: WHOLE });
    isOn = true;
    expect(await world.remove(ARN, WHOLE)).toEqual({ trailArn: ARN });
    expect(world.all.size).toBe(0);
  },
);

test('what it was before stays remembered through every update', async () => {
  const { all, follow, update, remove } = createWorld({ trails: { [ARN]: BEFORE } });
  await follow({ ResourceProperties: PROPERTIES });
  await update(WHOLE, PROPERTIES);
  await remove(ARN, WHOLE);
  expect(all.get(ARN)).toEqual(BEFORE);
});

test.each(['UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors', 'StartLogging'])(
  'a deployment that fails at %s and is rolled back leaves the trail as it was',
  async (failing) => {
    let isOn = true;
    const denied: Fault = { name: 'InvalidHomeRegionException', when: 'before' };
    const world = createWorld({
      trails: { [ARN]: BEFORE },
      fault: (call) => (isOn && call === failing ? denied : undefined),
    });
    expect(await world.follow({ ResourceProperties: WHOLE })).toMatchObject({
      reason: expect.stringContaining('InvalidHomeRegionException'),
    });
    isOn = false;
    expect(await world.remove(ARN, WHOLE)).toEqual({ trailArn: ARN });
    expect(world.all.get(ARN)).toEqual(BEFORE);
  },
);

test('two calls of one request at the same time remember the trail as it was', async () => {
  const { all, follow, remove } = createWorld({ trails: { [ARN]: BEFORE } });
  await Promise.all([1, 2, 3].map(() => follow({ ResourceProperties: WHOLE })));
  await remove(ARN, WHOLE);
  expect(all.get(ARN)).toEqual(BEFORE);
});

test('selectors of hundreds of values are remembered', async () => {
  const Equals = Array.from({ length: 250 }, (_, at) => `arn:aws:s3:::bucket-${at}-of-the-company/`);
  const FieldSelectors = [{ Field: 'resources.ARN', StartsWith: Equals }];
  const long = { ...BEFORE, selectors: { AdvancedEventSelectors: [{ Name: 'S3', FieldSelectors }] } };
  const { all, follow, remove } = createWorld({ trails: { [ARN]: long } });
  await follow({ ResourceProperties: WHOLE });
  await remove(ARN, WHOLE);
  expect(all.get(ARN)).toEqual(long);
});

test('fails with a trail that its tags cannot remember, before anything is changed', async () => {
  const tags = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`key-${at}`, 'value']));
  const { all, follow } = createWorld({ trails: { [ARN]: { ...BEFORE, tags } } });
  expect(await follow({ ResourceProperties: WHOLE })).toMatchObject({
    reason: expect.stringMatching(/of the 50 tags that CloudTrail allows; remove tags or selectors/),
  });
  expect(all.get(ARN)).toEqual({ ...BEFORE, tags });
});

test('fails with a trail whose log group only another account can give back, before anything is changed', async () => {
  const CloudWatchLogsRoleArn = 'arn:aws:iam::999988887777:role/logs';
  const elsewhere = { ...BEFORE, settings: { ...BEFORE.settings, CloudWatchLogsRoleArn } };
  const { all, follow } = createWorld({ trails: { [ARN]: elsewhere } });
  expect(await follow({ ResourceProperties: WHOLE })).toMatchObject({
    reason: expect.stringContaining(
      `remove the log group first, in that account: aws cloudtrail update-trail --name ${ARN} `,
    ),
  });
  expect(all.get(ARN)).toEqual(elsewhere);
});

test('fails, so that topic and role stay, while the trail cannot be given back', async () => {
  let isGone = false;
  const world = createWorld({
    trails: { [ARN]: BEFORE },
    fault: (call) =>
      isGone && call === 'UpdateTrail'
        ? { name: 'S3BucketDoesNotExistException', when: 'before' }
        : undefined,
  });
  await world.follow({ ResourceProperties: WHOLE });
  isGone = true;
  const { reason } = await world.remove(ARN, WHOLE);
  expect(reason).toMatch(
    /^the organization trail was not deleted: S3BucketDoesNotExistException: .*bucket older-logs, or remove its tags/,
  );
  expect(world.all.get(ARN)?.settings).toMatchObject({ S3BucketName: 'company-logs', SnsTopicName: TOPIC });
});

test('a trail that delivers elsewhere by now stays as others made it', async () => {
  const { all, follow, remove } = createWorld({ trails: { [ARN]: BEFORE } });
  await follow({ ResourceProperties: WHOLE });
  const taken = all.get(ARN) ?? BEFORE;
  const moved = { ...taken, settings: { ...taken.settings, S3BucketName: 'newest-logs' } };
  all.set(ARN, moved);
  await remove(ARN, WHOLE);
  expect(all.get(ARN)?.settings).toEqual(moved.settings);
  expect(Object.keys(all.get(ARN)?.tags ?? {}).filter((key) => key.startsWith('cdk-trailwatch'))).toEqual([]);
});

test('another stack is refused while one has taken the trail', async () => {
  const { all, follow } = createWorld({ trails: { [ARN]: BEFORE } });
  await follow({ ResourceProperties: WHOLE });
  const before = structuredClone(all.get(ARN));
  const other = await follow({ StackId: StackId.replace('Delegated', 'Other'), ResourceProperties: WHOLE });
  expect(other.reason).toContain(`belongs to ${OWNER['cdk-trailwatch:stack']}`);
  expect(all.get(ARN)).toEqual(before);
});

test('of a trail that nothing is remembered of, the topic and the role are taken away before they are deleted', async () => {
  const taken = { ...BEFORE, settings: { ...BEFORE.settings, S3BucketName: 'company-logs' } };
  const { all, update, remove } = createWorld({ trails: { [ARN]: taken } });
  await update(WHOLE);
  await remove(ARN, WHOLE);
  const { settings = {} } = all.get(ARN) ?? {};
  expect(settings).toMatchObject({ S3BucketName: 'company-logs' });
  expect(Object.keys(settings).filter((key) => /Topic|CloudWatch/.test(key))).toEqual([]);
});

/** Other trails that were there before: with basic selectors, and as CreateTrail makes one that is told nothing more. */
const BEFORES: readonly ServedTrail[] = [
  BEFORE,
  {
    ...BEFORE,
    settings: { ...BEFORE.settings, CloudWatchLogsLogGroupArn: undefined, CloudWatchLogsRoleArn: undefined },
    selectors: {
      EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true, DataResources: [] }],
    },
    aggregations: [],
  },
  {
    ...{ ...BEFORE, isLogging: true, selectors: undefined, insights: [], aggregations: [] },
    settings: {
      Name: 'everyone',
      S3BucketName: 'older-logs',
      IsMultiRegionTrail: false,
      IncludeGlobalServiceEvents: false,
      EnableLogFileValidation: true,
      IsOrganizationTrail: true,
    },
  },
];

/** What nobody ever chose is as good as the same when it was. */
function asRead({ settings, selectors = DEFAULT_SELECTORS, ...others }: ServedTrail): object {
  return JSON.parse(JSON.stringify({ settings, selectors, ...others, tags: undefined }));
}

test('whatever fails, in whatever order, the trail is in the end what it was before', async () => {
  let faults = 0;
  const fault = record({
    at: integer({ min: 0, max: 40 }),
    name: constantFrom(
      'ThrottlingException',
      'AccessDeniedException',
      'InvalidParameterCombinationException',
    ),
    when: constantFrom('before' as const, 'after' as const),
  });
  const planned = uniqueArray(fault, { selector: ({ at }) => at, maxLength: 12 });
  await assert(
    asyncProperty(
      planned,
      boolean(),
      integer({ min: 1, max: 3 }),
      constantFrom(...BEFORES),
      async (all, isUpdated, creations, before) => {
        const world = createWorld({
          trails: { [ARN]: before },
          fault: (_, __, calls) => all.find(({ at }) => at === calls),
        });
        let reason: string | undefined = 'none yet';
        for (let calls = 0; calls < creations; calls++) {
          ({ reason } = await world.follow({ ResourceProperties: WHOLE }));
        }
        // CloudFormation changes what was created, and deletes what was not
        const last = isUpdated && reason === undefined ? PROPERTIES : WHOLE;
        if (last === PROPERTIES) await world.update(PROPERTIES, WHOLE);
        const id = reason === undefined ? ARN : MADE_UP;
        for (let tries = 0; (await world.remove(id, last)).reason !== undefined; tries++) {
          faults++;
          expect(tries).toBeLessThan(20);
        }
        const restored = world.all.get(ARN);
        expect(restored && asRead(restored)).toEqual(asRead(before));
        expect(restored?.tags.made).toBe('by hand');
      },
    ),
    { numRuns: 300 },
  );
  expect(faults).toBeGreaterThan(cases(20));
});
