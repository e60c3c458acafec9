import { ARN, createWorld, named, OWNER, PROPERTIES, StackId } from './trail-world';

const SETTINGS = {
  S3BucketName: 'company-logs',
  ...{ IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true },
  ...{ EnableLogFileValidation: true, IsOrganizationTrail: true },
};
const TOPIC = 'arn:aws:sns:eu-central-1:044455556666:deliveries';
const S3 = [{ Name: 'S3', FieldSelectors: [{ Field: 'resources.type', Equals: ['AWS::S3::Object'] }] }];
const RATE = [{ InsightType: 'ApiCallRateInsight', EventCategories: ['Management'] }];
const AGGREGATION = [{ EventCategory: 'Data', Templates: ['API_ACTIVITY'] }];
const WHOLE = {
  ...PROPERTIES,
  S3KeyPrefix: 'audit',
  KMSKeyId: 'arn:aws:kms:eu-central-1:044455556666:key/k',
  SnsTopicName: TOPIC,
  CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-central-1:044455556666:log-group:trail:*',
  CloudWatchLogsRoleArn: 'arn:aws:iam::044455556666:role/delivery',
  AdvancedEventSelectors: S3,
  InsightSelectors: RATE,
  AggregationConfigurations: AGGREGATION,
  Tags: [{ Key: 'team', Value: 'security' }],
};
const WHOLE_SETTINGS = {
  ...SETTINGS,
  ...{ S3KeyPrefix: 'audit', KmsKeyId: WHOLE.KMSKeyId, SnsTopicName: TOPIC },
  CloudWatchLogsLogGroupArn: WHOLE.CloudWatchLogsLogGroupArn,
  CloudWatchLogsRoleArn: WHOLE.CloudWatchLogsRoleArn,
};

test('creates the trail by name, marks it, and starts it by its ARN', async () => {
  const { all, calls, follow } = createWorld();
  expect(await follow()).toEqual({ trailArn: ARN, snsTopicArn: '' });
  expect([...all]).toEqual([
    [
      ARN,
      {
        settings: { Name: 'everyone', ...SETTINGS },
        tags: OWNER,
        isLogging: true,
        insights: [],
        aggregations: [],
      },
    ],
  ]);
  expect(calls).toEqual(['GetTrail', 'CreateTrail', 'GetTrailStatus', 'StartLogging', 'GetTrail']);
});

test('creates it with every property, selectors before Insights and aggregation', async () => {
  const { all, calls, follow } = createWorld();
  expect(await follow({ ResourceProperties: WHOLE })).toEqual({ trailArn: ARN, snsTopicArn: TOPIC });
  expect(all.get(ARN)).toEqual({
    settings: { Name: 'everyone', ...WHOLE_SETTINGS },
    tags: { team: 'security', ...OWNER },
    isLogging: true,
    selectors: { AdvancedEventSelectors: S3 },
    ...{ insights: RATE, aggregations: AGGREGATION },
  });
  expect(calls.slice(2, 5)).toEqual(['PutEventSelectors', 'PutInsightSelectors', 'PutEventConfiguration']);
});

test('takes the flags of basic selectors for flags', async () => {
  const { all, follow } = createWorld();
  const EventSelectors = [
    { ReadWriteType: 'All', IncludeManagementEvents: 'false' },
    { ReadWriteType: 'All' },
  ];
  await follow({ ResourceProperties: { ...PROPERTIES, EventSelectors } });
  expect(all.get(ARN)?.selectors).toEqual({
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: false }, { ReadWriteType: 'All' }],
  });
});

test('takes every property away again, and leaves tags that others put', async () => {
  const { all, calls, follow, update } = createWorld();
  await follow({ ResourceProperties: WHOLE });
  const created = all.get(ARN);
  if (created !== undefined) all.set(ARN, { ...created, tags: { ...created.tags, cost: 'audit' } });
  calls.length = 0;
  expect(await update({ ...PROPERTIES, IsLogging: 'false' }, WHOLE)).toEqual({
    trailArn: ARN,
    snsTopicArn: '',
  });
  expect(all.get(ARN)).toMatchObject({
    settings: { Name: 'everyone', ...SETTINGS },
    tags: { ...OWNER, cost: 'audit' },
    isLogging: false,
    selectors: { AdvancedEventSelectors: [{ Name: 'Management events selector' }] },
    ...{ insights: [], aggregations: [] },
  });
  expect(Object.keys(all.get(ARN)?.settings ?? {})).not.toContain('KmsKeyId');
  expect(all.get(ARN)?.tags).not.toHaveProperty('team');
  const changes = calls.filter((call) => call.startsWith('Put'));
  expect(changes).toEqual(['PutInsightSelectors', 'PutEventConfiguration', 'PutEventSelectors']);
});

test('changes nothing when CloudFormation asks again', async () => {
  const { all, calls, follow } = createWorld();
  const first = await follow({ ResourceProperties: WHOLE });
  const before = structuredClone([...all]);
  calls.length = 0;
  expect(await follow({ ResourceProperties: WHOLE })).toEqual(first);
  expect([...all]).toEqual(before);
  expect(calls).not.toContain('CreateTrail');
  expect(calls).not.toContain('StartLogging');
});

describe('a trail that is there', () => {
  test('is taken with its settings changed', async () => {
    const { all, follow } = createWorld({
      trails: { [ARN]: { tags: { made: 'by hand' }, isLogging: false, insights: RATE } },
    });
    expect(await follow()).toEqual({ trailArn: ARN, snsTopicArn: '' });
    expect(all.get(ARN)).toMatchObject({
      settings: SETTINGS,
      isLogging: true,
      insights: [],
      tags: { made: 'by hand' },
    });
  });

  test('is taken and deleted where this stack created it in an earlier life', async () => {
    const { all, follow, remove } = createWorld({ trails: { [ARN]: { tags: OWNER } } });
    await follow({});
    expect(all.size).toBe(1);
    await remove();
    expect(all.size).toBe(0);
  });

  test('is refused where another stack created it, and stays as it is', async () => {
    const other = {
      'cdk-trailwatch:stack': 'arn:aws:cloudformation:eu-central-1:044455556666:stack/Other/Trail',
    };
    const { all, follow, remove } = createWorld({ trails: { [ARN]: { tags: other, isLogging: true } } });
    const before = structuredClone([...all]);
    expect(await follow()).toEqual({
      trailArn: ARN,
      reason:
        `the organization trail was not created: ${ARN} belongs to ${other['cdk-trailwatch:stack']}; if that stack is gone, remove the tag: ` +
        `aws cloudtrail remove-tags --resource-id ${ARN} --tags-list Key=cdk-trailwatch:stack`,
    });
    await remove();
    expect([...all]).toEqual(before);
  });

  test('is refused where it is no trail of an organization', async () => {
    const { follow } = createWorld({ trails: { [ARN]: { settings: { IsOrganizationTrail: false } } } });
    expect(await follow()).toMatchObject({
      reason: expect.stringContaining('choose another name for this trail'),
    });
  });
});

test('another name is another trail: the new one first, then CloudFormation deletes the old one', async () => {
  const { all, follow, update, remove } = createWorld();
  await follow();
  const { trailArn } = await update(named('all'));
  expect(trailArn).toBe(ARN.replace('everyone', 'all'));
  expect([...all.keys()]).toEqual([ARN, trailArn]);
  await remove();
  expect([...all.keys()]).toEqual([trailArn]);
});

test('a trail that was deleted by hand is created again by the next update', async () => {
  const { all, update } = createWorld();
  expect(await update(WHOLE)).toMatchObject({ trailArn: ARN, snsTopicArn: TOPIC });
  expect(all.get(ARN)?.tags).toEqual({ team: 'security', ...OWNER });
});

describe('when it is removed', () => {
  test('deletes the trail that it created, by its ARN, and nothing the second time', async () => {
    const { all, calls, follow, remove } = createWorld();
    await follow();
    expect(await remove()).toEqual({ trailArn: ARN });
    expect(all.size).toBe(0);
    calls.length = 0;
    expect(await remove()).toEqual({ trailArn: ARN });
    expect(calls).toEqual(['GetTrail']);
  });

  test('does nothing for a resource that never was a trail', async () => {
    const { calls, remove } = createWorld();
    expect(await remove('no-trail')).toEqual({ trailArn: 'no-trail' });
    expect(calls).toEqual([]);
  });

  test('is content when another call of the same request was faster', async () => {
    const world = createWorld({
      trails: { [ARN]: { tags: OWNER } },
      fault: (operation) => {
        if (operation === 'DeleteTrail') world.all.delete(ARN);
        return undefined;
      },
    });
    expect(await world.remove()).toEqual({ trailArn: ARN });
  });

  test('takes away what a failed creation left', async () => {
    const { all, follow, remove } = createWorld({
      fault: (operation) =>
        operation === 'StartLogging' ? { name: 'InvalidHomeRegionException', when: 'before' } : undefined,
    });
    expect(await follow()).toEqual({
      trailArn: ARN,
      reason:
        'the organization trail was not created: InvalidHomeRegionException: the message of InvalidHomeRegionException',
    });
    expect(all.size).toBe(1);
    expect(await remove()).toEqual({ trailArn: ARN });
    expect(all.size).toBe(0);
  });
});

test.each([
  { properties: { ...PROPERTIES, TrailArn: 'everyone' } },
  { properties: { ...PROPERTIES, TrailName: 'other' } },
  { properties: { ...PROPERTIES, S3BucketName: undefined } },
  { properties: {} },
])('fails with properties that AuditTrail does not write', async ({ properties }) => {
  const { calls, follow } = createWorld();
  expect(await follow({ ResourceProperties: properties })).toEqual({
    trailArn: 'no-trail',
    reason: expect.stringContaining('the properties are not those that AuditTrail writes'),
  });
  expect(calls).toEqual([]);
});

test.each([
  ['NotOrganizationMasterAccountException', 'register-organization-delegated-admin'],
  ['CloudTrailAccessNotEnabledException', 'enable-aws-service-access'],
  ['MaximumNumberOfTrailsExceededException', 'a Region can have five trails'],
  ['InsufficientS3BucketPolicyException', 'trailwatch trails policy bucket prints it'],
])('says what to do about %s, without the ids of the stack', async (name, remedy) => {
  const { follow } = createWorld({
    fault: (operation) => (operation === 'CreateTrail' ? { name, when: 'before' } : undefined),
  });
  const { reason } = await follow();
  expect(reason).toMatch(
    new RegExp(`^the organization trail was not created: ${name}: the message of ${name}; .*${remedy}`),
  );
  expect(reason).not.toContain(StackId);
});

test.each(['Create', 'Update', 'Delete'] as const)(
  'fails with a %s that CloudFormation did not send, and calls nothing',
  async (RequestType) => {
    const prove = () =>
      Promise.reject(Object.assign(new Error('not at work'), { name: 'UnexpectedRequest' }));
    const world = createWorld({ trails: { [ARN]: { tags: OWNER } }, prove });
    const own = RequestType === 'Create' ? {} : { PhysicalResourceId: ARN };
    expect((await world.follow({ RequestType, ...own })).reason).toContain('UnexpectedRequest: not at work');
    expect(world.calls).toEqual([]);
  },
);
