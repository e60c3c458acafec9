import { assert, asyncProperty, boolean, constantFrom, integer, record, uniqueArray } from 'fast-check';
import type { ServedTrail } from './served-trails';
import { ARN, createWorld, type Fault, OWNER, PROPERTIES, StackId } from './trail-world';

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
    reason: expect.stringMatching(/tags of the 50 that CloudTrail takes; give it fewer tags or selectors/),
  });
  expect(all.get(ARN)).toEqual({ ...BEFORE, tags });
});

test('fails with a trail whose log group only another account can give back, before anything is changed', async () => {
  const CloudWatchLogsRoleArn = 'arn:aws:iam::999988887777:role/logs';
  const elsewhere = { ...BEFORE, settings: { ...BEFORE.settings, CloudWatchLogsRoleArn } };
  const { all, follow } = createWorld({ trails: { [ARN]: elsewhere } });
  expect(await follow({ ResourceProperties: WHOLE })).toMatchObject({
    reason: expect.stringContaining(
      `take the log group away first, in that account: aws cloudtrail update-trail --name ${ARN} `,
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
    asyncProperty(planned, boolean(), integer({ min: 1, max: 3 }), async (all, isUpdated, creations) => {
      const world = createWorld({
        trails: { [ARN]: BEFORE },
        fault: (_, __, calls) => all.find(({ at }) => at === calls),
      });
      let reason: string | undefined = 'none yet';
      for (let calls = 0; calls < creations; calls++) {
        ({ reason } = await world.follow({ ResourceProperties: WHOLE }));
      }
      // CloudFormation changes what was created, and deletes what was not
      const last = isUpdated && reason === undefined ? PROPERTIES : WHOLE;
      if (last === PROPERTIES) await world.update(PROPERTIES, WHOLE);
      for (let tries = 0; (await world.remove(ARN, last)).reason !== undefined; tries++) {
        faults++;
        expect(tries).toBeLessThan(20);
      }
      const { tags, ...rest } = world.all.get(ARN) ?? BEFORE;
      expect(rest).toEqual({ ...BEFORE, tags: undefined });
      expect(tags.made).toBe('by hand');
    }),
    { numRuns: 300 },
  );
  expect(faults).toBeGreaterThan(20);
});
