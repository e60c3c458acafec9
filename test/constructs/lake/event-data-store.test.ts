import { Annotations, App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  DataEventType,
  EventDataStore,
  type EventDataStoreProps,
  EventField,
  EventSelection,
  Insights,
  InsightsCategory,
  LakeEvents,
  LakeFederation,
  LakeRetention,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  notesOf,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
  warningsOf,
} from '../synthesize';

const STORE = 'AWS::CloudTrail::EventDataStore';
const ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;
const QUERY = [
  'cloudtrail:StartQuery',
  'cloudtrail:DescribeQuery',
  'cloudtrail:GetQueryResults',
  'cloudtrail:CancelQuery',
  'cloudtrail:ListQueries',
  'cloudtrail:GetEventDataStore',
];

function storeWith(props: EventDataStoreProps = {}, stack = newStack()) {
  const store = new EventDataStore(stack, 'Store', props);
  return { stack, store, properties: () => resourceOf(stack, STORE, 'Store').Properties };
}

function selectorsOf(events: LakeEvents) {
  const { properties } = storeWith({ events });
  return properties().AdvancedEventSelectors.map(
    ({ FieldSelectors }: { FieldSelectors: readonly { Field: string; Equals?: string[] }[] }) =>
      FieldSelectors.map(({ Field, ...rest }) => [Field, rest]),
  );
}

describe('a new event data store', () => {
  test('collects all management events of every Region for a year, is protected and kept', () => {
    const { stack, properties } = storeWith();
    expect(properties()).toEqual({
      AdvancedEventSelectors: [
        { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
      ],
      BillingMode: 'EXTENDABLE_RETENTION_PRICING',
      RetentionPeriod: 366,
      MultiRegionEnabled: true,
      OrganizationEnabled: false,
      TerminationProtectionEnabled: true,
      Name: expect.stringMatching(/^Stack-Store-[0-9A-F]+$/),
    });
    const { DeletionPolicy, UpdateReplacePolicy } = resourceOf(stack, STORE);
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  test('warns that Lake is closed, names the successor, and can be acknowledged', () => {
    const { stack, store } = storeWith();
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^\/Stack\/Store: the store is a new one: since 2026-05-31 .*telemetry rules.*fromEventDataStoreArn.*\[ack: cdk-trailwatch:lakeClosed\]/,
      ),
    ]);
    const other = storeWith();
    Annotations.of(other.store).acknowledgeWarning('cdk-trailwatch:lakeClosed', 'we use Lake');
    expect(warningsOf(other.stack)).toEqual([]);
    expect(store.eventDataStoreName).toMatch(/^Stack-Store-/);
  });

  test.each<[string, EventDataStoreProps, RegExp]>([
    ['seven-year pricing', { retention: LakeRetention.sevenYears() }, /lakePricing/],
    ['stopped ingestion', { ingestion: false }, /stoppedIngestion/],
    ['no protection', { terminationProtection: false }, /unprotectedStore/],
  ])('warns of %s', (_, props, id) => {
    const { stack } = storeWith(props);
    expect(warningsOf(stack).filter((text) => id.test(text))).toHaveLength(1);
  });

  test('notes what an organization needs', () => {
    const stack = newStack({ env: { account: MANAGEMENT, region: REGION } });
    const { properties } = storeWith({ organizationManagementAccount: MANAGEMENT }, stack);
    expect(properties().OrganizationEnabled).toBe(true);
    expect(notesOf(stack)).toEqual([expect.stringContaining('enable-aws-service-access')]);
  });

  test('can be one for a test, which goes with its stack', () => {
    const { stack } = storeWith({ removalPolicy: RemovalPolicy.DESTROY, terminationProtection: false });
    expect(resourceOf(stack, STORE).DeletionPolicy).toBe('Delete');
    expect(warningsOf(stack).filter((text) => text.includes('unprotectedStore'))).toEqual([]);
  });

  test('takes a removal policy with its own policy', () => {
    const { stack, store } = storeWith();
    store.addToResourcePolicy(
      new PolicyStatement({
        actions: ['cloudtrail:StartQuery'],
        principals: [new AccountPrincipal(MANAGEMENT)],
      }),
    );
    store.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const policy = resourceOf(stack, 'AWS::CloudTrail::ResourcePolicy');
    expect([resourceOf(stack, STORE).DeletionPolicy, policy.DeletionPolicy]).toEqual(['Retain', 'Retain']);
  });

  test('says in the template what it adds to events', () => {
    const { properties } = storeWith({ enrichment: { tagKeys: ['team'], conditionKeys: ['aws:SourceVpc'] } });
    expect(properties()).toMatchObject({
      MaxEventSize: 'Large',
      ContextKeySelectors: [
        { Type: 'TagContext', Equals: ['team'] },
        { Type: 'RequestContext', Equals: ['aws:SourceVpc'] },
      ],
    });
  });
});

describe('the events of a store', () => {
  test.each<[string, LakeEvents, string]>([
    ['Insights events', LakeEvents.insights(), 'Insight'],
    ['configuration items', LakeEvents.configurationItems(), 'ConfigurationItem'],
    ['evidence', LakeEvents.auditManagerEvidence(), 'Evidence'],
    ['integrations', LakeEvents.integrations(), 'ActivityAuditLog'],
  ])('are %s alone', (_, events, category) => {
    expect(selectorsOf(events)).toEqual([[['eventCategory', { Equals: [category] }]]]);
  });

  test('are chosen as those of a trail, by more fields of management events', () => {
    const selection = EventSelection.managementEvents()
      .where(EventField.EVENT_NAME, { startsWith: ['Delete'] })
      .plus(EventSelection.dataEvents(DataEventType.S3_OBJECT));
    expect(selectorsOf(LakeEvents.cloudTrail(selection))).toEqual([
      [
        ['eventCategory', { Equals: ['Management'] }],
        ['eventName', { StartsWith: ['Delete'] }],
      ],
      [
        ['eventCategory', { Equals: ['Data'] }],
        ['resources.type', { Equals: ['AWS::S3::Object'] }],
      ],
    ]);
  });

  test('have their Insights in another store', () => {
    const stack = newStack();
    const insightsDestination = new EventDataStore(stack, 'Insights', { events: LakeEvents.insights() });
    const events = LakeEvents.cloudTrail(
      EventSelection.managementEvents().withInsights(Insights.callRate(), Insights.errorRate()),
    );
    const { properties } = storeWith({ events, insightsDestination }, stack);
    expect(properties().InsightSelectors).toEqual([
      { InsightType: 'ApiCallRateInsight' },
      { InsightType: 'ApiErrorRateInsight' },
    ]);
    expect(properties().InsightsDestination).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Insights/), 'EventDataStoreArn'],
    });
  });
});

describe('retention', () => {
  test.each<[string, LakeRetention, [string, number]]>([
    ['a year', LakeRetention.extendable(), ['EXTENDABLE_RETENTION_PRICING', 366]],
    ['least', LakeRetention.extendable(Duration.days(7)), ['EXTENDABLE_RETENTION_PRICING', 7]],
    ['most', LakeRetention.extendable(Duration.days(3653)), ['EXTENDABLE_RETENTION_PRICING', 3653]],
    ['seven years', LakeRetention.sevenYears(), ['FIXED_RETENTION_PRICING', 2557]],
    ['three of seven', LakeRetention.sevenYears(Duration.days(1095)), ['FIXED_RETENTION_PRICING', 1095]],
  ])('is %s', (_, retention, expected) => {
    const { BillingMode, RetentionPeriod } = storeWith({ retention }).properties();
    expect([BillingMode, RetentionPeriod]).toEqual(expected);
  });

  test.each<[string, () => LakeRetention, string]>([
    ['too short', () => LakeRetention.extendable(Duration.days(6)), 'from 7 to 3653 days'],
    ['too long', () => LakeRetention.extendable(Duration.days(3654)), 'from 7 to 3653 days'],
    ['too long for its pricing', () => LakeRetention.sevenYears(Duration.days(2558)), 'from 7 to 2557 days'],
    ['no whole days', () => LakeRetention.extendable(Duration.hours(200)), 'from 7 to 3653 days'],
  ])('fails when it is %s', (_, create, sentence) => {
    expect(create).toThrow(sentence);
  });
});

describe('the key of a store', () => {
  test('trusts CloudTrail for stores of the account and Region, and the store waits for nothing else', () => {
    const stack = newStack();
    const encryptionKey = new Key(stack, 'Key');
    const { properties } = storeWith({ encryptionKey }, stack);
    const statements: Statement[] = resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement;
    expect(statements.filter(({ Sid }) => Sid !== undefined)).toEqual([
      {
        Sid: 'AllowCloudTrailEncryptEventDataStores',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, `:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/*`],
              ],
            },
          },
        },
      },
    ]);
    expect(properties().KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
  });

  test('names the management account, whose stores an organization has', () => {
    const stack = newStack();
    storeWith({ encryptionKey: new Key(stack, 'Key'), organizationManagementAccount: MANAGEMENT }, stack);
    const policy = JSON.stringify(resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy);
    expect(policy).toContain(`{"aws:SourceAccount":"${MANAGEMENT}"}`);
    expect(policy).toContain(`:cloudtrail:${REGION}:${MANAGEMENT}:eventdatastore/*`);
  });

  test('that is imported must hold the statement', () => {
    const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
    const stack = newStack();
    storeWith({ encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn) }, stack);
    expect(synthError(stack)).toMatch(/AllowCloudTrailEncryptEventDataStores/);
    expect(synthError(stack)).toContain('then set keyPolicyManagedElsewhere: true');
    const other = newStack();
    const encryptionKey = Key.fromKeyArn(other, 'Key', keyArn);
    expect(storeWith({ encryptionKey, keyPolicyManagedElsewhere: true }, other).properties().KmsKeyId).toBe(
      keyArn,
    );
  });
});

describe('federation', () => {
  test('has a role that Lake Formation takes, which reads this store and uses its key, and nothing else', () => {
    const stack = newStack();
    const encryptionKey = new Key(stack, 'Key');
    const { properties } = storeWith({ encryptionKey, federation: LakeFederation.create() }, stack);
    const roleArn = { 'Fn::GetAtt': [expect.stringMatching(/^StoreFederationRole/), 'Arn'] };
    expect(properties()).toMatchObject({ FederationEnabled: true, FederationRoleArn: roleArn });
    expect(resourceOf(stack, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'lakeformation.amazonaws.com' },
      },
    ]);
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      {
        Action: 'cloudtrail:GetEventDataStoreData',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Store/), 'EventDataStoreArn'] },
      },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
      },
    ]);
  });

  test('takes a role that is there already', () => {
    const stack = newStack();
    const role = Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/Federation`);
    const { properties } = storeWith({ federation: LakeFederation.withRole(role) }, stack);
    expect(properties().FederationRoleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/Federation`);
    expect(resourcesOf(stack, 'AWS::IAM::Role')).toEqual([]);
  });
});

describe('queries', () => {
  test('are granted to a role of the account on the store and its key', () => {
    const stack = newStack();
    const { store } = storeWith({ encryptionKey: new Key(stack, 'Key') }, stack);
    store.grantQuery(new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    const [query, key, ...others]: Statement[] = resourceOf(stack, 'AWS::IAM::Policy').Properties
      .PolicyDocument.Statement;
    expect(query).toMatchObject({ Action: QUERY, Resource: { 'Fn::GetAtt': expect.anything() } });
    expect(key?.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    expect(others).toEqual([]);
    expect(resourcesOf(stack, 'AWS::CloudTrail::ResourcePolicy')).toEqual([]);
  });

  test('are granted to another account by the policy of the store', () => {
    const { stack, store } = storeWith();
    store.grantQuery(new AccountPrincipal(MANAGEMENT));
    const { ResourceArn, ResourcePolicy } = resourceOf(stack, 'AWS::CloudTrail::ResourcePolicy').Properties;
    expect(ResourcePolicy.Statement).toEqual([
      expect.objectContaining({ Action: QUERY, Resource: ResourceArn }),
    ]);
  });

  test('of an imported store are granted to the principal alone', () => {
    const stack = newStack();
    const store = EventDataStore.fromEventDataStoreArn(stack, 'Store', ARN);
    expect(store.eventDataStoreId).toBe('0a1b2c3d-0000-4000-8000-000000000000');
    expect(store.eventDataStoreRef).toEqual({ eventDataStoreArn: ARN });
    expect(store.env).toEqual({ account: ACCOUNT, region: REGION });
    store.grantQuery(new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      { Action: QUERY, Effect: 'Allow', Resource: ARN },
    ]);
    expect(warningsOf(stack)).toEqual([]);
    expect(store.addToResourcePolicy(new PolicyStatement()).statementAdded).toBe(false);
  });
});

describe('what fails', () => {
  const callRate = EventSelection.managementEvents().withInsights(Insights.callRate());
  test.each<[string, EventDataStoreProps, string]>([
    [
      'a name that CloudTrail does not take',
      { eventDataStoreName: 'a' },
      "eventDataStoreName 'a' is not a valid event data store name: it must have 3 to 128 characters",
    ],
    [
      'an account that is none',
      { organizationManagementAccount: '1' },
      "organizationManagementAccount '1' is not a valid account id",
    ],
    [
      'Insights without a destination',
      { events: LakeEvents.cloudTrail(callRate) },
      'events: Insights are selected, but insightsDestination is not set: CloudTrail writes',
    ],
    [
      'Insights of data events',
      {
        events: LakeEvents.cloudTrail(
          EventSelection.dataEvents(DataEventType.S3_OBJECT).withInsights(
            Insights.callRate(InsightsCategory.DATA),
          ),
        ),
      },
      'only trails have Insights of Data events',
    ],
    [
      'basic selectors',
      { events: LakeEvents.cloudTrail(EventSelection.basic({})) },
      'event data stores have advanced selectors only',
    ],
    [
      'a pause of a store that cannot pause',
      { events: LakeEvents.integrations(), ingestion: false },
      'ingestion is false, but the store collects Activity of integrations: CloudTrail stops only',
    ],
    [
      'a store that cannot go with its stack',
      { removalPolicy: RemovalPolicy.DESTROY },
      'removalPolicy is DESTROY, but terminationProtection is on: CloudTrail does not delete a protected store',
    ],
    [
      'additions to events of others',
      { events: LakeEvents.configurationItems(), enrichment: { tagKeys: ['a'] } },
      'enrichment: the store collects Configuration items, but CloudTrail enriches only its own events',
    ],
    ['no additions', { enrichment: {} }, 'neither tagKeys nor conditionKeys is given'],
    ['an empty list of additions', { enrichment: { tagKeys: [] } }, 'enrichment.tagKeys has 0 keys'],
    [
      'too many additions',
      { enrichment: { conditionKeys: Array.from({ length: 51 }, (_, index) => `aws:K${index}`) } },
      'enrichment.conditionKeys has 51 keys; CloudTrail allows 1 to 50',
    ],
    ['a key of no characters', { enrichment: { tagKeys: [''] } }, 'a key has 1 to 128 characters'],
  ])('is %s', (_, props, sentence) => {
    expect(() => storeWith(props)).toThrow(sentence);
  });

  test('is a destination without Insights, and one that collects something else', () => {
    const stack = newStack();
    const insights = new EventDataStore(stack, 'Insights', { events: LakeEvents.insights() });
    const events = new EventDataStore(stack, 'Events');
    expect(() => new EventDataStore(stack, 'A', { insightsDestination: insights })).toThrow(
      'insightsDestination is set, but no Insights are selected',
    );
    const props = { events: LakeEvents.cloudTrail(callRate), insightsDestination: events };
    expect(() => new EventDataStore(stack, 'B', props)).toThrow(
      "insightsDestination: 'Stack/Events' does not collect Insights events",
    );
  });

  test('is a name that another store has', () => {
    const stack = newStack();
    for (const id of ['A', 'B']) new EventDataStore(stack, id, { eventDataStoreName: 'events' });
    expect(synthError(stack)).toContain("both have the event data store name 'events'");
  });

  test.each<[string, string]>([
    ['a trail', `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/primary`],
    ['an id', '0a1b2c3d-0000-4000-8000-000000000000'],
  ])('is the ARN of %s', (_, arn) => {
    expect(() => EventDataStore.fromEventDataStoreArn(newStack(), 'Store', arn)).toThrow(
      `eventDataStoreArn '${arn}' is not the ARN of an event data store`,
    );
  });

  test('is the ARN of another partition', () => {
    const arn = ARN.replace('arn:aws:', 'arn:aws-us-gov:');
    expect(() => EventDataStore.fromEventDataStoreArn(newStack(), 'Store', arn)).toThrow('partition');
  });

  test.each<[string, string[], string]>([
    ['of another kind', ['cloudtrail:DeleteEventDataStore'], "'cloudtrail:DeleteEventDataStore'"],
    ['of every kind', ['cloudtrail:*'], "'cloudtrail:*'"],
    ['of none', [], 'no action'],
  ])('is a statement with actions %s', (_, actions, found) => {
    const { store } = storeWith();
    const statement = new PolicyStatement({ actions, principals: [new AccountPrincipal(MANAGEMENT)] });
    expect(() => store.addToResourcePolicy(statement)).toThrow(
      `the statement has ${found}; the policy of an event data store allows only cloudtrail:StartQuery, `,
    );
  });
});

test.each(['us-gov-west-1', undefined])('the policies of %s have its partition', (region) => {
  const stack = new Stack(
    new App(),
    'Stack',
    region === undefined ? {} : { env: { account: ACCOUNT, region } },
  );
  storeWith({ encryptionKey: new Key(stack, 'Key') }, stack);
  const policy = JSON.stringify(resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy);
  expect(policy).not.toContain('arn:aws:cloudtrail');
  expect(policy).toContain('{"Ref":"AWS::Partition"},":cloudtrail:');
});
